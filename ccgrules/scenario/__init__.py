"""Tests of a ruleset: test blocks and scenario files, run exactly, and what they leave untested."""
