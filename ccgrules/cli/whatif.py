"""`ccgrules whatif`: other values, indicators left out, a parameter at many values, without an edit of the ruleset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ccgrules import comparing
from ccgrules.cli import console
from ccgrules.cli.differences import check_organisations, show_difference, view_options, write_document
from ccgrules.cli.options import data_arguments, data_options, ruleset_argument

if TYPE_CHECKING:
    from ccgrules.differences.rules.load import Loaded
    from ccgrules.differences.whatif.forms import Sweep, Tried
    from ccgrules.model.ruleset import Ruleset

NOT_SWEPT = ("explain", "orders", "no_attribution")
"""Options of a difference that a sweep has no use for."""


def _settings(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """`outstanding_from=1.40`."""
    return tuple(_pair(ctx, param, value, "outstanding_from=1.4") for value in values)


def _pair(ctx: click.Context, param: click.Parameter, value: str, example: str) -> tuple[str, str]:
    name, equals, words = value.partition("=")
    if not equals or not name.strip():
        raise click.BadParameter(f"`{value}`: write a name, an equals sign and a value, such as {example}", ctx, param)
    return name.strip(), words.strip()


def _sweep(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, str | None] | None:
    """`outstanding_from=1.3..1.6`; the name alone for its range in the ruleset."""
    if value is None:
        return None
    return _pair(ctx, param, value, "good_from=1.2..1.6") if "=" in value else (value.strip(), None)


@click.command(short_help="Try other values, without an edit of the ruleset.")
@ruleset_argument
@data_arguments
@click.option(
    "--set",
    "settings",
    multiple=True,
    callback=_settings,
    metavar="NAME=VALUE",
    help="Another value for a parameter, or INDICATOR.standard, .lower_threshold, .floor or .counts. May be repeated.",
)
@click.option(
    "--drop", multiple=True, metavar="NAME", help="An indicator, or a group, that does not count. May be repeated."
)
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="An indicator, or a group, that alone counts. May be repeated.",
)
@click.option(
    "--sweep",
    callback=_sweep,
    metavar="PARAMETER=VALUES",
    help="A parameter at many values: 1.2..1.6, 1.2..1.6/0.05 or 1.2,1.3,1.4; the name alone for its whole range.",
)
@click.option("--period", help="The period that a sweep counts; the last one in the data if not given.")
@click.option("--percent", is_flag=True, help="Percentages in the table of a sweep, in place of counts.")
@view_options
@click.pass_context
def whatif(
    ctx: click.Context,
    /,
    ruleset: Path,
    settings: tuple[tuple[str, str], ...],
    drop: tuple[str, ...],
    only: tuple[str, ...],
    sweep: tuple[str, str | None] | None,
    period: str | None,
    percent: bool,
    form: str,
    **given: Any,
) -> None:
    """Rate DATA by RULESET as it is and with other values in it, which are not written to its file.

    What --drop names, and what --only does not name, does not count, as if it were not applicable to anybody: it has no
    score and no status, and no place in any mean or count. A rule that asks for its value by name still sees it.

    The answer is that of `ccgrules diff`: who moves, because of which setting, who is near a boundary. With --sweep it
    is a table of how many have each rating at each value. A value outside the range of its parameter is an error, and
    where a parameter has values by period, what is tried holds in all periods.
    """
    from ccgrules.differences.whatif.forms import WhatIf

    what = WhatIf(settings, drop, only)
    _check_options(ctx, {**given, "period": period, "percent": percent}, swept=sweep is not None)
    loaded, errors = comparing.loaded(ruleset)
    if loaded is None:
        console.give_up(ctx, errors, form)
    if not what and sweep is None:
        raise click.UsageError("\n".join(_what_can_be_set(loaded.ruleset)), ctx)
    tried = None
    if what:
        tried, findings = comparing.try_out(loaded, what)
        if tried is None:
            console.give_up(ctx, findings, form)
    if sweep is not None:
        _run_sweep(ctx, tried or loaded, sweep, form, period=period, percent=percent, **given)
    elif tried is not None:
        _run_difference(ctx, tried, form, **given)


def _check_options(ctx: click.Context, given: dict[str, Any], *, swept: bool) -> None:
    """Refuses options that would have no effect."""
    for name in NOT_SWEPT if swept else ("period", "percent"):
        if given[name]:
            says = "is not for a sweep; leave out --sweep" if swept else "is for a sweep; name one with --sweep"
            raise click.UsageError(f"--{name.replace('_', '-')} {says}", ctx)


def _what_can_be_set(rules: Ruleset) -> Iterator[str]:
    """The parameters, with value and range, and a word on the rest."""
    from ccgrules.differences.whatif.constants import range_of
    from ccgrules.differences.whatif.edit import value_words

    yield "say what is to be tried, with --set, --drop, --only or --sweep"
    if rules.parameters:
        yield "Parameters:"
    wide = max(map(len, rules.parameters), default=0)
    for name, parameter in rules.parameters.items():
        between = range_of(parameter)
        value = value_words(parameter) + (f", between {between}" if between else "")
        title = f"  {parameter.title}" if parameter.title != name else ""
        yield f"  {name:<{wide}}  {value}{title}"
    yield "And of each indicator its .standard, .lower_threshold and .floor, where it has one, and its .counts."


def _run_difference(
    ctx: click.Context,
    tried: Tried,
    form: str,
    *,
    rating: str | None,
    explain: tuple[str, ...],
    near: int,
    orders: int | None,
    no_attribution: bool,
    everything: bool,
    out: Path | None,
    **data: Any,
) -> None:
    told = comparing.what_if(
        tried, data_options(data), rating=rating, near=near, attribute=not no_attribution, orders=orders
    )
    if told.difference is None:
        console.give_up(ctx, told.findings, form)
    check_organisations(ctx, told.difference, explain)
    show_difference(told.difference, form, out, everything=everything, explain=explain)


def _run_sweep(
    ctx: click.Context,
    ruleset: Loaded | Tried,
    asked: tuple[str, str | None],
    form: str,
    *,
    rating: str | None,
    everything: bool,
    out: Path | None,
    period: str | None,
    percent: bool,
    **given: Any,
) -> None:
    data = {name: value for name, value in given.items() if name not in (*NOT_SWEPT, "near")}
    told, findings = comparing.sweep(ruleset, *asked, data_options(data), rating=rating, period=period)
    if told is None:
        console.give_up(ctx, findings, form)
    if form == "text" and out is None:
        console.show_findings(findings)
        console.show(told.to_text(console.width(), everything=everything, percent=percent), console.HEADING_STYLES)
    else:
        write_document(_document(told, form, everything=everything, percent=percent), findings, form, out)


def _document(told: Sweep, form: str, *, everything: bool, percent: bool) -> str:
    match form:
        case "json":
            return console.json_text(told.to_json())
        case "markdown":
            return told.to_markdown(percent=percent)
        case "html":
            return told.to_html(percent=percent)
        case "csv":
            from ccgrules.tables import csv_text

            rows = told.to_dicts()
            return csv_text({key: [row[key] for row in rows] for key in rows[0]}, excel_safe=True)
        case _:
            return told.to_text(everything=everything, percent=percent)
