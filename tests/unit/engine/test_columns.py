"""The columns engine against figures worked by hand, where integers change their width or give way to fractions."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from fractions import Fraction

import polars as pl
import pytest

from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.diagnostics.render import render_plain
from ccgrules.engine import confidence
from ccgrules.engine.columns import run_columns
from ccgrules.engine.columns_across import _OF_NONE, _OF_SOME
from ccgrules.engine.columns_encode import number_columns
from ccgrules.engine.columns_figures import _GROUP_FIGURES
from ccgrules.engine.columns_operations import _LABELS, _OTHERS
from ccgrules.engine.figures import FOR_EACH_MEMBER
from ccgrules.engine.frames import Coded, FrameColumns, Ratio, Scaled
from ccgrules.engine.rows import Given, rows_dataset
from ccgrules.engine.table import Columns, Dataset, Keys
from ccgrules.model.functions import FUNCTIONS
from ccgrules.model.load import check_text
from ccgrules.model.types import MISSING, Reason
from ccgrules.plan.build import build_plan
from ccgrules.plan.steps import Plan

HEAD = """\
framework t "T"
  language 1
  rates org "Organisation"
  scores better higher
  result last
scale rag best first
  green, amber, red
population everyone "Everyone"
"""
FIGURES = """
indicator a "A" in g
  data number
  better higher
  score value
indicator b "B" in g
  data number
  better higher
  score value
group g "G"
"""


def plan_of(text: str) -> Plan:
    ruleset, findings = check_text(HEAD + text)
    assert ruleset is not None, render_plain(findings)
    assert not has_errors(findings), render_plain(findings)
    return build_plan(ruleset)


def run(text: str, rows: Sequence[Mapping[str, Given]]) -> Columns:
    plan = plan_of(text)
    return run_columns(plan, rows_dataset(plan, rows))


def form_of(columns: Columns, name: str) -> type:
    assert isinstance(columns, FrameColumns)
    return type(columns.columns[name].form)


@pytest.mark.parametrize(
    ("axis", "forms"),
    [
        ("elementwise", _OTHERS.keys() | _LABELS.keys() | confidence.OPERATIONS.keys() | {"round", "significance"}),
        ("across", _OF_NONE.keys() | _OF_SOME.keys() | {"mean"}),
        ("among", _GROUP_FIGURES.keys() | FOR_EACH_MEMBER),
    ],
)
def test_every_function_has_its_form_in_columns(axis: str, forms: set[str]) -> None:
    wanted = {row.name for row in FUNCTIONS if row.axis == axis}
    assert wanted <= forms


def test_a_sum_just_beyond_64_bits_is_exact() -> None:
    large = Fraction(2**63 - 1)
    columns = run(FIGURES + "measure last = sum(g.indicators.score)\n", [{"a": large, "b": large}])
    assert columns.values("last") == [Fraction(2**64 - 2)]
    assert form_of(columns, "last") is Scaled


def test_a_product_beyond_128_bits_is_a_fraction_and_exact() -> None:
    rows: list[dict[str, Given]] = [
        {"a": Fraction(2**70), "b": Fraction(2**70)},
        {"a": Fraction(-3), "b": Fraction(2**70)},
        {"a": None, "b": 1},
    ]
    text = FIGURES + "measure last = a.value * b.value\ncondition large = a.value * b.value > 10\n"
    columns = run(text, rows)
    assert columns.values("last") == [Fraction(2**140), Fraction(-3 * 2**70), MISSING[Reason.UNDETERMINED]]
    assert columns.values("large") == [True, False, MISSING[Reason.NONE_GIVEN]]
    assert form_of(columns, "last") is Coded


def test_what_follows_a_fraction_is_held_in_integers_again() -> None:
    rows: list[dict[str, Given]] = [{"a": Fraction(2**70), "b": Fraction(2**70)}, {"a": 1, "b": 2}]
    text = FIGURES + "measure last = (a.value * b.value) / b.value\nmeasure more = last + 1\n"
    columns = run(text, rows)
    assert columns.values("more") == [Fraction(2**70 + 1), Fraction(2)]
    assert form_of(columns, "more") is Scaled


def test_the_mean_of_means_that_is_exactly_one() -> None:
    """8/7, 17/14, 4/7 and 15/14 come to exactly 1; in floating point to 0.9999999999999999."""
    text = FIGURES + "measure last = (a.value / 7 + b.value / 14 + 4 / 7 + 15 / 14) / 4\ncondition good = last >= 1\n"
    assert run(text, [{"a": 8, "b": 17}]).values("good") == [True]


def test_ranks_of_peer_groups_of_unlike_size_are_ratios() -> None:
    text = """
field kind one of x, y
population same "Same"
  by kind
indicator a "A"
  data number
  better higher
  score percent_rank(value, among: same)
measure last = 1 + 3 * a.score
"""
    rows = [{"a": n, "kind": "x" if n < 3 else "y"} for n in range(7)]
    columns = run(text, rows)
    assert form_of(columns, "last") is Ratio
    assert columns.values("last") == [
        Fraction(4), Fraction(5, 2), Fraction(1), Fraction(4), Fraction(3), Fraction(2), Fraction(1),
    ]  # fmt: skip
    assert columns.values("a.score.percent_rank.members") == [Fraction(3)] * 3 + [Fraction(4)] * 4


def test_more_rows_outside_all_peer_groups_than_in_any_are_no_trouble() -> None:
    text = """
field kind one of x, y
population same "Same"
  by kind
indicator a "A"
  data number
  better higher
