"""Text to syntax tree: what was written, with places and comments; no name is looked up yet."""
