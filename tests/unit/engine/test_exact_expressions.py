"""Expressions of the plan in the exact engine: three-valued logic, approximate numbers, undecided cases and tables."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from ccgrules.engine.evaluate import compile_expression
from ccgrules.engine.numbers import exact_sum, near, round_half_away, scaled, shorten, square_root
from ccgrules.engine.vectors import Window
from ccgrules.model.expressions import Case, Choose, Expr, Literal, Lookup, MemberValue, Notes, Op, Ref
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Type, Unit, Value
from ccgrules.source import SourceFile, Span

PLACE = Span(SourceFile("<text>", ""), 0, 0)
NUMBER = Type(Kind.NUMBER, Unit("number", "number"))
ROUGH = Type(Kind.NUMBER, Unit("number", "number"), approximate=True)
YES_NO = Type(Kind.YES_NO)
LABEL = Type(Kind.LABEL, scale="rag")
SCALES = {"rag": ("green", "amber", "red")}
LOW, HIGH = MISSING[Reason.NOT_SUBMITTED], MISSING[Reason.DIVISION_BY_ZERO]


def value_of(op: str, *args: Value, type_: Type = NUMBER, result: Type = YES_NO) -> Value:
    """The operation over columns of one row."""
    refs = tuple(Ref(f"c{place}", type_, span=PLACE) for place in range(len(args)))
    columns = {f"c{place}": [arg] for place, arg in enumerate(args)}
    return compile_expression(Op(op, refs, result, span=PLACE), SCALES)(Window(columns, 0, 1))[0]


@pytest.mark.parametrize(("a", "b"), list(product([True, False, LOW, HIGH], repeat=2)))
def test_and_or_are_kleenes(a: Value, b: Value) -> None:
    # Kleene: put yes and no in every place that is missing; what always comes out the same is decided.
    def possible(op: str) -> set[bool]:
        worlds = product(*[[True, False] if isinstance(x, Missing) else [bool(x)] for x in (a, b)])
        return {all(world) if op == "and" else any(world) for world in worlds}

    for op in ("and", "or"):
        got = value_of(op, a, b, type_=YES_NO)
        outcomes = possible(op)
        if len(outcomes) == 1:
            assert got is outcomes.pop()
        else:
            assert got == max((x for x in (a, b) if isinstance(x, Missing)), key=lambda x: x.reason)


def test_one_of_is_decided_by_a_match_whatever_else_is_missing() -> None:
    assert value_of("one_of", "red", LOW, "red", type_=LABEL) is True
    assert value_of("one_of", "red", "green", LOW, HIGH, type_=LABEL) == HIGH
    assert value_of("one_of", LOW, "green", HIGH, type_=LABEL) == LOW
    assert value_of("one_of", "red", "green", "amber", type_=LABEL) is False


@pytest.mark.parametrize("op", ["eq", "ne", "lt", "le", "gt", "ge"])
@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("value", ["0.3", "1/3", "0.34"])
def test_comparing_with_a_constant_is_comparing_with_a_column(op: str, side: int, value: str) -> None:
    third = Fraction(1, 3)
    sides: list[Expr] = [Ref("c", NUMBER, span=PLACE), Literal(third, NUMBER, span=PLACE)]
    if side:
        sides.reverse()
    numbers = [Fraction(value), third] if not side else [third, Fraction(value)]
    expr = Op(op, tuple(sides), YES_NO, span=PLACE)
    got = compile_expression(expr, {})(Window({"c": [Fraction(value)]}, 0, 1))[0]
    expected = {
        "eq": numbers[0] == numbers[1],
        "ne": numbers[0] != numbers[1],
        "lt": numbers[0] < numbers[1],
        "le": numbers[0] <= numbers[1],
        "gt": numbers[0] > numbers[1],
        "ge": numbers[0] >= numbers[1],
    }[op]
    assert got is expected
    assert value_of(op, *numbers) is expected


def test_approximate_numbers_are_equal_within_one_part_in_ten_to_the_forty() -> None:
    close, apart = 1 + Fraction(1, 10**41), 1 + Fraction(1, 10**39)
    one = Fraction(1)
    assert [value_of(op, close, one, type_=ROUGH) for op in ("eq", "ge", "le", "gt", "lt", "ne")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
    assert [value_of(op, apart, one, type_=ROUGH) for op in ("eq", "ge", "le", "gt", "lt", "ne")] == [
        False, True, False, True, False, True,
    ]  # fmt: skip
    assert value_of("eq", close, one) is False


def test_labels_compare_by_their_scale() -> None:
    assert value_of("better", "green", "red", type_=LABEL) is True
    assert value_of("worse", "green", "red", type_=LABEL) is False
    assert value_of("better", "red", "red", type_=LABEL) is False
    assert value_of("best", "red", "amber", "red", type_=LABEL, result=LABEL) == "amber"
    assert value_of("worst", "amber", "green", type_=LABEL, result=LABEL) == "amber"


def test_member_values_have_no_place_in_a_plan() -> None:
    with pytest.raises(TypeError, match="MemberValue"):
        compile_expression(MemberValue("score", NUMBER, span=PLACE), {})


def choice(*cases: tuple[Value, Value], result: Type = NUMBER) -> Value:
    """Cases (condition, outcome) for one row; the condition None stands for otherwise."""
    columns: dict[str, list[Value]] = {}
    built = []
    for place, (condition, outcome) in enumerate(cases):
        columns |= {f"w{place}": [condition], f"o{place}": [outcome]}
        when = Ref(f"w{place}", YES_NO, span=PLACE) if condition != "otherwise" else None
        built.append(Case(Ref(f"o{place}", result, span=PLACE), when, Notes(), span=PLACE))
    return compile_expression(Choose(tuple(built), result, span=PLACE), SCALES)(Window(columns, 0, 1))[0]


ONE, TWO = Fraction(1), Fraction(2)


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ([(True, ONE), (LOW, TWO)], ONE),
        ([(LOW, ONE), ("otherwise", ONE)], ONE),
        ([(LOW, ONE), ("otherwise", TWO)], LOW),
        ([(LOW, ONE), (HIGH, TWO), ("otherwise", ONE)], HIGH),
        ([(LOW, ONE), (True, ONE), (HIGH, TWO)], ONE),
        ([(LOW, ONE), (True, TWO), (HIGH, TWO)], LOW),
        ([(LOW, ONE), (False, TWO), ("otherwise", ONE)], ONE),
        ([(LOW, HIGH), ("otherwise", HIGH)], HIGH),
        ([(LOW, HIGH), ("otherwise", ONE)], LOW),
        ([(True, HIGH)], HIGH),
        ([(False, ONE)], MISSING[Reason.UNDETERMINED]),
        ([(LOW, ONE)], LOW),
        ([(LOW, ONE), (False, ONE)], LOW),
    ],
)
def test_undecided_cases(cases: list[tuple[Value, Value]], expected: Value) -> None:
    assert choice(*cases) == expected


def test_outcomes_that_are_nearly_equal_are_the_same_only_if_approximate() -> None:
    close = 1 + Fraction(1, 10**45)
    assert choice((LOW, ONE), ("otherwise", close), result=ROUGH) == ONE
    assert choice((LOW, ONE), ("otherwise", close)) == LOW


def test_a_table_with_missing_keys() -> None:
    cells = tuple(
        tuple(None if text is None else Literal(text, LABEL, span=PLACE) for text in line)
        for line in (("green", "red"), ("amber", "red"), (None, None))
    )
    table = Lookup(
        Ref("r", NUMBER, span=PLACE),
        Ref("c", YES_NO, span=PLACE),
        (ONE, TWO, Fraction(3)),
        (True, False),
        cells,
        LABEL,
        span=PLACE,
    )
    look_up = compile_expression(table, SCALES)

    def at(row: Value, column: Value) -> Value:
        return look_up(Window({"r": [row], "c": [column]}, 0, 1))[0]

    unknown, outside = MISSING[Reason.NOT_KNOWN], MISSING[Reason.UNDETERMINED]
    assert [at(ONE, True), at(TWO, False), at(Fraction(3), True)] == ["green", "red", unknown]
    assert [at(ONE, LOW), at(LOW, True), at(LOW, HIGH)] == [LOW, LOW, HIGH]
    assert at(Fraction(3), LOW) == unknown
    assert [at(Fraction(4), True), at(Fraction(4), LOW)] == [outside, outside]


def test_sums_and_common_denominators_are_exact() -> None:
    values = [Fraction(1, 3), Fraction(1, 6), Fraction(5, 2), Fraction(-1)]
    assert exact_sum(values) == 2
    assert exact_sum([]) == 0
    assert scaled(values) == ([2, 1, 15, -6], 6)
    assert scaled([]) == ([], 1)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("2.345", 2, "2.35"),
        ("2.3449", 2, "2.34"),
        ("150", -2, "200"),
        ("1/3", 3, "0.333"),
    ],
)
def test_rounding_is_half_away_from_zero(value: str, places: int, expected: str) -> None:
    assert round_half_away(Fraction(value), places) == Fraction(expected)


def test_approximate_numbers_are_kept_to_fifty_digits() -> None:
    # The square root of 2 to 50 significant digits (OEIS A002193).
    assert square_root(TWO) == Fraction("1.4142135623730950488016887242096980785696718753769")
    assert shorten(Fraction(2, 3)) == Fraction("0.66666666666666666666666666666666666666666666666667")
    assert near(shorten(Fraction(1, 7)), Fraction(1, 7))
    assert not near(Fraction(0), Fraction(1, 10**60))
