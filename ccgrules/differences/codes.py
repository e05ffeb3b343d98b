"""By which of two rulesets' codes data go, where things were renamed between them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.engine.cells import folded
from ccgrules.engine.read import shorten
from ccgrules.explain.words import listed
from ccgrules.plan.steps import Input, Plan

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Renamed:
    """What was renamed between two rulesets, and what data call the things that these take from them.

    Attributes:
        now: Names of the older ruleset that are others in the newer one, with these.
        older, newer: What data in the codes of each may speak of, folded.
    """

    now: Mapping[str, str]
    older: frozenset[str]
    newer: frozenset[str]

    @staticmethod
    def of(now: Mapping[str, str], old: Plan, new: Plan) -> Renamed:
        """From the renamed names, and the plans of both rulesets, which both speak in the newer names."""
        before = {name: former for former, name in now.items()}
        older = frozenset(folded(before.get(name, name)) for name in _owners(old))
        return Renamed(now, older, frozenset(map(folded, _owners(new))))

    @property
    def reused(self) -> Mapping[str, str]:
        """Former names that are another thing's in the newer ruleset."""
        return {former: name for former, name in self.now.items() if folded(former) in self.newer}

    @property
    def plain(self) -> Mapping[str, str]:
        """Former names that no other thing has now, with the present ones."""
        return {former: name for former, name in self.now.items() if former not in self.reused}

    def called(self, words: frozenset[str]) -> tuple[Mapping[str, str], tuple[Diagnostic, ...]]:
        """What the words of data stand for, where it is not what they are now.

        A former name is understood as well as the present one, unless another thing has it now. Data in which such a
        name stands are read by the codes of one of the rulesets throughout: of that whose own codes they have, and of
        the other's have not; if neither is nearer, of the newer.

        Args:
            words: The codes that stand in the data, folded.

        Returns:
            Names in the data, and what the plans call them; and what is to be said about it.
        """
        unclear = [former for former in self.reused if folded(former) in words]
        if not unclear:
            return self.plain, ()
        older, newer = self.older - self.newer, self.newer - self.older
        apart = len(older ^ (words & (older | newer))), len(newer ^ (words & (older | newer)))
        if apart[0] < apart[1]:
            return self.now, (_told(unclear, "older", _Evidence.of(words, older, newer), sure=True),)
        return self.plain, (_told(unclear, "newer", _Evidence.of(words, newer, older), sure=apart[1] < apart[0]),)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """By which codes data go: those that only the ruleset chosen has, or only the other.

    Attributes:
        own: Its codes that the data have.
        foreign: The other's that they have.
        lacking: The other's that they have not.
    """

    own: Sequence[str]
    foreign: Sequence[str]
    lacking: Sequence[str]

    @staticmethod
    def of(words: frozenset[str], chosen: frozenset[str], other: frozenset[str]) -> _Evidence:
        return _Evidence(sorted(words & chosen), sorted(words & other), sorted(other - words))


def _owners(plan: Plan) -> set[str]:
    """The indicators, fields and other things whose figures a plan takes from data."""
    return {step.of.partition(".")[0] for step in plan.steps if isinstance(step, Input) and not step.decided}


def _told(unclear: Collection[str], side: str, evidence: _Evidence, *, sure: bool) -> Diagnostic:
    other = "newer" if side == "older" else "older"
    verb = "is one thing" if len(unclear) == 1 else "are one thing each"
    message = f"{_named(unclear)} {verb} in the older rules and another in the newer; here the data go by the {side}"
    notes = [
        f"the data {verb} {_named(codes)}, which only the {one} rules know"
        for verb, codes, one in (
            ("have", evidence.own, side),
            ("have no", evidence.lacking, other),
            ("have", evidence.foreign, other),
        )
        if codes
    ]
    if sure and not evidence.foreign:
        return finding("CCG746", message, notes=tuple(notes))
    advice = "write all codes in the data as the newer rules do, or all as the older"
    return finding("CCG747", message, notes=tuple(notes), help=advice)


def _named(words: Collection[str]) -> str:
    shown = [f"`{shorten(word)}`" for word in words]
    more = len(shown) - MOST_NAMED
    return listed(shown if more <= 1 else [*shown[:MOST_NAMED], f"{more} more"])
