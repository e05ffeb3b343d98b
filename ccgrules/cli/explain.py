"""`ccgrules explain`: why one organisation has its rating."""

from __future__ import annotations

from pathlib import Path

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.options import data_arguments, data_options, format_option, ruleset_argument
from ccgrules.explain.forms import to_json
from ccgrules.explain.wording import WIDTH


@click.command(short_help="Explain one organisation's rating.")
@ruleset_argument
@data_arguments
@click.option("--for", "organisation", required=True, metavar="ORGANISATION", help="The code of the organisation.")
@click.option("--period", help="The period; the last one in the data if not given.")
@click.option("--result", "asked", metavar="NAME", help="A rating or measure; the first result if not given.")
@click.option("--workings", is_flag=True, help="Print how each figure was worked out as well, in full.")
@format_option("text", "json", "html")
@click.pass_context
def explain(
    ctx: click.Context,
    /,
    ruleset: Path,
    organisation: str,
    period: str | None,
    asked: str | None,
    workings: bool,
    form: str,
    **data: object,
) -> None:
    """Explain the rating of one organisation in DATA, so that it can be worked out again by hand."""
    rated = pipeline.run(ruleset, data_options(data))
    if rated.result is None:
        console.give_up(ctx, rated.findings, form)
    known = rated.result.keys.names
    if organisation not in known:
        raise click.UsageError(console.unknown_organisation(organisation, known), ctx)
    shown = console.chosen_period(rated.result, period)
    if (organisation, shown) not in zip(rated.result.keys.organisations, rated.result.keys.periods, strict=True):
        raise click.UsageError(f"the data have no row for `{organisation}` in {shown}", ctx)
    derivation = pipeline.explain(rated.result, organisation, shown, console.chosen_result(rated.result, asked))
    if form == "json":
        console.show_json(to_json(derivation))
    elif form == "html":
        console.write(pipeline.explanation_page(derivation))
    else:
        console.show(
            pipeline.explanation_text(derivation, console.width(WIDTH), workings=workings), console.HEADING_STYLES
        )
