"""How findings look. Expected texts are drawn by hand from the mock-ups of the design."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import DataPlace, Diagnostic, Label
from ccgrules.diagnostics.render import escape, render_github, render_json, render_plain
from ccgrules.resources import schema
from ccgrules.source import SourceFile, Span

PROGRAM = """framework x

rating headline on ratings
  outstanding  when overall > 1.45
  good         when overall >= 1 and overall < 1.45
  poor         otherwise
"""


def span(source: SourceFile, words: str) -> Span:
    start = source.text.index(words)
    return Span(source, start, start + len(words))


def make(message: str = "no case gives a rating", **more: Any) -> Diagnostic:
    return finding("CCG901", message, **more)


def test_a_finding_is_drawn_with_its_lines_in_order() -> None:
    source = SourceFile("draft.rules", PROGRAM)
    got = render_plain(
        [
            make(
                primary=Label(span(source, "overall < 1.45"), "ends below 1.45"),
                secondary=[Label(span(source, "overall > 1.45"), "starts above 1.45")],
                notes=["example: overall = 1.45"],
                help="end line 5 at `<= 1.45`",
            )
        ]
    )
    assert got == (
        "error[CCG901]: no case gives a rating\n"
        "  --> draft.rules:5:38\n"
        "   |\n"
        " 4 |   outstanding  when overall > 1.45\n"
        "   |                     -------------- starts above 1.45\n"
        " 5 |   good         when overall >= 1 and overall < 1.45\n"
        "   |                                      ^^^^^^^^^^^^^^ ends below 1.45\n"
        "   = example: overall = 1.45\n"
        "   = help: end line 5 at `<= 1.45`\n"
    )


def test_lines_left_out_are_marked() -> None:
    source = SourceFile("draft.rules", PROGRAM)
    got = render_plain(
        [make(primary=span(source, "headline"), secondary=[Label(span(source, "poor"), "never reached")])]
    )
    assert got.splitlines()[2:] == [
        "   |",
        " 3 | rating headline on ratings",
        "   |        ^^^^^^^^",
        "..",
        " 6 |   poor         otherwise",
        "   |   ---- never reached",
    ]


def test_the_gutter_grows_with_the_line_number() -> None:
    source = SourceFile("long.rules", "\n" * 999 + "bad\n")
    assert render_plain([make(primary=span(source, "bad"))]).splitlines()[1:] == [
        "    --> long.rules:1000:1",
        "     |",
        "1000 | bad",
        "     | ^^^",
    ]


def test_another_file_gets_its_own_place() -> None:
    here, there = SourceFile("b.rules", "use x\n"), SourceFile("a.rules", "scale x\n")
    got = render_plain([make(primary=span(here, "x"), secondary=[Label(span(there, "x"), "declared here")])])
    assert got.splitlines()[1:] == [
        "  --> b.rules:1:5",
        "   |",
        " 1 | use x",
        "   |     ^",
        "  ::: a.rules:1:7",
        "   |",
        " 1 | scale x",
        "   |       - declared here",
    ]


def test_a_cell_of_a_data_file_is_named() -> None:
    place = DataPlace("trusts.csv", 17, "OF0057", "Northmoor")
    got = render_plain([make("104 is not a share", place=place, help="percent values run from 0 to 100")])
    assert got == (
        "error[CCG901]: 104 is not a share\n"
        "  --> trusts.csv, row 17, column OF0057 (Northmoor)\n"
        "   = help: percent values run from 0 to 100\n"
    )


def test_findings_stand_apart() -> None:
    assert render_plain([make("one"), make("two")]) == "error[CCG901]: one\n\nerror[CCG901]: two\n"
    assert render_plain([]) == ""


def test_a_span_of_several_lines_is_marked_on_its_first() -> None:
    source = SourceFile("draft.rules", PROGRAM)
    start = source.text.index("outstanding")
    got = render_plain([make(primary=Span(source, start, len(source.text)))])
    assert got.splitlines()[3:] == [" 4 |   outstanding  when overall > 1.45", "   |   " + "^" * 32]


def test_an_empty_span_still_shows_its_place() -> None:
    source = SourceFile("draft.rules", "score\n")
    assert render_plain([make(primary=Label(Span(source, 5, 5), "here"))]).splitlines()[-1] == "   |      ^ here"


def test_a_very_long_line_is_cut_around_the_words() -> None:
    source = SourceFile("draft.rules", "x" * 5000 + " bad " + "y" * 5000 + "\n")
    line, marks = render_plain([make(primary=span(source, "bad"))], width=80).splitlines()[3:]
    assert len(line) < 90
    assert line.count("…") == 2
    assert line[marks.index("^") : marks.index("^") + 3] == "bad"


def test_tabs_and_wide_characters_keep_the_marks_in_place() -> None:
    source = SourceFile("draft.rules", '\tscore "日本" bad\n')
    line, marks = render_plain([make(primary=span(source, "bad"))]).splitlines()[3:]
    assert line == ' 1 |  score "日本" bad'
    assert marks.index("^") == line.index("bad") + 2  # two characters that are two columns wide


def test_nothing_from_the_user_reaches_the_terminal_as_a_command() -> None:
    evil = "\x1b[2J\x07\u202egood\u2066\u200b"
    source = SourceFile(f"{evil}.rules", f"score {evil}\n")
    got = render_plain(
        [
            make(
                f"unknown `{evil}`",
                primary=Label(span(source, evil), evil),
                notes=[evil],
                help=evil,
                place=DataPlace(evil, 1, evil, evil),
            )
        ]
    )
    assert all(c == "\n" or c.isprintable() for c in got)
    assert "\\x1b[2J\\x07\\u202egood\\u2066\\u200b" in got


def test_letters_of_other_languages_are_left_alone() -> None:
    assert escape("Ysbyty Gwynedd – Ŵ, £, é, 日本") == "Ysbyty Gwynedd – Ŵ, £, é, 日本"


def test_json_follows_its_schema() -> None:
    source = SourceFile("draft.rules", PROGRAM)
    findings = [
        make(primary=Label(span(source, "good"), "here"), secondary=[Label(span(source, "poor"))], help="do"),
        make(place=DataPlace("trusts.csv", 17, None, "Northmoor")),
    ]
    document = {"diagnostics": render_json(findings), "errors": 2, "warnings": 0, "notes": 0}
    Draft202012Validator.check_schema(schema("diagnostics"))
    Draft202012Validator(schema("diagnostics")).validate(document)
    assert json.loads(json.dumps(document))["diagnostics"][0]["location"] == {
        "file": "draft.rules",
        "line": 5,
        "column": 3,
        "end_line": 5,
        "end_column": 7,
        "text": "here",
    }


def test_github_lines_escape_what_would_end_them() -> None:
    source = SourceFile("a,b.rules", "bad\n")
    assert render_github([make("100% wrong\nreally", primary=span(source, "bad"), help="write: x")]) == (
        "::error file=a%2Cb.rules,line=1,col=1,endLine=1,endColumn=4,title=CCG901::100%25 wrong%0Areally%0A"
        "help: write: x\n"
    )
