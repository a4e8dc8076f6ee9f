"""`steprun action`: the command line of the GitHub Action, which hands its inputs over in the environment.

No shell ever reads them, so that nothing in a branch's name or an input becomes a command.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from runner.errors import UsageError

_PREFIX: Final = "STEPRUN_ACTION_"
_COMMANDS: Final = ("run", "verify", "lint")
_OPTIONS: Final = {"ENV": "--env", "SHARD": "--shard", "FORMATS": "--format"}
"""What an input becomes; lint sends nothing and makes no reports."""
_OF_LINT: Final = frozenset({"ENV"})


def words_of(environ: Mapping[str, str]) -> list[str]:
    """The command line that the inputs mean. Raises UsageError."""
    inputs = {
        name.removeprefix(_PREFIX): value for name, value in environ.items() if name.startswith(_PREFIX)
    }
    command = inputs.get("COMMAND", "").strip() or _COMMANDS[0]
    if command not in _COMMANDS:
        raise UsageError(
            f"the action has no command `{command}`", hint=f"`command:` is one of {', '.join(_COMMANDS)}"
        )
    return [command, *_options(inputs, command), *_split(inputs, "ARGS"), "--", *_split(inputs, "PATHS")]


def _options(inputs: Mapping[str, str], command: str) -> Iterator[str]:
    for name, option in _OPTIONS.items():
        value = inputs.get(name, "").strip()
        if value and (command != "lint" or name in _OF_LINT):
            yield f"{option}={value}"


def _split(inputs: Mapping[str, str], name: str) -> list[str]:
    try:
        return shlex.split(inputs.get(name, ""))
    except ValueError as fault:
        hint = "quotes come in pairs, as in a shell"
        raise UsageError(f"`{name.lower()}:` of the action cannot be read: {fault}", hint=hint) from None


@click.command("action", hidden=True, short_help="Run as the GitHub Action does.")
def command() -> int:
    """Run what the inputs of the GitHub Action mean, and tell the steps that follow how it ended."""
    from runner.cli import steprun
    from runner.cli.exits import complain, exit_code_of

    words = words_of(os.environ)
    code = exit_code_of(lambda: steprun.main(words, prog_name="steprun", standalone_mode=False))
    output = os.environ.get("GITHUB_OUTPUT")
    if output:
        try:
            with Path(output).open("a", encoding="utf-8") as file:
                file.write(f"exit-code={code}\n")
        except OSError as fault:
            complain(f"{output} cannot be written: {fault.strerror}")
    return code
