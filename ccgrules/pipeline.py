"""The whole way, stage by stage: text, syntax tree, checked model, plan, data, result, derivation.

Read this file for the map. Each function is one stage, or a few in a row, and hands on findings beside its product;
none raises for a mistake in a ruleset or in data. Stages are imported when they are used: checking loads no engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from ccgrules.diagnostics.diagnostic import Diagnostic, Severity, has_errors
from ccgrules.engine import options as data_options

if TYPE_CHECKING:
    from ccgrules.differences.difference import Difference
    from ccgrules.differences.on_data import Wanted
    from ccgrules.differences.rules.changes import RulesDiff
    from ccgrules.differences.rules.load import Loaded
    from ccgrules.differences.whatif.forms import Sweep, Tried, WhatIf
    from ccgrules.differences.years.comparison import Comparison
    from ccgrules.differences.years.load import CompareOptions
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
class Compared:
    """Ratings of years beside each other; `comparison` is None where there are errors, and holds its warnings."""

    comparison: Comparison | None
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class Differed:
    """Two versions of a ruleset beside each other; `difference` is None where there are errors."""

    difference: Difference | None
    findings: tuple[Diagnostic, ...]


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


# --- two versions of a ruleset -----------------------------------------------------------------------------------


def difference(
    old: Path | Loaded,
    new: Path | Loaded,
    data: DataOptions | None = None,
    *,
    older_data: DataOptions | None = None,
    rating: str | None = None,
    near: int = 10,
    attribute: bool = True,
    orders: int | None = None,
) -> Differed:
    """What differs between two versions of a ruleset, and what that does to the ratings of data.

    Args:
        old: The older version.
        new: The newer one.
        data: Data that both versions rate; or the newer one alone, where there are older data.
        older_data: Data of an earlier year, which the older version rates.
        rating: Which rating; the newer headline if None.
        near: How many organisations near a boundary to name.
        attribute: Whether to say because of which change organisations moved.
        orders: How many orders of the changes to sample where there are too many to follow all.

    Returns:
        The difference, with what is to be said about the data. Warnings of the rulesets themselves are left to `check`.
    """
    from ccgrules.differences.difference import Difference
    from ccgrules.differences.rules.compare import diff_rulesets
    from ccgrules.differences.rules.effects import judged

    loaded = [_without_errors(one) for one in (old, new)]
    errors = tuple(dict.fromkeys(error for _, found in loaded for error in found))
    before, after = (one for one, _ in loaded)
    if before is None or after is None or errors:
        return Differed(None, errors)
    rules = judged(diff_rulesets(before, after))
    if data is None:
        return Differed(Difference(rules), ())
    from ccgrules.differences.on_data import Wanted

    return _on_data(rules, (before, after), Wanted(data, older_data, rating, near, attribute, orders))


def _on_data(rules: RulesDiff, loaded: tuple[Loaded, Loaded], wanted: Wanted) -> Differed:
    """What the changes of two versions do to the ratings of data."""
    from ccgrules.differences.findings import Version
    from ccgrules.differences.on_data import difference_on

    before, after = loaded
    versions = (
        Version(plan(rules.old), "older", str(before.path)),
        Version(plan(rules.new), "newer", str(after.path)),
    )
    return Differed(*difference_on(rules, versions, wanted))


def _without_errors(ruleset: Path | Loaded) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    """A ruleset as it is compared, and its errors."""
    from ccgrules.differences.rules.load import load
    from ccgrules.prove.report import prove_whole

    loaded, found = load(ruleset) if isinstance(ruleset, Path) else (ruleset, ())
    if loaded is not None and not has_errors(found):
        found = prove_whole(plan(loaded.ruleset))
    return loaded, in_order(tuple(finding for finding in found if finding.severity is Severity.ERROR))


# --- what if -----------------------------------------------------------------------------------------------------


def loaded(ruleset: Path) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    """A ruleset as it is compared, or tried with other values; None, and its errors, where it has any."""
    found, errors = _without_errors(ruleset)
    return (None if errors else found), errors


def try_out(original: Loaded, what: WhatIf) -> tuple[Tried | None, tuple[Diagnostic, ...]]:
    """A ruleset with other values in it, or with indicators left out, without an edit of its files."""
    from ccgrules.differences.whatif.edit import try_out as put_in_place

    return put_in_place(original, what)


def what_if(
    tried: Tried,
    data: DataOptions | None = None,
    *,
    rating: str | None = None,
    near: int = 10,
    attribute: bool = True,
    orders: int | None = None,
) -> Differed:
    """What is tried, beside the ruleset as it is; arguments as for `difference`."""
    from ccgrules.differences.difference import Difference
    from ccgrules.differences.report.supposed_part import as_one, suppose
    from ccgrules.differences.rules.compare import diff_rulesets
    from ccgrules.differences.rules.effects import judged

    rules = judged(diff_rulesets(tried.original, tried.amended))
    told = Differed(Difference(rules), ())
    if data is not None:
        from ccgrules.differences.on_data import Wanted

        units = as_one(tried.supposed, rules)
        wanted = Wanted(data, None, rating, near, attribute, orders, units)
        told = _on_data(rules, (tried.original, tried.amended), wanted)
    if told.difference is None:
        return told
    return Differed(suppose(told.difference, tried.supposed), told.findings)


def sweep(
    ruleset: Loaded | Tried,
    parameter: str,
    values: str | None,
    data: DataOptions,
    *,
    rating: str | None = None,
    period: str | None = None,
) -> tuple[Sweep | None, tuple[Diagnostic, ...]]:
    """The ratings of data with a parameter at many values.

    Args:
        ruleset: A ruleset without errors; or one with other things tried, from which the sweep starts.
        parameter: Its name.
        values: `1.2..1.6`, `1.2..1.6/0.05`, `1.2,1.3,1.4`; None for the range that the ruleset gives it.
        data: What is rated.
        rating: Which rating; the headline if None.
        period: Of the data; the last one if None.
    """
    from ccgrules.differences.whatif.sweep import sweep as run_sweep

    return run_sweep(ruleset, parameter, values, data, rating=rating, period=period)


# --- ratings of several years ------------------------------------------------------------------------------------


def compare(sources: Sequence[object], options: CompareOptions, ruleset: Ruleset | None = None) -> Compared:
    """Compare the ratings of two years or more.

    Args:
        sources: Earliest first: tables, folders of runs, results; or a mapping each of labels to counts.
        options: How.
        ruleset: A ruleset that declares the rating.
    """
    from ccgrules.differences.years.load import compare_sources
    from ccgrules.differences.years.sources import known_of

    return Compared(*compare_sources(sources, options, None if ruleset is None else known_of(ruleset)))


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
