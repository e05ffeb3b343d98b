"""Decisions of panels entered into data before anything is worked out, and held to the result afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from ccgrules.diagnostics.codes import finding
from ccgrules.diagnostics.diagnostic import Diagnostic, Label
from ccgrules.diagnostics.suggest import nearest
from ccgrules.digest import digest
from ccgrules.engine.cells import folded
from ccgrules.engine.decisions import Decision
from ccgrules.engine.decisions_file import MISSING, DecisionsRead
from ccgrules.engine.read import shorten
from ccgrules.engine.result import Result
from ccgrules.engine.rows import RowColumns, input_value
from ccgrules.engine.table import Columns, Dataset
from ccgrules.model.ruleset import NOT_RATED, Must
from ccgrules.model.symbols import CALCULATED
from ccgrules.model.types import MISSING as NO_VALUE
from ccgrules.model.types import Missing, Reason, Value
from ccgrules.plan.draft import used_columns
from ccgrules.plan.steps import Figure, Input, Lag, Plan

MOST_NAMED = 8
LONGEST_REASON = 300


def enter(dataset: Dataset, read: DecisionsRead) -> Dataset:
    """Data with decisions in them. Those that fit no row are left out, and what is wrong is added to what was read."""
    keys = dataset.keys
    rows = {key: row for row, key in enumerate(zip(keys.organisations, keys.periods, strict=True))}
    entered: dict[tuple[str, int], Decision] = {}
    for written in read.decisions:
        problem = _not_in_data(written, dataset, rows)
        decision = replace(written, period=written.period or keys.period_order[0])
        place = (decision.column, rows.get((decision.organisation, decision.period), -1))
        if problem is None and place in entered:
            first = (Label(entered[place].place(), "the first"),)
            message = f"there are two decisions on {_spoken(decision)}"
            advice = "keep the one that holds"
            problem = finding("CCG655", message, primary=decision.place(), secondary=first, help=advice)
        if problem is None:
            entered[place] = decision
        else:
            read.findings.append(problem)
            read.rejected.append((decision.organisation, decision.column))
    said = sorted(entered.values(), key=lambda one: (one.period, one.organisation, one.rating))
    return replace(dataset, decisions=entered, decisions_digest=digest(said))


def _spoken(decision: Decision) -> str:
    """`headline` of `F012` in 2018/19."""
    period = f" in {shorten(decision.period)}" if decision.period else ""
    return f"`{decision.rating}` of `{shorten(decision.organisation)}`{period}"


def _not_in_data(decision: Decision, dataset: Dataset, rows: Mapping[tuple[str, str], int]) -> Diagnostic | None:
    """What is wrong with the organisation or the period, which need not be named where the data have only one."""
    code, keys = decision.organisation, dataset.keys
    periods = keys.period_order
    named = ", ".join(f"`{period}`" for period in periods[-MOST_NAMED:] if period)
    if code in dataset.left_out:
        message, key = f"`{shorten(code)}` is left out, and there is a decision on it", "organisation"
        advice = "take the decision out as well"
    elif code not in keys.names:
        message, key = f"the data have no organisation `{shorten(code)}`", "organisation"
        near = _by_name(code, keys.names) or nearest(code, keys.names)
        advice = f"did you mean `{near}` ({shorten(keys.names[near])})?" if near else "write its code as in the data"
    elif not decision.period and len(periods) > 1:
        message, key = f"the decision on {_spoken(decision)} does not say for which period", "rating"
        advice = f"add a line `period:` with one of {named}"
    elif decision.period and decision.period not in periods:
        message, key = f"the data have no period `{shorten(decision.period)}`", "period"
        near = nearest(decision.period, periods)
        advice = f"did you mean `{near}`?" if near else f"the data are for {named}" if named else "leave it out"
    elif (code, decision.period or periods[0]) not in rows:
        message, key = f"the data have no row for `{shorten(code)}` in {decision.period}", "organisation"
        advice = "look at the period, or whether the organisation was left out"
    else:
        return None
    return finding("CCG651", message, primary=decision.place(key), help=advice)


def _by_name(word: str, names: Mapping[str, str]) -> str | None:
    """The code of the organisation that has a name."""
    return next((code for code, name in names.items() if folded(name) == folded(word)), None)


# --- on the way into an engine -----------------------------------------------------------------------------------


def with_decided(plan: Plan, dataset: Dataset) -> Dataset:
    """Data with a column for each judgement and each rating that a panel may change; missing where none was entered."""
    there = set(dataset.columns.names())
    steps = [s for s in plan.steps if isinstance(s, Input) and s.decided and s.name not in there]
    if not steps:
        return dataset
    lists = {step.name: [input_value(NO_VALUE[Reason.NONE_GIVEN], step)] * len(dataset.keys) for step in steps}
    for (column, row), decision in dataset.decisions.items():
        lists[column][row] = decision.to
    return replace(dataset, columns=_beside(plan, steps, dataset.columns, RowColumns(lists)))


def _beside(plan: Plan, steps: Sequence[Input], columns: Columns, decided: RowColumns) -> Columns:
    if isinstance(columns, RowColumns):
        return RowColumns({**columns.lists, **decided.lists})
    from ccgrules.engine.columns_encode import beside  # large data only

    return beside(columns, decided, {step.name: step.type for step in steps}, plan.scales)


# --- after the run -----------------------------------------------------------------------------------------------


def check_decisions(result: Result, rejected: Sequence[tuple[str, str]] = ()) -> tuple[Diagnostic, ...]:
    """Decisions that start from another rating than was calculated, and those that break a `must` of the rules.

    Args:
        result: A run with the decisions entered.
        rejected: Organisation and input of decisions that were left out as wrong; what hangs on them is not looked at.
    """
    return tuple(diagnostic for _, diagnostic in refused(result, rejected))


def refused(result: Result, rejected: Sequence[tuple[str, str]] = ()) -> Iterator[tuple[Decision, Diagnostic]]:
    """As `check_decisions`: each decision with what is wrong with it."""
    rules = result.plan.ruleset
    reach = _Reach(result, rejected)
    columns = cache(result.values)  # one cell at a time takes long where columns are held in frames
    for (_, row), decision in result.dataset.decisions.items():
        calculated = f"{decision.rating}.{CALCULATED}"
        if decision.was is not None and not reach.touches(calculated, decision.organisation):
            yield from ((decision, one) for one in _check_start(decision, columns(calculated)[row]))
        declared = rules.ratings.get(decision.rating) or rules.judgements[decision.rating]
        for number, must in enumerate(declared.musts, 1):
            column = f"{decision.rating}.must_{number}"
            holds = columns(column)[row]
            if holds is not True and not reach.touches(column, decision.organisation):
                yield decision, _broken(result, decision, must, (column, row))


def _check_start(decision: Decision, calculated: Value) -> Iterator[Diagnostic]:
    """Whether a decision starts from what was calculated."""
    was = str(calculated)
    if isinstance(calculated, Missing):
        was = NOT_RATED if calculated.reason is Reason.NOT_RATED else MISSING
    if decision.was != was:
        words = {MISSING: "could not be determined", NOT_RATED: "is not rated"}
        now = words.get(was, f"was calculated as `{was}`")
        message = f"{_spoken(decision)} {now}, and this decision starts from `{decision.was}`"
        advice = f"ask the panel whether its decision stands; if it does, write `from: {was}`"
        yield finding("CCG654", message, primary=decision.place("from"), help=advice)


def _broken(result: Result, decision: Decision, must: Must, cell: tuple[str, int]) -> Diagnostic:
    """What is said of a decision that does not keep to a `must`, or of which that cannot be decided."""
    notes = [f"“{shorten(reason, LONGEST_REASON)}”" for reason in must.notes.because]
    rule = (Label(must.span, "the rule"),)
    place = decision.place("to")
    if result.value(*cell) is False:
        message = f"the decision on {_spoken(decision)} breaks a rule of the ruleset"
        advice = "put the decision before the panel again"
        return finding("CCG658", message, primary=place, secondary=rule, notes=notes, help=advice)
    missing = ", ".join(f"`{name}`" for name in _missing_parts(result, *cell))
    message = f"whether the decision on {_spoken(decision)} breaks a rule of the ruleset cannot be decided"
    why = f"because {missing} {'is' if ',' not in missing else 'are'} missing"
    advice = "complete the data, or let the rule say what holds then: `… or NAME is missing`"
    return finding("CCG659", message, primary=place, secondary=rule, notes=[why, *notes], help=advice)


def _missing_parts(result: Result, column: str, row: int) -> list[str]:
    """The columns that a missing value was worked out from and that are missing themselves."""
    step = next(step for step in result.plan.steps if step.name == column)
    return [name for name in dict.fromkeys(used_columns(step)) if isinstance(result.value(name, row), Missing)]


class _Reach:
    """What decisions that were left out would have changed."""

    def __init__(self, result: Result, rejected: Iterable[tuple[str, str]]) -> None:
        plan = result.plan
        self._users: dict[str, list[str]] = {}
        for step in plan.steps:
            for name in used_columns(step):
                self._users.setdefault(name, []).append(step.name)
        by_organisation: dict[str, set[str]] = {}
        for organisation, column in rejected:
            by_organisation.setdefault(organisation, set()).add(column)
        self._own = {organisation: self._followed(columns) for organisation, columns in by_organisation.items()}
        # A decision reaches other organisations through figures among a population, and their successors.
        kinds = Figure if result.dataset.succession is None else Figure | Lag
        wide = {step.name for step in plan.steps if isinstance(step, kinds)}
        self._others = self._followed(wide.intersection(set[str]().union(*self._own.values())))

    def touches(self, column: str, organisation: str) -> bool:
        """Whether a column of an organisation hangs on a decision that was left out."""
        return column in self._others or column in self._own.get(organisation, ())

    def _followed(self, columns: Iterable[str]) -> set[str]:
        """Columns, and all that is worked out from them."""
        found, waiting = set[str](), list(columns)
        while waiting:
            column = waiting.pop()
            if column not in found:
                found.add(column)
                waiting.extend(self._users.get(column, ()))
        return found
