"""What `diff` and `whatif` have in common: how a difference is looked at, and how it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccgrules.cli import console
from ccgrules.cli.files import write_whole
from ccgrules.cli.options import Command, decorated, format_option
from ccgrules.diagnostics.render import render_plain

if TYPE_CHECKING:
    from ccgrules.diagnostics.diagnostic import Diagnostic
    from ccgrules.differences.difference import Difference

OUT = click.Path(dir_okay=False, path_type=Path)
STYLES = (
    *console.HEADING_STYLES,
    (r"^  (Rules: |What is tried$|On the same data |From |Because of$|Who moves|Near a ).*$", "bold"),
)


def view_options(command: Command) -> Command:
    """`--rating`, and what of a difference is worked out and shown, and in which form."""
    options = (
        click.option("--rating", metavar="NAME", help="Which rating; the headline if not given."),
        click.option(
            "--explain",
            multiple=True,
            metavar="ORGANISATION",
            help="Put its two explanations side by side. May be repeated.",
        ),
        click.option(
            "--near",
            type=click.IntRange(0, 10_000),
            default=10,
            show_default=True,
            metavar="N",
            help="How many organisations near a boundary to name.",
        ),
        click.option(
            "--orders",
            type=click.IntRange(20, 1_000_000),
            metavar="N",
            help="How many orders of changes to sample, where there are too many to follow all; 400 if not given.",
        ),
        click.option("--no-attribution", is_flag=True, help="Leave out which change moves whom."),
        click.option(
            "--all", "everything", is_flag=True, help="Every change with its place and in full, and every mover."
        ),
        click.option("--out", type=OUT, help="A file to write to, instead of printing."),
        format_option("text", "json", "markdown", "html", "csv"),
    )
    return decorated(command, options)


def check_organisations(ctx: click.Context, difference: Difference, organisations: Sequence[str]) -> None:
    """Names an organisation that is to be explained and that is in no data."""
    if difference.impact is None:
        return
    known = {**difference.impact.before.keys.names, **difference.impact.after.keys.names}
    for organisation in organisations:
        if organisation not in known:
            raise click.UsageError(console.unknown_organisation(organisation, known), ctx)


def show_difference(
    difference: Difference, form: str, out: Path | None, *, everything: bool, explain: Sequence[str]
) -> None:
    """Print the difference, or write it to a file."""
    if form == "text" and out is None:
        console.show_findings(difference.findings)
        console.show(difference.to_text(console.width(), everything=everything, explain=explain), STYLES)
        return
    write_document(_document(difference, form, everything=everything, explain=explain), difference.findings, form, out)


def write_document(document: str, findings: Sequence[Diagnostic], form: str, out: Path | None) -> None:
    """Print a document that is not for a terminal, or write it to a file; findings that are not in it go beside it."""
    if form != "json":
        click.echo(render_plain(findings), err=True, nl=False)
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
