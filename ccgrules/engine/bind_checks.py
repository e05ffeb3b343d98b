"""What a careful reader would notice: codes that lost zeros, shares given as proportions, figures that disagree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ccgrules.diagnostics.diagnostic import DataPlace
from ccgrules.engine.bind_cells import Collector
from ccgrules.engine.bind_columns import Layout
from ccgrules.engine.bind_names import Names, given_name
from ccgrules.engine.bind_store import Cell, Key
from ccgrules.engine.cells import clean, outside, plain
from ccgrules.engine.findings import Findings
from ccgrules.engine.mapping import DataMapping
from ccgrules.engine.read import shorten
from ccgrules.model.types import MISSING, Kind, Missing, Reason, Unit, Value
from ccgrules.plan.steps import Compute, Input, Plan

NOTHING = MISSING[Reason.NONE_GIVEN]
FEWEST_TO_JUDGE = 5
"""Figures from which a whole column is judged."""
SHORTEST_CODE = 3
"""Digits from which a code of digits is taken to be of fixed length."""


def check_collected(plan: Plan, layouts: Sequence[Layout], collector: Collector, findings: Findings) -> None:
    """Look at codes, and at what the data leave out."""
    _check_codes(layouts, findings)
    if not findings.errors:  # a column that could not be read is not one that is left out
        check_coverage(plan, collector.names, collector.mapping, collector.store.inputs, findings)


# --- codes -------------------------------------------------------------------------------------------------------


def _check_codes(layouts: Sequence[Layout], findings: Findings) -> None:
    where = {code: (layout, row) for layout, row, code in _codes(layouts)}
    lengths = Counter(len(code) for code in where if code.isascii() and code.isdigit())
    usual = max(lengths, key=lambda length: (lengths[length], length), default=0)
    by_fold: dict[str, str] = {}
    for code, (layout, row) in where.items():
        place = layout.place(row, layout.roles["organisation"])
        if code.isascii() and code.isdigit() and SHORTEST_CODE <= len(code) < usual:
            message = f"`{code}` may have lost a leading zero: most codes of digits have {usual}"
            advice = "open the file's code column as text, not as numbers"
            findings.add("CCG667", message, place, help=advice, same=("short",))
        elif re.fullmatch(r"\d(\.\d+)?[eE]\+\d+", code):
            message = f"`{code}` looks like a code that a spreadsheet took for a number"
            findings.add("CCG667", message, place, help="enter the code again, in a column formatted as text")
        if (other := by_fold.setdefault(code.casefold().replace(" ", ""), code)) != code:
            message = f"`{shorten(code)}` and `{shorten(other)}` differ only in capitals or spaces, and count as two"
            findings.add("CCG668", message, place, help="write the code of one organisation in one way")


def _codes(layouts: Sequence[Layout]) -> Iterator[tuple[Layout, int, str]]:
    for layout in layouts:
        for row in layout.rows:
            if code := clean(layout.cell(row, "organisation")):
                yield layout, row, code


# --- what the data leave out -------------------------------------------------------------------------------------


def check_coverage(plan: Plan, names: Names, mapping: DataMapping, said: set[str], findings: Findings) -> None:
    """Say which inputs the data say nothing about; nothing at all is an error. `said` are those that they have."""
    inputs = names.inputs
    constants = {step.name for entry in mapping.constants if (step := names.input(entry.theirs))}
    if inputs and not said & {step.name for step in inputs}:
        message = "the data hold nothing that the rules use, beside organisations"
        known = ", ".join(f"`{given_name(step)}`" for step in inputs[:8]) + (" …" if len(inputs) > 8 else "")
        findings.add("CCG675", message, help="name columns as the ruleset does", notes=(f"inputs: {known}",))
        return
    unsaid = [step for step in inputs if step.name not in said | constants and _is_needed(step, plan, said)]
    if unsaid:
        listed = ", ".join(f"`{given_name(step)}`" for step in unsaid[:8])
        more = f" and {len(unsaid) - 8} more" if len(unsaid) > 8 else ""
        what = "one input" if len(unsaid) == 1 else f"{len(unsaid)} inputs"
        message = f"the data say nothing about {what}: {listed}{more}"
        findings.add("CCG670", message, notes=("what no table gives is missing for every organisation",))


def _is_needed(step: Input, plan: Plan, said: set[str]) -> bool:
    """Whether nothing else can stand in for an input: what is supplied may be worked out, a value counted."""
    if step.role == "supplied":
        users = [s for s in plan.steps if isinstance(s, Compute) and s.supplied == step.name]
        return any(user.expr is None for user in users)
    indicator = plan.ruleset.indicators.get(step.of)
    if step.role == "value" and indicator is not None and indicator.from_counts:
        return not {f"{step.of}.numerator", f"{step.of}.denominator"} <= said
    return step.role in ("value", "field")


# --- figures -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Values:
    """The data set in the making: rows sorted, and for each input its values and where they stand.

    Attributes:
        keys: Organisation and period of each row.
        lists: Values of each input; counts take their value's reason for being missing in `check_values`.
        cells: Where each value stands, if anywhere.
    """

    keys: Sequence[Key]
    lists: Mapping[str, list[Value]]
    cells: Mapping[str, Sequence[Cell | None]]


def check_values(plan: Plan, collector: Collector, values: Values, findings: Findings) -> None:
    """Look at figures that cannot be right, and at values that their counts do not give."""
    for step in collector.names.inputs:
        unit = step.type.unit
        if step.type.kind is not Kind.NUMBER or unit is None:
            continue
        _check_scale(step, unit, values, findings)
        indicator = plan.ruleset.indicators.get(step.of)
        counts = (f"{step.of}.numerator", f"{step.of}.denominator")
        if (
            step.role == "value"
            and indicator is not None
            and indicator.from_counts
            and set(counts) <= set(values.lists)
        ):
            _Counts(step, unit, values, collector, findings).compare()


@dataclass(frozen=True, slots=True)
class Spread:
    """The figures of a column: how many, from where to where, and whether all are whole numbers."""

    count: int
    low: Fraction
    high: Fraction
    whole: bool


def check_scale(step: Input, unit: Unit, spread: Spread, place: DataPlace, findings: Findings) -> None:
    """Warn where every figure of a column of percentages lies between 0 and 1."""
    if _is_percentage(unit) and spread.count >= FEWEST_TO_JUDGE and spread.high <= 1 and not spread.whole:
        message = f"all {spread.count:,} figures of `{given_name(step)}` are from 0 to 1, and percentages run to 100"
        advice = f"if these are proportions, say so in a mapping: `{given_name(step)}: proportion` under `units:`"
        findings.add("CCG642", message, place, help=advice)


def _is_percentage(unit: Unit) -> bool:
    return unit.dimension == "share" and unit.factor != 1 and unit.low is not None


def _check_scale(step: Input, unit: Unit, values: Values, findings: Findings) -> None:
    if not _is_percentage(unit) or any(v > unit.factor for v in values.lists[step.name] if isinstance(v, Fraction)):
        return
    given = [
        (value / unit.factor, cell)
        for value, cell in zip(values.lists[step.name], values.cells[step.name], strict=True)
        if isinstance(value, Fraction) and cell is not None
    ]
    if given:
        figures = [figure for figure, _ in given]
        whole = all(figure.denominator == 1 for figure in figures)
        spread = Spread(len(figures), min(figures), max(figures), whole)
        where = given[0][1].where
        check_scale(
            step,
            unit,
            spread,
            DataPlace(where.layout.table.name, None, where.layout.table.header[where.column]),
            findings,
        )


@dataclass(frozen=True, slots=True)
class _Counts:
    """An indicator whose value may be given, or be worked out by the plan from its numerator and denominator."""

    step: Input
    unit: Unit
    values: Values
    collector: Collector
    findings: Findings

    def compare(self) -> None:
        """Say where a value and its counts disagree; hand the reason of a missing value on to counts without one."""
        given = self.values.lists[self.step.name]
        over, under = (self.values.lists[f"{self.step.of}.{part}"] for part in ("numerator", "denominator"))
        for row, value in enumerate(given):
            numerator, denominator = over[row], under[row]
            if isinstance(numerator, Fraction) and isinstance(denominator, Fraction):
                if denominator:
                    self._check(row, value, self._figure(numerator, denominator))
            elif isinstance(value, Missing):
                over[row], under[row] = (value if one == NOTHING else one for one in (numerator, denominator))

    def _figure(self, numerator: Fraction, denominator: Fraction) -> Fraction:
        """What the counts give, as a figure in the declared unit."""
        per = re.fullmatch(r"rate per ([\d,]+)", self.unit.name)
        return numerator / denominator * (int(per[1].replace(",", "")) if per else 1) / self.unit.factor

    def _check(self, row: int, value: Value, figure: Fraction) -> None:
        """What the counts give must be in range where there is no value, and near it where there is one."""
        if isinstance(value, Fraction):
            self._check_agreement(row, value / self.unit.factor, figure)
            return
        cell = self.values.cells[f"{self.step.of}.numerator"][row]
        problem = outside(figure, f"{shown(figure)}, which the counts of `{self.step.of}` give,", self.unit)
        if problem is not None and cell is not None:
            self.collector.problem(problem, cell.where)

    def _check_agreement(self, row: int, figure: Fraction, wanted: Fraction) -> None:
        """Warn where a value differs from its counts by more than one in its last decimal place."""
        cell = self.values.cells[self.step.name][row]
        places = len(plain(figure).partition(".")[2])
        if cell is None or abs(figure - wanted) <= Fraction(1, 10**places):
            return
        message = f"{plain(figure)} is not its numerator over its denominator, which is {shown(wanted)}"
        place = self.collector.store.place(cell.where)
        self.findings.add("CCG640", message, place, help="correct the one or the other; the value is used as given")


def shown(figure: Fraction) -> str:
    """A figure as a message shows it, to six significant digits."""
    return f"{float(figure):.6g}"
