"""Repairs that change no meaning: pieces of text to be put in the place of others."""
