"""Tables: combinations that are missing. Weighted means: weights that do not total 100%."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.bodies import fixed_value
from ccgrules.model.dated import by_period
from ccgrules.model.expressions import Expr, Lookup, WeightedMean
from ccgrules.model.findings import Findings
from ccgrules.model.possible import Possible
from ccgrules.model.types import Kind
from ccgrules.model.units import SHARE
from ccgrules.model.walk import Visit
from ccgrules.model.wording import expression_text, key_text, number_text

Key = Fraction | bool | str


def check_table(possible: Possible, visit: Visit, lookup: Lookup, findings: Findings) -> None:
    """Reports what the key of rows or columns can be and has no row or column."""
    for subject, keys, what in ((lookup.rows, lookup.row_keys, "row"), (lookup.columns, lookup.column_keys, "column")):
        wanted = keys_wanted(possible, subject)
        if wanted is None:
            continue
        missing = [key for key in wanted if key not in keys]
        if missing:
            _report_missing(visit, lookup, subject, what, missing, findings)


def keys_wanted(possible: Possible, subject: Expr) -> list[Key] | None:
    """What the key can be; None for a number of which that is not known."""
    if subject.type.kind is Kind.YES_NO:
        return [True, False]
    if subject.type.kind is Kind.NUMBER:
        numbers = possible.of(subject)
        return sorted(n for n in numbers if isinstance(n, Fraction)) if numbers is not None else None
    return [*possible.labels(subject)]


def keys_named(keys: Sequence[Key], subject: Expr) -> str:
    """Keys as a message names them."""
    return ", ".join(f"`{key_text(key, subject.type)}`" for key in keys)


def _report_missing(
    visit: Visit, lookup: Lookup, subject: Expr, what: str, missing: Sequence[Key], findings: Findings
) -> None:
    findings.report(
        "CCG405",
        f"this table has no {what} for {keys_named(missing, subject)}, which `{expression_text(subject)}` can be",
        lookup.span,
        secondary=(Label(subject.span, f"what the {what}s are looked up by"), *visit.calls),
        help=f"add the {what}; write `unknown` in cells that are not decided",
    )


def _percent_forgotten(mean: WeightedMean) -> str | None:
    """What to write for the first weight above 1 that is a bare number."""
    for line in mean.lines:
        text = line.weight.span.text
        weight = fixed_value(line.weight)
        if weight is not None and weight > 1 and text.isdigit():
            return f"write `{text}%` for `{text}`"
    return None


def check_weights(visit: Visit, mean: WeightedMean, findings: Findings) -> None:
    """Reports weights that do not total 100%, parameters at their values, at the first period where they do not."""
    for start, lines in by_period([line.weight for line in mean.lines]):
        weights = [fixed_value(weight) for weight in lines]
        fixed = [weight for weight in weights if weight is not None]
        if len(fixed) == len(weights) and sum(fixed, Fraction(0)) != 1:
            _report_total(visit, mean, fixed, start, findings)
            return


def _report_total(
    visit: Visit, mean: WeightedMean, weights: Sequence[Fraction], start: str | None, findings: Findings
) -> None:
    total = sum(weights, Fraction(0))
    over = total > 1
    since = f" from {start} on" if start is not None else ""
    labels = [Label(line.weight.span, number_text(weight, SHARE)) for line, weight in zip(mean.lines, weights)]
    findings.report(
        "CCG402",
        f"the weights total {number_text(total, SHARE)}{since}, not 100%",
        mean.lines[0].weight.span,
        label=labels[0].text,
        secondary=(*labels[1:], *visit.calls),
        help=_percent_forgotten(mean)
        or f"they are {number_text(abs(total - 1), SHARE)} too {'high' if over else 'low'}",
    )
