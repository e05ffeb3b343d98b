"""Examples at, just under and just over each threshold of a ruleset: found, worked out, and written as tests."""
