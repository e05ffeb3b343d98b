"""Clauses of a declaration in both rulesets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import replace

from ccgrules.differences.rules.align import align, moved
from ccgrules.differences.rules.bodies import SURELY, Place, compare_values
from ccgrules.differences.rules.changes import Kind, Side
from ccgrules.differences.rules.conditions import compare_conditions
from ccgrules.differences.rules.draft import Subject
from ccgrules.differences.rules.merged import EXACT, Either, Node, Pair, Series, series
from ccgrules.differences.rules.notes import compare_notes
from ccgrules.differences.rules.same import only_numbers_differ, same
from ccgrules.differences.rules.texts import line_of, side_of
from ccgrules.model.amend import ADJUSTMENTS
from ccgrules.model.clauses import BODIES, words_of
from ccgrules.syntax import tree

Clauses = Sequence[tree.Clause]

KINDS: Mapping[str, Kind] = {
    "language": "head",
    "version": "head",
    "rates": "head",
    "in force": "head",
    "scores better": "direction",
    "source": "source",
    "result": "result",
    "type": "unit",
    "data": "unit",
    "by": "population",
    "where": "population",
    "at least": "population",
    "between": "range",
    "in": "membership",
    "better": "direction",
    "standard": "standard",
    "lower_threshold": "standard",
    "floor": "standard",
    "used when": "use",
    "counts": "weight",
    "when missing": "missing",
    "shown to": "shown",
    "on": "scale",
    "moderated by": "panel",
    "must": "panel",
}
"""What a change of a clause is; one of any other clause is a change of how a value comes about."""

CAPS = frozenset({"no better than", "no worse than", "not rated"})
"""Adjustments of which several of one sort do the same in any order."""


def compare_clauses(subject: Subject, old: Clauses, new: Clauses, methods: Collection[str]) -> Series:
    """The clauses of a declaration that both rulesets have.

    Args:
        subject: The declaration.
        old: The older clauses.
        new: The newer ones.
        methods: The names of methods.
    """
    pairs = [*_keyed(old, new), *_adjustments(old, new), *_musts(old, new)]
    number = _order(subject, old, new, pairs)

    def make(before: int | None, after: int | None) -> object:
        one, other = (None if before is None else old[before]), (None if after is None else new[after])
        if one is not None and other is not None:
            return _both(subject, one, other, methods)
        return _one(subject, one, other)

    return series(pairs, number, make)


# --- which belong together ---------------------------------------------------------------------------------------


def _keyed(old: Clauses, new: Clauses) -> list[Pair]:
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for place, clause in enumerate(old):
        if clause.keyword not in ADJUSTMENTS and clause.keyword != "must":
            waiting[_key(clause)].append(place)
    pairs: list[Pair] = []
    for place, clause in enumerate(new):
        if clause.keyword not in ADJUSTMENTS and clause.keyword != "must":
            found = waiting[_key(clause)]
            pairs.append((found.pop(0) if found else None, place))
    return [*pairs, *((place, None) for places in waiting.values() for place in places)]


def _key(clause: tree.Clause) -> Hashable:
    if clause.keyword in ("let", "source"):
        return clause.keyword, str(clause.name)
    return "body" if clause.keyword in BODIES else clause.keyword


def _adjustments(old: Clauses, new: Clauses) -> list[Pair]:
    def likeness(one: tree.Clause, other: tree.Clause) -> int:
        does = _does(one) == _does(other)
        asks, close = same(one.when, other.when), _close(one, other)
        return 8 if does and asks else 6 if does and close else SURELY if asks else 2 if does else 0

    return _aligned(old, new, ADJUSTMENTS, likeness)


def _does(clause: tree.Clause) -> tuple[str, tuple[str, ...]]:
    return clause.keyword, tuple(map(str, words_of(clause)))


def _close(one: tree.Clause, other: tree.Clause) -> bool:
    return one.when is not None and other.when is not None and only_numbers_differ(one.when, other.when)


def _musts(old: Clauses, new: Clauses) -> list[Pair]:
    def likeness(one: tree.Clause, other: tree.Clause) -> int:
        return 8 if same(one.when, other.when) else 6 if _close(one, other) else 0

    return _aligned(old, new, frozenset({"must"}), likeness)


def _aligned(old: Clauses, new: Clauses, keywords: Collection[str], likeness: object) -> list[Pair]:
    there, here = ([at for at, one in enumerate(clauses) if one.keyword in keywords] for clauses in (old, new))
    pairs = align([old[at] for at in there], [new[at] for at in here], likeness, SURELY)  # type: ignore[arg-type]
    return [(None if b is None else there[b], None if a is None else here[a]) for b, a in pairs]


def _order(subject: Subject, old: Clauses, new: Clauses, pairs: Sequence[Pair]) -> int:
    """The change of the order of adjustments."""
    ranked = [(b, a) for b, a in pairs if b is not None and a is not None and new[a].keyword in ADJUSTMENTS]

    def free(one: tuple[int, int], other: tuple[int, int]) -> bool:
        both = [(clauses[one[side]], clauses[other[side]]) for side, clauses in enumerate((old, new))]
        return all(_free(first, second) for first, second in both)

    if not moved(ranked, free):
        return EXACT
    sides = (_in_order(subject, [clauses[at] for at in places]) for clauses, places in _places(old, new, ranked))
    return subject.change("adjustment", "", *sides)


def _free(one: tree.Clause, other: tree.Clause) -> bool:
    return one.keyword == other.keyword and (one.keyword in CAPS or _does(one) == _does(other))


def _places(old: Clauses, new: Clauses, pairs: Sequence[Pair]) -> list[tuple[Clauses, list[int]]]:
    both = [(old, [b for b, _ in pairs if b is not None]), (new, [a for _, a in pairs if a is not None])]
    return [(clauses, sorted(places)) for clauses, places in both]


def _in_order(subject: Subject, clauses: Clauses) -> Side:
    lines = [line_of(clause, subject.keyword) for clause in clauses]
    return Side("\n".join(line.text for line in lines if line is not None), clauses[0].span)


# --- one clause --------------------------------------------------------------------------------------------------


def _part(clause: tree.Clause) -> str:
    """The clause, as a change names it; a declaration's own value needs no name."""
    if clause.keyword in ("let", "source"):
        return f"{clause.keyword} {clause.name}"
    return "" if clause.keyword in BODIES else clause.keyword


