"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from ccgrules.pipeline import DataOptions

Command = Callable[..., Any]
EXISTING_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


def format_option(*forms: str) -> Callable[[Command], Command]:
    """`--format`: the first form is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help="What to print.",
    )


def ruleset_argument(command: Command) -> Command:
    """The ruleset, a `.rules` file."""
    return click.argument("ruleset", type=EXISTING_FILE)(command)


def data_options(given: dict[str, Any]) -> DataOptions:
    """What `data_arguments` gathered."""
    return DataOptions(**given)


ENGINE = click.option(
    "--engine",
    type=click.Choice(["auto", "exact", "columns"]),
    default="auto",
    show_default=True,
    help="Plain Python on exact fractions, or whole columns at once; both give the same answer.",
)

HOW_DATA_ARE_READ = (
    click.option("--organisations", type=EXISTING_FILE, help="A second table with the facts about the organisations."),
    click.option("--mapping", type=EXISTING_FILE, help="A YAML file that names the publisher's own columns and codes."),
    click.option(
        "--decisions",
        multiple=True,
        type=EXISTING_FILE,
        help="A YAML file of what panels decided: judgements, and ratings that they changed. May be repeated.",
    ),
    click.option("--succession", type=EXISTING_FILE, help="A YAML file of which organisations merged and split."),
    click.option(
        "--leave-out",
        multiple=True,
        metavar="WHAT",
        help="An organisation's code, `row 17` or `trusts.csv row 17`, to leave out. May be repeated.",
    ),
)


def data_arguments(command: Command) -> Command:
    """The data and all that says how to read them."""
    return _decorated(command, (click.argument("data", type=EXISTING_FILE), *HOW_DATA_ARE_READ, ENGINE))


def optional_data_arguments(command: Command) -> Command:
    """Data that may be left out, and all that says how to read them."""
    return _decorated(command, (click.argument("data", type=EXISTING_FILE, required=False), *HOW_DATA_ARE_READ))


def _decorated(command: Command, decorators: Sequence[Callable[[Command], Command]]) -> Command:
    for decorator in reversed(decorators):
        command = decorator(command)
    return command
