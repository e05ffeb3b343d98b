"""Confidence limits of a count or of the proportion that it is, and what they say of a set point.

Results carry 50 digits. Limits of what is no count are undetermined: of a negative number, and by Wilson of more than
the denominator.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from ccgrules.engine.approximate import quotient, root
from ccgrules.engine.numbers import DIGITS, bounded, near, shorten
from ccgrules.model.types import MISSING, Missing, Reason, Value

GUARD = 30
"""Digits beyond those kept, while quantiles are worked out."""

LEAST_LOGARITHM = -700
"""Means below e to this power, about 10^-304, are 0."""

_NO_COUNT = MISSING[Reason.UNDETERMINED]


def normal_quantile(confidence: Fraction) -> Fraction:
    """How many standard errors on either side of the mean hold this share of a normal distribution: 1.96 for 95%."""
    return _normal_quantile(*confidence.as_integer_ratio())


@lru_cache(maxsize=256)
def _normal_quantile(over: int, under: int) -> Fraction:
    from mpmath import mp

    with mp.workdps(DIGITS + GUARD + len(str(under))):
        return shorten(Fraction(mp.nstr(mp.sqrt(2) * mp.erfinv(mp.mpf(over) / under), DIGITS + 10)))


# --- Wilson ------------------------------------------------------------------------------------------------------


def wilson_lower(count: Fraction, of: Fraction, confidence: Fraction) -> Value:
    """Wilson's lower score limit of the proportion `count / of`."""
    wrong = _no_proportion(count, of)
    if wrong is not None:
        return wrong
    a, b = count.as_integer_ratio()
    c, d = of.as_integer_ratio()
    middle, under = _middle_and_spread(count, of, normal_quantile(confidence))
    # The textbook form, a difference of near numbers, times its conjugate: 2 count² / (of (middle + spread)).
    return quotient(2 * a * a * d * under, b * b * c * middle)


def wilson_upper(count: Fraction, of: Fraction, confidence: Fraction) -> Value:
    """Wilson's upper score limit of the proportion `count / of`."""
    wrong = _no_proportion(count, of)
    if wrong is not None:
        return wrong
    c, d = of.as_integer_ratio()
    z = normal_quantile(confidence)
    z_over, z_under = z.as_integer_ratio()
    middle, under = _middle_and_spread(count, of, z)
    return quotient(middle * d * z_under**2, 2 * under * (c * z_under**2 + d * z_over**2))


def _middle_and_spread(count: Fraction, of: Fraction, z: Fraction) -> tuple[int, int]:
    """As a fraction, `2 count + z² + z √(z² + 4 count (1 - count / of))`."""
    a, b = count.as_integer_ratio()
    c, d = of.as_integer_ratio()
    z_over, z_under = z.as_integer_ratio()
    share = b * b * c
    spread, places = root(share * z_over**2 + 4 * a * (b * c - a * d) * z_under**2, share * z_under**2)
    return ((2 * a * z_under**2 + b * z_over**2) << places) + b * z_under * z_over * spread, b * z_under**2 << places


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
    return _byar(count, of, -normal_quantile(confidence))


def byar_upper(count: Fraction, of: Fraction, confidence: Fraction, exact_below: Fraction = Fraction(0)) -> Value:
    """Byar's upper limit of a Poisson count, over a denominator; exact Poisson for counts below `exact_below`."""
    wrong = _no_rate(count, of)
    if wrong is not None:
        return wrong
    if count < exact_below:
        return bounded(shorten(poisson_limit(count, (1 - confidence) / 2, upper=True) / of))
    return _byar(count + 1, of, normal_quantile(confidence))


def _byar(count: Fraction, of: Fraction, z: Fraction) -> Fraction:
    """`count (1 - 1 / (9 count) + z / (3 √count))³ / of`; 0 where that is below."""
    a, b = count.as_integer_ratio()
    c, d = of.as_integer_ratio()
    z_over, z_under = z.as_integer_ratio()
    rooted, places = root(a, b)
    over = (9 * a - b) * z_under * rooted + (3 * a * z_over << places)
    return quotient(a * d * over**3, b * c * (9 * a * z_under * rooted) ** 3) if over > 0 else Fraction(0)


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
