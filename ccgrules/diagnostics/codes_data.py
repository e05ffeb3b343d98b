"""Codes 6xx and 7xx: data, running and testing."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code

DATA_CODES: tuple[Code, ...] = ()
