"""What differs: ratings from year to year."""
