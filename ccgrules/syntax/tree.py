"""The syntax tree: what was written, with its places, and nothing looked up.

A declaration is a keyword, a name, a title and clauses; a clause is a keyword (its first words, such as
`when missing`) and a payload whose shape depends on the keyword (the table in `grammar/README.md`). Spans never
take part in comparison, so two trees are equal when they say the same.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from ccgrules.source import SourceFile, Span

# --- expressions -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """`1.45`, `70%`: `value` is the number as a share when `percent` (70% is 7/10); `text` is as written."""

    value: Fraction
    percent: bool
    text: str = field(compare=False)
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text."""

    value: str
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Date:
    """`2025-04-01`."""

    value: datetime.date
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class YesNo:
    """`yes` or `no`."""

    value: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Name:
    """`value`, `122b.score`, `cancer.indicators.score`: the words between the dots. `code "PSI-90"` is one part."""

    parts: tuple[str, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)

    def __str__(self) -> str:
        return ".".join(self.parts)


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x` or `not x`."""

    op: Literal["-", "not"]
    operand: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Binary:
    """`a op b`, with op one of `+ - * / = != < <= > >= and or`, or `meets` / `misses`."""

    op: str
    left: Expr
    right: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Is:
    """`x is green`, `is not`, `is one of (…)`, `is not one of (…)`, `is better than`, `is worse than`, `is missing`,
    `is not missing`, `is yes`, `is no`.

    `relation` is `is`, `is not`, `one of`, `not one of`, `better than`, `worse than`, `missing` or `not missing`;
    `labels` are the expressions to the right (names, `yes`/`no`, or, after better/worse than, any label expression).
    """

    operand: Expr
    relation: str
    labels: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Among:
    """`among: trusts where value meets floor`."""

    population: Name
    where: Expr | None
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Call:
    """`rank(segment, then average_score, among: same_type)`, `ranked(1, 4, trusts)`.

    `options` are `name: expr` pairs other than `among` (`method: linear`, `needing: 3`, `best: higher`).
    """

    function: Name
    args: tuple[Expr, ...]
    then: Expr | None
    options: tuple[tuple[str, Expr], ...]
    among: Among | None
    span: Span = field(compare=False, repr=False, kw_only=True)


Expr = Number | Text | Date | YesNo | Name | Unary | Binary | Is | Call


# --- bodies ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Annotation:
    """`because "…"`, `cite SOURCE "clause"`, `note "…"`, `accept CCG512 "reason"`: attached to the line above it (the
    head, a clause or a case).

    `source` is the cited source's name, or the code of the finding that is accepted; `text` the quoted words (for
    `cite`, the clause, or None).
    """

    keyword: Literal["because", "cite", "note", "accept"]
    text: str | None
    source: str | None = None
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Since:
    """`from "2018/19" 53%`: the value that holds from a period on."""

    period: Text
    value: Expr
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Dated:
    """A value by period: `50%, from "2018/19" 53%`."""

    first: Expr
    later: tuple[Since, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Case:
    """One line of cases: `outcome when condition`, or `outcome otherwise` (condition None)."""

    outcome: Expr
    when: Expr | None
    annotations: tuple[Annotation, ...] = ()
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases, first match wins."""

    cases: tuple[Case, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Table:
    """A two-way table: `table rows A, columns B`, header outcomes, and one row a value of A.

    A cell is an expression (a number or a label) or the name `unknown`: not known, cannot be determined.
    """

    rows: Expr
    columns: Expr
    column_keys: tuple[Expr, ...]
    row_keys: tuple[Expr, ...]
    cells: tuple[tuple[Expr, ...], ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class WeightedLine:
    """`25%  mean(leadership.indicators.score)  "Quality of leadership"`."""

    weight: Expr
    value: Expr
    title: str | None
    annotations: tuple[Annotation, ...] = ()
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class WeightedMean:
    """A `weighted mean` block; its weights must total 100%."""

    lines: tuple[WeightedLine, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Body:
    """How a value is worked out.

    `supplied` says that the value may come with the data (`supplied, otherwise …`); with `supplied` and no `how` it
    only comes with the data.
    """

    how: Expr | Dated | Cases | Table | WeightedMean | None
    supplied: bool = False
    span: Span = field(compare=False, repr=False, kw_only=True)


# --- clauses and declarations ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """A payload of plain words and literals in the order written, such as a unit, `one of a, b` or two dates."""

    items: tuple[Expr, ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table of organisations under `given` or `expect` in a test: header names, then rows of values."""

    header: tuple[Name, ...]
    rows: tuple[tuple[Expr, ...], ...]
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a declaration.

    Attributes:
        keyword: Its first word or phrase, such as `score`, `when missing`, `no better than`, `let`, `label`.
        name: The name that it gives, for `let NAME =`, `source NAME`, scale labels, `status on SCALE` and the like.
        words: Plain words and literals before any body.
        body: The value's body for `score`, `status`, `let`, `=`, `standard`, `counts` and the like.
        when: The condition of an adjustment, `used when`, `where`, `must`, `not rated when`.
        title: The quoted text on the line.
        grid: The small table of a test's `given table` or `expect table`.
        annotations: `because`, `cite`, `note` and `accept` lines below it.
    """

    keyword: str
    name: Name | None = None
    words: Words | None = None
    body: Body | None = None
    when: Expr | None = None
    title: str | None = None
    grid: Grid | None = None
    annotations: tuple[Annotation, ...] = ()
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Declaration:
    """One declaration.

    Attributes:
        keyword: `framework`, `scale`, `field`, `condition`, `population`, `parameter`, `method`, `indicator`, `group`,
            `measure`, `rating`, `judgement`, `test`, or under `amends` `remove` and `rename`.
        change: `change` or `replace` where the declaration amends one of the older ruleset, else None.
        names: The name declared; for `remove` all the names, for `rename` the old and the new one.
        params: A method's argument names.
        title: The quoted title.
        clauses: Clauses in the order written. What stands on the head line is a clause too (`in`, `on`, `=`, `by`).
        annotations: `because`, `cite`, `note` and `accept` under the head line.
        head: The span of the head line; `span` covers the whole declaration.
    """

    keyword: str
    names: tuple[Name, ...]
    change: Literal["change", "replace"] | None = None
    params: tuple[Name, ...] = ()
    title: str | None = None
    clauses: tuple[Clause, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    head: Span = field(compare=False, repr=False, kw_only=True)
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Comment:
    """`# …`: `own_line` says that nothing stands before it on its line."""

    text: str
    own_line: bool
    span: Span = field(compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class RulesFile:
    """One parsed file.

    Attributes:
        declarations: Those that could be read.
        comments: All comments, in the order of the text.
        broken: The names that declarations which could not be read would have declared: a use of one of these is not
            another mistake.
        source: The text in which all spans lie.
    """

    declarations: tuple[Declaration, ...]
    comments: tuple[Comment, ...] = field(compare=False, default=())
    broken: tuple[Name, ...] = field(compare=False, default=())
    source: SourceFile = field(compare=False, repr=False, kw_only=True)
