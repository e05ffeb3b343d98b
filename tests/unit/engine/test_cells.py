"""One cell: exact values, marks for missing values, and what is refused. Expected values are worked by hand."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest
from data_plans import DATE, RAG, YES_NO, number

from ccgrules.engine.cells import CellReader, CellRules, Problem, folded, plain
from ccgrules.engine.marks import MISSING_MARKS, reason_named
from ccgrules.model.types import MISSING, Kind, Reason, Type
from ccgrules.model.units import unit_named

PERCENT = CellRules(number("percent"))
COUNT = CellRules(number("count"))
LABEL = CellRules(Type(Kind.LABEL, scale="rag"), scale=RAG)
CHOICE = CellRules(Type(Kind.TEXT, choices=("acute", "mental_health")), name="trust_type")
TEXT = CellRules(Type(Kind.TEXT))


def read(text: str, rules: CellRules = PERCENT) -> object:
    return CellReader(rules).read(text)


def problem(text: str, rules: CellRules = PERCENT) -> Problem:
    found = read(text, rules)
    assert isinstance(found, Problem)
    return found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("66.7", Fraction(667, 1000)),
        (" 66.7\u00a0", Fraction(667, 1000)),
        ("66.7%", Fraction(667, 1000)),
        ("66.7 %", Fraction(667, 1000)),
        ("+5", Fraction(1, 20)),
        (".5", Fraction(1, 200)),
        ("100.", Fraction(1)),
        ("8.5e-2", Fraction(85, 100_000)),
        ("1E+1", Fraction(1, 10)),
        ("0", Fraction(0)),
    ],
)
def test_figures_are_exact_shares(text: str, value: Fraction) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("0.667", "proportion", Fraction(667, 1000)),
        ("66.7%", "proportion", Fraction(667, 1000)),
        ("\u22120.4", "percent change", Fraction(-4, 1000)),
        ("250", "percent change", Fraction(5, 2)),
        ("1,204,000.5", "count", Fraction(2_408_001, 2)),
        ("£1,250.10", "pounds", Fraction(12501, 10)),
        ("-£3", "pounds", Fraction(-3)),
        ("7.25", "number out of 10", Fraction(29, 4)),
        ("12.5", "rate per 100,000", Fraction(25, 2)),
    ],
)
def test_figures_are_in_their_declared_unit(text: str, unit: str, value: Fraction) -> None:
    assert read(text, CellRules(number(unit))) == value


@pytest.mark.parametrize(
    "text",
    [
        "66,7",
        "1 204",
        "(4)",
        "12..5",
        "1,20",
        "１２",
        "٣",
        "1e",
        "0x10",
        "inf",
        "1/2",
        "NULLO",
        "--5",
        "1e999999999",
        "1" * 61,
        "½",
        "²",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert problem(text, CellRules(number("number"))).code == "CCG630"


def test_advice_says_how_to_write_a_number() -> None:
    assert problem("66,7").help == "write a decimal point: `66.7`"
    assert problem("(4.5)", COUNT).help == "write a minus sign: `-4.5`"
    assert problem("1 204", COUNT).help == "write it without spaces: `1204`"
    assert "range" in (problem("10-19", COUNT).help or "")


def test_a_comma_sets_off_thousands_unless_it_may_be_a_decimal_comma() -> None:
    assert read("12,345", COUNT) == 12345
    assert problem("12,345", CellRules(number("count"), decimal_comma=True)).help == "write a decimal point: `12.345`"


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [
        ("104", "percent", "CCG632"),
        ("-0.1", "percent", "CCG632"),
        ("100.0001", "percent", "CCG632"),
        ("1.5", "proportion", "CCG632"),
        ("-1", "count", "CCG632"),
        ("10.5", "number out of 10", "CCG632"),
        ("-1", "rate per 1,000", "CCG632"),
        ("5%", "days", "CCG631"),
        ("5%", "count", "CCG631"),
    ],
)
def test_figures_outside_their_unit_are_refused(text: str, unit: str, code: str) -> None:
    assert problem(text, CellRules(number(unit))).code == code


def test_advice_on_a_share_above_all_names_the_other_unit() -> None:
    found = problem("104")
    assert found.message == "104 is not a share"
    assert found.help == (
        "percent values run from 0 to 100; if the figure can pass 100, declare the unit as `percent change`"
    )
    assert "be negative" in (problem("-1").help or "")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", Reason.NONE_GIVEN),
        ("  \u00a0", Reason.NONE_GIVEN),
        ("-", Reason.NONE_GIVEN),
        ("–", Reason.NONE_GIVEN),
        ("N/A", Reason.NONE_GIVEN),
        ("NA", Reason.NONE_GIVEN),
        ("nan", Reason.NONE_GIVEN),
        ("*", Reason.SUPPRESSED),
        ("[c]", Reason.SUPPRESSED),
        ("[C]", Reason.SUPPRESSED),
        ("[u]", Reason.SUPPRESSED),
        ("Suppressed", Reason.SUPPRESSED),
        ("<5", Reason.SUPPRESSED),
        ("< 5", Reason.SUPPRESSED),
        ("[x]", Reason.NOT_SUBMITTED),
        ("..", Reason.NOT_SUBMITTED),
        (":", Reason.NOT_SUBMITTED),
        ("not submitted", Reason.NOT_SUBMITTED),
        ("[z]", Reason.NOT_APPLICABLE),
    ],
)
def test_marks_are_missing_values_with_a_reason(text: str, reason: Reason) -> None:
    assert read(text) == MISSING[reason]


def test_no_mark_is_listed_under_two_reasons() -> None:
    marks = [mark for row in MISSING_MARKS for mark in row.marks]
    assert len(marks) == len(set(marks))
    assert all(mark == mark.casefold() for mark in marks)


def test_small_figures_rounded_to_nothing_are_not_guessed_at() -> None:
    assert problem("[low]").code == "CCG630"
    assert problem("nil").code == "CCG630"


def test_a_publishers_own_marks() -> None:
    rules = CellRules(number("percent"), missing={folded("n/k"): Reason.NOT_SUBMITTED, "*": Reason.NOT_APPLICABLE})
    assert read("N/K", rules) == MISSING[Reason.NOT_SUBMITTED]
    assert read("*", rules) == MISSING[Reason.NOT_APPLICABLE]


def test_a_remark_behind_a_figure_is_kept_apart() -> None:
    reader = CellReader(PERCENT)
    assert reader.read("68.0 [p]") == Fraction(68, 100)
    assert reader.read("68.0[R]") == Fraction(68, 100)
    assert reader.qualified == {"68.0 [p]": "[p] (provisional)", "68.0[R]": "[r] (revised)"}
    assert problem("68 [q]").code == "CCG630"


@pytest.mark.parametrize("text", ["#N/A", "#DIV/0!", "#REF!", "#NAME?", "#FORMULA!"])
def test_spreadsheet_errors_are_not_missing_values(text: str) -> None:
    for rules in (PERCENT, LABEL, TEXT, CellRules(YES_NO)):
        assert problem(text, rules).code == "CCG637"


@pytest.mark.parametrize("text", ["yes", "Y", "TRUE", "t", "1", "1.0", " Yes "])
def test_yes(text: str) -> None:
    assert read(text, CellRules(YES_NO)) is True


@pytest.mark.parametrize("text", ["no", "N", "False", "0", "0.0"])
def test_no(text: str) -> None:
    assert read(text, CellRules(YES_NO)) is False


def test_neither_yes_nor_no() -> None:
    assert problem("maybe", CellRules(YES_NO)).code == "CCG633"
    assert read("", CellRules(YES_NO)) == MISSING[Reason.NONE_GIVEN]


@pytest.mark.parametrize("text", ["red", "Red", "Red: act now", "RED:  ACT NOW"])
def test_labels_by_name_or_title(text: str) -> None:
    assert read(text, LABEL) == "red"


def test_an_unknown_label() -> None:
    assert problem("gren", LABEL).help == "did you mean `green`?"
    assert "`values: rag:`" in (problem("3", LABEL).help or "")


def test_translations_go_first_and_a_whole_number_is_a_whole_number() -> None:
    rules = CellRules(Type(Kind.LABEL, scale="rag"), scale=RAG, translations={"1": "green", "-": "red"})
    assert read("1.0", rules) == "green"
    assert read("1", rules) == "green"
    assert read("-", rules) == "red"


@pytest.mark.parametrize("text", ["mental_health", "Mental health", "MENTAL-HEALTH"])
def test_choices(text: str) -> None:
    assert read(text, CHOICE) == "mental_health"


def test_an_unknown_choice() -> None:
    assert problem("acut", CHOICE).help == "did you mean `acute`?"


def test_free_text_may_be_any_word() -> None:
    assert read("None", TEXT) == "None"
    assert read("5E1", TEXT) == "5E1"
    assert read("n/a", TEXT) == MISSING[Reason.NONE_GIVEN]
    assert read("[c]", TEXT) == MISSING[Reason.SUPPRESSED]
    assert read("*", TEXT) == MISSING[Reason.SUPPRESSED]


def test_dates() -> None:
    day = datetime.date(2025, 6, 30)
    assert read("2025-06-30", CellRules(DATE)) == day
    assert read("2025-06-30 00:00:00", CellRules(DATE)) == day
    assert read("30/06/2025", CellRules(DATE, dates="day/month/year")) == day
    assert read("6/30/2025", CellRules(DATE, dates="month/day/year")) == day
    assert problem("30/06/2025", CellRules(DATE)).code == "CCG636"
    assert problem("2025-06-31", CellRules(DATE)).code == "CCG636"


def test_another_unit_and_a_multiplier() -> None:
    proportion = CellRules(number("percent"), unit=unit_named("proportion"))
    assert read("0.667", proportion) == Fraction(667, 1000)
    assert problem("66.7", proportion).code == "CCG632"
    thousands = CellRules(number("pounds"), times=Fraction(1000))
    assert read("1.25", thousands) == 1250


def test_reasons_by_name() -> None:
    assert reason_named("not_submitted") is Reason.NOT_SUBMITTED
    assert reason_named("Not applicable") is Reason.NOT_APPLICABLE
    assert reason_named("[c]") is Reason.SUPPRESSED
    assert reason_named("later") is None


@pytest.mark.parametrize(
    ("number_", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(-5, 4), "-1.25"),
        (Fraction(1, 1000), "0.001"),
        (Fraction(2, 3), "2/3"),
        (Fraction(120), "120"),
    ],
)
def test_plain_numbers(number_: Fraction, text: str) -> None:
    assert plain(number_) == text
