"""What the changes do to ratings: how many move, because of what, who, who is near a boundary, who stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ccgrules.differences.difference import Difference
from ccgrules.differences.impact.forms import Impact
from ccgrules.differences.report.attribution_part import Told, attribution_blocks
from ccgrules.differences.report.explained import Explained, explained_blocks
from ccgrules.differences.report.impact_part import alone_blocks, impact_blocks, near_blocks
from ccgrules.differences.report.movers_part import mover_blocks
from ccgrules.differences.report.supposed_part import left_out
from ccgrules.differences.report.view import View
from ccgrules.explain.blocks import Block


def ratings_blocks(told: Difference, impact: Impact, explained: Sequence[Explained], view: View) -> Iterator[Block]:
    """All that is told of ratings, in the order in which people ask."""
    yield from impact_blocks(impact, _when(told))
    shares = None
    if told.attribution is not None:
        by_cause = told.periods is not None
        shares = Told.of(told.attribution, impact, told.rules, by_cause=by_cause, left_out=left_out(told))
        if impact.moved:
            yield from attribution_blocks(shares, view)
    yield from mover_blocks(impact, shares, view)
    for one in explained:
        yield from explained_blocks(one, view)
    yield from near_blocks(impact, "with what is tried" if told.supposed is not None else "under the newer rules")
    yield from alone_blocks(impact, told.attribution.merged if told.attribution is not None else (), view)


def _when(told: Difference) -> str:
    """How the headline of the impact begins."""
    if told.periods is None:
        return "On the same data"
    older, newer = told.periods
    return f"From {older} to {newer}," if older and newer and older != newer else "From the older data to the newer,"
