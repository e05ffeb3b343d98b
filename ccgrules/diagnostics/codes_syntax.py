"""Codes 1xx: text, files and limits."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code

SYNTAX_CODES: tuple[Code, ...] = ()
