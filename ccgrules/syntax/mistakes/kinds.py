"""Kinds of tokens that mistakes are told by."""

from __future__ import annotations

from ccgrules.syntax import words

VALUES = frozenset({"NUMBER", "PERCENT", "NAME", "CODE", "TEXT", "DATE", "YES", "NO", "LPAR", "NOT"})

ENDS = frozenset({"_NL", "$END"})

OPERATORS = frozenset({"PLUS", "MINUS", "TIMES", "DIVIDE", "COMPARE", "EQUALS", "MEETS", "MISSES", "AND", "OR", "NOT"})

RELATIONS = frozenset({"COMPARE", "EQUALS", "MEETS", "MISSES", "IS", "IS_NOT", "IS_BETTER_THAN", "IS_WORSE_THAN"})

RESERVED_TYPES = frozenset(words.token_type(word) for word in (*words.RESERVED, *words.DECLARATIONS))

MOST_NAMED = 4
REST = frozenset({"all", "any", "other", "others", "everything", "everyone", "remaining", "rest"})
"""Words for what is left of all cases."""
