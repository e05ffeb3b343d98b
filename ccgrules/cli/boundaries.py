"""`ccgrules test --boundaries`: what the rules give at, just under and just over each threshold, and tests of it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.files import write_whole
from ccgrules.diagnostics.diagnostic import Severity, has_errors
from ccgrules.explain.digits import counted
from ccgrules.scenario.boundaries.blocks import with_blocks
from ccgrules.scenario.boundaries.report import ExampleTold, Told, boundaries_json
from ccgrules.scenario.boundaries.steps import SIZES

NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?")
STYLES = ((r"^\S.*$", "bold"), (r"(?<=  )no test at .*$", "yellow"))
MOST_NAMED = 4


def read_sizes(ctx: click.Context, option: click.Parameter, values: Sequence[str]) -> Mapping[str, Fraction]:
    """`percent=0.5`, `number=0.1`: how far just under and just over are from a limit."""
    del ctx, option
    sizes = {}
    for value in values:
        kind, _, size = value.partition("=")
        if kind not in SIZES:
            raise click.BadParameter(f"`{kind}` is none of {', '.join(SIZES)}")
        if NUMBER.fullmatch(size) is None or not Fraction(size):
            raise click.BadParameter(f"`{size}` is no number above 0; write it as `{kind}=0.5`")
        sizes[kind] = Fraction(size)
    return sizes


def show_boundaries(
    ctx: click.Context, ruleset: Path, sizes: Mapping[str, Fraction], form: str, *, write: bool
) -> None:
    """Print the examples at each threshold; if `write`, add those that no test holds to the ruleset."""
    found = pipeline.boundaries(pipeline.check(ruleset), sizes)
    broken = has_errors(found.findings)
    trouble = _add(ruleset, found.tests) if write and found.rows and not broken else None
    written = found.rows if write and not broken and trouble is None else 0
    if form == "json":
        console.show_json(boundaries_json(found.told, found.findings, written if write else None))
    else:
        console.show_findings(found.findings)
        _show(found.told)
        console.show(_ending(found.told, ruleset, written, write=write) if not broken else "")
    if trouble is not None:
        click.echo(f"nothing was written: {console.visible(trouble)}", err=True)
    ctx.exit(1 if broken or trouble is not None else 0)


# --- printing --------------------------------------------------------------------------------------------------------


def _show(told: Sequence[Told]) -> None:
    shown = [one for one in told if one.examples]
    for (within, column), several in groupby(_grouped(shown), lambda one: (one.within, one.told)):
        console.show(f"{within} ({column})\n", STYLES)
        for one in several:
            _show_one(one)
        console.show("\n")
    _show_without([one for one in told if not one.examples])


def _show_without(told: Sequence[Told]) -> None:
    """The thresholds without examples; the same words for the same reason once, with all their lines."""
    alike: dict[tuple[str, str, str | None], list[Told]] = {}
    for one in told:
        alike.setdefault((one.file, one.rule, one.why_not), []).append(one)
    if alike:
        console.show("No examples are made of these:\n", STYLES)
        for (file, rule, why_not), several in alike.items():
            lines = console.bullet_list(list(dict.fromkeys(str(one.line) for one in several)))
            within = console.bullet_list([one.told for one in several], MOST_NAMED)
            console.show(f"  {file}:{lines}  {rule}  ({within})\n      {why_not}\n")
        console.show("\n")


def _grouped(told: Sequence[Told]) -> list[Told]:
    """Those of one value together, in the order in which values first come."""
    order = list(dict.fromkeys((one.within, one.told) for one in told))
    return sorted(told, key=lambda one: order.index((one.within, one.told)))


def _show_one(one: Told) -> None:
    limit = f"  [{one.direction} {one.limit}]" if one.limit else ""
    console.show(f"  {one.file}:{one.line}  {one.rule}{limit}\n")
    values = " · ".join(f"{example.at}: {example.outcome}" for example in one.examples)
    console.show(f"    {one.moved}  {values}{_untested(one)}\n", STYLES)
    if others := _others(one):
        console.show(f"      with {others}\n")
    if one.together:
        console.show("      the examples stand together: what comes of one may hang on the others\n")
    if one.why_not is not None:
        console.show(f"      not written as a test, because {one.why_not}\n")


def _untested(one: Told) -> str:
    missing = [example.at for example in one.examples if not example.tested]
    if one.why_not is not None or not missing:
        return ""
    return f"   no test at {', '.join(missing)}"


def _others(one: Told) -> str:
    """What all examples give alike beside what is moved, as far as it can be read in one line."""
    alike = [pair for pair in one.examples[0].given if all(pair in example.given for example in one.examples)]
    named = [f"{name} {text}" for name, text in alike]
    period = _period(one.examples[0])
    return console.bullet_list([*period, *named], MOST_NAMED) if named or period else ""


def _period(example: ExampleTold) -> list[str]:
    return [f"period {example.period}"] if example.period else []


def _ending(told: Sequence[Told], ruleset: Path, written: int, *, write: bool) -> str:
    if not told:
        return "no condition compares a number with a limit\n"
    examples = [example for one in told if one.why_not is None for example in one.examples]
    missing = sum(not example.tested for example in examples)
    held = f"{len(examples) - missing} of {counted(len(examples), 'example')}"
    lines = [f"{counted(len(told), 'threshold')}; {held} are held by tests"]
    if written:
        lines.append(f"{counted(written, 'example')} added to {ruleset} as tests")
        lines.append(
            "These tests record what the rules give now: read each against the policy that the rules are to state"
        )
    elif write:
        lines.append("nothing to add")
    elif missing:
        lines.append("`--write` adds those that are missing to the ruleset, as tests of what the rules give now")
    return "".join(f"{line}\n" for line in lines)


# --- writing ---------------------------------------------------------------------------------------------------------


def _add(ruleset: Path, tests: str) -> str | None:
    """Add test blocks behind a ruleset's text, if it is then clean and its tests pass; else says why not."""
    text = with_blocks(ruleset.read_bytes().decode("utf-8"), tests)
    with tempfile.NamedTemporaryFile(dir=ruleset.parent, prefix=f".{ruleset.stem}.", suffix=".rules") as beside:
        beside.write(text.encode("utf-8"))
        beside.flush()
        trouble = _trouble(ruleset, Path(beside.name))
    if trouble is None:
        write_whole(ruleset, text)
    return trouble


def _trouble(before: Path, after: Path) -> str | None:
    """What is wrong with a ruleset that was made of another."""
    earlier, checked = pipeline.check(before), pipeline.check(after)
    for severity in (Severity.ERROR, Severity.WARNING):
        if _many(checked, severity) > _many(earlier, severity):
            return f"with the tests added, the ruleset would have {severity.value}s that it does not have now"
    report, _ = pipeline.test(checked)
    failing = [told.title for told in report.tests if not told.passed]
    if failing:
        return f"{counted(len(failing), 'test')} of the ruleset would fail, the first of them “{failing[0]}”"
    return None


def _many(checked: pipeline.Checked, severity: Severity) -> int:
    return sum(found.severity is severity for found in checked.findings)
