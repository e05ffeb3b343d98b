"""Checked model to plan: one ordered list of steps, each writing one named column."""