def _kind(subject: Subject, clause: tree.Clause | None) -> Kind:
    if clause is None:
        return "formula"
    if clause.keyword in ADJUSTMENTS:
        return "adjustment"
    if subject.keyword == "judgement" and clause.keyword == "by":
        return "panel"
    if subject.keyword in ("parameter", "condition", "method") and clause.keyword not in KINDS:
        return (
            "parameter" if subject.keyword == "parameter" else "formula" if subject.keyword == "condition" else "method"
        )
    return KINDS.get(clause.keyword, "formula")


def _one(subject: Subject, old: tree.Clause | None, new: tree.Clause | None) -> Either:
    """A clause that only one of the two has."""
    clause = new if new is not None else old
    assert clause is not None
    if clause.keyword == "formerly":
        return Either(EXACT, old, new)
    side = line_of if clause.keyword in ADJUSTMENTS else side_of
    sides = (side(old, subject.keyword), side(new, subject.keyword))
    number = subject.change(_kind(subject, clause), _part(clause), *sides)
    if clause.keyword == "source":
        subject.draft.supports[f"source {clause.name}"] = number
    return Either(number, old, new)


def _both(subject: Subject, old: tree.Clause, new: tree.Clause, methods: Collection[str]) -> object:
    core = _compare(subject, old, new, methods)
    notes = compare_notes(subject, _part(new), old.annotations, new.annotations)
    if isinstance(core, Either):
        sides = (Node(side, {"annotations": notes}) for side in (old, new))
        return Either(core.number, *sides)
    return Node(new, {**(core.parts if isinstance(core, Node) else {}), "annotations": notes})


def _compare(subject: Subject, old: tree.Clause, new: tree.Clause, methods: Collection[str]) -> object:
    """The two without their notes."""
    bare = replace(old, annotations=()), replace(new, annotations=())
    if bare[0] == bare[1]:
        return new
    if same(*bare) or new.keyword == "formerly":
        return Either(EXACT, old, new)
    kind, part = _kind(subject, new), _part(new)
    if (old.keyword, old.name) == (new.keyword, new.name):
        inside = _inside(subject, kind, old, new)
        if inside is not None:
            return inside
    if kind == "formula" and _calls(methods, old, new):
        kind = "method"
    side = line_of if new.keyword in ADJUSTMENTS else side_of
    return Either(subject.change(kind, part, side(old, subject.keyword), side(new, subject.keyword)), old, new)


def _inside(subject: Subject, kind: Kind, old: tree.Clause, new: tree.Clause) -> Node | None:
    """A clause of which parts can change by themselves; None for any other."""
    if kind in ("formula", "method") and old.body is not None and new.body is not None:
        values = compare_values(Place(subject, _part(new), kind), old.body, new.body)
        return None if values is None else Node(new, {"body": values})
    if new.keyword in ADJUSTMENTS and _does(old) == _does(new) and old.when is not None and new.when is not None:
        at = subject.draft.title(words_of(new)[0]) if words_of(new) else ""
        return Node(new, {"when": compare_conditions(subject, new.keyword, "condition", old.when, new.when, at=at)})
    return None


def _calls(methods: Collection[str], *clauses: tree.Clause) -> bool:
    """Whether the value of one of the clauses is a method's."""
    for clause in clauses:
        match clause.body.how if clause.body is not None else None:
            case tree.Name() as name if str(name) in methods:
                return True
            case tree.Call(function) if str(function) in methods:
                return True
    return False
