"""What a change of each clause is."""

from __future__ import annotations

from ccgrules.differences.rules.clauses import KINDS, OTHERS, SILENT
from ccgrules.syntax.words import CLAUSES

VALUES = {"let", "score", "status", "starts as", "weighted mean"}
"""Clauses that say how a value comes about."""

GONE = {"amends", "use", "given", "expect"}
"""Clauses that are not compared: in one tree nothing is amended or used, and tests are compared whole."""


def test_a_change_of_each_clause_has_its_kind() -> None:
    known = KINDS.keys() | VALUES | GONE | SILENT
    unknown = {(keyword, clause) for keyword, clauses in CLAUSES.items() for clause in clauses if clause not in known}
    assert unknown == {("population", "by")}
    assert OTHERS["population"] == "population"
