"""Findings: their shape, their codes, and how they are printed."""
