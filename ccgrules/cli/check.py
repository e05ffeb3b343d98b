"""`ccgrules check`: what is wrong with a ruleset."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.files import write_whole
from ccgrules.cli.options import EXISTING_FILE, format_option
from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors
from ccgrules.explain.digits import counted
from ccgrules.version import VERSION

if TYPE_CHECKING:
    from ccgrules.mending import Mended

MOST_EDITS_SHOWN = 3


@click.command(short_help="Say what is wrong with a ruleset.")
@click.argument("rulesets", nargs=-1, required=True, type=EXISTING_FILE)
@format_option("text", "json", "github", "sarif")
@click.option("--fix", is_flag=True, help="Mend in the files what can be mended for certain, and check the rest.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what `--fix` would change.")
@click.pass_context
def check(ctx: click.Context, rulesets: tuple[Path, ...], form: str, fix: bool, show_diff: bool) -> None:
    """Check rulesets: names, types and units, missing values, weights, thresholds that leave a gap."""
    if not fix and not show_diff:
        checked = [pipeline.check(path) for path in rulesets]
        _report(checked, form, None)
        ctx.exit(1 if _any_errors(checked) else 0)
    from ccgrules.mending import mend

    mended = [mend(path) for path in rulesets]
    if show_diff:
        ctx.exit(_show_changes(mended))
    for one in mended:
        if one.after != one.before:
            write_whole(one.checked.path, one.after)
    checked = [one.checked for one in mended]
    _report(checked, form, [finding for one in mended for finding in one.made])
    ctx.exit(1 if _any_errors(checked) else 0)


def _any_errors(checked: Sequence[pipeline.Checked]) -> bool:
    return any(has_errors(one.findings) for one in checked)


def _show_changes(mended: Sequence[Mended]) -> int:
    """What would be changed; the exit code is 1 where anything would be, or would be left to put right by hand."""
    for one in mended:
        console.show_diff(one.checked.path, one.before, one.after, "mended")
    changed = any(one.after != one.before for one in mended)
    return 1 if changed or _any_errors([one.checked for one in mended]) else 0


def _report(checked: Sequence[pipeline.Checked], form: str, made: Sequence[Diagnostic] | None) -> None:
    """What was found, and, where files were mended, what was mended."""
    findings = [finding for one in checked for finding in one.findings]
    if form == "json":
        document = console.findings_json(findings)
        if made is not None:
            document["mended"] = console.findings_json(made)["diagnostics"]
        console.show_json(document)
    elif form == "github":
        from ccgrules.diagnostics.render import render_github

        console.write(render_github(findings))
    elif form == "sarif":
        from ccgrules.diagnostics.sarif import render_sarif

        console.show_json(render_sarif(findings, VERSION))
    else:
        _show_made(made or ())
        console.show_findings(findings)
        mended = f"{counted(len(made), 'finding')} mended; " if made is not None else ""
        console.show(f"{mended}{console.tally(findings)} in {_what_was_checked(checked)}\n")


def _show_made(made: Sequence[Diagnostic]) -> None:
    for finding in made:
        span = finding.primary.span if finding.primary is not None else None
        edits = ", ".join(f"`{edit.span.text}` to `{edit.replacement}`" for edit in finding.fixes[:MOST_EDITS_SHOWN])
        more = f" and {len(finding.fixes) - MOST_EDITS_SHOWN} more" if len(finding.fixes) > MOST_EDITS_SHOWN else ""
        console.show(f"mended {span}: {finding.code}, {edits}{more}\n")
    if made:
        console.show("\n")


def _what_was_checked(checked: Sequence[pipeline.Checked]) -> str:
    """`1 ruleset (62 indicators, 4 ratings)`; without the bracket where a ruleset is too broken to count."""
    words = counted(len(checked), "ruleset")
    rulesets = [one.ruleset for one in checked if one.ruleset is not None]
    if len(rulesets) < len(checked):
        return words
    indicators = counted(sum(len(r.indicators) for r in rulesets), "indicator")
    return f"{words} ({indicators}, {counted(sum(len(r.ratings) for r in rulesets), 'rating')})"
