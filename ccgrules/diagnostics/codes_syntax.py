"""Codes 1xx: text, files and limits."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.diagnostic import Severity

SYNTAX_CODES: tuple[Code, ...] = tuple(
    Code(code, title, Severity.ERROR, title, title)
    for code, title in (
        ("CCG110", "not expected here"),
        ("CCG115", "a row with too few or too many cells"),
        ("CCG116", "a word that does not belong here"),
        ("CCG117", "not a date"),
        ("CCG118", "an empty code"),
        ("CCG119", "an argument out of place"),
        ("CCG172", "an expression too deep"),
    )
)
