"""`ccgrules check`: what is wrong with a ruleset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.options import EXISTING_FILE, format_option
from ccgrules.diagnostics.diagnostic import has_errors
from ccgrules.explain.digits import counted
from ccgrules.version import VERSION


@click.command(short_help="Say what is wrong with a ruleset.")
@click.argument("rulesets", nargs=-1, required=True, type=EXISTING_FILE)
@format_option("text", "json", "github", "sarif")
@click.pass_context
def check(ctx: click.Context, rulesets: tuple[Path, ...], form: str) -> None:
    """Check rulesets: names, types and units, missing values, weights, thresholds that leave a gap."""
    checked = [pipeline.check(path) for path in rulesets]
    findings = [finding for one in checked for finding in one.findings]
    if form == "json":
        console.show_json(console.findings_json(findings))
    elif form == "github":
        from ccgrules.diagnostics.render import render_github

        console.write(render_github(findings))
    elif form == "sarif":
        from ccgrules.diagnostics.sarif import render_sarif

        console.show_json(render_sarif(findings, VERSION))
    else:
        console.show_findings(findings)
        console.show(f"{console.tally(findings)} in {_what_was_checked(checked)}\n")
    ctx.exit(1 if has_errors(findings) else 0)


def _what_was_checked(checked: Sequence[pipeline.Checked]) -> str:
    """`1 ruleset (62 indicators, 4 ratings)`; without the bracket where a ruleset is too broken to count."""
    words = counted(len(checked), "ruleset")
    rulesets = [one.ruleset for one in checked if one.ruleset is not None]
    if len(rulesets) < len(checked):
        return words
    indicators = counted(sum(len(r.indicators) for r in rulesets), "indicator")
    return f"{words} ({indicators}, {counted(sum(len(r.ratings) for r in rulesets), 'rating')})"
