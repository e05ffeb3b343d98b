"""`ccgrules codes`: what each code of a finding means."""

from __future__ import annotations

import click

from ccgrules.cli import console
from ccgrules.cli.options import format_option
from ccgrules.diagnostics.codes import CODES, Code
from ccgrules.diagnostics.suggest import did_you_mean


@click.command(short_help="Explain the codes of findings.")
@click.argument("code", required=False)
@format_option("text", "json")
def codes(code: str | None, form: str) -> None:
    """List the codes of findings, or explain one: what it says, why it matters, what to write instead."""
    chosen = [_find(code)] if code is not None else list(CODES.values())
    if form == "json":
        console.show_json({"codes": [_as_json(c) for c in chosen]})
    elif code is not None:
        console.show(_page(chosen[0]), console.HEADING_STYLES)
    else:
        console.show("".join(f"{c.code}  {c.severity:<7}  {c.title}\n" for c in chosen))


def _find(code: str) -> Code:
    wanted = code.upper()
    wanted = f"CCG{wanted}" if wanted.isdigit() else wanted
    if wanted not in CODES:
        hint = did_you_mean(wanted, CODES) or "`ccgrules codes` lists them all"
        raise click.UsageError(f"there is no code `{code}`; {hint}")
    return CODES[wanted]


def _page(code: Code) -> str:
    paragraphs = [f"{code.code} ({code.severity}): {code.title}", _wrapped(code.what), _wrapped(code.why)]
    if code.example:
        paragraphs.append("For example\n\n" + _indented(code.example))
    if code.instead:
        paragraphs.append("Instead\n\n" + _indented(code.instead))
    return "\n\n".join(paragraphs) + "\n"


def _wrapped(text: str) -> str:
    import textwrap

    return textwrap.fill(text, min(console.width(), 100))


def _indented(text: str) -> str:
    import textwrap

    return textwrap.indent(textwrap.dedent(text).strip("\n"), "    ")


def _as_json(code: Code) -> dict[str, str]:
    return {
        "code": code.code,
        "severity": str(code.severity),
        "title": code.title,
        "what": code.what,
        "why": code.why,
        "example": code.example,
        "instead": code.instead,
    }
