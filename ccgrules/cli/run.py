"""`ccgrules run`: rates organisations, says what came of it, and writes the ratings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.files import write_whole
from ccgrules.cli.options import data_arguments, data_options, format_option, ruleset_argument
from ccgrules.engine.result import Result
from ccgrules.explain.digits import counted, plural
from ccgrules.explain.row import REASONS
from ccgrules.record import digests, run_record
from ccgrules.summary import Effect, LabelCount, Summary, Unrated, summarise
from ccgrules.tables import csv_text, ratings_table

FOLDER = click.Path(file_okay=False, path_type=Path)
LONGEST_BAR = 23
SHOWN_DIGITS = 8
MOST_NAMES = 4
EFFECT_WORDS = {
    "no better than": "are held at {label}",
    "no worse than": "are raised to {label}",
    "becomes": "are put in {label}",
    "not rated": "are not rated",
}


@click.command()
@ruleset_argument
@data_arguments
@click.option("--period", help="The period to sum up; the last one in the data if not given.")
@click.option("--out", type=FOLDER, help="A folder for ratings.csv and run.json; made if new.")
@click.option("--excel-safe", is_flag=True, help="Put an apostrophe before text that Excel takes for a formula.")
@format_option("text", "json")
@click.pass_context
def run(
    ctx: click.Context,
    ruleset: Path,
    period: str | None,
    out: Path | None,
    excel_safe: bool,
    form: str,
    **data: object,
) -> None:
    """Rate the organisations in DATA by RULESET. Nothing is rated from a ruleset or from data with errors in them."""
    rated = pipeline.run(ruleset, data_options(data))
    if rated.result is None:
        console.give_up(ctx, rated.findings, form)
    summary = summarise(rated.result, console.chosen_period(rated.result, period))
    record = run_record(rated.result, summary)
    if out is not None:
        _write(out, csv_text(ratings_table(rated.result), excel_safe=excel_safe), record)
    if form == "json":
        console.show_json(record)
        return
    console.show_findings(rated.findings)
    console.show("".join(f"{line}\n" for line in _page(summary, rated.result, out)), console.HEADING_STYLES)


def _write(folder: Path, ratings: str, record: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "ratings.csv", ratings)
    write_whole(folder / "run.json", console.json_text(record))


def _page(summary: Summary, result: Result, out: Path | None) -> Iterator[str]:
    period = f" · {summary.period}" if summary.period else ""
    yield f"{summary.framework} · {counted(summary.organisations, summary.rates)}{period}"
    yield ""
    if summary.labels:
        yield from _label_table(summary)
    else:
        rated_count = summary.organisations - len(summary.unrated)
        yield f"  {summary.headline}: a number for {rated_count} of {counted(summary.organisations, summary.rates)}"
    yield from _effects(summary)
    if left_out := result.dataset.left_out:
        yield ""
        yield f"  Left out as you asked: {console.bullet_list(left_out)}"
    yield ""
    if out is not None:
        yield f"  Ratings   {out / 'ratings.csv'}   a row for each {summary.rates}"
        yield f"  Run       {out / 'run.json'}   digests of rules and data, versions"
    yield "  ".join(f"{what} {name[:SHOWN_DIGITS]}…" for what, name in digests(result).items())


def _label_table(summary: Summary) -> Iterator[str]:
    undetermined = "cannot be determined"
    titles = [label.title for label in summary.labels] + ([undetermined] if summary.unrated else [])
    wide = max(len(title) for title in [*titles, summary.headline])
    most = max([1, *(label.count for label in summary.labels)])
    yield f"  {summary.headline:<{wide}}  {plural(summary.rates).capitalize()}"
    for label in summary.labels:
        yield _row(label.title, label, summary.organisations, wide, most)
    if summary.unrated:
        row = _row(undetermined, LabelCount("", "", len(summary.unrated)), summary.organisations, wide, 0)
        yield f"{row}   {_names(summary.unrated)}"


def _row(title: str, label: LabelCount, total: int, wide: int, most: int) -> str:
    bar = "█" * round(LONGEST_BAR * label.count / most) if most else ""
    share = f"{100 * label.count / total:.1f}%" if total else ""
    return f"  {title:<{wide}}  {bar:<{LONGEST_BAR}} {label.count:>6,}  {share:>6}"


def _names(unrated: Sequence[Unrated]) -> str:
    return console.bullet_list([f"{u.name} ({REASONS[u.reason]})" for u in unrated], MOST_NAMES)


def _effects(summary: Summary) -> Iterator[str]:
    for effect in summary.effects:
        yield ""
        yield f"  {_effect(effect, summary.rates)}"


def _effect(effect: Effect, rates: str) -> str:
    """`14 trusts are held at Segment 3 (otherwise Segment 1 for 8, Segment 2 for 6): Segments 1 and 2 are kept …`."""
    words = EFFECT_WORDS[effect.kind].format(label=effect.label)
    if effect.moved == 1:
        words = words.replace("are ", "is ", 1)
    otherwise = ", ".join(f"{label} for {count}" for label, count in effect.moved_from)
    because = f": {effect.because}" if effect.because else ""
    return f"{counted(effect.moved, rates)} {words} (otherwise {otherwise}){because}"
