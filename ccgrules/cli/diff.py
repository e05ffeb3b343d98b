"""`ccgrules diff`: what changed between two versions of a framework, who moves, and because of which change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ccgrules import comparing
from ccgrules.cli import console
from ccgrules.cli.differences import check_organisations, show_difference, view_options
from ccgrules.cli.options import EXISTING_FILE, two_data, two_data_options


@click.command(short_help="Say what changed between two versions, and who moves.")
@click.argument("old", type=EXISTING_FILE)
@click.argument("new", type=EXISTING_FILE)
@two_data_options
@view_options
@click.option("--exit-code", is_flag=True, help="End with 1 if a change can move a rating, else with 0.")
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
    told = comparing.difference(
        old, new, newer, older_data=older, rating=rating, near=near, attribute=not no_attribution, orders=orders
    )
    if told.difference is None:
        console.give_up(ctx, told.findings, form)
    check_organisations(ctx, told.difference, explain)
    show_difference(told.difference, form, out, everything=everything, explain=explain)
    ctx.exit(1 if exit_code and told.difference.can_move else 0)
