"""`ccgrules diff`: what changed between two versions of a framework, who moves, and because of which change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.files import write_whole
from ccgrules.cli.options import EXISTING_FILE, format_option, two_data, two_data_options
from ccgrules.diagnostics.render import render_plain

if TYPE_CHECKING:
    from ccgrules.differences.difference import Difference

OUT = click.Path(dir_okay=False, path_type=Path)
STYLES = (*console.HEADING_STYLES, (r"^  (Rules: |On the same data |From |Because of$|Who moves|Near a ).*$", "bold"))


@click.command(short_help="Say what changed between two versions, and who moves.")
@click.argument("old", type=EXISTING_FILE)
@click.argument("new", type=EXISTING_FILE)
@two_data_options
@click.option("--rating", metavar="NAME", help="Which rating; the headline of NEW if not given.")
@click.option(
    "--explain", multiple=True, metavar="ORGANISATION", help="Put its two explanations side by side. May be repeated."
)
@click.option(
    "--near",
    type=click.IntRange(0, 10_000),
    default=10,
    show_default=True,
    metavar="N",
    help="How many organisations near a boundary to name.",
)
@click.option("--orders", type=click.IntRange(20, 1_000_000), metavar="N", help="How many orders of changes to sample.")
@click.option("--no-attribution", is_flag=True, help="Leave out which change moves whom.")
@click.option("--all", "everything", is_flag=True, help="Every change with its place and in full, and every mover.")
@click.option("--exit-code", is_flag=True, help="End with 1 if a change can move a rating, else with 0.")
@click.option("--out", type=OUT, help="A file to write to, instead of printing.")
@format_option("text", "json", "markdown", "html", "csv")
@click.pass_context
def diff(
    ctx: click.Context,
    /,
    old: Path,
    new: Path,
    rating: str | None,
    explain: tuple[str, ...],
    near: int,
    orders: int | None,
    no_attribution: bool,
    everything: bool,
    exit_code: bool,
    out: Path | None,
    form: str,
    **given: Any,
) -> None:
    """Say what changed between OLD and NEW, two versions of a ruleset, by meaning: comments and layout are no change.

    With --data, both versions rate the same data: who moves, because of which change, who is near a boundary. With
    --older-data as well, OLD rates these, and movements are put down to figures, gaps, peers, rules and panels.
    """
    newer, older = two_data(given)
    asked = {"rating": rating, "explain": explain, "orders": orders, "no-attribution": no_attribution}
    if newer is None and (idle := [name for name, value in asked.items() if value]):
        raise click.UsageError(f"--{idle[0]} is about ratings; name data with --data", ctx)
    told = pipeline.difference(
        old, new, newer, older_data=older, rating=rating, near=near, attribute=not no_attribution, orders=orders
    )
    if told.difference is None:
        console.give_up(ctx, told.findings, form)
    difference = told.difference
    _check_organisations(ctx, difference, explain)
    _show(difference, form, out, everything=everything, explain=explain)
    ctx.exit(1 if exit_code and difference.can_move else 0)


def _check_organisations(ctx: click.Context, difference: Difference, organisations: Sequence[str]) -> None:
    """Names an organisation that is to be explained and that is in no data."""
    if difference.impact is None:
        return
    known = {**difference.impact.before.keys.names, **difference.impact.after.keys.names}
    for organisation in organisations:
        if organisation not in known:
            raise click.UsageError(console.unknown_organisation(organisation, known), ctx)


def _show(difference: Difference, form: str, out: Path | None, *, everything: bool, explain: Sequence[str]) -> None:
    """Print the difference, or write it to a file."""
    if form == "text" and out is None:
        console.show_findings(difference.findings)
        console.show(difference.to_text(console.width(), everything=everything, explain=explain), STYLES)
        return
    if form != "json":
        click.echo(render_plain(difference.findings), err=True, nl=False)
    document = _document(difference, form, everything=everything, explain=explain)
    if out is None:
        console.write(document)
    else:
        write_whole(out, document)
        console.show(f"written: {out}\n")


def _document(difference: Difference, form: str, *, everything: bool, explain: Sequence[str]) -> str:
    match form:
        case "json":
            return console.json_text(difference.to_json(explain))
        case "markdown":
            return difference.to_markdown(explain)
        case "html":
            return difference.to_html(explain)
        case "csv":
            return _changes_csv(difference)
        case _:
            return difference.to_text(everything=everything, explain=explain)


def _changes_csv(difference: Difference) -> str:
    """A row for each change of the rules; text that a spreadsheet would take for a formula has an apostrophe before."""
    from ccgrules.differences.report.json_form import CHANGE_COLUMNS
    from ccgrules.tables import csv_text

    rows = difference.to_dicts()
    return csv_text({key: [row[key] for row in rows] for key in CHANGE_COLUMNS}, excel_safe=True)
