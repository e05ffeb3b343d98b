"""The values of a sweep: a range with steps, or a list, as exact numbers in the range of the parameter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.differences.whatif.constants import Constant, refused
from ccgrules.engine.read import shorten
from ccgrules.model.ruleset import Parameter
from ccgrules.model.units import SHARE, alike
from ccgrules.model.wording import number_text

MOST = 1_000
"""Values of a sweep."""
FEWEST_STEPS = 10
"""Where no step is given, a range has so many or more, but for one of few whole numbers."""
MOST_WHOLE = 50
"""Up to so many whole numbers are all tried."""
LONGEST = 20_000
"""Characters that may stand behind the equals sign."""
DIGITS = 20
BOTH = 2
"""A range has two ends; what stands behind these is the step, which need not be in the range of the parameter."""

NUMBER = re.compile(rf"(-?[0-9]{{1,{DIGITS}}}(?:\.[0-9]{{1,{DIGITS}}})?)(?:/([1-9][0-9]{{0,{DIGITS - 1}}}))?(%?)")
RANGE = re.compile(r"\s*([^/,]+?)\s*\.\.\s*([^/,]+?)\s*(?:/\s*([^/,]+?)\s*)?")
ADVICE = (
    "write a range, such as `{low}..{high}` or `{low}..{high}/{step}`, or values with commas between, such as "
    "`{low},{high}`"
)


@dataclass(frozen=True, slots=True)
class _Range:
    """From where to where, in which steps; None for steps that suit."""

    low: Fraction
    high: Fraction
    step: Fraction | None


def values_of(parameter: Parameter, words: str | None) -> tuple[Fraction, ...] | Diagnostic:
    """The values that are asked for, ascending, each once; what is wrong where they cannot be tried.

    Args:
        parameter: The parameter.
        words: `1.2..1.6`, `1.2..1.6/0.05`, `1.2,1.3,1.4`; None for its range in the ruleset.
    """
    if words is None:
        if parameter.low is None or parameter.high is None:
            message = f"the ruleset gives `{parameter.name}` no range that could be swept"
            return finding("CCG756", message, help=_advice(parameter))
        return _steps(parameter, _Range(parameter.low, parameter.high, None))
    if len(words) > LONGEST:
        return _too_many(parameter)
    found = RANGE.fullmatch(words)
    if found is None:
        return _listed(parameter, words)
    numbers: list[Fraction] = []
    for part in found.groups():
        constant = None if part is None else _number(parameter, part)
        if isinstance(constant, Diagnostic):
            return constant
        if constant is not None:
            bounds = replace(parameter, low=None, high=None) if len(numbers) == BOTH else parameter
            if wrong := refused(bounds, part, constant):
                return wrong
            numbers.append(constant.value)
    return _steps(parameter, _Range(numbers[0], numbers[1], numbers[BOTH] if len(numbers) > BOTH else None))


def _listed(parameter: Parameter, words: str) -> tuple[Fraction, ...] | Diagnostic:
    values: set[Fraction] = set()
    for part in words.split(","):
        constant = _number(parameter, part)
        if isinstance(constant, Diagnostic):
            return constant
        if wrong := refused(parameter, part.strip(), constant):
            return wrong
        values.add(constant.value)
    return tuple(sorted(values)) if len(values) <= MOST else _too_many(parameter)


def _number(parameter: Parameter, words: str) -> Constant | Diagnostic:
    """A number, such as `1.45`, `85%` or `1/3`; a bare number for a share is refused later, with advice."""
    found = NUMBER.fullmatch(words.strip())
    if found is None:
        shown = shorten(words.strip())
        message = f"`{shown}` is not a number that `{parameter.name}` could be" if shown else "a value is missing"
        return finding("CCG756", message, help=_advice(parameter))
    value = Fraction(found[1]) / Fraction(found[2] or 1)
    return Constant(value / 100, share=True) if found[3] else Constant(value, share=False)


def _advice(parameter: Parameter) -> str:
    """How to write it, with numbers that the parameter may be."""
    low = parameter.low if parameter.low is not None else parameter.value
    high = parameter.high if parameter.high is not None else parameter.value + abs(parameter.value) / 2
    step = nice((high - low) / FEWEST_STEPS) if high > low else Fraction(1)
    low_text, high_text, step_text = (number_text(value, parameter.type) for value in (low, high, step))
    return ADVICE.format(low=low_text, high=high_text, step=step_text)


def _too_many(parameter: Parameter) -> Diagnostic:
    message = f"the sweep of `{parameter.name}` has more than {MOST:,} values"
    return finding("CCG757", message, help="take larger steps, or a shorter range")


# --- steps -----------------------------------------------------------------------------------------------------------


def _steps(parameter: Parameter, asked: _Range) -> tuple[Fraction, ...] | Diagnostic:
    low, high = asked.low, asked.high
    if low > high:
        return finding("CCG756", f"the sweep of `{parameter.name}` ends below its start", help="write the lower first")
    step = asked.step if asked.step is not None else _suitable(parameter, low, high)
    if step <= 0:
        message = f"the sweep of `{parameter.name}` goes in steps that lead nowhere"
        return finding("CCG756", message, help="write a step above nought")
    if (high - low) / step >= MOST:
        return _too_many(parameter)
    return tuple(dict.fromkeys([*_from(low, high, step), high]))


def _from(low: Fraction, high: Fraction, step: Fraction) -> Iterator[Fraction]:
    value = low
    while value <= high:
        yield value
        value += step


def _suitable(parameter: Parameter, low: Fraction, high: Fraction) -> Fraction:
    """A step for a range: one where its ends and the present value are whole, else a round one."""
    if low == high:
        return Fraction(1)
    one = Fraction(1, 100) if alike(parameter.type, SHARE) else Fraction(1)
    whole = all((value / one).denominator == 1 for value in (low, high, parameter.value))
    if whole and high - low <= MOST_WHOLE * one:
        return one
    return nice((high - low) / FEWEST_STEPS)


def nice(most: Fraction) -> Fraction:
    """The largest of 1, 2 and 5 times a power of ten that is no larger than `most`, which is above nought."""
    power = Fraction(1)
    while power > most:
        power /= 10
    while power * 10 <= most:
        power *= 10
    return max(power * factor for factor in (1, 2, 5) if power * factor <= most)
