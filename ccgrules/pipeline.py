"""The whole way, stage by stage: text, syntax tree, checked model, plan, data, result, derivation.

Read this file for the map. Each function is one stage, or a few in a row, and hands on findings beside its product;
none raises for a mistake in a ruleset or in data. Stages are imported when they are used: checking loads no engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors

if TYPE_CHECKING:
    from ccgrules.engine.result import Result
    from ccgrules.explain.forms import Derivation
    from ccgrules.model.ruleset import Ruleset
    from ccgrules.plan.steps import Plan
    from ccgrules.scenario.report import Report


@dataclass(frozen=True, slots=True)
class Checked:
    """A ruleset that was read and checked; `ruleset` is None when it cannot be used."""

    path: Path
    ruleset: Ruleset | None
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class DataOptions:
    """Data, and all that says how to read them.

    Attributes:
        data: A path, a frame, or a list of dictionaries.
        organisations: The same with facts about the organisations, where they stand in a table of their own.
        mapping: A YAML file that names a publisher's own columns and codes.
        leave_out: Rows to leave out: `17`, or `trusts.csv:17`, as a spreadsheet numbers them.
        engine: `auto`, `exact` or `columns`.
    """

    data: object
    organisations: object = None
    mapping: Path | None = None
    leave_out: tuple[str, ...] = ()
    engine: str = "auto"


@dataclass(frozen=True, slots=True)
class Rated:
    """What came of a run; `result` is None where the ruleset or the data have errors in them."""

    result: Result | None
    findings: tuple[Diagnostic, ...]
    left_out: tuple[str, ...] = ()


# --- text to checked model ---------------------------------------------------------------------------------------


def check(path: Path) -> Checked:
    """Read a ruleset with all that it uses and amends, and check it."""
    from ccgrules.model.load import load_ruleset

    ruleset, findings = load_ruleset(path)
    return Checked(path, None if has_errors(findings) else ruleset, in_order(findings))


def in_order(findings: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Findings in the order of the text: by file, then place; those without a place in a ruleset last."""
    return tuple(sorted(findings, key=_place))


def _place(finding: Diagnostic) -> tuple[bool, str, int]:
    if finding.primary is None:
        return True, "", 0
    return False, finding.primary.span.source.name, finding.primary.span.start


# --- model and data to result ------------------------------------------------------------------------------------


def plan(ruleset: Ruleset) -> Plan:
    """The steps that rate organisations by a ruleset."""
    from ccgrules.plan.build import build_plan

    return build_plan(ruleset)


def run(path: Path, options: DataOptions) -> Rated:
    """Check a ruleset and rate by it."""
    checked = check(path)
    if checked.ruleset is None:
        return Rated(None, checked.findings)
    return rate(plan(checked.ruleset), options)


# --- tests -------------------------------------------------------------------------------------------------------


def test(checked: Checked) -> tuple[Report, tuple[Diagnostic, ...]]:
    """Run the test blocks of a ruleset and the scenarios beside it.

    Returns:
        What came of them, and what keeps the ruleset or a scenario from being run.
    """
    from ccgrules.scenario.report import Report, run_tests

    if checked.ruleset is None:
        return Report((), ()), checked.findings
    steps = plan(checked.ruleset)
    scenarios, findings = _scenarios(checked.path, steps)
    return run_tests(steps, (*checked.ruleset.tests, *scenarios), explain_value), findings


def _scenarios(path: Path, steps: Plan) -> tuple[tuple[Test, ...], tuple[Diagnostic, ...]]:
    from ccgrules.scenario.file import read_scenarios
    from ccgrules.yaml_source import read_yaml

    beside = path.with_name(f"{path.stem}.scenarios.yaml")
    if not beside.is_file():
        return (), ()
    content, findings = read_yaml(beside)
    return read_scenarios(content, steps) if content is not None else ((), findings)
