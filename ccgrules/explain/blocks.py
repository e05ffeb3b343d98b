"""What the text and the page of an explanation, and of other documents, are laid out from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a `quote` is the author's own words, and what is `below` a table belongs to it."""

    text: str
    kind: OneOf["text", "quote", "item", "below"] = "text"


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `numeric` columns are set flush right."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int]


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Rules as they are written, line by line."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One of two columns: a few words at its head, and what stands below."""

    head: str
    blocks: tuple[Paragraph | Verbatim, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """Two columns: side by side where there is room, else one below the other."""

    left: Column
    right: Column


Block = Paragraph | Heading | Table | Verbatim | Beside


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote.

    Attributes:
        title: What it is about.
        working: How a figure came about, in full; empty where the page has said it.
        where: Its rule, clauses, remarks, who is left out, and where its figures stand.
        sources: Short names of the files and documents that it speaks of.
        folded: Whether it belongs to the workings, which a reader may leave out.
    """

    title: str
    working: str
    where: str
    sources: frozenset[str]
    folded: bool


@dataclass(frozen=True, slots=True)
class Document:
    """The whole.

    Attributes:
        title: The sentence that says it all.
        aside: Which rules, and which period.
        blocks: What follows, in order.
        notes: The footnotes, numbered from 1; blocks refer to them as ` [1]`.
        common: What all workings have in common, in sentences.
        sources: Documents and files that the footnotes speak of: the letter or short name that they use, and the whole.
        foot: How figures are printed, status and digests.
    """

    title: str
    aside: str
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    common: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]
    foot: str
