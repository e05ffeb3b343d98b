"""`ccgrules mutate`: changes a ruleset in many small ways, and says which changes its tests do not notice."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.options import data_options, format_option, optional_data_arguments, ruleset_argument
from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.explain.digits import counted
from ccgrules.mutate.report import OnData, Report, report_json
from ccgrules.pipeline import DataOptions

STEP = 10
"""Progress is shown after every so many changes."""


def _share(ctx: click.Context, param: click.Parameter, value: str | None) -> Fraction | None:
    """The share that a percentage is, `95%` or `95`."""
    if value is None:
        return None
    try:
        share = Fraction(value.removesuffix("%")) / 100
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise click.BadParameter("write a percentage, such as 95%", ctx, param)
    return share


@click.command(short_help="See what the examples of a ruleset hold it to.")
@ruleset_argument
@optional_data_arguments
@click.option("--at-least", callback=_share, metavar="N%", help="Fail if the tests notice less than this share.")
@format_option("text", "json")
@click.pass_context
def mutate(ctx: click.Context, /, ruleset: Path, at_least: Fraction | None, form: str, **given: object) -> None:
    """Change RULESET in many small ways (limits moved, cases dropped, directions turned), each by itself, and list the
    changes that no test of it notices. With DATA, also those that alter no rating of the organisations there.

    What a ruleset takes over from one that it amends is left to that one's tests.
    """
    options = _options(ctx, given)
    mutated = pipeline.mutate(pipeline.check(ruleset), options, _progress if sys.stderr.isatty() else None)
    if mutated.failing:
        _give_up(ctx, mutated, form)
    if mutated.report is None:
        console.give_up(ctx, mutated.findings, form)
    report = mutated.report
    if form == "json":
        console.show_json(report_json(report, mutated.findings, at_least))
    else:
        console.show_findings([one.diagnostic for one in report.unnoticed if one.because is None])
        console.show_findings(mutated.findings)
        console.show("".join(f"{line}\n" for line in _page(report, at_least)))
    too_few = at_least is not None and report.score < at_least
    ctx.exit(1 if has_errors(mutated.findings) or too_few else 0)


def _options(ctx: click.Context, given: dict[str, object]) -> DataOptions | None:
    if given["data"] is not None:
        return data_options(given)
    named = [name for name, value in given.items() if value]
    if named:
        option = named[0].replace("_", "-")
        raise click.UsageError(f"--{option} says how to read DATA, and there are none", ctx)
    return None


def _give_up(ctx: click.Context, mutated: pipeline.Mutated, form: str) -> None:
    """No mutants of a ruleset whose tests fail: they would all be noticed."""
    if form == "json":
        console.give_up(ctx, mutated.findings, form)
    titles = console.bullet_list([f"`{title}`" for title in mutated.failing])
    tests = "1 test fails" if len(mutated.failing) == 1 else f"{len(mutated.failing)} tests fail"
    console.show(f"{tests} on the ruleset as it is: {titles}; run `ccgrules test`, and mend that first\n")
    ctx.exit(1)


def _progress(done: int, total: int) -> None:
    """Writes how far it is over what was written before; wiped at the end."""
    if done == total:
        sys.stderr.write("\r\x1b[K")
    elif done % STEP == 0:
        sys.stderr.write(f"\r{done} of {total} changes")
    sys.stderr.flush()


# --- text ----------------------------------------------------------------------------------------------------------


def _page(report: Report, at_least: Fraction | None) -> Iterator[str]:
    yield from _explained(report)
    if report.on_data is not None:
        yield from _on_data(report.on_data, report)
    tests = counted(report.tests, "test")
    wanted = "" if at_least is None else f"; {_percent(at_least)} asked for"
    changes = counted(report.mutants, "change")
    yield f"{report.noticed} of {changes} noticed by {tests} ({_percent(report.score)}){wanted}"
    if report.explained:
        yield f"{report.explained} of the {len(report.unnoticed)} others explained"
    if report.same:
        yield f"{report.same} more left out: they are provably no change"
    if report.refused:
        yield f"{report.refused} more left out: `check` finds errors in them"


def _percent(share: Fraction) -> str:
    # cut, not rounded: 100 % is said only where nothing is unnoticed
    return f"{int(share * 1000) / 10:g} %"


def _explained(report: Report) -> Iterator[str]:
    """The changes that are explained, those with one reason together."""
    explained = [one for one in report.unnoticed if one.because is not None]
    for because, together in groupby(explained, key=lambda one: one.because):
        for one in together:
            yield f"explained: {one.mutant.name}, line {one.mutant.edit.primary.line}: {one.mutant.edit.words()}"
        yield f"           {because}"
    if explained:
        yield ""


def _on_data(on_data: OnData, report: Report) -> Iterator[str]:
    without = f"{len(on_data.without_effect)} of {report.mutants}"
    yield f"Changes that alter no rating of the {counted(on_data.rows, 'row')} of the data: {without}"
    for name, mutants in on_data.grouped().items():
        if name in on_data.beside:
            yield f"  {name}: no rating depends on it"
            continue
        yield f"  {name}"
        for mutant in mutants:
            yield f"    line {mutant.edit.primary.line}: {mutant.edit.words()}"
    yield ""
