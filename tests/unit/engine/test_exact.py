"""The exact engine on plans written by hand: wrappers of a computed column, figures, earlier periods, adjustments."""

from __future__ import annotations

from fractions import Fraction

import pytest

from ccgrules.engine.exact import run_exact
from ccgrules.engine.rows import Given, RowColumns, rows_dataset
from ccgrules.model.expressions import Case, Choose, Literal, Notes, Op, Ref
from ccgrules.model.ruleset import Framework, Ruleset, WhenMissing
from ccgrules.model.types import MISSING, Kind, Reason, Type, Unit, Value
from ccgrules.plan.steps import Adjust, Compute, Figure, Input, Lag, Origin, Plan, PlannedAdjustment, Step
from ccgrules.source import SourceFile, Span

PLACE = Span(SourceFile("<text>", ""), 0, 0)
ORIGIN = Origin("x", "value", "X", Notes(), PLACE)
NUMBER = Type(Kind.NUMBER, Unit("number", "number"))
YES_NO = Type(Kind.YES_NO)
LABEL = Type(Kind.LABEL, scale="rag")
SCALES = {"rag": ("green", "amber", "red")}


def value_of(name: str, type_: Type = NUMBER) -> Input:
    return Input(name, type_, "field" if type_.kind is Kind.LABEL else "value", name, ORIGIN)


def ref(name: str, type_: Type = NUMBER) -> Ref:
    return Ref(name, type_, span=PLACE)


def number(text: str) -> Literal:
    return Literal(Fraction(text), NUMBER, span=PLACE)


def plan_of(*steps: Step, recurrent: bool = False) -> Plan:
    head = Framework("f", "F", None, "org", "Organisation", None, "higher", (), None, (), Notes(), span=PLACE)
    empty = Ruleset(head, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, (), ())
    return Plan(steps, recurrent, SCALES, empty)


def run(plan: Plan, rows: list[dict[str, Given]]) -> RowColumns:
    return run_exact(plan, rows_dataset(plan, rows))


def missing(reason: Reason) -> Value:
    return MISSING[reason]


def doubled(**wrappers: object) -> Compute:
    return Compute("d", NUMBER, Op("add", (ref("x"), ref("x")), NUMBER, span=PLACE), ORIGIN, **wrappers)  # type: ignore[arg-type]


def test_supplied_goes_before_what_is_worked_out_and_used_before_both() -> None:
    plan = plan_of(value_of("x"), value_of("s"), value_of("u", YES_NO), doubled(supplied="s", used="u", value="x"))
    rows: list[dict[str, Given]] = [
        {"x": 1, "s": 9, "u": True},
        {"x": 1, "s": None, "u": True},
        {"x": 1, "s": 9, "u": False},
        {"x": None, "s": 9, "u": missing(Reason.SUPPRESSED)},
        {"x": missing(Reason.SUPPRESSED), "s": None, "u": True},
    ]
    assert run(plan, rows).values("d") == [
        9,
        2,
        missing(Reason.NOT_APPLICABLE),
        missing(Reason.SUPPRESSED),
        missing(Reason.SUPPRESSED),
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (WhenMissing("exclude"), missing(Reason.NOT_SUBMITTED)),
        (WhenMissing("undetermined"), missing(Reason.UNDETERMINED)),
        (WhenMissing("score", Fraction(4)), Fraction(4)),
    ],
)
@pytest.mark.parametrize("value", ["x", None])
def test_when_missing_applies_to_excludable_reasons_only(rule: WhenMissing, expected: Value, value: str | None) -> None:
    plan = plan_of(value_of("x"), doubled(value=value, when_missing=rule))
    rows: list[dict[str, Given]] = [{"x": missing(Reason.NOT_SUBMITTED)}, {"x": missing(Reason.DIVISION_BY_ZERO)}]
    assert run(plan, rows).values("d") == [expected, missing(Reason.DIVISION_BY_ZERO)]


def test_the_case_taken_is_kept() -> None:
    cases = (
        Case(number("1"), Op("ge", (ref("x"), number("10")), YES_NO, span=PLACE), Notes(), span=PLACE),
        Case(number("2"), None, Notes(), span=PLACE),
    )
    choose = Choose(cases, NUMBER, span=PLACE)
    plan = plan_of(value_of("x"), value_of("s"), Compute("c", NUMBER, choose, ORIGIN, supplied="s", value="x"))
    columns = run(plan, [{"x": 10}, {"x": 9}, {"x": None}, {"x": 10, "s": 2}])
    assert columns.values("c") == [1, 2, missing(Reason.NONE_GIVEN), 2]
    assert columns.values("c.case") == [0, 1, missing(Reason.NONE_GIVEN), missing(Reason.NONE_GIVEN)]


def figure(function: str, *args: str, **more: object) -> Figure:
    full: dict[str, object] = {"by": None, "member": None, "where": None, "at_least": None, "origin": ORIGIN}
    return Figure("f", NUMBER, function, args, "everyone", **(full | more))  # type: ignore[arg-type]


def test_members_need_every_argument_and_every_condition() -> None:
    plan = plan_of(value_of("x"), value_of("w", YES_NO), figure("rank", "x", where="w", best=("higher",)))
    rows: list[dict[str, Given]] = [
        {"x": 5, "w": True},
        {"x": 7, "w": True},
        {"x": 9, "w": False},
        {"x": 9, "w": missing(Reason.SUPPRESSED)},
        {"x": missing(Reason.SUPPRESSED), "w": True},
        {"x": missing(Reason.DIVISION_BY_ZERO), "w": False},
    ]
    columns = run(plan, rows)
    assert columns.values("f") == [
        2,
        1,
        missing(Reason.NOT_IN_PEER_GROUP),
        missing(Reason.NOT_IN_PEER_GROUP),
        missing(Reason.SUPPRESSED),
        missing(Reason.DIVISION_BY_ZERO),
    ]
    assert columns.values("f.members") == [2] * 6
    assert columns.values("f.left_out") == [1] * 6


