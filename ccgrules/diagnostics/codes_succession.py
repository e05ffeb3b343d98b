"""CCG67x and CCG69x: periods of data against periods of rules, and files of mergers and splits."""

from __future__ import annotations

from ccgrules.diagnostics.code import Code
from ccgrules.diagnostics.diagnostic import Severity

ERROR, WARNING = Severity.ERROR, Severity.WARNING

SUCCESSION_CODES = (
    Code(
        "CCG678",
        "periods that cannot be compared with the rules'",
        ERROR,
        what="A rule has values by period, and the periods of the data are written in another form, or the data have "
        "none.",
        why="It could not be told which of the values holds.",
        example="period\nQ1 2018/19  # the rule says: from \"2018/19\"",
        instead="period\n2018/19",
    ),
)
