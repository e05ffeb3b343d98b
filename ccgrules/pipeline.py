"""The whole way, stage by stage: text, syntax tree, checked model, plan, data, result, derivation.

Read this file for the map; `comparing` goes on where two things stand beside each other. Each function is one stage,
or a few in a row, and hands on findings beside its product; none raises for a mistake in a ruleset or in data. Stages
are imported when they are used: checking loads no engine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors, in_order
from ccgrules.engine import options as data_options

if TYPE_CHECKING:
    from ccgrules.engine.result import Result
    from ccgrules.explain.forms import Derivation
    from ccgrules.model.ruleset import Ruleset, Test
    from ccgrules.mutate.report import Report as MutationReport
    from ccgrules.mutate.run import Progress
    from ccgrules.plan.steps import Plan
    from ccgrules.scenario.boundaries.report import Told
    from ccgrules.scenario.report import Report
    from ccgrules.scenario.survivors import Survivor
    from ccgrules.syntax.tree import RulesFile


DataOptions = data_options.DataOptions
"""Data, and all that says how to read them."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A ruleset that was read and checked; `ruleset` is None when it cannot be used."""

    path: Path
    ruleset: Ruleset | None
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Rated:
    """What came of a run; `result` is None where the ruleset or the data have errors in them."""

    result: Result | None
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Mutated:
    """What became of the mutants of a ruleset.

    Attributes:
        report: None where none were made: the ruleset, its tests or the data have errors in them, or a test fails.
        findings: What is wrong.
        failing: The titles of the tests that fail on the ruleset as it is.
    """

    report: MutationReport | None
    findings: tuple[Diagnostic, ...]
    failing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Boundaries:
    """The thresholds of a ruleset, with what comes of values at, just under and just over them.

    Attributes:
        told: Each in words.
        tests: The examples that no test holds yet, as the text of `test` blocks.
        rows: How many examples are in these.
        findings: What keeps the ruleset or a scenario from being run.
    """

    told: tuple[Told, ...]
    tests: str
    rows: int
    findings: tuple[Diagnostic, ...]


# --- text to checked model ---------------------------------------------------------------------------------------


def check(path: Path, text: str | None = None) -> Checked:
    """Read a ruleset with all that it uses and amends, and check it; as if its file held `text`, if that is given."""
    from ccgrules.model.load import load_ruleset

    return _proven(path, *load_ruleset(path, text))


def check_text(text: str, name: str = "<text>") -> Checked:
    """Check a ruleset that stands alone: it may not use or amend files."""
    from ccgrules.model.load import check_text as read_text

    return _proven(Path(name), *read_text(text, name))


def _proven(path: Path, ruleset: Ruleset | None, findings: tuple[Diagnostic, ...]) -> Checked:
    """A ruleset with what can be shown of its cases and directions, once it is free of other errors."""
    if ruleset is not None and not has_errors(findings):
        from ccgrules.model.accepted import accept
        from ccgrules.prove.report import prove

        findings = accept((*findings, *prove(plan(ruleset))), ruleset.accepted)
    return Checked(path, None if has_errors(findings) else ruleset, in_order(findings))


def parse(path: Path) -> tuple[RulesFile | None, tuple[Diagnostic, ...]]:
    """The syntax tree of one file by itself; None where it cannot be read at all."""
    from ccgrules.model.load import load_tree

    return load_tree(path)


def format_tree(file: RulesFile) -> str:
    """A file in the one standard layout."""
    from ccgrules.syntax.format import format_file

    return format_file(file)


def consolidated(path: Path) -> str:
    """A ruleset without errors, with all that it uses and amends, as one text."""
    from ccgrules.model.consolidate import consolidate
    from ccgrules.model.load import load_layers

    return format_tree(consolidate(load_layers(path)[0]))


# --- model and data to result ------------------------------------------------------------------------------------


def plan(ruleset: Ruleset) -> Plan:
    """The steps that rate organisations by a ruleset."""
    from ccgrules.plan.build import build_plan

    return build_plan(ruleset)


def rate(steps: Plan, options: DataOptions) -> Rated:
    """Read data and what goes with them, bind them to a plan and run it; where there are errors, nothing is rated."""
    from ccgrules.engine.rate import rate_data

    return Rated(*rate_data(steps, options))


def run(path: Path, options: DataOptions) -> Rated:
    """Check a ruleset and rate by it."""
    checked = check(path)
    if checked.ruleset is None:
        return Rated(None, checked.findings)
    return rate(plan(checked.ruleset), options)


def data_schema(steps: Plan) -> dict[str, object]:
    """The JSON Schema of a row of the data that a plan takes."""
    from ccgrules.engine.describe import data_schema as describe

    return describe(steps)


def data_template(steps: Plan, suffix: str) -> bytes:
    """An empty table for the data that a plan takes, as `.xlsx` or `.csv`, with a note on each column."""
    from ccgrules.engine.template import data_template as template

    return template(steps, suffix)


# --- result to explanation ---------------------------------------------------------------------------------------


def explain(result: Result, organisation: str, period: str | None = None, name: str | None = None) -> Derivation:
    """Why an organisation has its rating, or another named value.

    Raises:
        KeyError: There is no such organisation, period or value.
    """
    from ccgrules.explain.derivation import derive

    return derive(result, organisation, period, name)


