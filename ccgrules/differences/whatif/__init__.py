"""What if: a ruleset with other values, or with less in it, without an edit of its file."""
