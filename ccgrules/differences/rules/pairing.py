"""Which clauses of a declaration belong together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence

from ccgrules.differences.rules.align import align, moved
from ccgrules.differences.rules.merged import Pair
from ccgrules.differences.rules.same import only_numbers_differ, same
from ccgrules.model.amend import ADJUSTMENTS
from ccgrules.model.clauses import BODIES, words_of
from ccgrules.syntax import tree

Clauses = Sequence[tree.Clause]
Place = tuple[int, int]

MUSTS = frozenset({"must"})
CAPS = frozenset({"no better than", "no worse than", "not rated"})
"""Adjustments of which several of one sort do the same in any order."""

SURELY = 5
"""Rules that have so much in common are the same ones even where they have changed places."""


def pairs_of(old: Clauses, new: Clauses) -> list[Pair]:
    """The places of clauses that belong together, and of those that only one of the two has."""
    return [*_keyed(old, new), *_aligned(old, new, ADJUSTMENTS), *_aligned(old, new, MUSTS)]


def key_of(clause: tree.Clause) -> Hashable:
    """What a clause is known by among those that are no adjustments."""
    if clause.keyword in ("let", "source", "label"):
        return clause.keyword, str(clause.name)
    if clause.keyword in ("best first", "worst first"):
        return "order"
    return "body" if clause.keyword in BODIES else clause.keyword


def _keyed(old: Clauses, new: Clauses) -> list[Pair]:
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for place, clause in enumerate(old):
        if clause.keyword not in ADJUSTMENTS | MUSTS:
            waiting[key_of(clause)].append(place)
    pairs: list[Pair] = []
    for place, clause in enumerate(new):
        if clause.keyword not in ADJUSTMENTS | MUSTS:
            found = waiting[key_of(clause)]
            pairs.append((found.pop(0) if found else None, place))
    return [*pairs, *((place, None) for places in waiting.values() for place in places)]


# --- adjustments and what panels must ----------------------------------------------------------------------------


def _aligned(old: Clauses, new: Clauses, keywords: Collection[str]) -> list[Pair]:
    there, here = ([at for at, one in enumerate(clauses) if one.keyword in keywords] for clauses in (old, new))
    likeness: Callable[[tree.Clause, tree.Clause], int] = _must_likeness if keywords is MUSTS else _likeness
    pairs = align([old[at] for at in there], [new[at] for at in here], likeness, SURELY)
    return [(None if b is None else there[b], None if a is None else here[a]) for b, a in pairs]


def _likeness(old: tree.Clause, new: tree.Clause) -> int:
    """How much two adjustments have in common: most of all a condition, or what they do under one of the same form."""
    does, asks, close = does_of(old) == does_of(new), same(old.when, new.when), _close(old, new)
    return 8 if does and asks else 6 if does and close else SURELY if asks else 2 if does else 0


def _must_likeness(old: tree.Clause, new: tree.Clause) -> int:
    return 8 if same(old.when, new.when) else 6 if _close(old, new) else 0


def does_of(clause: tree.Clause) -> tuple[str, tuple[str, ...]]:
    """What an adjustment does, whenever it does."""
    return clause.keyword, tuple(map(str, words_of(clause)))


def _close(old: tree.Clause, new: tree.Clause) -> bool:
    return old.when is not None and new.when is not None and only_numbers_differ(old.when, new.when)


def adjustments_moved(old: Clauses, new: Clauses, pairs: Sequence[Pair]) -> bool:
    """Whether adjustments that both have stand in another order that matters."""

    def free(one: Place, other: Place) -> bool:
        return all(_free(clauses[one[side]], clauses[other[side]]) for side, clauses in enumerate((old, new)))

    return moved([(b, a) for b, a in pairs if a is not None and new[a].keyword in ADJUSTMENTS], free)


def _free(one: tree.Clause, other: tree.Clause) -> bool:
    return one.keyword == other.keyword and (one.keyword in CAPS or does_of(one) == does_of(other))
