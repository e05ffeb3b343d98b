"""Plan and data to result: two engines with one meaning; every step's column is kept."""
