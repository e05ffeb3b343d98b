"""The table of codes: complete, in families, and written out."""

from __future__ import annotations

import re

import pytest

from ccgrules.diagnostics.codes import CODES, Code, finding
from ccgrules.diagnostics.diagnostic import Label, Severity, has_errors
from ccgrules.diagnostics.suggest import did_you_mean, nearest
from ccgrules.source import SourceFile, Span


@pytest.mark.parametrize("code", CODES.values(), ids=list(CODES))
def test_every_code_has_a_page(code: Code) -> None:
    assert re.fullmatch(r"CCG[1-79]\d\d", code.code)
    assert code.title
    assert code.title[0].islower() or code.title[0] == "`"
    assert not code.title.endswith(".")
    assert code.what.endswith(".")
    assert code.why.endswith(".")


def test_only_lint_and_later_families_warn() -> None:
    assert [c.code for c in CODES.values() if c.code < "CCG400" and c.severity is not Severity.ERROR] == []


def test_a_finding_takes_its_severity_from_the_table() -> None:
    span = Span(SourceFile("a.rules", "bad"), 0, 3)
    got = finding("CCG901", "it broke", primary=span)
    assert got.severity is Severity.ERROR
    assert got.primary == Label(span)
    assert has_errors([got])


def test_an_unknown_code_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        finding("CCG000", "nothing")


def test_did_you_mean_offers_near_words_only() -> None:
    assert nearest("avrage_score", ["average_score", "score"]) == "average_score"
    assert did_you_mean("avrage_score", ["average_score"]) == "did you mean `average_score`?"
    assert did_you_mean("zzz", ["average_score"]) is None
