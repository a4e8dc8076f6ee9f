"""Words on the command line. Each command is a module of this room, imported when it is asked for."""

from __future__ import annotations

import difflib
import gc
import importlib
import sys
from pathlib import Path
from types import MappingProxyType

import click

from runner.version import __version__

_COMMANDS = MappingProxyType(
    {
        "run": "run",
        "list": "listing",
        "show": "show",
        "verify": "verify",
        "report": "report",
        "merge": "merge",
        "gate": "gate",
        "claims": "claims",
        "lint": "lint",
        "status": "status",
        "history": "history",
        "coverage": "coverage",
        "sandbox": "sandbox",
        "schema": "schema",
        "action": "action",
    }
)

_HELP = """Run the steps in Markdown endpoint documents, and say the truth about them.

`steprun specs/` is short for `steprun run specs/`.

\b
Exit codes (the first that applies):
  130/143  interrupted; reports are written
  4        a fault of steprun itself, or of a plugin
  2        could not start: command line, settings, or every selected spec is invalid
  1        a check failed or a claim is broken (lint: errors; gate, status, coverage: the gate is shut)
  3        nothing failed, but something could not be tested
  5        nothing was verified: nothing matched, or all was skipped or in quarantine
  0        every spec passed or was skipped, and at least one passed
"""


class _Commands(click.Group):
    """The commands, imported on demand; anything that is no command is something to run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click hands it in
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - so
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = importlib.import_module(f"runner.cli.{module}").command
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in _COMMANDS and args[0] not in ("--help", "-h", "--version"):
            _refuse_misspelt(args[0])
            args = ["run", *args]
        return super().parse_args(ctx, [f"{arg}=" if arg == "--changed" else arg for arg in args])


def _refuse_misspelt(word: str) -> None:
    """`steprun lsit` means `list`, not a folder named lsit."""
    near = difflib.get_close_matches(word, list(_COMMANDS), n=1, cutoff=0.6)
    if near and word.isalpha() and not Path(word).exists():
        raise click.UsageError(f"no such command or path: {word}. Did you mean `{near[0]}`?")


@click.command(
    cls=_Commands,
    help=_HELP,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="steprun", message="%(prog)s %(version)s")
def steprun() -> None:
    """The group itself does nothing."""


def main() -> None:
    """The entry point: runs a command, and exits with its code."""
    # A short-lived process with many small objects and few circles: looking for circles seldom saves a tenth.
    gc.set_threshold(100_000)
    from runner.cli.exits import exit_code_of

    sys.exit(exit_code_of(lambda: steprun.main(prog_name="steprun", standalone_mode=False)))
