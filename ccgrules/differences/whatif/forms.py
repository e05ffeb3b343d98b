"""What is tried: other values, indicators left out; and a parameter at many values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.differences.rules.load import Loaded
from ccgrules.model.ruleset import Label, Parameter

WIDTH = 120


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What is to be tried.

    Attributes:
        settings: Names with the words of their values: parameters (`outstanding_from`, `1.4`), and the levels and
            weights of indicators (`122b.standard`, `86%`; `122b.counts`, `1/2`).
        drop: Indicators and groups that are not to count, as if they were not applicable to anybody; of a group, all
            that is in it.
        only: Where given, the only indicators that count: these, and those in these groups.
    """

    settings: tuple[tuple[str, str], ...] = ()
    drop: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.settings or self.drop or self.only)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is tried: a setting, or what is left out together.

    Attributes:
        title: In a few words: `outstanding_from 1.45 → 1.40`, `without “Elective access”`.
        name: What is set, or left out; empty for all that is left out beside what is kept.
        was: What the rules say, as they write it; None where they say nothing, or where it is left out.
        now: What is tried; None where it is left out.
        left_out: The indicators and groups that do not count.
    """

    title: str
    name: str
    was: str | None = None
    now: str | None = None
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is tried, in words.

    Attributes:
        parts: The settings, and what is left out.
        remarks: What that means, in sentences.
    """

    parts: tuple[Part, ...]
    remarks: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """`outstanding_from 1.45 → 1.40, without 122b`."""
        return ", ".join(part.title for part in self.parts)


@dataclass(frozen=True, slots=True)
class Tried:
    """A ruleset with what is tried in place.

    Attributes:
        original: The ruleset as it is.
        amended: As it would be.
        supposed: What is tried.
    """

    original: Loaded
    amended: Loaded
    supposed: Supposed


# --- a parameter at many values --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class At:
    """The ratings at one value of the parameter.

    Attributes:
        value: In the parameter's unit, shares as shares; None for the values by period that the ruleset has.
        shown: As printed.
        present: Whether it is what the ruleset has.
        counts: How many have each label; None for no rating. Labels that nobody has are not in it.
        up, down: How many are better and worse off than at present.
        gained, lost: How many have a rating that have none at present, and the other way round.
    """

    value: Fraction | None
    shown: str
    present: bool
    counts: Mapping[str | None, int]
    up: int
    down: int
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class Along:
    """An organisation whose rating is not the same at all values.

    Attributes:
        organisation: Its code.
        name: Its name.
        labels: Its rating at each value, in their order; None for no rating.
    """

    organisation: str
    name: str
    labels: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Sweep:
    """A parameter at many values, and the ratings along it. Printed, it reads as on the command line.

    Attributes:
        framework: The title of the framework.
        file: Its main file.
        noun: What is rated, singular and plural.
        period: Of the ratings; the empty text where the data have only one, unnamed.
        rating: Name and title.
        scale: Its labels, best first.
        parameter: What is tried.
        tried: In ascending order, the present value among them; values by period, where the parameter has these, first.
        organisations: How many there are.
        movers: Those whose rating is not the same at all values, by name.
        supposed: What else is tried, at every value; None where nothing is.
        remarks: What is to be known of the figures, in sentences.
        findings: Warnings and notes on the data.
        digests: Of the rules and of the data.
    """

    framework: str
    file: str
    noun: tuple[str, str]
    period: str
    rating: tuple[str, str]
    scale: tuple[Label, ...]
    parameter: Parameter
    tried: tuple[At, ...]
    organisations: int
    movers: tuple[Along, ...]
    supposed: Supposed | None = None
    remarks: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    digests: tuple[str, str] = field(default=("", ""))

    @property
    def labels(self) -> Sequence[str | None]:
        """The labels, best first, and None where somebody has no rating at some value."""
        without = any(None in one.counts for one in self.tried)
        return [*(label.name for label in self.scale), *([None] if without else [])]

    def to_dicts(self) -> list[dict[str, str | int | bool | None]]:
        """A dictionary for each value: `value`, `present`, the count of each label, `no_rating`, `up`, `down` …."""
        from ccgrules.differences.whatif.json_form import sweep_rows

        return sweep_rows(self)

    def to_json(self) -> dict[str, Any]:
        """The sweep in the shape of `schemas/sweep.schema.json`."""
        from ccgrules.differences.whatif.json_form import sweep_json

        return sweep_json(self)

    def to_text(self, width: int = WIDTH, *, everything: bool = False, percent: bool = False) -> str:
        """The sweep as plain text.

        Args:
            width: Columns to write in.
            everything: Also who has which rating from which value on.
            percent: Percentages in place of counts.
        """
        from ccgrules.differences.whatif.document import SweepView, document
        from ccgrules.explain.wording import document_text

        return document_text(document(self, SweepView(bars=True, everything=everything, percent=percent)), width)

    def to_markdown(self, *, percent: bool = False) -> str:
        """The sweep as Markdown, with everything in it."""
        from ccgrules.differences.whatif.document import SweepView, document
        from ccgrules.explain.markdown import document_markdown

        return document_markdown(document(self, SweepView(everything=True, percent=percent)))

    def to_html(self, *, percent: bool = False) -> str:
        """The sweep as a page that can be published, likewise."""
        from ccgrules.differences.whatif.document import SweepView, document
        from ccgrules.explain.page import document_page

        return document_page(document(self, SweepView(everything=True, percent=percent)))

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()
