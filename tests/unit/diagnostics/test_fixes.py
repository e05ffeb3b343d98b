"""Edits made in a text."""

from __future__ import annotations

import pytest

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Edit
from ccgrules.diagnostics.fixes import apply, edits_of
from ccgrules.source import SourceFile, Span

TEXT = SourceFile("a.rules", "abcdef")


def edit(start: int, end: int, replacement: str, source: SourceFile = TEXT) -> Edit:
    return Edit(Span(source, start, end), replacement)


@pytest.mark.parametrize(
    ("edits", "wanted"),
    [
        ([], "abcdef"),
        ([edit(1, 2, "XY")], "aXYcdef"),
        ([edit(4, 6, ""), edit(0, 1, "A")], "Abcd"),
        ([edit(3, 3, "|")], "abc|def"),
        ([edit(1, 3, "X"), edit(2, 4, "Y")], "aXdef"),
        ([edit(1, 3, "X"), edit(3, 4, "Y")], "aXYef"),
        ([edit(1, 3, "X"), edit(1, 3, "X")], "aXdef"),
    ],
)
def test_edits_are_made_and_overlapping_ones_left(edits: list[Edit], wanted: str) -> None:
    assert apply(TEXT.text, edits) == wanted


def test_a_finding_is_mended_in_one_file_or_not_at_all() -> None:
    other = SourceFile("b.rules", "abcdef")
    inside = finding("CCG103", "a", fixes=[edit(0, 1, "x")])
    across = finding("CCG103", "a", fixes=[edit(0, 1, "x"), edit(0, 1, "x", other)])
    assert edits_of(inside, "a.rules") == inside.fixes
    assert edits_of(inside, "b.rules") == ()
    assert edits_of(across, "a.rules") == ()
