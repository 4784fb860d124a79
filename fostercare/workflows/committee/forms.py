"""What the acts of a sitting ask."""
