"""Ratings of several years beside each other."""
