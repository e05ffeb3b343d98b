"""`ccgrules test`: runs the examples of a ruleset, and says what they leave untested."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.boundaries import read_sizes, show_boundaries
from ccgrules.cli.options import format_option, ruleset_argument
from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.explain.digits import counted
from ccgrules.scenario.coverage import Place
from ccgrules.scenario.report import Report, Told, report_json

MOST_PLACES_SHOWN = 12
RESULT_STYLES = ((r"^ok ", "green"), (r"^FAILED ", "bold red"))


@click.command(short_help="Run the examples of a ruleset.")
@ruleset_argument
@click.option("--coverage", "all_places", is_flag=True, help="List all that no test reaches, not only the first.")
@click.option(
    "--boundaries", is_flag=True, help="Show what the rules give at, just under and just over each threshold."
)
@click.option("--write", is_flag=True, help="With --boundaries: add what no test holds yet to the ruleset, as tests.")
@click.option(
    "--step",
    "sizes",
    multiple=True,
    metavar="KIND=SIZE",
    callback=read_sizes,
    help="With --boundaries: how far just under and just over are, such as percent=0.5 or number=0.1. May be repeated.",
)
@format_option("text", "json")
@click.pass_context
def test(
    ctx: click.Context,
    ruleset: Path,
    all_places: bool,
    boundaries: bool,
    write: bool,
    sizes: Mapping[str, Fraction],
    form: str,
) -> None:
    """Run the test blocks of a ruleset, and the scenarios in NAME.scenarios.yaml beside it.

    With --boundaries: instead, make three examples for each number that a condition compares something with, and say
    what the rules give for each. Tests that --write adds record what the rules give now: read them against the policy.
    """
    if boundaries:
        show_boundaries(ctx, ruleset, sizes, form, write=write)
    elif write or sizes:
        raise click.UsageError("`--write` and `--step` go with `--boundaries`")
    checked = pipeline.check(ruleset)
    report, findings = pipeline.test(checked)
    if form == "json":
        console.show_json(report_json(report, findings))
    else:
        console.show_findings(findings)
        if checked.ruleset is None:
            console.show(f"{console.tally(findings)}; no test was run\n")
        else:
            _show(report, MOST_PLACES_SHOWN if not all_places else None)
    ctx.exit(1 if has_errors(findings) or report.failed else 0)


def _show(report: Report, most: int | None) -> None:
    for told in report.tests:
        _show_test(told)
    if report.tests:
        console.show(f"\n{report.passed} passed, {report.failed} failed\n")
    else:
        console.show("there are no tests; write a `test` block, or scenarios beside the ruleset\n")
    _show_coverage(report.places, most)


def _show_test(told: Told) -> None:
    console.show(f"{'ok' if told.passed else 'FAILED':<6}  {told.title}  ({told.place})\n", RESULT_STYLES)
    for failure in told.failures:
        console.show(f"        {failure.sentence}\n")
    for explanation in told.explanations:
        console.show("\n" + textwrap.indent(explanation.rstrip("\n"), "        ") + "\n\n")


def _show_coverage(places: Sequence[Place], most: int | None) -> None:
    kinds = [kind for kind in ("case", "table cell", "adjustment") if any(p.kind == kind for p in places)]
    if not kinds:
        return
    counts = [[p.reached for p in places if p.kind == kind] for kind in kinds]
    words = [f"{sum(c)} of {counted(len(c), kind)}" for kind, c in zip(kinds, counts, strict=True)]
    console.show(f"Reached by the tests: {', '.join(words)}\n")
    missed = [place for place in places if not place.reached]
    for place in missed[:most]:
        console.show(f"  never reached: {place.span.source.name}:{place.span.line}  {place.words}  ({place.within})\n")
    if most is not None and len(missed) > most:
        console.show(f"  … and {len(missed) - most} more; `--coverage` lists them all\n")
