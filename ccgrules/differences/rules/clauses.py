"""Clauses of a declaration in both rulesets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ccgrules.differences.rules.bodies import Place, compare_values
from ccgrules.differences.rules.changes import Kind, Side, let_key, source_key
from ccgrules.differences.rules.conditions import compare_conditions
from ccgrules.differences.rules.draft import Subject
from ccgrules.differences.rules.merged import EXACT, Either, Node, Series, series
from ccgrules.differences.rules.notes import compare_notes
from ccgrules.differences.rules.pairing import adjustments_moved, does_of, key_of, pairs_of
from ccgrules.differences.rules.same import same
from ccgrules.differences.rules.texts import adjustments_side, clause_sides
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
    **dict.fromkeys(ADJUSTMENTS, "adjustment"),
}
"""What a change of a clause is, whatever the declaration."""

OTHERS: Mapping[str, Kind] = {
    "population": "population",  # by
    "judgement": "panel",  # by
    "parameter": "parameter",
    "condition": "condition",
    "method": "method",
}
"""What a change of any other clause is, by the declaration; where it is none of these, of how a value comes about."""

SILENT = frozenset({"formerly", "order"})
"""Clauses of which no change is said: a former name belongs to a rename, and the labels of a scale have their order."""


def compare_clauses(subject: Subject, old: Clauses, new: Clauses) -> Series:
    """The clauses of a declaration that both rulesets have."""
    pairs = pairs_of(old, new)
    number = EXACT
    if adjustments_moved(old, new, pairs):
        sides = map(adjustments_side, (old, new))
        number = subject.change("adjustment", "", *sides)

    def make(before: int | None, after: int | None) -> object:
        one, other = (None if before is None else old[before]), (None if after is None else new[after])
        return _one(subject, one, other) if one is None or other is None else _both(subject, one, other)

    return series(pairs, number, make)


def _kind(subject: Subject, clause: tree.Clause) -> Kind:
    return KINDS.get(clause.keyword) or OTHERS.get(subject.keyword, "formula")


def _part(clause: tree.Clause) -> str:
    """The clause, as a change names it; a declaration's own value needs no name."""
    if clause.keyword in ("let", "source"):
        return f"{clause.keyword} {clause.name}"
    return "" if clause.keyword in BODIES else clause.keyword


def _change(subject: Subject, kind: Kind, old: tree.Clause | None, new: tree.Clause | None) -> int:
    clause = new if new is not None else old
    assert clause is not None
    where = [subject.title] if clause.keyword in ADJUSTMENTS else []
    return subject.change(kind, _part(clause), *clause_sides(subject, old, new), where=where)


def _one(subject: Subject, old: tree.Clause | None, new: tree.Clause | None) -> Either:
    """A clause that only one of the two has."""
    clause = new if new is not None else old
    assert clause is not None
    if key_of(clause) in SILENT:
        return Either(EXACT, old, new)
    number = _change(subject, _kind(subject, clause), old, new)
    if clause.keyword == "source":
        subject.draft.supports[source_key(clause.name)] = number
    if clause.keyword == "let":
        subject.draft.supports[let_key(subject.name, clause.name)] = number
    return Either(number, old, new)


# --- in both -----------------------------------------------------------------------------------------------------


def _both(subject: Subject, old: tree.Clause, new: tree.Clause) -> object:
    core = _compare(subject, replace(old, annotations=()), replace(new, annotations=()))
    notes = compare_notes(subject, _part(new), old.annotations, new.annotations)
    if isinstance(core, Either):
        return Either(core.number, *(Node(side, {"annotations": notes}) for side in (old, new)))
    return Node(new, {**(core.parts if isinstance(core, Node) else {}), "annotations": notes})


def _compare(subject: Subject, old: tree.Clause, new: tree.Clause) -> Node | Either | None:
    """The two without their notes; None where they are the same."""
    if old == new:
        return None
    if same(old, new) or key_of(new) in SILENT:
        return Either(EXACT, old, new)
    inside = _inside(subject, old, new) if (old.keyword, old.name) == (new.keyword, new.name) else None
    if inside is not None:
        return inside
    return Either(_change(subject, _whole(subject, old, new), old, new), old, new)


def _inside(subject: Subject, old: tree.Clause, new: tree.Clause) -> Node | None:
    """A clause of which parts can change by themselves; None for any other."""
    kind = _kind(subject, new)
    if new.keyword == "label":
        return _label(subject, old, new)
    if new.keyword not in KINDS and old.body is not None and new.body is not None and kind != "parameter":
        values = compare_values(Place(subject, _part(new), kind), old.body, new.body)
        return None if values is None else Node(new, {"body": values})
    if kind == "adjustment" and does_of(old) == does_of(new) and old.when is not None and new.when is not None:
        at = subject.draft.title(words_of(new)[0]) if words_of(new) else ""
        return Node(new, {"when": compare_conditions(subject, new.keyword, "condition", old.when, new.when, at=at)})
    return None


def _whole(subject: Subject, old: tree.Clause, new: tree.Clause) -> Kind:
    """What a change of a clause as a whole is."""
    kind = _kind(subject, new)
    if old.keyword == new.keyword == "status" and old.name != new.name:
        return "scale"
    if new.keyword == "counts" and replace(old, title=None) == replace(new, title=None):
        return "wording"
    if _has_table(old) and _has_table(new):
        return "table"
    calls = _calls_method(subject, old) or _calls_method(subject, new)
    return "method" if kind == "formula" and calls else kind


def _calls_method(subject: Subject, clause: tree.Clause) -> bool:
    """Whether the value of a clause is a method's."""
    match clause.body.how if clause.body is not None else None:
        case tree.Name() as name:
            return str(name) in subject.draft.methods
        case tree.Call(function):
            return str(function) in subject.draft.methods
        case _:
            return False


def _has_table(clause: tree.Clause) -> bool:
    return clause.body is not None and isinstance(clause.body.how, tree.Table)


def _label(subject: Subject, old: tree.Clause, new: tree.Clause) -> Node:
    """The title and the colour of a label."""
    parts: dict[str, object] = {}
    name = str(new.name)
    if old.title != new.title:
        titles = [label.title or name.replace("_", " ") for label in (old, new)]
        sides = (Side(title, label.span) for title, label in zip(titles, (old, new)))
        number = EXACT if titles[0] == titles[1] else subject.change("wording", f"label {name}", *sides)
        parts["title"] = Either(number, old.title, new.title)
    if old.words != new.words:
        colours = clause_sides(subject, *(None if label.words is None else label for label in (old, new)))
        parts["words"] = Either(subject.change("shown", f"label {name}", *colours), old.words, new.words)
    return Node(new, parts)
