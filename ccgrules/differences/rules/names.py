"""Which declarations of two rulesets are the same thing, and the older ruleset under the names of the newer one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ccgrules.differences.rules.lets import Lets, rename_lets
from ccgrules.differences.rules.load import Loaded
from ccgrules.model.clauses import formerly_of, words_of
from ccgrules.model.consolidate import own_names, with_names
from ccgrules.model.symbols import NAMELESS, declared_name
from ccgrules.syntax import tree

Names = Mapping[str, str]
Declared = dict[str, tree.Declaration]

SPEAKING = frozenset({"scale", "condition", "method", "measure", "rating"})
"""What is known by what it says. All else, such as a field without a title, is known by its name."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """The older ruleset under the names of the newer one.

    Attributes:
        declarations: All of the older ruleset.
        before: By the name that a declaration has now, what the older ruleset called it, where that is another one.
        lets: By declaration and name, what a `let` was called before.
        apart: The present names of declarations that gave their name up to another and are not in the newer ruleset.
    """

    declarations: tuple[tree.Declaration, ...]
    before: Names = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    lets: Lets = field(default_factory=dict)


def rename(old: Loaded, new: Loaded) -> Renamed:
    """The older ruleset under the names of the newer one, as far as it can be told what was renamed."""
    there, here = declared(old.file.declarations), declared(new.file.declarations)
    now = _fitting(_chain(old, new) or _formerly(there, here), there, here)
    renamed = _renamed(there, old.file.declarations, now)
    titles_tell = not _of_one_chain(old, new)
    while guessed := _guessed(declared(renamed.declarations), here, titles_tell=titles_tell):
        ways = {name: now.get(name, name) for name in there}
        now = {name: guessed.get(way, way) for name, way in ways.items() if guessed.get(way, way) != name}
        renamed = _renamed(there, old.file.declarations, now)
    declarations, lets = rename_lets(renamed.declarations, new.file.declarations)
    return replace(renamed, declarations=declarations, lets=lets)


def declared(declarations: Sequence[tree.Declaration]) -> Declared:
    """Declarations by their names; those without a name left out."""
    return {declared_name(one): one for one in declarations if one.keyword not in NAMELESS}


# --- what is known -----------------------------------------------------------------------------------------------


def _chain(old: Loaded, new: Loaded) -> Names:
    """What the amendments between two rulesets of one chain renamed, whichever way they stand to each other."""
    return _since(old, new) or {name: before for before, name in _since(new, old).items()}


def _since(older: Loaded, newer: Loaded) -> Names:
    """The names that later amendments gave to what a ruleset declares."""
    known = {source.name for source in newer.files if source.text == older.file.source.text}
    names = {name: name for name in declared(older.file.declarations)}
    for one in newer.renames:
        if known & one.older:
            names = {name: one.new if now == one.old else now for name, now in names.items()}
    return {name: now for name, now in names.items() if name != now}


def _of_one_chain(old: Loaded, new: Loaded) -> bool:
    """Whether one amends the other, and so says itself what it renames."""
    return any(
        source.text == older.file.source.text
        for older, newer in ((old, new), (new, old))
        for source in newer.files
        if source.text != newer.file.source.text
    )


def _formerly(there: Declared, here: Declared) -> Names:
    """What `formerly` says of the newer declarations; of the older ones where the versions stand the other way."""
    forth = {former: name for name, former in _former_names(here, there)}
    back = {name: former for name, former in _former_names(there, here) if name not in here and former not in there}
    return {**back, **forth}


def _former_names(later: Declared, earlier: Declared) -> Iterator[tuple[str, str]]:
    """Names with what they were before, where that was not so in the earlier version already."""
    for name, one in later.items():
        former = formerly_of(one)
        same = earlier.get(name)
        if former in earlier and (same is None or formerly_of(same) != former):
            yield name, former


def _fitting(names: Names, there: Declared, here: Declared) -> Names:
    """The renames that lead from a declaration to one of the same keyword, each to one of its own."""
    fitting: dict[str, str] = {}
    for before, name in names.items():
        fits = before in there and name in here and there[before].keyword == here[name].keyword
        if fits and name not in fitting.values():
            fitting[before] = name
    return fitting


# --- what can be told --------------------------------------------------------------------------------------------


def _alike(there: Declared, here: Declared) -> Names:
    """Declarations that only the older ruleset has, and the one of the newer that is alike but for its name."""
    gone = _by_content({name: one for name, one in there.items() if name not in here})
    come = _by_content({name: one for name, one in here.items() if name not in there})
    return {gone[key][0]: come[key][0] for key in gone if len(gone[key]) == len(come.get(key, ())) == 1}


def _guessed(there: Declared, here: Declared, *, titles_tell: bool) -> Names:
    """What is alike but for its name; where there is none left, what has the same title and has changed as well."""
    return _alike(there, here) or (_same_title(there, here) if titles_tell else {})


def _same_title(there: Declared, here: Declared) -> Names:
    """Declarations that only the older ruleset has, and the one of the newer with its title, which no others have."""
    old, new = _by_title(there), _by_title(here)
    pairs = {old[key][0]: new[key][0] for key in old if len(old[key]) == len(new.get(key, ())) == 1}
    return {before: name for before, name in pairs.items() if before not in here and name not in there}


def _by_title(declarations: Declared) -> dict[tuple[str, str], list[str]]:
    found = defaultdict(list)
    for name, one in declarations.items():
        if one.title is not None:
            found[one.keyword, one.title].append(name)
    return found


def _by_content(declarations: Declared) -> dict[tree.Declaration, list[str]]:
    found = defaultdict(list)
    for name, one in declarations.items():
        if one.title is not None or (one.keyword in SPEAKING and one.clauses):
            found[_nameless(one)].append(name)
    return found


def _nameless(declaration: tree.Declaration) -> tree.Declaration:
    """The declaration without its name and former names."""
    own = declared_name(declaration)

    def without(name: tree.Name) -> tree.Name:
        return replace(name, parts=("", *name.parts[1:])) if name.parts[0] == own else name

    clauses = tuple(clause for clause in declaration.clauses if clause.keyword != "formerly")
    names = (replace(declaration.names[0], parts=("",)),)
    return with_names(replace(declaration, names=names, clauses=clauses), without)


# --- other names -------------------------------------------------------------------------------------------------


def _renamed(there: Declared, declarations: Sequence[tree.Declaration], now: Names) -> Renamed:
    """The declarations under other names, and speaking of each other by these."""
    displaced = [name for name in now.values() if name in there and name not in now]
    apart = {name: _unused(name, (*there, *now.values())) for name in displaced}
    every = {**now, **apart}
    labels = frozenset(_labels(declarations))
    made = tuple(_with_name(one, every, set(now), labels) for one in declarations)
    return Renamed(made, {name: before for before, name in every.items()}, frozenset(apart.values()))


def _labels(declarations: Sequence[tree.Declaration]) -> Iterator[str]:
    """Words that are labels or values of fields, whatever else may be called so."""
    for one in declarations:
        for clause in one.clauses:
            if clause.keyword == "label":
                yield str(clause.name)
            elif clause.keyword in ("type", "data") and str(words_of(clause)[0]) == "one of":
                yield from map(str, words_of(clause)[1:])


def _unused(name: str, taken: Sequence[str]) -> str:
    other = f"{name} (before)"
    return _unused(other, taken) if other in taken else other


def _with_name(
    declaration: tree.Declaration, every: Names, known: Collection[str], labels: Collection[str]
) -> tree.Declaration:
    own = own_names(declaration)

    def other(name: tree.Name) -> tree.Name:
        first, *rest = name.parts
        if first not in every or first in own or (first in labels and not rest):
            return name
        return replace(name, parts=(every[first], *rest))

    declaration = with_names(declaration, other)
    if declaration.keyword in NAMELESS or declared_name(declaration) not in every:
        return declaration
    name = declaration.names[0]
    clauses = declaration.clauses
    if declared_name(declaration) in known:
        former = tree.Clause("formerly", words=tree.Words((name,), span=name.span), span=name.span)
        clauses = (*(clause for clause in clauses if clause.keyword != "formerly"), former)
    return replace(declaration, names=(replace(name, parts=(every[name.parts[0]],)),), clauses=clauses)
