"""What became of the mutants of a ruleset, ready to be printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic
from ccgrules.diagnostics.render import render_json
from ccgrules.mutate.mutants import Mutant
from ccgrules.scenario.survivors import Survivor


@dataclass(frozen=True, slots=True)
class Unnoticed:
    """A mutant that no test notices; `because` says why it may be so, where a scenario file explains it."""

    mutant: Mutant
    because: str | None

    @property
    def diagnostic(self) -> Diagnostic:
        """The mutant as a finding in its place."""
        return finding("CCG720", f"no test notices {self.mutant.edit.words()}", primary=self.mutant.edit.primary)


@dataclass(frozen=True, slots=True)
class OnData:
    """What mutants do to the ratings of real data.

    Attributes:
        rows: How many ratings there are: organisations, and periods.
        without_effect: Mutants that change no rating that is a result; where no result is a rating, no result.
        beside: Of these, the ones in declarations that none of these depends on.
    """

    rows: int
    without_effect: tuple[Mutant, ...]
    beside: frozenset[str]

    def grouped(self) -> Mapping[str, Sequence[Mutant]]:
        """The mutants by the name of their declaration, in the order of the text."""
        groups: dict[str, list[Mutant]] = {}
        for mutant in self.without_effect:
            groups.setdefault(mutant.name, []).append(mutant)
        return groups


@dataclass(frozen=True, slots=True)
class Report:
    """What became of the mutants of a ruleset.

    Attributes:
        noticed: How many mutants make a test fail.
        unnoticed: The others, in the order of the text.
        same: How many more are provably no change at all.
        refused: How many more `check` finds errors in.
        tests: How many tests there are.
        on_data: What mutants do to the ratings of data, if there are any.
    """

    noticed: int
    unnoticed: tuple[Unnoticed, ...]
    same: int
    refused: int
    tests: int
    on_data: OnData | None = None

    @property
    def mutants(self) -> int:
        """How many mutants tests could notice."""
        return self.noticed + len(self.unnoticed)

    @property
    def score(self) -> Fraction:
        """The share of mutants that tests notice; 1 where there are none."""
        return Fraction(self.noticed, self.mutants) if self.mutants else Fraction(1)

    @property
    def explained(self) -> int:
        """How many of the unnoticed mutants are explained."""
        return sum(one.because is not None for one in self.unnoticed)


def explain(unnoticed: Sequence[Mutant], survivors: Sequence[Survivor]) -> tuple[Unnoticed, ...]:
    """The mutants that no test notices, each with its explanation if it has one."""
    known = {(survivor.declaration, survivor.change): survivor.because for survivor in survivors}
    return tuple(Unnoticed(mutant, known.get((mutant.name, mutant.edit.words()))) for mutant in unnoticed)


def outdated(unnoticed: Sequence[Mutant], survivors: Sequence[Survivor]) -> Iterator[Diagnostic]:
    """Explanations of mutants that a test notices, or that are not there."""
    there = {(mutant.name, mutant.edit.words()) for mutant in unnoticed}
    for survivor in survivors:
        if (survivor.declaration, survivor.change) not in there:
            message = f"a test notices this change of `{survivor.declaration}`, or there is no such change"
            help_ = "take the line out, or copy the words that `ccgrules mutate` prints"
            yield finding("CCG721", message, primary=survivor.span, help=help_)


# --- data ----------------------------------------------------------------------------------------------------------


def report_json(report: Report, findings: Sequence[Diagnostic], at_least: Fraction | None) -> dict[str, object]:
    """The report in the shape of `schemas/mutation.schema.json`."""
    return {
        "diagnostics": render_json(findings),
        "tests": report.tests,
        "mutants": report.mutants,
        "noticed": report.noticed,
        "same": report.same,
        "refused": report.refused,
        "score": round(float(report.score), 4),
        "at_least": None if at_least is None else float(at_least),
        "survivors": [{**_mutant_json(one.mutant), "because": one.because} for one in report.unnoticed],
        "on_data": None if report.on_data is None else _on_data_json(report.on_data),
    }


def _on_data_json(on_data: OnData) -> dict[str, object]:
    return {
        "rows": on_data.rows,
        "without_effect": [
            {
                "declaration": name,
                "used_by_ratings": name not in on_data.beside,
                "changes": [_mutant_json(mutant) for mutant in mutants],
            }
            for name, mutants in on_data.grouped().items()
        ],
    }


def _mutant_json(mutant: Mutant) -> dict[str, object]:
    place = mutant.edit.primary
    return {
        "declaration": mutant.name,
        "operator": mutant.edit.operator,
        "change": mutant.edit.words(),
        "file": place.source.name,
        "line": place.line,
        "column": place.column,
    }
