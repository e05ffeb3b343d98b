"""What checking an expression needs to know: the ruleset around it, and what the words at its place mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ccgrules.diagnostics.diagnostic import Label
from ccgrules.model.expressions import Expr
from ccgrules.model.findings import Findings
from ccgrules.model.groups import Groups
from ccgrules.model.ruleset import Definition, Direction, Parameter, Scale
from ccgrules.model.symbols import LEVELS, Symbols
from ccgrules.model.types import Type
from ccgrules.source import Span
from ccgrules.syntax import tree

DEEPEST = 150
"""How many steps deep an expression may be, with the methods that it calls."""

MOST_NODES = 200_000
"""How many steps all expressions together may have, each call of a method counted with its body."""


@dataclass(slots=True)
class Column:
    """A named value per organisation, before and after its type is known.

    Attributes:
        name: `OF0057.score`, `average_score`.
        owner: The declaration that it belongs to.
        type: Its type; None until it has been checked, or where that failed.
        better: Which way is better, None where nothing says so.
        span: Where it is declared.
    """

    name: str
    owner: str
    type: Type | None
    better: Direction | None
    span: Span


@dataclass(slots=True)
class Context:
    """The ruleset around an expression, and the work done so far.

    Attributes:
        symbols, groups, scales, parameters: What is declared.
        sources: Names of the declared sources.
        columns: Every named value.
        scores_better: Which way scores run.
        findings: Where mistakes go.
        definitions: Named values that have been checked.
        used: Names of declarations that some expression uses, for the lint of what nothing uses.
        reached: The members that functions across groups reach, which are used as well, under their identity.
        shared: For such members and an attribute, the type that they share.
        room: How many more steps may be checked; below zero, nothing more is.
        exhausted: Whether that has been reported.
        depth: How deep the step in hand is.
    """

    symbols: Symbols
    groups: Groups
    scales: Mapping[str, Scale]
    parameters: Mapping[str, Parameter]
    sources: frozenset[str]
    columns: dict[str, Column]
    scores_better: Direction | None
    findings: Findings
    definitions: dict[str, Definition] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    reached: dict[int, tuple[str, ...]] = field(default_factory=dict)
    shared: dict[tuple[int, str], Type] = field(default_factory=dict)
    room: int = MOST_NODES
    exhausted: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Bound:
    """A local name that stands for an expression."""

    expr: Expr
    better: Direction | None


@dataclass(slots=True)
class Word:
    """An argument of a method that is no value: a population, a scale, a label or an option's word.

    `used` says that the method's body has found a meaning for it.
    """

    name: tree.Name
    used: bool = False


Binding = Bound | Word


@dataclass(frozen=True, slots=True)
class Frame:
    """The group in hand, inside a function across it.

    Attributes:
        path: As written: `members`, `cancer.indicators`.
        group, axis: The group and the axis that it means.
        types: For each attribute used, the type that the members share.
        blocked: The function among a population that stands in between, where members cannot be reached.
    """

    path: str
    group: str
    axis: str
    types: Mapping[str, Type]
    blocked: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What the words at a place mean.

    Attributes:
        owner: The declaration around the expression.
        kind: Its keyword.
        locals: Arguments and `let`s of the method around.
        lets: The declaration's own `let`s, with the number of the clause that each stands in.
        upto: The number of the clause in hand: a `let` is seen from the next clause on.
        generic: Whether this is a method by itself, with no call.
        frame: The group in hand.
        methods: The methods around, outermost first.
        calls: Where they were called, for messages.
    """

    owner: str
    kind: str
    locals: Mapping[str, Binding] = field(default_factory=dict)
    lets: Mapping[str, int] = field(default_factory=dict)
    upto: int = 0
    generic: bool = False
    frame: Frame | None = None
    methods: tuple[str, ...] = ()
    calls: tuple[Label, ...] = ()

    def binding(self, word: str) -> Binding | None:
        """What a local name stands for, if there is one of that name."""
        return self.locals.get(word)

    def sees_let(self, word: str) -> bool:
        """Whether a `let` of the declaration itself is visible here."""
        return self.lets.get(word, self.upto) < self.upto


def local_names(scope: Scope) -> list[str]:
    """The local names that an expression may use, for suggestions."""
    own = ("value", *LEVELS) if scope.methods or scope.kind == "indicator" else ()
    return [*scope.locals, *(name for name in scope.lets if scope.sees_let(name)), *own]
