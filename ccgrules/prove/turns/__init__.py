"""What becomes of each value of a plan under another plan, whatever the data."""
