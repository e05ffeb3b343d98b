"""How the cells of each input are read: its declared type, and what a mapping says about it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ccgrules.diagnostics.suggest import did_you_mean
from ccgrules.engine.bind_columns import Layout
from ccgrules.engine.bind_names import Names
from ccgrules.engine.cells import CellReader, CellRules, Problem, folded
from ccgrules.engine.findings import Findings
from ccgrules.engine.mapping import DataMapping, Entry
from ccgrules.model.types import Unit, Value
from ccgrules.model.units import UNIT_FORMS, unit_named
from ccgrules.plan.steps import Input, Plan


class Readers:
    """Makes the readers of cells."""

    def __init__(self, plan: Plan, mapping: DataMapping, names: Names, findings: Findings) -> None:
        self._plan, self._mapping, self._names, self._findings = plan, mapping, names, findings
        self._missing = {folded(mark): reason for mark, reason in mapping.missing}
        self._units = self._checked_units()
        self._times = {entry.theirs: number for entry, number in mapping.multiply}
        self._check_values()

    def reader(self, step: Input, layout: Layout | None) -> CellReader:
        """The reader of an input's cells in a table."""
        scale = self._plan.ruleset.scales.get(step.type.scale) if step.type.scale else None
        rules = CellRules(
            type=step.type,
            name=step.of,
            scale=scale,
            unit=self._units.get(step.name),
            times=self._multiplier(step),
            translations=self._translations(step),
            missing=self._missing,
            decimal_comma=layout is not None and layout.table.decimal_comma,
            dates=self._mapping.dates,
        )
        return CellReader(rules)

    def constants(self) -> Iterator[tuple[Input, Value]]:
        """Inputs that the mapping gives one value for everyone, and that value."""
        for entry in self._mapping.constants:
            step = self._names.input(entry.theirs)
            if step is not None and (value := self._constant(step, entry)) is not None:
                yield step, value

    def _constant(self, step: Input, entry: Entry) -> Value | None:
        """The value that a mapping gives everyone; None, and a finding, if it is none."""
        value = self.reader(step, None).read(entry.ours[0])
        if isinstance(value, Problem):
            self._findings.add("CCG684", value.message, primary=entry.ours_span, help=value.help)
            return None
        return value

    def _checked_units(self) -> dict[str, Unit]:
        """The units of the mapping by the input's name, without those that cannot stand for the declared ones."""
        found: dict[str, Unit] = {}
        for entry in self._mapping.units:
            unit, step = unit_named(entry.ours[0]), self._names.input(entry.theirs)
            if unit is None:
                advice = did_you_mean(entry.ours[0], UNIT_FORMS) or f"units are {', '.join(UNIT_FORMS)}"
                message = f"`{entry.ours[0]}` is not a unit"
                self._findings.add("CCG684", message, primary=entry.ours_span, help=advice)
            elif step is not None and (step.type.unit is None or step.type.unit.dimension != unit.dimension):
                declared = step.type.unit.name if step.type.unit is not None else str(step.type.kind)
                message = f"figures in {unit.name} cannot stand for {declared}"
                advice = "only shares have several units; for thousands and the like use `multiply`"
                self._findings.add("CCG684", message, primary=entry.ours_span, help=advice)
            elif step is not None:
                found[step.name] = unit
        return found

    def _multiplier(self, step: Input) -> Fraction:
        return next((by for name, by in self._times.items() if self._names.input(name) is step), Fraction(1))

    def _translations(self, step: Input) -> dict[str, str]:
        """The file's words for this input: those given for its scale, and over them those given for itself."""
        found: dict[str, str] = {}
        for wanted in (step.type.scale, step):
            for entry, words in self._mapping.values:
                same = entry.theirs == wanted if isinstance(wanted, str) else self._names.input(entry.theirs) is wanted
                if same and wanted is not None:
                    found |= {folded(word.theirs): word.ours[0] for word in words}
        return found

    def _check_values(self) -> None:
        scales = self._names.scales
        for entry, _ in self._mapping.values:
            if entry.theirs in ("organisation", "period") or entry.theirs in scales:
                continue
            if self._names.input(entry.theirs) is None and not self._names.elsewhere(entry.theirs):
                advice = self._names.advise(entry.theirs, "name")
                near = did_you_mean(entry.theirs, [*scales, *self._names.offered("name")])
                self._findings.add("CCG682", advice.message, primary=entry.span, help=near or advice.help)
