"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ccgrules.pipeline import DataOptions

Command = Callable[..., Any]
OLDER = "older_"
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


def two_data(given: Mapping[str, Any]) -> tuple[DataOptions | None, DataOptions | None]:
    """What `two_data_options` gathered: of the data, and of the older data; None where there are none.

    Raises:
        click.UsageError: An option tells of data that are not there.
    """
    older = {name.removeprefix(OLDER): value for name, value in given.items() if name.startswith(OLDER)}
    newer = {name: value for name, value in given.items() if not name.startswith(OLDER) and name != "engine"}
    for side, told in (("", newer), ("older-", older)):
        idle = [name for name, value in told.items() if value and not told["data"]]
        if idle:
            option = f"--{side}{idle[0].replace('_', '-')}"
            raise click.UsageError(f"{option} tells how to read data; name them with --{side}data")
    if older["data"] and not newer["data"]:
        raise click.UsageError("--older-data are for the older rules; name those for the newer ones with --data")
    made = [DataOptions(**told, engine=given["engine"]) if told["data"] else None for told in (newer, older)]
    return made[0], made[1]


ENGINE = click.option(
    "--engine",
    type=click.Choice(["auto", "exact", "columns"]),
    default="auto",
    show_default=True,
    help="Plain Python on exact fractions, or whole columns at once; both give the same answer.",
)

Option = Callable[[Command], Command]


def how_data_are_read(side: str = "") -> tuple[Option, ...]:
    """The options that say how data are read.

    Args:
        side: `older`: these are of the older of two sets of data, and their names begin with it.
    """
    before, of = (f"--{side}-", f" of the {side} data") if side else ("--", "")
    return (
        click.option(
            f"{before}organisations", type=EXISTING_FILE, help=f"A second table{of} with the facts about organisations."
        ),
        click.option(
            f"{before}mapping",
            type=EXISTING_FILE,
            help=f"A YAML file that names the publisher's own columns and codes{of}.",
        ),
        click.option(
            f"{before}decisions",
            multiple=True,
            type=EXISTING_FILE,
            help="A YAML file of what panels decided: judgements, and ratings that they changed. May be repeated.",
        ),
        click.option(
            f"{before}leave-out",
            multiple=True,
            metavar="WHAT",
            help="An organisation's code, `row 17` or `trusts.csv row 17`, to leave out. May be repeated.",
        ),
    )


SUCCESSION = click.option(
    "--succession", type=EXISTING_FILE, help="A YAML file of which organisations merged and split."
)


def data_arguments(command: Command) -> Command:
    """The data and all that says how to read them."""
    return decorated(command, (click.argument("data", type=EXISTING_FILE), *how_data_are_read(), SUCCESSION, ENGINE))


def optional_data_arguments(command: Command) -> Command:
    """Data that may be left out, and all that says how to read them."""
    data = click.argument("data", type=EXISTING_FILE, required=False)
    return decorated(command, (data, *how_data_are_read(), SUCCESSION))


def two_data_options(command: Command) -> Command:
    """`--data`, and `--older-data` where the older of two rulesets has data of its own, and how they are read."""
    data = click.option("--data", type=EXISTING_FILE, help="The data that both versions rate.")
    older = click.option(
        "--older-data", type=EXISTING_FILE, help="Data of an earlier period, for OLD; those of --data are then for NEW."
    )
    return decorated(command, (data, *how_data_are_read(), SUCCESSION, older, *how_data_are_read("older"), ENGINE))


def decorated(command: Command, decorators: Sequence[Option]) -> Command:
    """The command with arguments and options, which its help shows in this order."""
    for decorator in reversed(decorators):
        command = decorator(command)
    return command
