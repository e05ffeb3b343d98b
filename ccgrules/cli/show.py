"""`ccgrules show`: what a ruleset holds, or the whole of it after its amendments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.options import format_option, ruleset_argument
from ccgrules.model.ruleset import Group, Ruleset
from ccgrules.model.to_json import to_json


@click.command(short_help="Show what a ruleset holds.")
@ruleset_argument
@click.option("--consolidated", is_flag=True, help="Print the whole framework that amendments and parts come to.")
@format_option("text", "json")
@click.pass_context
def show(ctx: click.Context, ruleset: Path, consolidated: bool, form: str) -> None:
    """Show what a ruleset holds: its groups with their indicators, its ratings and measures."""
    checked = pipeline.check(ruleset)
    if checked.ruleset is None:
        console.give_up(ctx, checked.findings, form)
    if form == "json":
        console.show_json(to_json(checked.ruleset))
    elif consolidated:
        console.write(pipeline.consolidated(ruleset))
    else:
        console.show("".join(f"{line}\n" for line in _contents(checked.ruleset)), console.HEADING_STYLES)


def _contents(ruleset: Ruleset) -> Iterator[str]:
    head = ruleset.framework
    yield head.title
    yield f"  rates {head.rates_title}; results: {', '.join(head.results)}"
    for group in ruleset.groups.values():
        if not group.groups:
            yield ""
            yield from _group(ruleset, group, 1)
    for heading, declared in (
        ("Ratings", ruleset.ratings),
        ("Judgements", ruleset.judgements),
        ("Measures", ruleset.measures),
        ("Conditions", ruleset.conditions),
        ("Parameters", ruleset.parameters),
    ):
        if declared:
            yield ""
            yield f"  {heading}"
            yield from (f"    {name}  {one.title}" for name, one in declared.items())


def _group(ruleset: Ruleset, group: Group, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}{group.title}"
    for indicator in ruleset.indicators.values():
        if group.name in indicator.groups:
            yield f"{indent}  {indicator.name}  {indicator.title}"
    for inner in ruleset.groups.values():
        if group.name in inner.groups:
            yield from _group(ruleset, inner, depth + 1)
