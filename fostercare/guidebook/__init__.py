"""What the Ministry demands, as data: the procedures above ask it before they act."""
