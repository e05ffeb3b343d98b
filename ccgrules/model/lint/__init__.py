"""What is allowed but probably not meant, and what a reader would miss: a rule a module, listed in `rules`."""
