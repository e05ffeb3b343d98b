"""Why ratings are what they are, each in a sentence or two: for lists of many organisations.

Only what these sentences speak of is opened up, which takes a fiftieth of the time of a whole explanation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ccgrules.diagnostics.render import escape
from ccgrules.engine.result import Result
from ccgrules.explain import forms
from ccgrules.explain.causes import root_causes
from ccgrules.explain.derivation import entry_of, framework_of
from ccgrules.explain.forms import Derivation, Entry
from ccgrules.explain.hows import how
from ccgrules.explain.parts import Arithmetic, Cases
from ccgrules.explain.rating_parts import Adjusted, Moderated
from ccgrules.explain.reasons import main_reason
from ccgrules.explain.row import Remembered, Row
from ccgrules.explain.sentences import why_not_rated
from ccgrules.explain.words import listed
from ccgrules.model.types import Missing, Value
from ccgrules.plan.steps import Step

MANY = 20
"""From so many explanations on, whole columns are fetched: of 20,000 rows, in the time of about 50 cells each."""


@dataclass(frozen=True, slots=True)
class _Whole(Remembered):
    """Columns that are fetched whole, once, for rows of which many are looked at."""

    def value(self, name: str, row: int) -> Value:
        """One cell."""
        return self.values(name)[row]


@dataclass(frozen=True, slots=True)
class InShort:
    """Explains the rows of one result in short.

    Attributes:
        result: The result; columns are fetched once.
        steps: Its steps by their names.
        framework: Which rules it was rated by.
    """

    result: Result
    steps: Mapping[str, Step]
    framework: forms.Framework

    @staticmethod
    def of(result: Result, explanations: int = 1) -> InShort:
        """For one result, which has a row at least, and so many explanations."""
        columns = (_Whole if explanations >= MANY else Remembered)(result.columns)
        remembered = replace(result, columns=columns)
        steps = {step.name: step for step in result.plan.steps}
        return InShort(remembered, steps, framework_of(Row(remembered, 0, steps)))

    def why(self, index: int, name: str) -> str:
        """Why a row has its rating, or has none.

        Args:
            index: The row.
            name: The rating.

        Raises:
            Disagreement: A value, worked out again, comes out otherwise than the engine kept it: a bug in ccgrules.
        """
        row = Row(self.result, index, self.steps)
        if not isinstance(row.value(name), Missing):
            return main_reason(self._derivation(row, name), name)
        causes = root_causes(row, name, lambda column: how(row, column)[1])
        if causes:
            return f"Cannot be determined, because {listed(causes)}."
        return f"Not rated{why_not_rated(self._derivation(row, name))}."

    def _derivation(self, row: Row, name: str) -> Derivation:
        """As much of the derivation as the main reason reads."""
        keys = row.result.keys
        entries = tuple(_deciding(row, name))
        organisation = keys.organisations[row.index]
        return Derivation(
            organisation=escape(organisation),
            name=escape(keys.names.get(organisation, organisation)),
            period=escape(keys.periods[row.index]),
            framework=self.framework,
            rating=name,
            headline=True,
            title=row.title(name),
            value=entries[0].value,
            moderated_by=None,
            causes=(),
            entries=entries,
            also=(),
            changes=None,
            data_digest="",
            decisions_digest=None,
            engine=row.result.engine,
        )


def _deciding(row: Row, name: str) -> Iterator[Entry]:
    """The rating, those that it starts as, and the cut points that it is read off from."""
    waiting, seen = [name], {name}
    for column in waiting:
        entry = entry_of(row, column)
        yield entry
        reached = [one for one in _behind(entry) if one in row.steps and one not in seen]
        waiting.extend(reached)
        seen.update(reached)


def _behind(entry: Entry) -> Iterator[str]:
    match entry.how:
        case Adjusted(start=start):
            yield start
        case Moderated(calculated=calculated):
            yield calculated
        case Arithmetic() if len(entry.uses) == 1:
            yield entry.uses[0]
        case Cases(ladder=told) if told is not None:
            yield from (rung.figure for rung in told.rungs if rung.figure is not None)
        case _:
            return
