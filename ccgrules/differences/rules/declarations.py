"""One declaration in both rulesets."""

from __future__ import annotations

from dataclasses import replace

from ccgrules.differences.rules.changes import Kind, Side
from ccgrules.differences.rules.clauses import compare_clauses
from ccgrules.differences.rules.draft import Draft, Subject
from ccgrules.differences.rules.merged import EXACT, Either, Node
from ccgrules.differences.rules.names import Renamed
from ccgrules.differences.rules.notes import compare_notes
from ccgrules.differences.rules.same import same
from ccgrules.differences.rules.texts import groups_of, in_short
from ccgrules.model.clauses import title_of
from ccgrules.model.symbols import declared_name
from ccgrules.syntax import tree

SUPPORTS = frozenset(
    {"scale", "field", "condition", "population", "parameter", "method", "measure", "rating", "judgement"}
)
"""What has an effect only through what uses it. An indicator or a group also counts where all are taken together."""


def only_one(draft: Draft, old: tree.Declaration | None, new: tree.Declaration | None, renamed: Renamed) -> Either:
    """A declaration that only one of the two rulesets has."""
    declaration = new if new is not None else old
    assert declaration is not None
    subject = subject_of(draft, declaration, renamed)
    kind: Kind = "test" if declaration.keyword == "test" else "removed" if new is None else "added"
    where = [draft.title(group) for group in groups_of(declaration)]
    number = subject.change(kind, "", in_short(old), in_short(new), where=where)
    if declaration.keyword in SUPPORTS:
        draft.supports[declared_name(declaration)] = number
    return Either(number, old, new)


def subject_of(draft: Draft, declaration: tree.Declaration, renamed: Renamed) -> Subject:
    """What changes of a declaration say of it."""
    if not declaration.names:
        return Subject(draft, declaration.keyword, declaration.title or "", declaration.title or "")
    name = declared_name(declaration)
    shown = renamed.before[name] if name in renamed.apart else name
    return Subject(draft, declaration.keyword, shown, declaration.title or shown.replace("_", " "))


def compare_declarations(draft: Draft, old: tree.Declaration, new: tree.Declaration, renamed: Renamed) -> object:
    """A declaration that both rulesets have."""
    subject = subject_of(draft, new, renamed)
    if old == new and (not new.names or declared_name(new) not in renamed.before):
        return new
    if new.keyword == "test" or old.keyword != new.keyword:
        if same(old, new):
            return Either(EXACT, old, new)
        kind: Kind = "test" if new.keyword == "test" else "formula"
        return Either(subject.change(kind, "", in_short(old), in_short(new)), old, new)
    if old.params != new.params:
        return Either(subject.change("method", "", in_short(old), in_short(new)), old, new)
    name = _renamed(subject, new, renamed)
    parts = {
        **_head(subject, old, new, name),
        "annotations": compare_notes(subject, "", old.annotations, new.annotations),
        "clauses": compare_clauses(subject, old.clauses, new.clauses, draft.methods),
    }
    return Node(new, parts)


def _renamed(subject: Subject, new: tree.Declaration, renamed: Renamed) -> int:
    before = renamed.before.get(subject.name)
    if before is None or new.keyword == "framework":
        return EXACT
    return subject.change("renamed", "", Side(before, new.names[0].span), Side(subject.name, new.names[0].span))


def _head(subject: Subject, old: tree.Declaration, new: tree.Declaration, renamed: int) -> dict[str, object]:
    """The name and the title."""
    parts: dict[str, object] = {}
    framework = new.keyword == "framework"
    titles = [title_of(one) for one in (old, new)]
    derived = old.title is None and new.title is None and renamed != EXACT
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
