"""Lays a table out: which column says whose values a row holds, and which columns feed which inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ccgrules.diagnostics.diagnostic import DataPlace
from ccgrules.engine.bind_names import LONG_ROLES, REASON_SUFFIX, Names, entries_by_word, given_name
from ccgrules.engine.cells import clean, folded
from ccgrules.engine.findings import Findings
from ccgrules.engine.mapping import OTHERS, DataMapping, Entry
from ccgrules.engine.read import RawTable, shorten
from ccgrules.plan.steps import Input


@dataclass(slots=True)
class Layout:
    """A table and what its columns are.

    Attributes:
        table: The table.
        roles: Indexes of the key columns (`organisation`, `name`, `period`, `indicator`) and, in a long table,
            of `value` and its like.
        inputs: Columns that feed an input, in every row.
        reasons: For an input's name, the column that says why its value is missing.
        rows: Indexes of the rows that are read.
    """

    table: RawTable
    roles: dict[str, int] = field(default_factory=dict)
    inputs: list[tuple[int, Input]] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    rows: Sequence[int] = ()

    @property
    def long(self) -> bool:
        """Whether a row holds the values of one indicator."""
        return "indicator" in self.roles

    @property
    def facts_only(self) -> bool:
        """Whether it holds nothing but facts about organisations, beside their codes and names."""
        return not self.long and all(step.role == "field" for _, step in self.inputs)

    def place(self, row: int, column: int | None = None, organisation: str | None = None) -> DataPlace:
        """Where a cell stands; `row` is an index of the table's rows."""
        header = self.table.header[column] if column is not None else None
        return DataPlace(self.table.name, self.table.numbers[row], header, organisation)

    def cell(self, row: int, role: str) -> str:
        """The cell of a key column; the empty text where the table has none."""
        index = self.roles.get(role)
        return self.table.rows[row][index] if index is not None else ""


def lay_out(table: RawTable, names: Names, mapping: DataMapping, findings: Findings) -> Layout | None:
    """What the columns of a table are; None where nobody's values can be read from it."""
    return _Layouter(table, names, mapping, findings).layout()


class _Layouter:
    """Lays out one table."""

    def __init__(self, table: RawTable, names: Names, mapping: DataMapping, findings: Findings) -> None:
        self.table, self.names, self.mapping, self.findings = table, names, mapping, findings
        self.made = Layout(table)
        renamed = entries_by_word(mapping.columns)
        self.entries = [renamed.get(folded(header)) for header in table.header]
        # A role that the mapping gives to one column is not taken by another that only happens to be called so.
        self.claimed = {target for entry in self.entries if entry is not None for target in entry.ours}
        self.long = "indicator" in self.claimed or any(names.role(header) == "indicator" for header in table.header)

    def layout(self) -> Layout | None:
        for index, entry in enumerate(self.entries):
            if entry is None:
                self._plain_column(index, self.table.header[index])
            else:
                for target in entry.ours:
                    self._mapped_column(index, target, entry)
        if "organisation" not in self.made.roles:
            self._no_organisation()
            return None
        period = self.made.roles.get("period")
        if period is not None and self.table.rows and not any(clean(row[period]) for row in self.table.rows):
            del self.made.roles["period"]  # a template's column that nobody needed
        if self.long and not self.made.roles.keys() & {"value", "numerator", "denominator"}:
            message = "the table has a column for indicators, and none for their values"
            advice = "name one `value`, or say in a mapping which it is"
            self.findings.add("CCG660", message, DataPlace(self.table.name), help=advice)
            return None
        return self.made

    def _role(self, target: str) -> str | None:
        """The role of a column of this name, if it is one of the key columns, or of a long table's."""
        if (role := self.names.role(target)) is not None:
            return role
        word = folded(target)
        return next((known for known in LONG_ROLES if self.long and folded(known) == word), None)

    def _mapped_column(self, index: int, target: str, entry: Entry) -> None:
        if not (self._take(index, target, self._role(target)) or self.names.elsewhere(target)):
            advice = self.names.advise(target, "name")
            self.findings.add("CCG682", advice.message, primary=entry.ours_span, help=advice.help)

    def _plain_column(self, index: int, header: str) -> None:
        listed = {folded(entry.theirs) for entry in self.mapping.ignore if entry.theirs != OTHERS}
        if folded(header) in listed:
            return
        role = self._role(header)
        taken = self._take(index, header, None if role in self.claimed else role)
        if taken or self._passed_over(header) or self.names.elsewhere(header):
            return
        place = DataPlace(self.table.name, None, shorten(header))
        advice = self.names.advise(header, "column")
        self.findings.add("CCG661", advice.message, place, help=advice.help)

    def _take(self, index: int, target: str, role: str | None) -> bool:
        """Put a column to its use; False if it has none."""
        if role is not None:
            self._once(self.made.roles, role, index)
        elif (step := self.names.input(target)) is not None:
            taken = {other.name: at for at, other in self.made.inputs}
            if self._once(taken, step.name, index, given_name(step)):
                self.made.inputs.append((index, step))
        elif target.endswith(REASON_SUFFIX) and (step := self.names.input(target.removesuffix(REASON_SUFFIX))):
            self._once(self.made.reasons, step.name, index, target)
        else:
            return False
        return True

    def _once(self, taken: dict[str, int], key: str, index: int, shown: str | None = None) -> bool:
        """Give a use to a column unless another has it."""
        if key not in taken:
            taken[key] = index
            return True
        header = self.table.header
        pair = f"columns `{shorten(header[taken[key]])}` and `{shorten(header[index])}`"
        advice = "say in a mapping what each is, or list one there under `ignore`"
        self.findings.add("CCG676", f"{pair} both stand for `{shown or key}`", DataPlace(self.table.name), help=advice)
        return False

    def _passed_over(self, header: str) -> bool:
        """Whether an unknown column may be passed over: all others are, or rows are chosen by it."""
        filters = {folded(entry.theirs) for entry in (*self.mapping.where, *self.mapping.without)}
        return any(entry.theirs == OTHERS for entry in self.mapping.ignore) or folded(header) in filters

    def _no_organisation(self) -> None:
        header = self.table.header
        known = ", ".join(f"`{shorten(name)}`" for name in header[:8]) + (" …" if len(header) > 8 else "")
        message = "no column says which organisation a row is about"
        advice = "name one `organisation`, or say in a mapping which it is: `THEIR_NAME: organisation` under `columns:`"
        self.findings.add("CCG660", message, DataPlace(self.table.name), help=advice, notes=(f"columns: {known}",))
