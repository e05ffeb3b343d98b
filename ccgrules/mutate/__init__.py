"""Small wrong changes of a ruleset, and which of them its tests, or its ratings of real data, notice."""
