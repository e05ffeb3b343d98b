"""Codes 2xx to 5xx: names, types, structure and style."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code

MODEL_CODES: tuple[Code, ...] = ()
