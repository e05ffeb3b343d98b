"""Approximate numbers against a constant: by both engines, by columns and by written numbers, what is near is equal."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import polars as pl
import pytest

from ccgrules.engine.columns_encode import encode
from ccgrules.engine.columns_numbers import Num
from ccgrules.engine.columns_operations import operation
from ccgrules.engine.columns_values import Lost, of_number
from ccgrules.engine.evaluate import compile_expression
from ccgrules.engine.frames import NO_REASONS, Coded, Column, FrameColumns
from ccgrules.engine.vectors import Window
from ccgrules.model.expressions import Expr, Literal, Op, Ref
from ccgrules.model.types import MISSING, Kind, Reason, Type, Unit, Value
from ccgrules.source import SourceFile, Span

PLACE = Span(SourceFile("<text>", ""), 0, 0)
ROUGH = Type(Kind.NUMBER, Unit("number", "number"), approximate=True)
EXACT = Type(Kind.NUMBER, Unit("number", "number"))
YES_NO = Type(Kind.YES_NO)
MIRRORED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}
STEPS = [Fraction(sign, 10**digits) for digits in (39, 41) for sign in (-1, 1)]
OFF: Mapping[str, list[bool]] = {
    # a part in 10^39 below and above; in 10^41 below and above, which is near; the same; half of it; minus it
    "lt": [True, False, False, False, False, True, True],
    "le": [True, False, True, True, True, True, True],
    "gt": [False, True, False, False, False, False, False],
    "ge": [False, True, True, True, True, False, False],
    "eq": [False, False, True, True, True, False, False],
    "ne": [True, True, False, False, False, True, True],
}
"""What each comparison with the number itself comes to."""


def around(number: Fraction) -> list[Value]:
    return [*(number * (1 + step) for step in STEPS), number, number / 2, -number]


@pytest.mark.parametrize("number", [Fraction(1), Fraction(7, 3), Fraction(1, 10**12)])
@pytest.mark.parametrize("name", OFF)
def test_fractions(name: str, number: Fraction) -> None:
    scope = Window({"z": around(number), "of": [number] * 7}, 0, 7)
    z, constant = Ref("z", ROUGH, span=PLACE), Literal(number, EXACT, span=PLACE)

    def compared(by: str, *sides: Expr) -> list[Value]:
        return list(compile_expression(Op(by, sides, YES_NO, span=PLACE), {})(scope))

    assert compared(name, z, constant) == OFF[name]
    assert compared(MIRRORED[name], constant, z) == OFF[name]
    assert compared(name, z, Ref("of", EXACT, span=PLACE)) == OFF[name]


def test_a_constant_with_a_minus_sign() -> None:
    z = Ref("z", ROUGH, span=PLACE)
    minus = Op("neg", (Literal(Fraction(2), EXACT, span=PLACE),), EXACT, span=PLACE)
    scope = Window({"z": [Fraction(-2), Fraction(-3), Fraction(2), MISSING[Reason.SUPPRESSED]]}, 0, 4)
    compared = compile_expression(Op("lt", (z, minus), YES_NO, span=PLACE), {})(scope)
    assert list(compared) == [False, True, False, MISSING[Reason.SUPPRESSED]]
    assert list(compile_expression(minus, {})(scope)) == [Fraction(-2)] * 4


@pytest.mark.parametrize("number", [Fraction(1), Fraction(7, 3), Fraction(1, 10**12)])
@pytest.mark.parametrize("name", OFF)
def test_columns_whose_numbers_stand_in_a_list(name: str, number: Fraction) -> None:
    values = [*around(number), MISSING[Reason.SUPPRESSED]]
    frame = FrameColumns.of({"z": encode(values, ROUGH, {})})
    column = frame.columns["z"]
    assert isinstance(column.form, Coded)
    sides = Ref("z", ROUGH, span=PLACE), Literal(number, EXACT, span=PLACE)
    constant = of_number(Num.of(number), Lost(NO_REASONS))
    found = operation(Op(name, sides, YES_NO, span=PLACE), [column, constant])
    assert compared(frame.frame, found) == [*OFF[name], None]


def compared(frame: pl.DataFrame, column: Column) -> list[bool | None]:
    return frame.select(found=column.data)["found"].to_list()