measure last = percent_rank(a.value, among: same)
"""
    rows: list[dict[str, Given]] = [{"a": n, "kind": "x" if n < 2 else "y" if n < 5 else None} for n in range(300)]
    columns = run(text, rows)
    outside = MISSING[Reason.NOT_IN_PEER_GROUP]
    known = [Fraction(1), Fraction(0), Fraction(1), Fraction(1, 2), Fraction(0)]
    given = columns.values("kind")
    assert sorted(v for v, kind in zip(columns.values("last"), given) if kind in ("x", "y")) == sorted(known)  # type: ignore[type-var]
    assert {v for v, kind in zip(columns.values("last"), given) if kind not in ("x", "y")} == {outside}


def test_a_table_whose_keys_are_the_same_for_everybody() -> None:
    text = """
indicator a "A"
  data number
  better higher
condition always = 1 < 2
measure sure =
  1 when always
  0 otherwise
rating last on rag
  table rows sure, columns sure
      | 0 | 1
    0 | red | red
    1 | amber | green
"""
    assert run(text, [{"a": 1}, {"a": 2}]).values("last") == ["green", "green"]


def test_ratios_of_many_denominators_are_put_in_order() -> None:
    """1/1, 1/2 … 1/1200 share no denominator of 128 bits, and two of them tie."""
    rows: list[dict[str, Given]] = [{"a": 1, "b": n} for n in range(1, 1201)]
    rows.append({"a": 2, "b": 2400})
    columns = run(FIGURES + "measure last = rank(a.value / b.value, best: higher, among: everyone)\n", rows)
    places = columns.values("last")
    by_hand = {f"{n}": Fraction(n) for n in range(1, 1201)}
    by_denominator = dict(zip(map(str, columns.values("b.value")), places))
    assert by_denominator.pop("2400") == 1200
    assert by_denominator == by_hand


def test_standard_scores_carry_fifty_digits() -> None:
    """Of 1, 2 and 4 the mean is 7/3 and the standard deviation the root of 7/3, so that 4 scores 5 / sqrt(21)."""
    text = FIGURES + "measure last = standardise(a.value, among: everyone)\ncondition above = last > 1\n"
    columns = run(text, [{"a": n} for n in (1, 2, 4)])
    score = columns.value("last", 2)
    assert isinstance(score, Fraction)
    assert abs(score**2 - Fraction(25, 21)) < Fraction(1, 10**49)
    assert columns.values("above") == [False, False, True]
    assert form_of(columns, "last") is Coded


def test_ratings_that_hang_on_their_own_earlier_value() -> None:
    text = """
field up yes or no
rating last on rag
  green  when up or previous(last) is green
  red    otherwise
"""
    rows: list[dict[str, Given]] = [
        {"organisation": name, "period": period, "up": up}
        for name, period, up in (
            ("A", "1", True), ("A", "2", False), ("A", "3", False),
            ("B", "2", False), ("B", "3", True),
            ("C", "1", None), ("C", "3", False),
        )
    ]  # fmt: skip
    columns = run(text, rows)
    early, unknown = MISSING[Reason.NO_EARLIER_PERIOD], MISSING[Reason.FIELD_MISSING]
    # rows: A1, C1, A2, B2, A3, B3, C3
    assert columns.values("last") == ["green", unknown, "green", early, "green", "green", early]
    assert [columns.value("last", row) for row in range(7)] == columns.values("last")
    assert columns.names()[-1] == "last.case"


def test_a_scale_of_more_labels_than_bits_is_adjusted_by_the_exact_engine() -> None:
    labels = [f"l{number}" for number in range(70)]
    text = f"""
scale wide best first
  {", ".join(labels)}
field start on wide
field cap yes or no
rating last on wide
  starts as start
  no better than l66 when cap
"""
    columns = run(text, [{"start": "l3", "cap": True}, {"start": "l69", "cap": None}, {"start": "l3", "cap": None}])
    assert columns.values("last") == ["l66", "l69", MISSING[Reason.FIELD_MISSING]]


def test_dates_and_texts_compare() -> None:
    text = """
field opened date
field region text
condition early = opened < 2025-04-01
condition northern = region = "North"
measure last = how_many(early, northern)
"""
    day = datetime.date(2025, 3, 31)
    columns = run(text, [{"opened": day, "region": "North"}, {"opened": day, "region": "South"}, {"opened": day}])
    assert columns.values("last") == [Fraction(2), Fraction(1), MISSING[Reason.FIELD_MISSING]]


def test_no_rows_give_no_rows() -> None:
    text = FIGURES + "measure last = rank(a.value, among: everyone) + quantile(b.value, 50%, among: everyone)\n"
    columns = run(text, [])
    assert all(list(columns.values(name)) == [] for name in columns.names())


@pytest.mark.parametrize("field", [True, False])
def test_inputs_in_a_frame_are_used_as_they_are(field: bool) -> None:
    """A missing fact about an organisation is missing as such, whatever reason the frame gives."""
    declared = "field size number\n" if field else "indicator size\n  data number\n"
    name = "size" if field else "size.value"
    plan = plan_of(f"{declared}measure last = {name} + 1\n")
    read = number_columns(pl.DataFrame({name: [1.5, None]}), {name: None})[name].stored
    keys = Keys(["A", "B"], ["", ""], {}, ("",))
    columns = run_columns(plan, Dataset(keys, FrameColumns.of({name: read}), {}, ""))
    reason = Reason.FIELD_MISSING if field else Reason.UNDETERMINED
    assert columns.values("last") == [Fraction(5, 2), MISSING[reason]]
