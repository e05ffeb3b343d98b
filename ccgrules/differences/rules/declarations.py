"""One declaration in both rulesets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ccgrules.differences.rules.changes import Kind, Side
from ccgrules.differences.rules.clauses import compare_clauses
from ccgrules.differences.rules.draft import Draft, Subject
from ccgrules.differences.rules.merged import EXACT, Either, Node
from ccgrules.differences.rules.names import Renamed
from ccgrules.differences.rules.notes import compare_notes
from ccgrules.differences.rules.same import same
from ccgrules.differences.rules.texts import groups_of, head_of, in_short, suffix_of
from ccgrules.model.clauses import clause_of, title_of
from ccgrules.model.consolidate import with_names
from ccgrules.model.symbols import NAMELESS, declared_name
from ccgrules.syntax import tree

SUPPORTS = frozenset(
    {"scale", "field", "condition", "population", "parameter", "method", "measure", "rating", "judgement"}
)
"""What has an effect only through what uses it. An indicator also counts where all are taken together."""

JUDGED = ("score", "status")
"""Clauses that make a group count among the members of another; without them it only holds its own."""


def only_one(draft: Draft, old: tree.Declaration | None, new: tree.Declaration | None, renamed: Renamed) -> Either:
    """A declaration that only one of the two rulesets has."""
    declaration = new if new is not None else old
    assert declaration is not None
    subject = subject_of(draft, old, new, renamed)
    kind: Kind = "test" if declaration.keyword == "test" else "removed" if new is None else "added"
    where = [draft.title(group) for group in groups_of(declaration)]
    number = subject.change(kind, "", in_short(old), in_short(new), where=where)
    if declaration.keyword in SUPPORTS or (declaration.keyword == "group" and not clause_of(declaration, *JUDGED)):
        draft.supports[declared_name(declaration)] = number
    return Either(number, old, new)


def subject_of(draft: Draft, old: tree.Declaration | None, new: tree.Declaration | None, renamed: Renamed) -> Subject:
    """What changes of a declaration say of it."""
    declaration = new if new is not None else old
    assert declaration is not None
    if not declaration.names:
        return Subject(draft, declaration.keyword, declaration.title or "", declaration.title or "")
    name = declared_name(declaration)
    shown = renamed.before[name] if name in renamed.apart else name
    title = declaration.title or shown.replace("_", " ")
    return Subject(draft, declaration.keyword, shown, title, (suffix_of(old), suffix_of(new)))


def compare_declarations(draft: Draft, old: tree.Declaration, new: tree.Declaration, renamed: Renamed) -> object:
    """A declaration that both rulesets have."""
    subject = subject_of(draft, old, new, renamed)
    if old == new:
        _rename(subject, new, renamed)
        return new
    kind = _whole(old, new)
    if kind is not None:
        alike = same(old, _as_called(old, new)) if kind == "method" else same(old, new)
        number = EXACT if alike else subject.change(kind, "", in_short(old), in_short(new))
        return Either(number, old, new)
    _rename(subject, new, renamed)
    parts = {
        **_head(subject, old, new),
        "annotations": compare_notes(subject, "", old.annotations, new.annotations),
    }
    parts["clauses"] = _labels(subject, old, new) or compare_clauses(subject, old.clauses, new.clauses)
    return Node(new, parts)


def _whole(old: tree.Declaration, new: tree.Declaration) -> Kind | None:
    """What a change of the whole declaration is; None where parts of it can change by themselves."""
    if new.keyword == "test":
        return "test"
    if old.keyword != new.keyword:
        return "formula"
    return "method" if old.params != new.params else None


def _as_called(old: tree.Declaration, new: tree.Declaration) -> tree.Declaration:
    """The newer method with the older names of its arguments, which its callers do not speak of."""
    if len(old.params) != len(new.params):
        return new
    names = {str(param): str(before) for before, param in zip(old.params, new.params)}

    def older(name: tree.Name) -> tree.Name:
        return replace(name, parts=(names.get(name.parts[0], name.parts[0]), *name.parts[1:]))

    return replace(with_names(new, older), params=old.params)


def _labels(subject: Subject, old: tree.Declaration, new: tree.Declaration) -> Either | None:
    """The labels of a scale as one change; None where both rulesets have the same ones, best first."""
    there, here = ([str(label.name) for label in best_first(one.clauses)] for one in (old, new))
    if there == here:
        return None
    sides = (Side(", ".join(labels), one.head) for labels, one in ((there, old), (here, new)))
    return Either(subject.change("scale", "", *sides), old.clauses, new.clauses)


def best_first(clauses: Sequence[tree.Clause]) -> list[tree.Clause]:
    """The labels of a scale, best first however they are written."""
    labels = [clause for clause in clauses if clause.keyword == "label"]
    return labels[::-1] if any(clause.keyword == "worst first" for clause in clauses) else labels


def _rename(subject: Subject, new: tree.Declaration, renamed: Renamed) -> None:
    """Notes new names: that of the declaration, and those of its `let`s."""
    if new.keyword in NAMELESS:
        return
    before = renamed.before.get(subject.name)
    if before is not None:
        span = new.names[0].span
        subject.change("renamed", "", Side(before, span), Side(subject.name, span))
    for clause in new.clauses:
        let = renamed.lets.get((subject.name, str(clause.name))) if clause.keyword == "let" else None
        if let is not None:
            sides = (Side(name, head_of(clause.span)) for name in (let, str(clause.name)))
            subject.change("renamed", f"let {clause.name}", *sides)


def _head(subject: Subject, old: tree.Declaration, new: tree.Declaration) -> dict[str, object]:
    """The name and the title."""
    parts: dict[str, object] = {}
    framework = new.keyword == "framework"
    titles = [title_of(one) for one in (old, new)]
    derived = old.title is None and new.title is None
    number = EXACT
    if titles[0] != titles[1] and not derived:
        sides = (Side(title, one.head) for title, one in zip(titles, (old, new)))
        number = subject.change("head" if framework else "retitled", "title", *sides)
    if old.title != new.title:
        parts["title"] = Either(number, old.title, new.title)
    if old.names != new.names:
        if number == EXACT:
            sides = (Side(str(one.names[0]), one.names[0].span) for one in (old, new))
            number = subject.change("head", "name", *sides)
        parts["names"] = Either(number, old.names, new.names)
    return parts


def tidy(declaration: tree.Declaration) -> tree.Declaration:
    """The declaration with all its groups in one clause."""
    memberships = [clause for clause in declaration.clauses if clause.keyword == "in"]
    if len(memberships) < 2:
        return declaration
    items = {str(item): item for clause in memberships if clause.words is not None for item in clause.words.items}
    first = memberships[0]
    words = tree.Words(tuple(items.values()), span=first.span)
    whole = replace(first, words=words, annotations=tuple(note for one in memberships for note in one.annotations))
    kept = (clause for clause in declaration.clauses if clause.keyword != "in" or clause is first)
    return replace(declaration, clauses=tuple(whole if clause is first else clause for clause in kept))
