"""The table of built-in functions: what each takes and gives, on which axis, and what it does with missing values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from ccgrules.model.types import Kind

Axis = OneOf["elementwise", "across", "among", "time"]
Gives = OneOf["same", "number", "count", "yes or no"]

NUMBERS = frozenset({Kind.NUMBER})
LABELS = frozenset({Kind.LABEL})
ORDERED = frozenset({Kind.NUMBER, Kind.LABEL})
TRUTHS = frozenset({Kind.YES_NO})
ANYTHING = frozenset({Kind.NUMBER, Kind.LABEL, Kind.YES_NO, Kind.TEXT, Kind.DATE})


@dataclass(frozen=True, slots=True)
class Function:
    """One built-in function on one axis; a name may stand on several (`mean` across a group, and among organisations).

    Attributes:
        name: Its name.
        axis: `elementwise` (one organisation), `across` (members of a group), `among` (a population), `time`.
        takes: The kinds of value that it takes.
        gives: `same` as its argument, a plain `number`, a `count`, or `yes or no`.
        doc: One line for people.
        missing: What it does with missing arguments.
        least, most: How many arguments (`most` None: any number).
        options: Named options beside `among`.
        directional: Whether it must know which way is better.
        then: Whether a second key may follow (`then …`).
        approximate: Whether a square root enters.
        weighted: Whether members count by their `counts`.
        keeps: Parts that are kept beside the figure, for explanations (`NAME.phi`), where it is one for each member.
        source: Where the definition comes from.
    """

    name: str
    axis: Axis
    takes: frozenset[Kind]
    gives: Gives
    doc: str
    missing: str
    least: int = 1
    most: int | None = 1
    options: tuple[str, ...] = ()
    directional: bool = False
    then: bool = False
    approximate: bool = False
    weighted: bool = False
    keeps: tuple[str, ...] = ()
    source: str = ""


_ANY_MISSING = "missing if an argument is missing"
_LEAVES_OUT = "leaves out members that are missing; missing if none is left"
_MEMBERS = "members are those that have the value"
_OWN_MISSING = "members are those that have the value; missing for everyone else"
_NEEDING = ("needing",)
_NO_LIMITS = (
    "missing if an argument is missing or the denominator is 0; undetermined for a negative count, and by Wilson for "
    "more than the denominator"
)
_WILSON = "Wilson, Probable inference, the law of succession, and statistical inference, 1927"
_BYAR = (
    "Breslow and Day, Statistical methods in cancer research, volume II, 1987 (Byar's approximation); exact limits: "
    "Garwood, Fiducial limits for the Poisson distribution, 1936"
)
_EXACT_BELOW = ("confidence", "exact_below")

ELEMENTWISE_FUNCTIONS = (
    Function("abs", "elementwise", NUMBERS, "same", "the number without its sign", _ANY_MISSING),
    Function("min", "elementwise", NUMBERS, "same", "the smallest of its arguments", _ANY_MISSING, 2, None),
    Function("max", "elementwise", NUMBERS, "same", "the largest of its arguments", _ANY_MISSING, 2, None),
    Function(
        "round", "elementwise", NUMBERS, "same",
        "rounded to so many places of the declared unit, half away from zero", _ANY_MISSING, 2, 2,
    ),
    Function("best", "elementwise", LABELS, "same", "the best of its labels", _ANY_MISSING, 2, None),
    Function("worst", "elementwise", LABELS, "same", "the worst of its labels", _ANY_MISSING, 2, None),
    Function("how_many", "elementwise", TRUTHS, "count", "how many of its conditions hold", _ANY_MISSING, 1, None),
    Function(
        "wilson_lower", "elementwise", NUMBERS, "same", "the lower limit of a proportion by Wilson's score method",
        _NO_LIMITS, 2, 2, options=("confidence",), approximate=True, source=_WILSON,
    ),
    Function(
        "wilson_upper", "elementwise", NUMBERS, "same", "the upper limit of a proportion by Wilson's score method",
        _NO_LIMITS, 2, 2, options=("confidence",), approximate=True, source=_WILSON,
    ),
    Function(
        "byar_lower", "elementwise", NUMBERS, "same", "the lower limit of a count over a denominator by Byar's method",
        _NO_LIMITS, 2, 2, options=_EXACT_BELOW, approximate=True, source=_BYAR,
    ),
    Function(
        "byar_upper", "elementwise", NUMBERS, "same", "the upper limit of a count over a denominator by Byar's method",
        _NO_LIMITS, 2, 2, options=_EXACT_BELOW, approximate=True, source=_BYAR,
    ),
    Function(
        "significance", "elementwise", NUMBERS, "number",
        "how both confidence limits of a value lie to a set point: 1 significantly better, -1 significantly worse, "
        "0 neither", _NO_LIMITS, directional=True,
        options=("against", "limits", "confidence", "numerator", "denominator", "best", "exact_below"),
    ),
)  # fmt: skip

ACROSS_FUNCTIONS = (
    Function(
        "mean", "across", NUMBERS, "same", "the mean of the members, each by what it counts", _LEAVES_OUT,
        options=_NEEDING, weighted=True,
    ),
    Function("sum", "across", NUMBERS, "same", "the sum of the members", _LEAVES_OUT, options=_NEEDING),
    Function("min", "across", NUMBERS, "same", "the smallest of the members", _LEAVES_OUT, options=_NEEDING),
    Function("max", "across", NUMBERS, "same", "the largest of the members", _LEAVES_OUT, options=_NEEDING),
    Function(
        "median", "across", NUMBERS, "same", "the middle of the members; the mean of the middle two", _LEAVES_OUT,
        options=_NEEDING,
    ),
    Function(
        "count", "across", TRUTHS, "count", "for how many members the condition holds", "0 where none is available",
        options=_NEEDING,
    ),
    Function(
        "any", "across", TRUTHS, "yes or no", "whether the condition holds for a member", "no where none is available",
        options=_NEEDING,
    ),
    Function(
        "all", "across", TRUTHS, "yes or no", "whether the condition holds for every member", _LEAVES_OUT,
        options=_NEEDING,
    ),
    Function(
        "available", "across", ANYTHING, "count", "how many members have the value", "counts what is not missing"
    ),
    Function("worst", "across", LABELS, "same", "the worst label of the members", _LEAVES_OUT, options=_NEEDING),
    Function("best", "across", LABELS, "same", "the best label of the members", _LEAVES_OUT, options=_NEEDING),
)  # fmt: skip

POPULATION_FUNCTIONS = (
    Function("mean", "among", NUMBERS, "same", "the mean of the members", _MEMBERS),
    Function("median", "among", NUMBERS, "same", "the middle of the members; the mean of the middle two", _MEMBERS),
    Function("sd", "among", NUMBERS, "same", "the sample standard deviation", _MEMBERS, approximate=True),
    Function("sum", "among", NUMBERS, "same", "the sum of the members", _MEMBERS),
    Function("min", "among", NUMBERS, "same", "the smallest of the members", _MEMBERS),
    Function("max", "among", NUMBERS, "same", "the largest of the members", _MEMBERS),
    Function(
        "count", "among", ANYTHING, "count", "how many members have the value; of a condition, for how many it holds",
        _MEMBERS,
    ),
    Function(
        "quantile", "among", NUMBERS, "same", "the value below which a share of the members lies, by a named method",
        _MEMBERS, 2, 2, options=("method",),
        source="Hyndman and Fan, Sample quantiles in statistical packages, 1996",
    ),
    Function(
        "rank", "among", ORDERED, "number", "the place, 1 is best: 1 + how many members are strictly better",
        _OWN_MISSING, options=("best",), directional=True, then=True,
    ),
    Function(
        "percent_rank", "among", ORDERED, "number",
        "(place - 1) / (members - 1): 0 is best, 1 is worst, 0 if all tie or alone",
        _OWN_MISSING, options=("best",), directional=True,
    ),
    Function(
        "standardise", "among", NUMBERS, "number",
        "(value - mean) / sample standard deviation, turned so that positive is better",
        _OWN_MISSING, options=("best",), directional=True, approximate=True,
    ),
    Function("pooled", "among", NUMBERS, "same", "the sum of numerators over the sum of denominators", _MEMBERS, 0, 2),
    Function(
        "z_score", "among", NUMBERS, "number",
        "the distance from a set point in standard errors, over-dispersion allowed for; positive is better",
        "members are those that have the value, the set point and the denominator; missing for everyone else, and "
        "without a standard error above 0", directional=True, approximate=True,
        options=(
            "against", "error", "overdispersion", "winsorise", "trim", "transform", "denominator", "standard_error",
            "best",
        ),
        keeps=("unadjusted", "standard_error", "phi", "tau_squared"),
        source="Spiegelhalter, Funnel plots for comparing institutional performance, 2005; Spiegelhalter and others, "
        "Statistical methods for healthcare regulation, 2012",
    ),
    Function(
        "kmeans", "among", NUMBERS, "number", "the cluster by k-means, 1 is the lowest",
        "members are those that have the value; missing for everyone else, and where they have fewer different values "
        "than clusters",
        options=("clusters", "outliers_beyond"), keeps=("centre",),
        source="Lloyd, Least squares quantization in PCM, 1982; with outliers left out of the centres as by the option "
        "STRICT of the procedure FASTCLUS of SAS",
    ),
    Function(
        "natural_breaks", "among", NUMBERS, "number", "the class between natural breaks, 1 is the lowest",
        "members are those that have the value; missing for everyone else, and where they have fewer different values "
        "than classes",
        options=("classes",), source="Fisher, On grouping for maximum homogeneity, 1958; Jenks, 1967",
    ),
)  # fmt: skip

TIME_FUNCTIONS = (
    Function(
        "previous", "time", ANYTHING, "same", "the value in the period before", "missing in the first period"
    ),
    Function(
        "baseline", "time", ANYTHING, "same", "the value in a named period, for that period and later ones",
        "missing where the data do not have it", 2, 2,
    ),
)  # fmt: skip

FUNCTIONS = (*ELEMENTWISE_FUNCTIONS, *ACROSS_FUNCTIONS, *POPULATION_FUNCTIONS, *TIME_FUNCTIONS)
"""Every built-in function, a row for each name and axis."""


def functions_named(name: str) -> dict[Axis, Function]:
    """The rows of a name by their axis; empty if no function is called so."""
    return _BY_NAME.get(name, {})


def _by_name() -> dict[str, dict[Axis, Function]]:
    table: dict[str, dict[Axis, Function]] = {}
    for row in FUNCTIONS:
        table.setdefault(row.name, {})[row.axis] = row
    return table


_BY_NAME = _by_name()

QUANTILE_METHODS = {
    "linear": "Hyndman and Fan 7: between the neighbours, places from 0 to n - 1",
    "weibull": "Hyndman and Fan 6: between the neighbours, places from 1 to n + 1",
    "inverted_cdf": "Hyndman and Fan 1: the first value that at least the share has reached",
    "averaged_inverted_cdf": "Hyndman and Fan 2: as the inverted function, the mean of two at a step",
    "closest_observation": "Hyndman and Fan 3: the nearest place, ties to the even one",
    "interpolated_inverted_cdf": "Hyndman and Fan 4: the distribution function drawn with straight lines",
    "hazen": "Hyndman and Fan 5: places in the middle of the steps",
    "median_unbiased": "Hyndman and Fan 8: about median-unbiased, whatever the distribution",
    "normal_unbiased": "Hyndman and Fan 9: about unbiased for a normal distribution",
    "lower": "the neighbour below the linear place",
    "higher": "the neighbour above the linear place",
    "midpoint": "half way between the neighbours of the linear place",
    "nearest": "the neighbour nearest to the linear place, ties to the even one",
}
"""The methods of `quantile`, by the names that NumPy uses. `linear` is taken where none is written."""
