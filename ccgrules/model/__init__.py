"""Syntax tree to checked model: every name is resolved, every expression has a type, every amendment is applied."""
