"""How fast the product is, measured as ratios against a floor or a peer in the same run: `python -m bench --help`."""
