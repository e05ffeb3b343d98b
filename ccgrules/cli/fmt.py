"""`ccgrules fmt`: one layout for every ruleset."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.files import write_whole
from ccgrules.cli.options import EXISTING_FILE
from ccgrules.diagnostics.diagnostic import Diagnostic, has_errors
from ccgrules.explain.digits import counted


@dataclass(frozen=True, slots=True)
class Formatted:
    """One file: as it is, and as it should be laid out (None where it cannot be read as a ruleset)."""

    path: Path
    before: str
    after: str | None
    findings: tuple[Diagnostic, ...]


@click.command(short_help="Lay rulesets out in the one standard way.")
@click.argument("rulesets", nargs=-1, required=True, type=EXISTING_FILE)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file is not in layout.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change.")
@click.pass_context
def fmt(ctx: click.Context, rulesets: tuple[Path, ...], only_check: bool, show_diff: bool) -> None:
    """Lay rulesets out in the one standard way. Comments are kept, and the meaning never changes."""
    files = [_format(path) for path in rulesets]
    broken = [file for file in files if file.after is None]
    changed = [file for file in files if file.after is not None and file.after != file.before]
    for file in broken:
        console.show_findings(file.findings)
        console.show(f"{file.path} is left as it is\n")
    for file in changed:
        if show_diff:
            console.show_diff(file.path, file.before, file.after or "", "in layout")
        elif not only_check:
            write_whole(file.path, file.after or "")
    dry = only_check or show_diff
    if not show_diff:
        _report(changed, len(files) - len(changed) - len(broken), dry=dry)
    ctx.exit(1 if broken or (dry and changed) else 0)


def _format(path: Path) -> Formatted:
    tree, findings = pipeline.parse(path)
    if tree is None or has_errors(findings):
        return Formatted(path, "", None, findings)
    return Formatted(path, path.read_bytes().decode("utf-8"), pipeline.format_tree(tree), findings)


def _report(changed: list[Formatted], unchanged: int, *, dry: bool) -> None:
    for file in changed:
        console.show(f"{'not in layout' if dry else 'laid out'}: {file.path}\n")
    changes = f"{counted(len(changed), 'file')} {'to change' if dry else 'changed'}"
    console.show(f"{changes}, {unchanged} already in layout\n")
