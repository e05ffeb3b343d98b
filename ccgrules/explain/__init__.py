"""A result's row read back through the plan: a derivation as data, then sentences."""
