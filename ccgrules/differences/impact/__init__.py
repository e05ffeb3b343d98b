"""What a change of rules does to the ratings of data."""
