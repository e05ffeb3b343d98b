"""What differs between two rulesets, by meaning."""