def test_peer_groups_are_those_with_the_same_by_and_period() -> None:
    plan = plan_of(value_of("x"), value_of("g", LABEL), figure("sum", "x", by="g", at_least=2))
    rows: list[dict[str, Given]] = [
        {"organisation": "A", "period": "1", "x": 1, "g": "red"},
        {"organisation": "B", "period": "1", "x": 2, "g": "red"},
        {"organisation": "C", "period": "1", "x": 4, "g": "green"},
        {"organisation": "D", "period": "1", "x": 8},
        {"organisation": "A", "period": "2", "x": 16, "g": "red"},
        {"organisation": "B", "period": "2", "x": 32, "g": "red"},
    ]
    columns = run(plan, rows)
    small, none = missing(Reason.PEER_GROUP_TOO_SMALL), missing(Reason.NOT_IN_PEER_GROUP)
    assert columns.values("f") == [3, 3, small, none, 48, 48]
    assert columns.values("f.members") == [2, 2, 1, none, 2, 2]


@pytest.mark.parametrize("recurrent", [False, True])
def test_a_lag_looks_one_period_back(recurrent: bool) -> None:
    plan = plan_of(value_of("x"), Lag("l", NUMBER, "x", ORIGIN), recurrent=recurrent)
    rows: list[dict[str, Given]] = [
        {"organisation": "A", "period": "1", "x": 1},
        {"organisation": "B", "period": "2", "x": 2},
        {"organisation": "A", "period": "2", "x": 3},
        {"organisation": "A", "period": "3", "x": 4},
        {"organisation": "B", "period": "3", "x": 5},
    ]
    first = missing(Reason.NO_EARLIER_PERIOD)
    assert run(plan, rows).values("l") == [first, 1, first, 3, 2]


def test_a_recurrent_plan_runs_period_by_period() -> None:
    before = Lag("y.previous", NUMBER, "y", ORIGIN)
    y = Op("add", (ref("x"), ref("y.previous")), NUMBER, span=PLACE)
    started = Choose(
        (
            Case(ref("x"), Op("is_missing", (ref("y.previous"),), YES_NO, span=PLACE), Notes(), span=PLACE),
            Case(y, None, Notes(), span=PLACE),
        ),
        NUMBER,
        span=PLACE,
    )
    plan = plan_of(value_of("x"), before, Compute("y", NUMBER, started, ORIGIN), recurrent=True)
    rows: list[dict[str, Given]] = [{"organisation": "A", "period": str(n), "x": n} for n in range(1, 5)]
    columns = run(plan, rows)
    assert columns.values("y") == [1, 3, 6, 10]
    assert columns.values("y.case") == [0, 1, 1, 1]


def test_adjustments_carry_every_label_that_is_still_possible() -> None:
    cap = PlannedAdjustment("no better than", "amber", ref("c", YES_NO), "r.after_1", ORIGIN)
    fail = PlannedAdjustment("becomes", "red", ref("d", YES_NO), "r.after_2", ORIGIN)
    none = PlannedAdjustment("not rated", None, ref("n", YES_NO), "r.after_3", ORIGIN)
    plan = plan_of(
        value_of("s", LABEL),
        *(value_of(name, YES_NO) for name in "cdn"),
        Adjust("r", LABEL, "s", (cap, fail, none), ORIGIN),
    )
    gone = missing(Reason.SUPPRESSED)
    rows: list[dict[str, Given]] = [
        {"s": "green", "c": True, "d": False, "n": False},
        {"s": "red", "c": gone, "d": False, "n": False},
        {"s": "green", "c": gone, "d": False, "n": False},
        {"s": None, "c": True, "d": True, "n": False},
        {"s": None, "c": False, "d": False, "n": True},
        {"s": "red", "c": False, "d": False, "n": gone},
    ]
    columns = run(plan, rows)
    fact, suppressed = missing(Reason.FIELD_MISSING), missing(Reason.SUPPRESSED)
    assert columns.values("r.after_1") == ["amber", "red", suppressed, fact, fact, "red"]
    assert columns.values("r.after_2") == ["amber", "red", suppressed, "red", fact, "red"]
    assert columns.values("r") == ["amber", "red", suppressed, "red", missing(Reason.NOT_RATED), suppressed]


def test_a_given_cell_stands_in_place_of_what_is_worked_out() -> None:
    plan = plan_of(value_of("x"), doubled(), figure("max", "d"))
    data = rows_dataset(plan, [{"x": 1}, {"x": 2}])
    columns = run_exact(plan, data, {(0, "d"): Fraction(7)})
    assert columns.values("d") == [7, 4]
    assert columns.values("f") == [7, 7]


def test_no_rows_are_no_mistake() -> None:
    plan = plan_of(value_of("x"), doubled(), figure("mean", "x"), Lag("l", NUMBER, "x", ORIGIN), recurrent=True)
    columns = run(plan, [])
    assert list(columns.names()) == ["x", "d", "f", "f.members", "f.left_out", "l"]
    assert not any(columns.values(name) for name in columns.names())
