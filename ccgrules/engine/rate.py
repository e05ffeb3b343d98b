"""From what a user says of data to their ratings."""

from __future__ import annotations

from ccgrules.diagnostics.diagnostic import Diagnostic, in_order
from ccgrules.engine.bind import load_data
from ccgrules.engine.bind_names import Beside
from ccgrules.engine.decisions_entered import check_decisions, enter
from ccgrules.engine.decisions_file import read_decisions
from ccgrules.engine.limits import CannotRun
from ccgrules.engine.options import DataOptions
from ccgrules.engine.result import Result
from ccgrules.engine.run import run_plan
from ccgrules.engine.succession_file import follow
from ccgrules.engine.table import Dataset
from ccgrules.plan.steps import Plan

Findings = tuple[Diagnostic, ...]


def rate_data(plan: Plan, options: DataOptions, beside: Beside | None = None) -> tuple[Result | None, Findings]:
    """Read data and what goes with them, bind them to a plan and run it.

    Args:
        plan: The plan.
        options: The data.
        beside: Another plan whose inputs the data may hold as well.

    Returns:
        The result, None where there are errors; and all findings.
    """
    dataset, findings = _dataset(plan, options, beside)
    read = read_decisions(plan, options.decisions, beside.called if beside is not None else None)
    if dataset is None:
        return None, (*findings, *read.findings)
    if options.decisions:
        dataset = enter(dataset, read)
    try:
        result = run_plan(plan, dataset, options.engine)
    except CannotRun as stopped:
        return None, (*findings, *read.findings, stopped.diagnostic)
    wrong = in_order((*read.findings, *check_decisions(result, read.rejected)))
    return (None if wrong else result), (*findings, *wrong)


def _dataset(plan: Plan, options: DataOptions, beside: Beside | None) -> tuple[Dataset | None, Findings]:
    """The data, with mergers and splits."""
    dataset, findings = load_data(plan, options.sources, options.mapping, options.leave_out, beside)
    if dataset is not None and options.succession is not None:
        dataset, found = follow(dataset, options.succession)
        findings = (*findings, *found)
    return dataset, findings
