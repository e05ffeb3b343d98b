"""`ccgrules schema` and `ccgrules template`: what data a ruleset needs, for programs and for people."""

from __future__ import annotations

from pathlib import Path

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.files import write_whole
from ccgrules.cli.options import ruleset_argument
from ccgrules.engine.template import NoWorkbooks
from ccgrules.plan.steps import Plan


@click.command(short_help="Print the JSON Schema of a ruleset's data.")
@ruleset_argument
@click.pass_context
def schema(ctx: click.Context, ruleset: Path) -> None:
    """Print the JSON Schema of one row of the data that RULESET rates."""
    console.show_json(pipeline.data_schema(_plan(ctx, ruleset)))


@click.command(short_help="Write an empty table to fill in.")
@ruleset_argument
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@click.pass_context
def template(ctx: click.Context, ruleset: Path, file: Path, force: bool) -> None:
    """Write FILE, an empty workbook (.xlsx) or table (.csv) to fill in, with a note on each column."""
    if file.exists() and not force:
        raise click.UsageError(f"{file} exists; `--force` writes over it", ctx)
    if file.suffix not in {".xlsx", ".csv"}:
        raise click.UsageError(f"{file} should end in .xlsx or .csv", ctx)
    try:
        content = pipeline.data_template(_plan(ctx, ruleset), file.suffix)
    except NoWorkbooks as error:
        raise click.UsageError(str(error), ctx) from error
    write_whole(file, content)
    console.show(f"written: {file}\n")


def _plan(ctx: click.Context, ruleset: Path) -> Plan:
    checked = pipeline.check(ruleset)
    if checked.ruleset is None:
        console.give_up(ctx, checked.findings, "text")
    return pipeline.plan(checked.ruleset)
