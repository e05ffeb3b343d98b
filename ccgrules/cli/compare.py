"""`ccgrules compare`: the ratings of two years or more beside each other, and who moved."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from ccgrules import comparing, pipeline
from ccgrules.cli import console
from ccgrules.cli.options import EXISTING_FILE, format_option
from ccgrules.diagnostics.render import render_plain
from ccgrules.differences.years.comparison import Comparison
from ccgrules.differences.years.load import CompareOptions
from ccgrules.engine.read import ReadOptions
from ccgrules.model.ruleset import Ruleset
from ccgrules.tables import csv_text

SOURCE = click.Path(exists=True, readable=True, path_type=Path)
COUNT = re.compile(r"[0-9]{1,9}")


def _words(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """`good,fair,poor`."""
    words = tuple(word.strip() for word in value.split(",")) if value is not None else ()
    if not all(words):
        raise click.BadParameter("write names with a comma between, such as good,fair,poor", ctx, param)
    return words


def _combined(
    ctx: click.Context, param: click.Parameter, values: Sequence[str]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`Outstanding or good=outstanding,good`."""
    rows = []
    for value in values:
        title, _, labels = value.rpartition("=")
        words = tuple(word.strip() for word in labels.split(","))
        if not title.strip() or not all(words):
            raise click.BadParameter('write a title and labels, such as "Good or fair=good,fair"', ctx, param)
        rows.append((title.strip(), words))
    return tuple(rows)


def _counts(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """`20,100,69,18`."""
    found = []
    for value in values:
        words = [word.strip() for word in value.split(",")]
        if not all(COUNT.fullmatch(word) for word in words):
            raise click.BadParameter("write counts, best first, with a comma between, such as 20,100,69,18", ctx, param)
        found.append(tuple(map(int, words)))
    return tuple(found)


@click.command(short_help="Compare the ratings of two years or more.")
@click.argument("ratings", nargs=-1, type=SOURCE, metavar="EARLIER LATER...")
@click.option("--rating", multiple=True, metavar="NAME", help="The column of the ratings; repeat it for each file.")
@click.option("--organisation", multiple=True, metavar="NAME", help="The column of codes of organisations, likewise.")
@click.option("--name", multiple=True, metavar="NAME", help="The column of their names, likewise.")
@click.option("--scale", callback=_words, metavar="BEST,…,WORST", help="The labels, best first.")
@click.option("--ruleset", type=EXISTING_FILE, help="A ruleset that declares the rating, for its labels and titles.")
@click.option("--succession", type=EXISTING_FILE, help="A YAML file of which organisations merged and split.")
@click.option(
    "--combine",
    multiple=True,
    callback=_combined,
    metavar="TITLE=LABEL,…",
    help="A row for several labels together. May be repeated.",
)
@click.option("--period", "periods", multiple=True, help="A period of the files, if not all. May be repeated.")
@click.option("--years", callback=_words, metavar="NAME,…", help="What the years are called, in their order.")
@click.option(
    "--counts", multiple=True, callback=_counts, metavar="N,…", help="Counts of a year, best first; repeat it for each."
)
@click.option("--rated-only", is_flag=True, help="Take percentages of those that have a rating, not of all.")
@click.option("--rounded", is_flag=True, help="Print changes of the rounded percentages as well.")
@click.option("--sheet", help="The sheet of workbooks.")
@click.option("--header-row", type=click.IntRange(1, 1_000_000), help="The row of the column names.")
@format_option("text", "json", "markdown", "html", "csv")
@click.pass_context
def compare(
    ctx: click.Context,
    /,
    ratings: tuple[Path, ...],
    ruleset: Path | None,
    counts: tuple[tuple[int, ...], ...],
    sheet: str | None,
    header_row: int | None,
    form: str,
    **given: Any,
) -> None:
    """Compare the ratings of two years or more: how many have each, in percent, how that changed, and who moved.

    EARLIER and LATER are folders that `ccgrules run --out` wrote, or tables (CSV, Excel, Parquet) with a column of
    organisations and a column of ratings. A file with several periods gives a year for each.
    """
    sources = _counted(ctx, ratings, counts, given) if counts else ratings
    if not sources:
        raise click.UsageError("name two files of ratings, or the folders of two runs", ctx)
    rules = _rules(ctx, ruleset, form)
    options = CompareOptions(**given, read=ReadOptions(sheet=sheet, header_row=header_row))
    compared = comparing.compare(sources, options, rules)
    if compared.comparison is None:
        console.give_up(ctx, compared.findings, form)
    _show(compared.comparison, form)


def _rules(ctx: click.Context, path: Path | None, form: str) -> Ruleset | None:
    if path is None:
        return None
    checked = pipeline.check(path)
    if checked.ruleset is None:
        console.give_up(ctx, checked.findings, form)
    return checked.ruleset


def _counted(
    ctx: click.Context, ratings: Sequence[Path], counts: Sequence[Sequence[int]], given: dict[str, Any]
) -> list[dict[str, int]]:
    """The counts of each year by label."""
    about_files = [name for name in ("rating", "organisation", "name", "succession", "periods") if given[name]]
    if ratings or about_files:
        what = "files" if ratings else f"--{about_files[0].removesuffix('s')}"
        raise click.UsageError(f"--counts stand in place of files of ratings; leave {what} out", ctx)
    scale = given["scale"]
    if not scale:
        raise click.UsageError("say with --scale what the counts are of, best first", ctx)
    for year in counts:
        if len(year) != len(scale):
            raise click.UsageError(f"there are {len(year)} counts, and {len(scale)} labels of the scale", ctx)
    return [dict(zip(scale, year, strict=True)) for year in counts]


def _show(comparison: Comparison, form: str) -> None:
    if form == "json":
        console.show_json(comparison.to_json())
    elif form == "text":
        console.show_findings(comparison.findings)
        console.show(comparison.to_text(console.width()), console.HEADING_STYLES)
    else:
        click.echo(render_plain(comparison.findings), err=True, nl=False)
        console.write(_document(comparison, form))


def _document(comparison: Comparison, form: str) -> str:
    if form == "markdown":
        return comparison.to_markdown()
    if form == "html":
        return comparison.to_html()
    rows = comparison.to_dicts()
    return csv_text({key: [row[key] for row in rows] for key in rows[0]}, excel_safe=True)
