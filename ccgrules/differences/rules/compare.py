"""The semantic difference of two rulesets: declaration by declaration, clause by clause, case by case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace

from ccgrules.differences.rules.apply import check_alone
from ccgrules.differences.rules.changes import Both, RulesDiff
from ccgrules.differences.rules.declarations import compare_declarations, only_one, tidy
from ccgrules.differences.rules.draft import Draft
from ccgrules.differences.rules.load import Loaded
from ccgrules.differences.rules.merged import EXACT, Pair, made, series
from ccgrules.differences.rules.names import Renamed, rename
from ccgrules.model.clauses import title_of
from ccgrules.model.ruleset import Ruleset
from ccgrules.model.symbols import declared_name
from ccgrules.syntax import tree

Declarations = Sequence[tree.Declaration]


def diff_rulesets(old: Loaded, new: Loaded) -> RulesDiff:
    """What differs between two rulesets, by meaning.

    Comments, layout, and reordering without effect are no change.

    Args:
        old: The older ruleset.
        new: The newer one. Both may be files of one chain of amendments.
    """
    renamed = rename(old, new)
    diff = _diff(old, new, renamed)
    checked = old.ruleset if not (renamed.before or renamed.lets) else _checked_older(diff)
    if checked is None:
        # What looked renamed cannot be: another thing of that name is in the way.
        return _diff(old, new, Renamed(old.file.declarations))
    return replace(diff, old=checked, read=old.ruleset)


def _checked_older(diff: RulesDiff) -> Ruleset | None:
    assert diff.both is not None
    return check_alone(made(diff.both.declarations, ()), diff.both)[0]


def _diff(old: Loaded, new: Loaded, renamed: Renamed) -> RulesDiff:
    there, here = (tuple(map(tidy, one)) for one in (renamed.declarations, new.file.declarations))
    draft = Draft(_titles((*there, *here)), frozenset(_methods((*there, *here))))

    def make(before: int | None, after: int | None) -> object:
        one, other = (None if before is None else there[before]), (None if after is None else here[after])
        if one is not None and other is not None:
            return compare_declarations(draft, one, other, renamed)
        return only_one(draft, one, other, renamed)

    declarations = series(_pairs(there, here), EXACT, make)
    both = Both(declarations, (*old.files, *new.files), renamed.before, draft.supports)
    return RulesDiff(old.ruleset, new.ruleset, tuple(draft.changes), both)


def _titles(declarations: Declarations) -> dict[str, str]:
    """The titles of declarations and of labels; those of the newer ruleset last, which go first."""
    titles: dict[str, str] = {}
    for one in declarations:
        titles |= {str(clause.name): _label_title(clause) for clause in one.clauses if clause.keyword == "label"}
    return titles | {declared_name(one): title_of(one) for one in declarations if one.names}


def _methods(declarations: Declarations) -> Iterator[str]:
    return (declared_name(one) for one in declarations if one.keyword == "method")


def _label_title(label: tree.Clause) -> str:
    return label.title or str(label.name).replace("_", " ")


def _pairs(there: Declarations, here: Declarations) -> list[Pair]:
    """The places of declarations that are the same thing, and of those that only one of the two has."""
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for place, one in enumerate(there):
        waiting[_key(one)].append(place)
    pairs: list[Pair] = []
    for place, one in enumerate(here):
        found = waiting[_key(one)]
        pairs.append((found.pop(0) if found else None, place))
    return [*pairs, *((place, None) for places in waiting.values() for place in places)]


def _key(declaration: tree.Declaration) -> Hashable:
    if declaration.keyword == "framework":
        return "framework"
    return ("test", declaration.title) if declaration.keyword == "test" else declared_name(declaration)
