"""Rules that recognise a mistake at the place where the parser stopped; `parse_errors` has their order."""
