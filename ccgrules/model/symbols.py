"""The table of what is declared: every name once, with what it may be called and what it may not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.findings import Findings
from ccgrules.model.functions import functions_named
from ccgrules.source import Span
from ccgrules.syntax import tree

INPUT_ATTRIBUTES = ("value", "numerator", "denominator", "lower_limit", "upper_limit")
LEVELS = ("standard", "lower_threshold", "floor")
ATTRIBUTES = (*INPUT_ATTRIBUTES, *LEVELS, "score", "status")
"""What an indicator may have; a group has only the last two."""

AXES = ("members", "indicators")

RESERVED_NAMES = frozenset(
    {
        *ATTRIBUTES,
        *AXES,
        "all",
        "among",
        "missing",
        "unknown",
        "rated",
        "supplied",
        "not_rated",
        "organisation",
        "period",
    }
)
"""Words that mean something of their own in expressions and data, so that nothing may be called so."""

CALCULATED = "calculated"
"""`RATING.calculated`: what a rating is before a panel changes it."""

RESERVED_PARTS = frozenset({"used", "before", "case", "previous", "member", "left_out", CALCULATED, "moderated"})
"""What the plan calls columns of its own (`X.used`, `RATING.before`), so that no `let` may be called so."""

RESERVED_LABELS = frozenset({"missing", "unknown", "rated", "better", "worse"})

NAMELESS = frozenset({"framework", "test", "remove", "rename"})


def reserved_for_lets(word: str) -> bool:
    """Whether no `let`, and no argument of a method, may be called so."""
    return word in RESERVED_NAMES or word in RESERVED_PARTS or re.fullmatch(r"(after|must)_\d+", word) is not None


@dataclass(frozen=True, slots=True)
class Rename:
    """`rename OLD to NEW`: texts of the older files, by name, still say OLD."""

    old: str
    new: str
    older: frozenset[str]
    span: Span


@dataclass(slots=True)
class Symbols:
    """What is declared.

    Attributes:
        declared: Every declaration by its name, in order.
        removed: Where a name was removed by an amendment.
        renames: Renamings, oldest first.
    """

    declared: dict[str, tree.Declaration] = field(default_factory=dict)
    removed: Mapping[str, Span] = field(default_factory=dict)
    renames: tuple[Rename, ...] = ()
    _renamed: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, rename in enumerate(self.renames):
            self._renamed.setdefault(rename.old, []).append(place)

    def current(self, name: str, span: Span) -> str:
        """The name that is meant by a name at a place, after renamings made since that text was written."""
        last = -1
        while name in self._renamed:
            later = (place for place in self._renamed[name] if place > last)
            found = next((place for place in later if span.source.name in self.renames[place].older), None)
            if found is None:
                break
            name, last = self.renames[found].new, found
        return name

    def find(self, name: str, span: Span) -> tree.Declaration | None:
        """The declaration that a name at a place means."""
        return self.declared.get(self.current(name, span))

    def of_kind(self, *keywords: str) -> Iterator[tuple[str, tree.Declaration]]:
        """Declarations of some kinds, with their names, in order."""
        return ((name, d) for name, d in self.declared.items() if d.keyword in keywords)

    def names_of(self, *keywords: str) -> Iterator[str]:
        """Names of the declarations of some kinds, in order."""
        return (name for name, _ in self.of_kind(*keywords))


def declared_name(declaration: tree.Declaration) -> str:
    """The name of a declaration, as others use it."""
    return declaration.names[0].parts[0]


def collect(
    declarations: Iterable[tree.Declaration],
    removed: Mapping[str, Span],
    renames: tuple[Rename, ...],
    findings: Findings,
) -> Symbols:
    """The table of all declarations; a second one of a name is reported and left out."""
    symbols = Symbols(removed=removed, renames=renames)
    for declaration in declarations:
        if declaration.keyword in NAMELESS:
            continue
        name = declaration.names[0]
        earlier = symbols.declared.get(name.parts[0])
        if earlier is not None:
            _report_twice(name, earlier, declaration, findings)
        else:
            _check_reserved(name, declaration.keyword, findings)
            symbols.declared[name.parts[0]] = declaration
    return symbols


def _report_twice(
    name: tree.Name, earlier: tree.Declaration, declaration: tree.Declaration, findings: Findings
) -> None:
    same_file = earlier.span.source.name == declaration.span.source.name
    hint = "give one of them another name"
    if not same_file:
        hint = f"write `change {earlier.keyword} {name}` or `replace {earlier.keyword} {name}` to amend the older one"
    findings.report(
        "CCG202",
        f"`{name}` is declared twice",
        name.span,
        secondary=(Label(earlier.names[0].span, "declared here first"),),
        help=hint,
    )


def _check_reserved(name: tree.Name, keyword: str, findings: Findings) -> None:
    word = name.parts[0]
    if word in RESERVED_NAMES or word.rpartition(".")[2] in RESERVED_NAMES:
        message = f"`{word}` has a meaning of its own in the rules language and cannot name a {keyword}"
        findings.report("CCG203", message, name.span, help=f"give the {keyword} another name")
    elif keyword == "method" and functions_named(word):
        message = f"`{word}` is a built-in function and cannot name a method"
        findings.report("CCG203", message, name.span, help="give the method another name")
