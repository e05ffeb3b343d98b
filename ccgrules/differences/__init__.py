"""What differs: between rulesets, between their ratings, and from year to year."""
