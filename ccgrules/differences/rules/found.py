"""What is found of one change, made in one ruleset or left out of another: proven, or seen on invented data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ccgrules.differences.rules.changes import Change, Effect
from ccgrules.differences.rules.reasons import Reasons
from ccgrules.differences.rules.samples import Sample
from ccgrules.differences.rules.verdict import BOTH_WAYS, Verdict, between
from ccgrules.differences.rules.witness import examples
from ccgrules.engine.limits import CannotRun
from ccgrules.prove.turns.reader import Side

Found = tuple[bool, Effect | None, str]
"""Whether a change can move a rating, which way, and why."""


@dataclass(slots=True)
class Finder:
    """Looks at changes that lead from one plan towards another.

    Attributes:
        old: The plan of the older ruleset.
        new: That of the newer.
        samples: Invented organisations, rated by the one and by the other, once they are needed; None where their
            numbers outgrow all bounds.
    """

    old: Side
    new: Side
    samples: dict[bool, Sample | None] = field(default_factory=dict)

    def found(self, change: Change, plans: Iterable[tuple[Side, Side]]) -> Found | None:
        """What a change does.

        Args:
            change: The change.
            plans: Pairs of plans that differ in it, one of each pair being the older ruleset's or the newer one's.

        Returns:
            None without any pair.
        """
        verdicts: list[Verdict] = []
        for before, after in plans:
            verdicts.append(between(before, after))
            if self._is_mixed(verdicts[-1]):
                return True, "mixed", Reasons(change, verdicts[-1]).mixed()
        moving = [verdict for verdict in verdicts if verdict.moves]
        if not moving:
            return (False, None, Reasons(change, verdicts[0]).idle()) if verdicts else None
        reasons = Reasons(change, moving[0])
        effects = {verdict.effect for verdict in moving}
        effect = effects.pop() if len(effects) == 1 else None
        return True, effect, reasons.undecided() if effect is None else reasons.one_way()

    def _is_mixed(self, verdict: Verdict) -> bool:
        """Whether invented organisations show that a change goes both ways, or values of what a rating is made of."""
        if not (verdict.better and verdict.worse):
            return False
        others = verdict.stand_ins()
        seen = self._seen(verdict, [*verdict.signs, *others])
        ratings = {way * sign for name, sign in verdict.signs.items() for way in seen.get(name, ())}
        if ratings >= BOTH_WAYS or any(seen.get(name, frozenset()) >= BOTH_WAYS for name in others):
            return True
        return any(len(examples(verdict, *pair)) == 2 for pair in verdict.ratings_changed())

    def _seen(self, verdict: Verdict, names: Iterable[str]) -> Mapping[str, frozenset[int]]:
        """Which ways values of invented organisations go."""
        newer = verdict.before is not self.old.plan
        sample = self._sample(newer=newer)
        if sample is None:
            return {}
        try:
            seen = sample.ways(verdict.before if newer else verdict.after, names)
        except CannotRun:
            return {}
        return {name: frozenset(-way for way in ways) for name, ways in seen.items()} if newer else seen

    def _sample(self, *, newer: bool) -> Sample | None:
        if newer not in self.samples:
            own, other = (self.new, self.old) if newer else (self.old, self.new)
            try:
                self.samples[newer] = Sample.of(own.plan, [other.plan])
            except CannotRun:
                self.samples[newer] = None
        return self.samples[newer]
