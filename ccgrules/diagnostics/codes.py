"""The one table of codes, and the one way to make a finding."""

from __future__ import annotations

from collections.abc import Iterable

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.codes_compare import COMPARE_CODES
from ccgrules.diagnostics.codes_data import DATA_CODES
from ccgrules.diagnostics.codes_decisions import DECISION_CODES
from ccgrules.diagnostics.codes_model import MODEL_CODES
from ccgrules.diagnostics.codes_run import RUN_CODES
from ccgrules.diagnostics.codes_succession import SUCCESSION_CODES
from ccgrules.diagnostics.codes_syntax import SYNTAX_CODES
from ccgrules.diagnostics.codes_versions import VERSION_CODES
from ccgrules.diagnostics.codes_whatif import WHATIF_CODES
from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic, Edit, Label, Severity
from ccgrules.source import Span

__all__ = ["CODES", "Code", "finding"]

OWN_CODES = (
    Code(
        "CCG901",
        "a bug in ccgrules",
        Severity.ERROR,
        what="ccgrules met a case that it was not written for and stopped.",
        why="Nothing is printed as a rating when the program itself has failed. "
        "The fault is in ccgrules, not in the ruleset or the data: please report it, with the ruleset and the command.",
    ),
)


def _table(codes: Iterable[Code]) -> dict[str, Code]:
    table: dict[str, Code] = {}
    for code in codes:
        if code.code in table:
            raise ValueError(f"{code.code} is in the table of codes twice")
        table[code.code] = code
    return dict(sorted(table.items()))


CODES: dict[str, Code] = _table(
    (
        *SYNTAX_CODES,
        *MODEL_CODES,
        *DATA_CODES,
        *DECISION_CODES,
        *RUN_CODES,
        *COMPARE_CODES,
        *VERSION_CODES,
        *WHATIF_CODES,
        *SUCCESSION_CODES,
        *OWN_CODES,
    )
)


def finding(
    code: str,
    message: str,
    *,
    primary: Label | Span | None = None,
    place: DataPlace | None = None,
    secondary: Iterable[Label] = (),
    notes: Iterable[str] = (),
    help: str | None = None,
    fixes: Iterable[Edit] = (),
) -> Diagnostic:
    """A finding with the severity that the table of codes gives it.

    Args:
        code: A code of `CODES`.
        message: One plain sentence: lower case, no full stop, the user's words in backticks.
        primary: The place in a ruleset (a bare span stands for a label without words).
        place: The place in a data file.
        secondary: Other places that matter.
        notes: Further facts.
        help: What to do about it.
        fixes: What mends it for certain.

    Raises:
        KeyError: The code is not in the table.
    """
    label = Label(primary) if isinstance(primary, Span) else primary
    severity = CODES[code].severity
    return Diagnostic(code, message, label, place, tuple(secondary), tuple(notes), help, severity, tuple(fixes))
