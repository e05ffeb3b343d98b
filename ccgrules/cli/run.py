"""`ccgrules run`: rates organisations, says what came of it, and writes the ratings."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from ccgrules import pipeline
from ccgrules.cli import console
from ccgrules.cli.files import write_whole
from ccgrules.cli.options import data_arguments, data_options, format_option, ruleset_argument
from ccgrules.engine.export import parquet_bytes
from ccgrules.engine.result import Result
from ccgrules.explain.digits import counted, plural
from ccgrules.explain.row import REASONS
from ccgrules.explain.words import capital
from ccgrules.model.types import Reason
from ccgrules.record import digests, run_record
from ccgrules.summary import Effect, Summary, Unrated, summarise
from ccgrules.tables import Table, csv_text, ratings_table, table_rows, trace_table

FOLDER = click.Path(file_okay=False, path_type=Path)
TRACE = click.Path(dir_okay=False, path_type=Path)
TRACE_FORMS = (".csv", ".json", ".parquet")
LONGEST_BAR = 23
SHOWN_DIGITS = 8
MOST_NAMES = 3
EFFECT_WORDS = {
    "no better than": "are held at {label}",
    "no worse than": "are raised to {label}",
    "becomes": "are put in {label}",
    "not rated": "are not rated",
}


@click.command(short_help="Rate organisations.")
@ruleset_argument
@data_arguments
@click.option("--period", help="The period to sum up; the last one in the data if not given.")
@click.option("--result", "asked", metavar="NAME", help="A rating or measure; the first result if not given.")
@click.option("--out", type=FOLDER, help="A folder for ratings.csv and run.json; made if new.")
@click.option("--trace", type=TRACE, help="A .csv, .json or .parquet file for every value that was worked out.")
@click.option("--excel-safe", is_flag=True, help="Put an apostrophe before text that Excel takes for a formula.")
@format_option("text", "json")
@click.pass_context
def run(
    ctx: click.Context,
    /,
    ruleset: Path,
    period: str | None,
    asked: str | None,
    out: Path | None,
    trace: Path | None,
    excel_safe: bool,
    form: str,
    **data: object,
) -> None:
    """Rate the organisations in DATA by RULESET. Nothing is rated from a ruleset or from data with errors in them."""
    if trace is not None and trace.suffix not in TRACE_FORMS:
        raise click.UsageError(f"{trace} should end in {', '.join(TRACE_FORMS)}", ctx)
    rated = pipeline.run(ruleset, data_options(data))
    if rated.result is None:
        console.give_up(ctx, rated.findings, form)
    chosen = console.chosen_result(rated.result, asked)
    summary = summarise(rated.result, console.chosen_period(rated.result, period), chosen)
    names = digests(rated.result)
    record = run_record(rated.result, summary, names, rated.findings)
    if out is not None:
        _write(out, csv_text(ratings_table(rated.result), excel_safe=excel_safe), record)
    if trace is not None:
        write_whole(trace, _trace(ctx, trace_table(rated.result), trace.suffix, excel_safe=excel_safe))
    if form == "json":
        console.show_json(record)
        return
    console.show_findings(rated.findings)
    console.show("".join(f"{line}\n" for line in _page(summary, rated.result, names, out)), console.HEADING_STYLES)


def _write(folder: Path, ratings: str, record: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "ratings.csv", ratings)
    write_whole(folder / "run.json", console.json_text(record))


def _trace(ctx: click.Context, table: Table, suffix: str, *, excel_safe: bool) -> str | bytes:
    if suffix == ".csv":
        return csv_text(table, excel_safe=excel_safe)
    if suffix == ".json":
        return console.json_text(table_rows(table))
    try:
        return parquet_bytes(table)
    except ImportError as error:
        message = 'Parquet needs the extra packages for data: pip install "ccgrules[data]"'
        raise click.UsageError(message, ctx) from error


def _page(summary: Summary, result: Result, names: Mapping[str, str], out: Path | None) -> Iterator[str]:
    # Where the title ends in the period already, it is not said twice.
    period = f" · {summary.period}" if not summary.framework.endswith(summary.period) else ""
    yield f"{summary.framework} · {counted(summary.organisations, summary.noun)}{period}"
    yield ""
    if summary.labels:
        yield from _label_table(summary, result)
    else:
        rated_count = summary.organisations - len(summary.unrated)
        yield f"  {summary.headline}: a number for {rated_count} of {counted(summary.organisations, summary.noun)}"
    yield from _effects(summary)
    yield from _moderation(summary)
    if left_out := result.dataset.left_out:
        yield ""
        yield f"  Left out as you asked: {console.bullet_list(left_out)}"
    yield ""
    if out is not None:
        yield f"  Ratings   {out / 'ratings.csv'}   a row for each {summary.noun}"
        yield f"  Run       {out / 'run.json'}   digests of rules and data, versions"
    yield "  ".join(f"{what} {name[:SHOWN_DIGITS]}…" for what, name in names.items())


def _label_table(summary: Summary, result: Result) -> Iterator[str]:
    not_rated = [one for one in summary.unrated if one.reason is Reason.NOT_RATED]
    undetermined = [one for one in summary.unrated if one.reason is not Reason.NOT_RATED]
    rows = [(label.title, label.count, "█", "") for label in summary.labels]
    if not_rated:
        rows.append(("not rated", len(not_rated), "", console.bullet_list([u.name for u in not_rated], MOST_NAMES)))
    if undetermined:
        first, *others = undetermined
        more = f"; and {counted(len(others), f'more {summary.noun}')}" if others else ""
        why = f"{first.name}: {_cause(first, result, summary)}{more}"
        rows.append(("cannot be determined", len(undetermined), "", why))
    wide = max(len(title) for title in [summary.headline, *(row[0] for row in rows)])
    most = max([1, *(label.count for label in summary.labels)])
    yield f"  {summary.headline:<{wide}}  {capital(plural(summary.noun))}"
    for title, count, mark, names in rows:
        bar = mark * round(LONGEST_BAR * count / most)
        share = f"{100 * count / summary.organisations:.1f}%" if summary.organisations else ""
        yield f"  {title:<{wide}}  {bar:<{LONGEST_BAR}} {count:>6,}  {share:>6}   {names}".rstrip()


def _cause(one: Unrated, result: Result, summary: Summary) -> str:
    """The first root cause, in a few words."""
    causes = pipeline.why_missing(result, one.organisation, summary.period, summary.result)
    return causes[0] if causes else REASONS[one.reason]


def _effects(summary: Summary) -> Iterator[str]:
    if summary.effects:
        yield ""
    for effect in summary.effects:
        text = _effect(effect, summary.noun)
        yield from textwrap.wrap(text, console.width(), initial_indent="  ", subsequent_indent="    ")


def _effect(effect: Effect, noun: str) -> str:
    """`14 trusts are held at Segment 3 (otherwise Segment 1 for 8, Segment 2 for 6): Segments 1 and 2 are kept …`."""
    words = EFFECT_WORDS[effect.kind].format(label=effect.label)
    if effect.moved == 1:
        words = words.replace("are ", "is ", 1)
    otherwise = ", ".join(f"{label} for {count}" for label, count in effect.moved_from)
    because = f": {effect.because}" if effect.because else ""
    return f"{counted(effect.moved, noun)} {words} (otherwise {otherwise}){because}"


def _moderation(summary: Summary) -> Iterator[str]:
    """`3 ratings were changed by moderation: 2 better, 1 worse`."""
    told = summary.moderation
    if told is None or told.changed + told.confirmed == 0:
        return
    yield ""
    if not told.changed:
        yield f"  {counted(told.confirmed, 'rating')} confirmed by moderation."
        return
    ways = ((told.better, "better"), (told.worse, "worse"), (told.given, "where none could be calculated"))
    which = ", ".join(f"{count:,} {way}" for count, way in ways if count)
    verb = "was" if told.changed == 1 else "were"
    confirmed = f"; {told.confirmed:,} confirmed" if told.confirmed else ""
    yield f"  {counted(told.changed, 'rating')} {verb} changed by moderation{f': {which}' if which else ''}{confirmed}."
