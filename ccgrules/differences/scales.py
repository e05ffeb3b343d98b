"""One scale for a rating whose labels differ between two versions of the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ccgrules.model.ruleset import Label


@dataclass(frozen=True, slots=True)
class JointScale:
    """The labels of two scales in one order.

    A label is the same where its name is; or where its title is, and neither scale has the other's name. What only the
    older scale has stands directly below the label that it followed there. Grades are counted on this scale, so that a
    label of either version counts as a grade. Where the two scales order common labels differently, the newer holds.

    Attributes:
        labels: Best first, as the newer scale calls them; those that are no more, as the older one did.
        renamed: Labels of the older scale that the newer one calls something else.
    """

    labels: tuple[Label, ...]
    renamed: Mapping[str, str]
    _places: Mapping[str, int] = field(repr=False)
    _sides: tuple[Sequence[str], Sequence[str]] = field(repr=False)

    @staticmethod
    def of(old: Sequence[Label], new: Sequence[Label]) -> JointScale:
        """The joint scale of two, each best first."""
        renamed = _renamed(old, new)
        called = [renamed.get(label.name, label.name) for label in old]
        labels = _joined(dict(zip(called, old)), new)
        places = {label.name: place for place, label in enumerate(labels)}
        return JointScale(labels, renamed, places, (called, [label.name for label in new]))

    def older(self, label: str) -> str:
        """What a label of the older scale is called here."""
        return self.renamed.get(label, label)

    def grades(self, before: str, after: str) -> int | None:
        """By how many places a rating rose, or, below nought, fell.

        Args:
            before: Its label by the older rules, as called here.
            after: Its label by the newer rules.

        Returns:
            None where only one of the scales has each, and no label that both have stands between them.
        """
        if not self._comparable(before, after):
            return None
        return self._places[before] - self._places[after]

    def _comparable(self, before: str, after: str) -> bool:
        """Whether both stand on one scale, or a label of both scales stands between them."""
        if any(before in side and after in side for side in self._sides):
            return True
        low, high = sorted((self._places[before], self._places[after]))
        old, new = self._sides
        return any(label.name in old and label.name in new for label in self.labels[low + 1 : high])


def _renamed(old: Sequence[Label], new: Sequence[Label]) -> dict[str, str]:
    names = {label.name for label in old} & {label.name for label in new}
    titles = {label.title.casefold(): label.name for label in new if label.name not in names}
    return {
        label.name: titles[label.title.casefold()]
        for label in old
        if label.name not in names and label.title.casefold() in titles
    }


def _joined(old: Mapping[str, Label], new: Sequence[Label]) -> tuple[Label, ...]:
    """The newer labels, and those that are no more, each below the one that it followed."""
    joined = [label.name for label in new]
    known = {**old, **{label.name: label for label in new}}
    if old and not set(joined) & old.keys():
        return tuple(known[name] for name in (*joined, *old))
    names = list(old)
    if names and names[0] not in joined:
        joined.insert(0, names[0])
    for above, name in pairwise(names):
        if name not in joined:
            joined.insert(joined.index(above) + 1, name)
    return tuple(known[name] for name in joined)
