"""What many figures of an explanation have in common, said once."""

from __future__ import annotations

from collections.abc import Iterator

from ccgrules.explain.among_parts import Among, Scored
from ccgrules.explain.forms import Derivation
from ccgrules.explain.parts import Cases
from ccgrules.explain.score_words import common_words


def common(d: Derivation) -> Iterator[str]:
    """What the workings have in common: where statistics are defined, and what is done alike for all, in sentences."""
    constants = dict(_constants(d))
    if constants:
        yield f"Cut points with a name: {'; '.join(f'{title} {shown}' for title, shown in constants.items())}."
    yield from common_words(_scores(d))
    yield from dict.fromkeys(f"{definition}." for entry in d.entries for definition in entry.definitions)


def abbreviations(d: Derivation) -> Iterator[str]:
    """What short words beside figures stand for, in sentences."""
    scores = _scores(d)
    if scores:
        over = ", over-dispersion allowed for" if any(score.over for score in scores) else ""
        yield f"z: how many standard errors a figure is better than what it is held against{over}; below 0, worse."
    if any(isinstance(entry.how, Among) and entry.how.function == "standardise" for entry in d.entries):
        yield "sd: standard deviation; a score is how many of them a figure is better than the mean, below 0 worse."


def _constants(d: Derivation) -> Iterator[tuple[str, str]]:
    """The titles of constants that figures were compared with, and these."""
    phrases = {entry.phrase for entry in d.entries}
    for entry in d.entries:
        banded = isinstance(entry.how, Cases) and entry.part in ("score", "status")
        for case in entry.how.cases if isinstance(entry.how, Cases) and banded else ():
            compared = case.condition.comparison if case.condition is not None else None
            if compared is None or case.condition is None or compared.right in phrases:
                continue
            if f"({compared.right})" in case.condition.text:
                yield compared.right, compared.right_value.shown


def _scores(d: Derivation) -> list[Scored]:
    """The z-scores that an explanation tells of."""
    return [entry.how.scored for entry in d.entries if isinstance(entry.how, Among) and entry.how.scored is not None]