def why_missing(result: Result, organisation: str, period: str, name: str | None = None) -> tuple[str, ...]:
    """Why an organisation's headline, or another named value, is missing: the root causes, in a few words each."""
    from ccgrules.explain.derivation import why_missing as causes

    return causes(result, organisation, period, name)


def explanation_text(derivation: Derivation, width: int | None = None, *, workings: bool = False) -> str:
    """An explanation in sentences, in lines of so many columns; with the workings of its figures, or without."""
    from ccgrules.explain.wording import WIDTH, to_text

    return to_text(derivation, width or WIDTH, workings=workings)


def explanation_page(derivation: Derivation) -> str:
    """An explanation as a page that can be published."""
    from ccgrules.explain.page import to_html

    return to_html(derivation)


# --- tests -------------------------------------------------------------------------------------------------------


def test(checked: Checked) -> tuple[Report, tuple[Diagnostic, ...]]:
    """Run the test blocks of a ruleset and the scenarios beside it.

    Returns:
        What came of them, and what keeps the ruleset or a scenario from being run.
    """
    from ccgrules.engine.limits import CannotRun
    from ccgrules.scenario.report import Report, run_tests

    if checked.ruleset is None:
        return Report((), ()), checked.findings
    steps = plan(checked.ruleset)
    scenarios, _, findings = _scenarios(checked.path, steps)
    try:
        return run_tests(steps, (*checked.ruleset.tests, *scenarios), _explain_value), findings
    except CannotRun as stopped:
        return Report((), ()), (*findings, stopped.diagnostic)


def boundaries(checked: Checked, sizes: Mapping[str, Fraction]) -> Boundaries:
    """Make an example at, just under and just over each threshold of a ruleset, and work out what it gives.

    Args:
        checked: The ruleset.
        sizes: How far just under and just over are, by kind of value, where not as `scenario.boundaries.steps` has it.
    """
    from ccgrules.engine.limits import CannotRun
    from ccgrules.scenario.boundaries.blocks import blocks, blocks_text
    from ccgrules.scenario.boundaries.report import tell
    from ccgrules.scenario.boundaries.work import boundaries as work_out

    if checked.ruleset is None:
        return Boundaries((), "", 0, checked.findings)
    steps = plan(checked.ruleset)
    scenarios, _, findings = _scenarios(checked.path, steps)
    try:
        found = work_out(steps, (*checked.ruleset.tests, *scenarios), sizes)
    except CannotRun as stopped:
        return Boundaries((), "", 0, (*findings, stopped.diagnostic))
    made = blocks(found)
    return Boundaries(tell(steps, found), blocks_text(steps, made), sum(len(block.rows) for block in made), findings)


def _explain_value(result: Result, organisation: str, period: str, name: str) -> str:
    return explanation_text(explain(result, organisation, period, name))


def mutate(checked: Checked, options: DataOptions | None = None, progress: Progress | None = None) -> Mutated:
    """Change a ruleset in many small ways, and see which changes its own tests do not notice.

    Args:
        checked: The ruleset.
        options: Data that it rates; then the changes that alter no rating of theirs are found as well.
        progress: Told after each change how many are done, and of how many.
    """
    from ccgrules.engine.limits import CannotRun
    from ccgrules.model.load import load_layers
    from ccgrules.mutate.mutants import Original
    from ccgrules.mutate.report import outdated
    from ccgrules.mutate.run import run_mutants
    from ccgrules.mutate.suite import Suite

    if checked.ruleset is None:
        return Mutated(None, checked.findings)
    steps = plan(checked.ruleset)
    scenarios, survivors, findings = _scenarios(checked.path, steps)
    rated = Rated(None, ()) if options is None else rate(steps, options)
    findings = (*findings, *rated.findings)
    if has_errors(findings):
        return Mutated(None, findings)
    dataset = None if rated.result is None else rated.result.dataset
    original = Original.of(load_layers(checked.path)[0], checked.ruleset, steps)
    try:
        suite = Suite.of(steps, (*checked.ruleset.tests, *scenarios))
        if suite.failing:
            return Mutated(None, findings, suite.failing)
        report = run_mutants(original, suite, survivors, dataset, progress)
    except CannotRun as stopped:
        return Mutated(None, (*findings, stopped.diagnostic))
    unnoticed = [one.mutant for one in report.unnoticed]
    return Mutated(report, (*findings, *outdated(unnoticed, survivors)))


def _scenarios(path: Path, steps: Plan) -> tuple[tuple[Test, ...], tuple[Survivor, ...], tuple[Diagnostic, ...]]:
    """The scenarios beside a ruleset, the mutants that they explain, and what is wrong with either."""
    from ccgrules.scenario.file import read_scenarios
    from ccgrules.scenario.survivors import read_survivors
    from ccgrules.yaml_source import read_yaml

    beside = path.with_name(f"{path.stem}.scenarios.yaml")
    if not beside.is_file():
        return (), (), ()
    content, findings = read_yaml(beside)
    if content is None:
        return (), (), findings
    tests, wrong = read_scenarios(content, steps)
    survivors, wrong_too = read_survivors(content)
    return tests, survivors, (*wrong, *wrong_too)
