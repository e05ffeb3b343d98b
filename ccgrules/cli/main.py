"""The command `ccgrules`: its subcommands, loaded when asked for, and its exit codes.

0    all is well
1    there are errors in the ruleset or the data, a test failed, tests notice less than asked for, or `diff --exit-code`
     found a change that can move a rating
2    wrong use, or a file that cannot be read or written
101  a bug in ccgrules
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from ccgrules.version import VERSION

WRONG_USE, BUG, INTERRUPTED = 2, 101, 130
DATA_PACKAGES = frozenset({"polars", "python_calamine", "xlsxwriter"})
"""What the extra `data` installs; without it, small runs on CSV still work."""

# Each command's module is imported only when the command is used: `ccgrules --version` loads none of them.
COMMANDS = {
    "check": "ccgrules.cli.check:check",
    "fmt": "ccgrules.cli.fmt:fmt",
    "run": "ccgrules.cli.run:run",
    "explain": "ccgrules.cli.explain:explain",
    "diff": "ccgrules.cli.diff:diff",
    "whatif": "ccgrules.cli.whatif:whatif",
    "compare": "ccgrules.cli.compare:compare",
    "test": "ccgrules.cli.test:test",
    "mutate": "ccgrules.cli.mutate:mutate",
    "show": "ccgrules.cli.show:show",
    "schema": "ccgrules.cli.data_forms:schema",
    "template": "ccgrules.cli.data_forms:template",
    "codes": "ccgrules.cli.codes:codes",
}


class LazyGroup(click.Group):
    """A group whose commands are looked up in `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands' names, in the order in which a newcomer meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with the nearest command's name when there is none of that name."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from ccgrules.diagnostics.suggest import did_you_mean

            hint = did_you_mean(args[0], COMMANDS)
            if hint is None:
                raise
            raise click.UsageError(f"there is no command `{args[0]}`; {hint}", ctx) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(VERSION, prog_name="ccgrules", message="%(prog)s %(version)s")
def cli() -> None:
    """Rate organisations by a framework that is written as text, and explain every rating."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit. The entry point of `ccgrules`."""
    _make_output_safe()
    try:
        result = cli.main(args=arguments, prog_name="ccgrules", standalone_mode=False)
    except click.ClickException as error:
        _show_wrong_use(error)
        sys.exit(WRONG_USE)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        _leave_quietly()
    except OSError as error:
        sys.stderr.write(_visible(f"ccgrules: {_file_trouble(error)}\n"))
        sys.exit(WRONG_USE)
    except ModuleNotFoundError as error:
        if error.name not in DATA_PACKAGES:
            _report_bug(error)
            sys.exit(BUG)
        sys.stderr.write('ccgrules: this needs the extra packages for data: pip install "ccgrules[data]"\n')
        sys.exit(WRONG_USE)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug of ours becomes a message
        _report_bug(error)
        sys.exit(BUG)
    sys.exit(result if isinstance(result, int) else 0)


def _make_output_safe() -> None:
    """A terminal that cannot show a character gets a question mark for it, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if (reconfigure := getattr(stream, "reconfigure", None)) is not None:
            reconfigure(errors="replace")


def _show_wrong_use(error: click.ClickException) -> None:
    """As click shows it; a name in it may come from data."""
    import io

    shown = io.StringIO()
    error.show(shown)
    sys.stderr.write(_visible(shown.getvalue()))


def _visible(text: str) -> str:
    from ccgrules.cli.console import visible

    return visible(text)


def _leave_quietly() -> None:
    """The reader of our output has gone (`ccgrules … | head`): that is no fault."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)


def _file_trouble(error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    return f"cannot use {error.filename}: {reason}" if error.filename else reason


def _report_bug(error: Exception) -> None:
    """Says that we failed, where, and what to do; the full trace only for those who ask for it."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f"{frames[-1].name}, line {frames[-1].lineno}" if frames else "unknown place"
    sys.stderr.write(
        f"error[CCG901]: ccgrules met a case that it was not written for ({type(error).__name__} in {where})\n"
        "   = help: this is a bug in ccgrules, not in your files; please report it, with the ruleset and the command\n"
        "   = help: set CCGRULES_TRACE=1 to print the details for the report\n"
    )
    if os.environ.get("CCGRULES_TRACE"):
        traceback.print_exception(error)
