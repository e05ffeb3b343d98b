"""`check --fix`: what is mended, what is left to the author, and that nothing else changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ccgrules.mending import mend
from ccgrules.source import SourceFile
from ccgrules.syntax.parse import parse

PROJECT = Path(__file__).parents[2]
RULESETS = sorted([*PROJECT.glob("rulesets/*/*.rules"), *PROJECT.glob("examples/*/*.rules")])
FRAME = """framework checks "Checks"
  language 1
  scores better higher
  result   overall, verdict

scale ratings best first
  good, poor

field share percent

measure overall "Overall" = share / 100%

rating verdict "Verdict" on ratings
"""
CASES = "  good  when share >= 85%\n  poor  otherwise\n"


def mended(folder: Path, text: str) -> str:
    path = folder / "draft.rules"
    path.write_bytes(text.encode("utf-8"))
    one = mend(path)
    assert one.before == text
    assert path.read_bytes() == text.encode("utf-8"), "mending writes nothing by itself"
    return one.after


def in_a_word_processor(text: str) -> str:
    """What becomes of rules that are pasted into a document and back: curly quotes, signs, tabs, special spaces."""
    lines = []
    for line in text.split("\n"):
        if line.lstrip().startswith("#"):
            lines.append(line)
            continue
        code = re.sub(r'"([^"]*)"', r"“\1”", line)
        pieces = re.split(r"(“[^”]*”)", code)
        for place in range(0, len(pieces), 2):
            signs = pieces[place].replace(">=", "≥").replace("<=", "≤").replace(" * ", " × ")
            pieces[place] = re.sub("^  ", "\t", signs)
        lines.append("".join(pieces))
    return "\n".join(lines)


@pytest.mark.parametrize("path", RULESETS, ids=lambda path: path.stem)
def test_rules_that_went_through_a_word_processor_come_back_as_they_were(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    spoilt = in_a_word_processor(text)
    assert spoilt != text
    original, _ = parse(SourceFile("a", text))
    again, findings = parse(SourceFile("a", mended(tmp_path, spoilt)))
    assert findings == ()
    assert again.declarations == original.declarations
    assert [comment.text for comment in again.comments] == [comment.text for comment in original.comments]


@pytest.mark.parametrize("path", RULESETS, ids=lambda path: path.stem)
def test_a_sound_ruleset_stays_as_it_is(path: Path) -> None:
    one = mend(path)
    assert one.after == one.before == path.read_bytes().decode("utf-8")
    assert one.made == ()


def test_line_ends_and_the_byte_order_mark_stay(tmp_path: Path) -> None:
    text = "\ufeff" + (FRAME + CASES).replace("\n", "\r\n", 5).replace(">=", "≥").removesuffix("\n")
    assert mended(tmp_path, text) == text.replace("≥", ">=")


def test_one_mend_may_show_the_next(tmp_path: Path) -> None:
    text = FRAME + "  good  when not (share ≠ 85%)\n  poor  otherwise\n"
    assert mended(tmp_path, text) == FRAME + "  good  when share = 85%\n  poor  otherwise\n"


def test_comments_and_titles_stay(tmp_path: Path) -> None:
    text = FRAME.replace('"Verdict"', '"Verdict – ≥ 85 %"') + "  # was ≥ 80 %\n" + CASES
    assert mended(tmp_path, text) == text


@pytest.mark.parametrize(
    ("cases", "why"),
    [
        ("  good  when share => 85%\n  poor  otherwise\n", "an arrow may have been meant"),
        ("  good  when share >= 85%\n  poor  otherwize\n", "a guess at a word"),
        ("  good  when share >= 1,5\n  poor  otherwise\n", "a comma may separate two things"),
        ("  good  whén share >= 85%\n  poor  otherwise\n", "a letter of a name"),
        ('  good  when share >= 85%\n    note "a” b\n  poor  otherwise\n', "where the text ends is not known"),
        ("  good\t85%\n  poor\t0%\n", "the tabs may separate columns"),
    ],
)
def test_what_is_not_certain_is_left_to_the_author(cases: str, why: str, tmp_path: Path) -> None:
    assert mended(tmp_path, FRAME + cases) == FRAME + cases, why


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("  good  when share >= 85 %\n", "  good  when share >= 85%\n"),
        ("  good  when share >= .85\n", "  good  when share >= 0.85\n"),
        ("  good  When share >= 85%\n", "  good  when share >= 85%\n"),
        ("  good  when share >= 85% AND share < 90%\n", "  good  when share >= 85% and share < 90%\n"),
        ("  good  when share >= 85%;\n", "  good  when share >= 85%\n"),
        ("  good  when share >= 85%.\n", "  good  when share >= 85%\n"),
        ("  • good  when share >= 85%\n", "   good  when share >= 85%\n"),
        ("  - good  when share >= 85%\n", "   good  when share >= 85%\n"),
        ("  good  when share == 85%\n", "  good  when share = 85%\n"),
        ("  good\u00a0 when share\u2009>= 85%\n", "  good  when share >= 85%\n"),
        ("  let: a = share\n  good  when a >= 85%\n", "  let a = share\n  good  when a >= 85%\n"),
    ],
)
def test_what_is_certain_is_mended(wrong: str, right: str, tmp_path: Path) -> None:
    assert mended(tmp_path, FRAME + wrong + "  poor  otherwise\n") == FRAME + right + "  poor  otherwise\n"


def test_words_with_a_capital_are_mended(tmp_path: Path) -> None:
    indicator = 'indicator a "A" in g\n  data percent\n  better higher\n  score value / 100%\n\n'
    text = FRAME.replace("field", 'group g "G"\n\n' + indicator + "field") + CASES
    spoilt = text.replace("indicator", "Indicator").replace("  better", "  Better").replace("measure", "MEASURE")
    assert mended(tmp_path, spoilt) == text


def test_files_that_a_ruleset_uses_are_left_alone(tmp_path: Path) -> None:
    shared = tmp_path / "shared.rules"
    shared.write_text("field share percent\n\ncondition low = share ≤ 5%\n", encoding="utf-8")
    main = FRAME.replace("field share percent\n\n", "").replace(
        "  language 1\n", '  language 1\n  use "shared.rules"\n'
    )
    text = main + "  poor  when low\n" + CASES.replace(">=", "≥")
    assert mended(tmp_path, text) == text.replace("≥", ">=")
    assert "≤" in shared.read_text(encoding="utf-8")


def test_an_accepted_finding_is_not_mended(tmp_path: Path) -> None:
    text = FRAME + '  good  when not (share != 85%)\n    accept CCG518 "as the Act says it"\n  poor  otherwise\n'
    assert mended(tmp_path, text) == text
