"""A z-score in words: its arithmetic in full, and what all z-scores of an explanation have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccgrules.explain.among_parts import Dispersed, Scored
from ccgrules.explain.quantities import Quantity

ERRORS = {"binomial": "binomial", "poisson": "Poisson", "normal": "normal"}


def score_clause(own: Quantity, told: Scored, peers: str) -> str:
    """`z = (62.10 − 85.00) / 1.1292 = −20.28; standard error √(…) = 1.1292 points, binomial`.

    Args:
        own: The organisation's own value.
        told: Its z-score.
        peers: Who is compared, in words.
    """
    held = f"{own.shown} against {told.set_point.shown}"
    if told.worked is None:
        return f"{held}: no z, as {told.why_not}"
    first = f"{held}, each transformed ({told.transform.replace('_', ' ')})" if told.transform != "none" else ""
    z = f"z = {told.worked} = {told.z.shown}"
    return "; ".join([f"{first}: {z}" if first else z, _error_words(told), *_over_words(told, peers)])


def _error_words(told: Scored) -> str:
    shown = told.standard_error.shown if told.standard_error else ""
    formula = f"{told.formula} = " if told.formula else ""
    return f"standard error {formula}{shown}, {ERRORS[told.error]}"


def _over_words(told: Scored, peers: str) -> Iterator[str]:
    """How over-dispersion was allowed for, and the score without that."""
    over = told.over
    if over is None:
        return
    if over.tau_squared is not None:
        yield f"τ² = {over.worked} = {over.tau_squared.shown}"
    held = f", z-scores {_done(over)} {over.low.shown} and {over.high.shown}" if over.low and over.high else ""
    none = "" if over.found else ": no over-dispersion"
    yield f"φ {over.phi.shown} of {over.members:,} {peers}{held}{none}"
    if over.found and told.unadjusted is not None:
        yield f"without over-dispersion z = {told.unadjusted.shown}"


def _done(over: Dispersed) -> str:
    return "left out beyond" if over.ends == "trim" else "held to"


def common_words(scores: Sequence[Scored]) -> Iterator[str]:
    """What all z-scores of an explanation have in common, in sentences."""
    for definition in dict.fromkeys(score.definition for score in scores):
        yield f"z-scores after {definition}."
    over = [score.over for score in scores if score.over is not None]
    if over:
        yield f"φ, the over-dispersion, is the mean of the members' squared z-scores{_ends(over)}; up to 1 it is none."
    if any(one.tau_squared is not None for one in over):
        yield "τ² is the variance between organisations that φ amounts to, added to each squared standard error."


def _ends(over: Sequence[Dispersed]) -> str:
    """What is done with the z-scores at either end, for each way in which it is done."""
    told = {(one.ends, one.share): one for one in over if one.ends is not None}
    words = [f"{one.share} at each end {'trimmed' if one.ends == 'trim' else 'winsorised'}" for one in told.values()]
    return f", {' or '.join(words)}" if words else ""
