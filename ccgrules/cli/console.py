"""Printing: plain when piped, coloured in a terminal. The only place that uses Rich, and only where it shows."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from ccgrules.diagnostics.diagnostic import Diagnostic, Severity
from ccgrules.diagnostics.suggest import nearest
from ccgrules.explain.digits import counted

if TYPE_CHECKING:
    from rich.text import Text

    from ccgrules.engine.result import Result

DEFAULT_WIDTH, NARROWEST, WIDEST = 120, 60, 160

# What is coloured in a finding: a pattern, and the style of each match.
FINDING_STYLES = (
    (r"^error\[\w+\]", "bold red"),
    (r"^warning\[\w+\]", "bold yellow"),
    (r"^note\[\w+\]", "bold cyan"),
    (r"^ *(-->|:::) .*$", "cyan"),
    (r"^ *\d* \|", "blue"),
    (r"(?<=\| ) *\^+.*$", "bold red"),
    (r"(?<=\| ) *-+ .*$", "blue"),
    (r"^ +=( help:)?", "bold cyan"),
    (r"`[^`]*`", "bold"),
)
# JSON itself escapes the control characters below the space; these are left, and half of a pair of code units.
STEERING = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
HEADING_STYLES = ((r"\A.*$", "bold"),)


def width(piped: int = DEFAULT_WIDTH) -> int:
    """Columns to write in: those of the terminal, or `piped` where there is none."""
    if not sys.stdout.isatty():
        return piped
    import shutil

    return min(max(shutil.get_terminal_size((piped, 24)).columns, NARROWEST), WIDEST)


def show(text: str, styles: Sequence[tuple[str, str]] = ()) -> None:
    """Print a text that has its line ends, coloured by `styles` if this is a terminal that wants colour.

    Titles and names in it come from rulesets and data: what could steer a terminal is written as an escape.
    """
    text = visible(text)
    if not styles or not _coloured():
        sys.stdout.write(text)
        return
    from rich.console import Console

    Console(soft_wrap=True, highlight=False).print(_styled(text, styles), end="")


def _styled(text: str, styles: Sequence[tuple[str, str]]) -> Text:
    from rich.text import Text

    styled = Text(text)
    for pattern, style in styles:
        for match in re.finditer(pattern, text, re.MULTILINE):
            styled.stylize(style, match.start(), match.end())
    return styled


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write(document: str) -> None:
    """Print a document for another program, such as a page or a ruleset, as it stands."""
    sys.stdout.write(document)


def visible(text: str) -> str:
    """The text with every character that does not show itself, but for line ends, written as an escape."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    from ccgrules.diagnostics.render import escape

    return "\n".join(map(escape, text.split("\n")))


def show_diff(path: Path, before: str, after: str, what: str) -> None:
    """Print how a file differs from what it is to be; `what` says what that is."""
    import difflib

    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for line in difflib.unified_diff(old, new, str(path), f"{path} ({what})"):
        show(line if line.endswith("\n") else line + "\n\\ no line end at the end of the file\n")


def show_json(document: object) -> None:
    """Print a document as JSON."""
    sys.stdout.write(json_text(document))


def json_text(document: object) -> str:
    """A document as JSON: keys in the order given, characters as they are but for those that could steer a terminal."""
    return STEERING.sub(_json_escape, json.dumps(document, ensure_ascii=False, indent=2)) + "\n"


def _json_escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def show_findings(findings: Iterable[Diagnostic]) -> None:
    """Print findings as people read them, with an empty line after each."""
    from ccgrules.diagnostics.render import render_plain

    if text := render_plain(findings, width()):
        show(text + "\n", FINDING_STYLES)


def findings_json(findings: Sequence[Diagnostic]) -> dict[str, object]:
    """The document of `schemas/diagnostics.schema.json`."""
    from ccgrules.diagnostics.render import render_json

    counts = {severity: sum(f.severity is severity for f in findings) for severity in Severity}
    return {
        "diagnostics": render_json(findings),
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
        "notes": counts[Severity.NOTE],
    }


def give_up(ctx: click.Context, findings: Sequence[Diagnostic], form: str) -> NoReturn:
    """Print the findings that stand in the way, in the form asked for, and end with exit code 1."""
    if form == "json":
        show_json(findings_json(findings))
    else:
        show_findings(findings)
        show(f"{tally(findings)}; nothing was worked out\n")
    ctx.exit(1)


def chosen_period(result: Result, period: str | None) -> str:
    """The period asked for, or the last one in the data.

    Raises:
        click.UsageError: The data have no such period.
    """
    known = result.keys.period_order
    if period is None:
        return known[-1]
    if period not in known:
        raise click.UsageError(f"the data have no period `{period}`; they have {', '.join(known) or 'none'}")
    return period


def chosen_result(result: Result, name: str | None) -> str | None:
    """The rating, judgement or measure asked for; None for the framework's first result.

    Raises:
        click.UsageError: The rules have no such thing.
    """
    rules = result.plan.ruleset
    known = (*rules.ratings, *rules.judgements, *rules.measures)
    if name is None or name in known:
        return name
    near = nearest(name, known)
    hint = f"did you mean `{near}`?" if near else f"they have {', '.join(rules.framework.results)}"
    raise click.UsageError(f"the rules have no rating or measure `{name}`; {hint}")


def unknown_organisation(organisation: str, names: Mapping[str, str]) -> str:
    """What is said of an organisation that is not in the data: `did you mean X17 (Northmoor)?`."""
    by_name = {name.lower(): code for code, name in names.items()}
    near = by_name.get(organisation.lower()) or nearest(organisation, names)
    near = near or by_name.get(nearest(organisation.lower(), by_name) or "")
    hint = f"; did you mean `{near}` ({names[near]})?" if near else ""
    return f"there is no organisation `{organisation}` in the data{hint}"


def tally(findings: Sequence[Diagnostic]) -> str:
    """`1 error, 0 warnings`, and notes if there are any."""
    counts = {severity: sum(f.severity is severity for f in findings) for severity in Severity}
    words = [counted(counts[Severity.ERROR], "error"), counted(counts[Severity.WARNING], "warning")]
    if counts[Severity.NOTE]:
        words.append(counted(counts[Severity.NOTE], "note"))
    return ", ".join(words)


def bullet_list(items: Sequence[str], most: int = 6) -> str:
    """`a, b, c and 4 more`."""
    if len(items) <= most:
        return ", ".join(items)
    return f"{', '.join(items[:most])} and {len(items) - most} more"
