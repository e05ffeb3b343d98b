"""CCG678 to CCG679 and CCG691 to CCG697: periods of data against periods of rules, and files of mergers and splits."""

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
        example='period\nQ1 2018/19  # the rule says: from "2018/19"',
        instead="period\n2018/19",
    ),
    Code(
        "CCG679",
        "a baseline that the data do not have",
        WARNING,
        what="`baseline` names a period that the data do not have.",
        why="Every such value is missing, and with it whatever hangs on it.",
        example='baseline(value, "2015/16")  # the data start in 2016/17',
        instead='baseline(value, "2016/17")',
    ),
    Code(
        "CCG691",
        "a succession file that cannot be read",
        ERROR,
        what="The file does not have the shape of a succession file (`schemas/succession.schema.json`).",
        why="Nothing is guessed about which organisations merged or split.",
        example="successions:\n  - when: 2018/19\n    from: [F003, F010]\n    to: [F208]",
        instead="successions:\n  - period: 2018/19\n    from: [F003, F010]\n    to: [F208]",
    ),
    Code(
        "CCG692",
        "an unknown organisation in a succession",
        ERROR,
        what="A merger or split names an organisation that the data do not have, though they reach back or on to it.",
        why="A misspelt code would leave values of the years before out without a word.",
        example="from: [F03, F010]",
        instead="from: [F003, F010]",
    ),
    Code(
        "CCG693",
        "an unknown period in a succession",
        ERROR,
        what="A merger or split names a period that is not one of the data, nor before or after all of them.",
        why="It could not be told which values lie before it.",
        example="period: 2018/2020",
        instead="period: 2018/19",
    ),
    Code(
        "CCG694",
        "a succession outside the data",
        WARNING,
        what="Mergers or splits lie before the first period of the data, or after the last.",
        why="They change nothing here. A file may tell of more years than the data have.",
    ),
    Code(
        "CCG695",
        "an organisation outside its time",
        ERROR,
        what="An organisation has a row in the data after it ended, or before it started.",
        why="Either the file or the data are wrong, and earlier values would be counted twice or not at all.",
        example="- period: 2018/19\n  from: [A, B]\n  to: [C]\n# the data of 2018/19 have a row for A",
        instead="- period: 2018/19\n  from: [A, B]\n  to: [A]",
    ),
    Code(
        "CCG696",
        "an organisation that ends or starts twice",
        ERROR,
        what="Two mergers or splits end the same organisation, or start it, with nothing in between.",
        why="It could not be told where its values belong.",
        example="- {period: 2018/19, from: [A], to: [B]}\n- {period: 2018/19, from: [A], to: [C]}",
        instead="- {period: 2018/19, from: [A], to: [B, C]}",
    ),
    Code(
        "CCG697",
        "an organisation that starts and ends in one period",
        ERROR,
        what="One merger or split starts an organisation, and another ends it in the same period: they run in a chain, "
        "or in a ring.",
        why="It never was in the data, or would come after itself.",
        example="- {period: 2018/19, from: [A, B], to: [C]}\n- {period: 2018/19, from: [C, D], to: [E]}",
        instead="- {period: 2018/19, from: [A, B, D], to: [E]}",
    ),
    Code(
        "CCG698",
        "an organisation that comes or goes unsaid",
        WARNING,
        what="An organisation is not in the first period of the data, or not in the last one, and the succession file "
        "says nothing of it.",
        why="If it merged or was split, its earlier values are missing where they need not be, or are those of a part.",
        example="- period: 2018/19\n  from: [A]\n  to: [C]\n# B has no row in 2018/19 either",
        instead="- period: 2018/19\n  from: [A, B]\n  to: [C]",
    ),
)
