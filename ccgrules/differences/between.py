"""What two rulesets and the data of two years need in common before they can be compared."""

from __future__ import annotations

from pathlib import Path

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.differences.findings import Findings, Version
from ccgrules.differences.impact.impact import headline_rating, is_rating
from ccgrules.engine.read import shorten
from ccgrules.engine.result import Result
from ccgrules.engine.succession import Succession
from ccgrules.engine.succession_file import load_succession
from ccgrules.engine.table import Keys


def rating_of_both(versions: tuple[Version, Version], rating: str | None = None) -> str | Diagnostic:
    """The name of the rating that is compared, the newer headline if none is asked for; or why there is none."""
    older, newer = versions
    name = rating or headline_rating(newer.plan)
    if name is None:
        advice = "declare a `rating` and name it under `result`"
        return newer.about(finding("CCG749", "there is no rating that could be compared", help=advice))
    if not is_rating(newer.plan, name):
        known = _ratings(newer)
        listed = ", ".join(f"`{one}`" for one in known) or "none"
        advice = did_you_mean(name, known) or f"the ratings here are {listed}"
        return finding("CCG749", f"the newer rules, {newer.file}, have no rating `{shorten(name)}`", help=advice)
    if not is_rating(older.plan, name):
        declared = newer.plan.ruleset.ratings.get(name) or newer.plan.ruleset.judgements[name]
        known = _ratings(older)
        which = f"`formerly {known[0]}`" if len(known) == 1 else f"`formerly` and one of {', '.join(known)}"
        advice = f"say below it what it was called before: {which}" if known else "declare it there as well"
        message = f"the older rules, {older.file}, have no rating `{shorten(name)}`"
        return finding("CCG749", message, primary=declared.span, help=advice)
    return name


def _ratings(version: Version) -> list[str]:
    return [name for name in version.plan.ruleset.ratings if is_rating(version.plan, name)]


def succession_of(before: Result, after: Result, path: Path) -> tuple[Succession | None, Findings]:
    """Mergers and splits between the last periods of two runs; none where these cannot be told apart."""
    older, newer = before.keys.period_order[-1], after.keys.period_order[-1]
    if older == newer:
        return None, ()
    rows = [
        (code, period)
        for result, period in ((before, older), (after, newer))
        for code, own in zip(result.keys.organisations, result.keys.periods)
        if own == period
    ]
    names = {**before.keys.names, **after.keys.names}
    return load_succession(path, Keys([code for code, _ in rows], [own for _, own in rows], names, (older, newer)))


def nobody_in_common() -> Diagnostic:
    """What is said of two years that have no organisation in common."""
    advice = "see that both files write the same kind of codes"
    return finding("CCG748", "no organisation of the older data has its code in the newer data", help=advice)
