"""Codes 150 to 169 (files) and 2xx to 5xx: names, types, structure and style."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.codes_lint import LINT_CODES
from ccgrules.diagnostics.codes_names import FILE_CODES, NAME_CODES
from ccgrules.diagnostics.codes_structure import STRUCTURE_CODES
from ccgrules.diagnostics.codes_types import TYPE_CODES

MODEL_CODES: tuple[Code, ...] = (*FILE_CODES, *NAME_CODES, *TYPE_CODES, *STRUCTURE_CODES, *LINT_CODES)
