"""Confidence limits of a count or of the proportion that it is, and what they say of a set point.

Results carry 50 digits. Limits of what is no count are undetermined: of a negative number, and by Wilson of more than
the denominator.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from ccgrules.engine.numbers import DIGITS, bounded, near, shorten, square_root
from ccgrules.model.types import MISSING, Missing, Reason, Value

GUARD = 30
"""Digits beyond those kept, while quantiles are worked out."""

LEAST_LOGARITHM = -700
"""Means below e to this power, about 10^-304, are 0."""

_NO_COUNT = MISSING[Reason.UNDETERMINED]


@lru_cache(maxsize=256)
def normal_quantile(confidence: Fraction) -> Fraction:
    """How many standard errors on either side of the mean hold this share of a normal distribution: 1.96 for 95%."""
    from mpmath import mp

    with mp.workdps(DIGITS + GUARD + len(str(confidence.denominator))):
        share = mp.mpf(confidence.numerator) / confidence.denominator
        return shorten(Fraction(mp.nstr(mp.sqrt(2) * mp.erfinv(share), DIGITS + 10)))


# --- Wilson ------------------------------------------------------------------------------------------------------


def wilson_lower(count: Fraction, of: Fraction, confidence: Fraction) -> Value:
    """Wilson's lower score limit of the proportion `count / of`."""
    wrong = _no_proportion(count, of)
    if wrong is not None:
        return wrong
    # The textbook form, a difference of near numbers, times its conjugate.
    return bounded(shorten(2 * count * count / (of * (_centre(count, confidence) + _spread(count, of, confidence)))))


def wilson_upper(count: Fraction, of: Fraction, confidence: Fraction) -> Value:
    """Wilson's upper score limit of the proportion `count / of`."""
    wrong = _no_proportion(count, of)
    if wrong is not None:
        return wrong
    z = normal_quantile(confidence)
    return bounded(shorten((_centre(count, confidence) + _spread(count, of, confidence)) / (2 * (of + z * z))))


def _centre(count: Fraction, confidence: Fraction) -> Fraction:
    z = normal_quantile(confidence)
    return 2 * count + z * z


def _spread(count: Fraction, of: Fraction, confidence: Fraction) -> Fraction:
    z = normal_quantile(confidence)
    return z * square_root(z * z + 4 * count * (1 - count / of))


def _no_proportion(count: Fraction, of: Fraction) -> Missing | None:
    if count > of > 0:
        return _NO_COUNT
    return _no_rate(count, of)


def _no_rate(count: Fraction, of: Fraction) -> Missing | None:
    if not of:
        return MISSING[Reason.DIVISION_BY_ZERO]
    return _NO_COUNT if count < 0 or of < 0 else None


# --- Byar, and exact Poisson ---------------------------------------------------------------------------------------


def byar_lower(count: Fraction, of: Fraction, confidence: Fraction, exact_below: Fraction = Fraction(0)) -> Value:
    """Byar's lower limit of a Poisson count, over a denominator; exact Poisson for counts below `exact_below`."""
    wrong = _no_rate(count, of)
    if wrong is not None:
        return wrong
    if not count:
        return Fraction(0)
    if count < exact_below:
        return bounded(shorten(poisson_limit(count, (1 - confidence) / 2, upper=False) / of))
    z = normal_quantile(confidence)
    root = 1 - 1 / (9 * count) - z / (3 * square_root(count))
    return bounded(shorten(count * max(root, Fraction(0)) ** 3 / of))


def byar_upper(count: Fraction, of: Fraction, confidence: Fraction, exact_below: Fraction = Fraction(0)) -> Value:
    """Byar's upper limit of a Poisson count, over a denominator; exact Poisson for counts below `exact_below`."""
    wrong = _no_rate(count, of)
    if wrong is not None:
        return wrong
    if count < exact_below:
        return bounded(shorten(poisson_limit(count, (1 - confidence) / 2, upper=True) / of))
    z, more = normal_quantile(confidence), count + 1
    return bounded(shorten(more * (1 - 1 / (9 * more) + z / (3 * square_root(more))) ** 3 / of))


@lru_cache(maxsize=4096)
def poisson_limit(count: Fraction, tail: Fraction, *, upper: bool) -> Fraction:
    """The Poisson mean at which a count as low (or, for the lower limit, as high) as this one has the chance `tail`.

    It is half of a quantile of chi-squared: with 2 × count degrees of freedom, or for the upper limit with 2 more. The
    logarithm of such a chance is concave in the logarithm of the mean, so that Newton's steps come to it from anywhere.
    """
    from mpmath import mp

    with mp.workdps(DIGITS + GUARD + len(str(tail.denominator))):
        shape = mp.mpf(count.numerator) / count.denominator + (1 if upper else 0)
        wanted = mp.log(mp.mpf(tail.numerator) / tail.denominator)
        at, last = mp.log(shape), mp.inf
        while abs(at - last) > mp.mpf(10) ** (-DIGITS - 10):
            mean, last = mp.exp(at), at
            ends = (mean, mp.inf) if upper else (0, mean)
            chance = mp.gammainc(shape, *ends, regularized=True)
            slope = mp.exp(shape * at - mean - mp.loggamma(shape)) / chance
            at -= (mp.log(chance) - wanted) / (-slope if upper else slope)
            if at < LEAST_LOGARITHM:
                return Fraction(0)
        return shorten(Fraction(mp.nstr(mp.exp(at), DIGITS + 10)))


# --- a set point ---------------------------------------------------------------------------------------------------


def against_limits(_value: Fraction, against: Fraction, lower: Fraction, upper: Fraction, best: str) -> Value:
    """1 where both limits are on the better side of the set point, -1 on the worse one, else 0.

    A limit that is the set point is on neither side. The value itself decides nothing.
    """
    above = lower > against and not near(lower, against)
    below = upper < against and not near(upper, against)
    side = Fraction(above - below)
    return side if best == "higher" else -side


OPERATIONS: dict[str, Callable[..., Value]] = {
    "wilson_lower": wilson_lower,
    "wilson_upper": wilson_upper,
    "byar_lower": byar_lower,
    "byar_upper": byar_upper,
    "against_limits": against_limits,
}
"""Operations of the plan, by name."""
