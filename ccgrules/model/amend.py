"""Several files as one list of declarations: what a file uses, and what it changes in the ruleset that it amends.

Amendments are applied to the tree, oldest first. `change` puts the clauses that it gives in the place of those with
the same keyword (and, for `let`, the same name); labels of a scale, the adjustments of a rating and its `must` lines
are replaced together, and so are the ways in which a value comes about (`= …`, cases, `starts as`, `weighted mean`).
Tests belong to the file that they stand in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.clauses import BODIES, clause_of
from ccgrules.model.findings import Findings
from ccgrules.model.groups import article
from ccgrules.model.symbols import Rename, declared_name
from ccgrules.source import SourceFile, Span
from ccgrules.syntax import tree

NOT_INHERITED = frozenset({"version", "in force", "amends", "use"})
ADJUSTMENTS = frozenset({"no better than", "no worse than", "becomes", "not rated"})


@dataclass(frozen=True, slots=True)
class Layer:
    """One ruleset of a chain of amendments: the files that it uses, and its own file last."""

    files: tuple[tree.RulesFile, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """The declarations of a ruleset, amendments applied.

    Attributes:
        declarations: In order, without amendments; the framework's clauses are those that hold.
        start: Where the main file starts.
        removed: Where amendments removed a name.
        removed_from: Groups that lost a member, and where it was removed.
        renames: What amendments renamed, oldest first.
        amends: The older file as written, if the ruleset amends one.
        files: Every file that was read, the main file last.
        incomplete: Whether some text or file could not be read, so that a name may be declared there.
        moves: The `remove` and `rename` lines, which may cite sources as well.
    """

    declarations: tuple[tree.Declaration, ...]
    start: Span
    files: tuple[SourceFile, ...]
    removed: dict[str, Span] = field(default_factory=dict)
    removed_from: dict[str, Span] = field(default_factory=dict)
    renames: tuple[Rename, ...] = ()
    amends: str | None = None
    incomplete: bool = False
    moves: tuple[tree.Declaration, ...] = ()


@dataclass(slots=True)
class _Work:
    """The ruleset as amended so far.

    `declared` holds every named declaration under its number, a second one of a name included; `place` the number of
    each name.
    """

    findings: Findings
    heads: list[tree.Declaration] = field(default_factory=list)
    tests: list[tree.Declaration] = field(default_factory=list)
    declared: dict[int, tree.Declaration] = field(default_factory=dict)
    place: dict[str, int] = field(default_factory=dict)
    removed: dict[str, Span] = field(default_factory=dict)
    removed_from: dict[str, Span] = field(default_factory=dict)
    renames: list[Rename] = field(default_factory=list)
    moves: list[tree.Declaration] = field(default_factory=list)
    files: list[SourceFile] = field(default_factory=list)
    added: int = 0


def merge(layers: Sequence[Layer], findings: Findings, *, incomplete: bool = False) -> Merged:
    """The declarations of a chain of rulesets, the oldest first, as one."""
    work = _Work(findings)
    for number, layer in enumerate(layers):
        _apply(work, layer, amending=number > 0)
        work.files.extend(file.source for file in layer.files)
    amends = clause_of(work.heads[0], "amends") if work.heads else None
    return Merged(
        declarations=(*work.heads, *work.declared.values(), *work.tests),
        start=Span(work.files[-1], 0, 0),
        files=tuple(work.files),
        removed=work.removed,
        removed_from=work.removed_from,
        renames=tuple(work.renames),
        amends=amends.title if amends is not None else None,
        incomplete=incomplete,
        moves=tuple(work.moves),
    )


def _apply(work: _Work, layer: Layer, *, amending: bool) -> None:
    heads: list[tree.Declaration] = []
    work.tests = []
    older = frozenset(source.name for source in work.files)
    for file in layer.files:
        for declaration in file.declarations:
            if declaration.keyword == "framework":
                _take_head(work, heads, declaration, used=file is not layer.files[-1])
            elif declaration.keyword == "test":
                work.tests.append(declaration)
            elif declaration.change or declaration.keyword in ("remove", "rename"):
                _amend(work, declaration, older, amending=amending)
            else:
                _add(work, declaration)
    inherited = work.heads[:1]
    work.heads = [_inherit(heads[0], inherited[0]), *heads[1:]] if heads and inherited else heads or inherited


def _take_head(work: _Work, heads: list[tree.Declaration], head: tree.Declaration, *, used: bool) -> None:
    if not used:
        heads.append(head)
        return
    message = "a file that others use has no `framework` of its own"
    hint = "take the `framework` out, or write `amends` to change that ruleset"
    work.findings.report("CCG156", message, head.head, help=hint)


def _inherit(head: tree.Declaration, older: tree.Declaration) -> tree.Declaration:
    """The head with the clauses of the older one that it does not give itself."""
    given = {_head_key(clause) for clause in head.clauses}
    inherited = [c for c in older.clauses if c.keyword not in NOT_INHERITED and _head_key(c) not in given]
    return replace(head, clauses=(*inherited, *head.clauses))


def _head_key(clause: tree.Clause) -> tuple[str, str]:
    return clause.keyword, str(clause.name) if clause.keyword == "source" else ""


def _add(work: _Work, declaration: tree.Declaration) -> None:
    name = declared_name(declaration)
    number = work.added = work.added + 1
    work.place.setdefault(name, number)
    work.declared[number] = declaration
    work.removed.pop(name, None)


# --- amendments --------------------------------------------------------------------------------------------------


def _amend(work: _Work, declaration: tree.Declaration, older: frozenset[str], *, amending: bool) -> None:
    word = declaration.change or declaration.keyword
    if not amending:
        message = f"`{word}` amends an older ruleset, and this one amends none"
        hint = 'write `amends "older.rules"` in the framework, or leave the word out'
        work.findings.report("CCG450", message, declaration.head, help=hint)
    elif word == "remove":
        work.moves.append(declaration)
        for name in declaration.names:
            _remove(work, name)
    elif word == "rename":
        work.moves.append(declaration)
        _rename(work, declaration, older)
    elif (place := _find(work, declaration.names[0], declaration.keyword)) is not None:
        old = work.declared[place]
        work.declared[place] = _changed(old, declaration) if word == "change" else replace(declaration, change=None)


def _find(work: _Work, name: tree.Name, keyword: str | None) -> int | None:
    """Where the declaration to be amended stands; None with a finding if it is not there, or of another kind."""
    place = work.place.get(str(name))
    if place is None:
        renamed = next((rename for rename in work.renames if rename.old == str(name)), None)
        if renamed is not None:
            message = f"`{name}` is now called `{renamed.new}`"
            places = (Label(renamed.span, "renamed here"),)
            work.findings.report("CCG454", message, name.span, secondary=places, help=f"write `{renamed.new}`")
            return None
        hint = work.findings.did_you_mean(str(name), work.place)
        message = f"the older ruleset declares nothing called `{name}`"
        work.findings.report("CCG451", message, name.span, help=hint or "leave out the amendment to declare it anew")
        return None
    found = work.declared[place]
    if keyword is not None and found.keyword != keyword:
        message = f"`{name}` is {article(found.keyword)} in the older ruleset, not {article(keyword)}"
        declared = (Label(found.names[0].span, "declared here"),)
        work.findings.report("CCG451", message, name.span, secondary=declared, help=f"write `{found.keyword} {name}`")
        return None
    return place


def _remove(work: _Work, name: tree.Name) -> None:
    place = _find(work, name, None)
    if place is None:
        return
    declaration = work.declared.pop(place)
    for clause in declaration.clauses:
        if clause.keyword == "in" and clause.words is not None:
            work.removed_from.update((str(group), name.span) for group in clause.words.items)
    del work.place[str(name)]
    work.removed[str(name)] = name.span


def _rename(work: _Work, declaration: tree.Declaration, older: frozenset[str]) -> None:
    old, new = declaration.names
    place = _find(work, old, None)
    if place is None:
        return
    if (taken := work.place.get(str(new))) is not None:
        first = (Label(work.declared[taken].names[0].span, "declared here"),)
        work.findings.report(
            "CCG202", f"`{new}` is declared twice", new.span, secondary=first, help="choose another name"
        )
        return
    renamed = work.declared[place]
    formerly = tree.Clause("formerly", words=tree.Words((old,), span=old.span), span=declaration.span)
    clauses = (*(c for c in renamed.clauses if c.keyword != "formerly"), formerly)
    work.declared[place] = replace(renamed, names=(new,), clauses=clauses)
    work.place[str(new)] = work.place.pop(str(old))
    work.renames.append(Rename(str(old), str(new), older, old.span))


# --- change ------------------------------------------------------------------------------------------------------


def _changed(old: tree.Declaration, new: tree.Declaration) -> tree.Declaration:
    """The older declaration with the clauses that the newer one gives."""
    given: dict[tuple[str, str], list[tree.Clause]] = {}
    for clause in new.clauses:
        given.setdefault(_key(clause), []).append(clause)
    clauses: list[tree.Clause] = []
    for clause in old.clauses:
        key = _key(clause)
        if key not in given:
            clauses.append(clause)
        elif given[key]:
            clauses.extend(given[key])
            given[key] = []
    # A new `let` comes before what may use it.
    left = [clause for group in given.values() for clause in group]
    lets = [clause for clause in left if clause.keyword == "let"]
    last = max((place for place, clause in enumerate(clauses) if clause.keyword == "let"), default=-1) + 1
    clauses[last:last] = lets
    clauses.extend(clause for clause in left if clause.keyword != "let")
    return replace(
        old,
        title=new.title or old.title,
        params=new.params or old.params,
        clauses=tuple(clauses),
        annotations=(*old.annotations, *new.annotations),
    )


def _key(clause: tree.Clause) -> tuple[str, str]:
    if clause.keyword == "let":
        return "let", str(clause.name)
    if clause.keyword in ADJUSTMENTS:
        return "adjustments", ""
    if clause.keyword in ("best first", "worst first"):
        return "order", ""
    return ("body" if clause.keyword in BODIES else clause.keyword), ""
