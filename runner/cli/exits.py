"""Exit codes: public, documented in `--help`, and decided here alone."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from enum import IntEnum

import click

from runner.errors import SteprunError
from runner.model.result import Outcome, RunResult
from runner.model.spec import InvalidSpec
from runner.model.trouble import Cause


class ExitCode(IntEnum):
    """What the process says when it ends."""

    OK = 0
    FAILED = 1
    UNUSABLE = 2
    UNTESTED = 3
    INTERNAL = 4
    NOTHING = 5


def of_run(result: RunResult, *, faults: bool = False) -> int:
    """The code of a run: the first rule that applies. `faults`: a reporter failed, or could not write."""
    specs = result.specs
    troubles = [trouble for spec in specs for trouble in spec.troubles]
    if result.interrupted:
        return 128 + result.interrupted
    if any(trouble.cause is Cause.INTERNAL for trouble in troubles):
        return ExitCode.INTERNAL
    if specs and all(isinstance(spec.scenario.spec, InvalidSpec) for spec in specs):
        return ExitCode.UNUSABLE
    if result.count(Outcome.FAILED):
        return ExitCode.FAILED
    if result.count(Outcome.ERROR) or faults:
        return ExitCode.UNTESTED
    if not result.count(Outcome.PASSED):
        return ExitCode.NOTHING
    return ExitCode.OK


def exit_code_of(command: Callable[[], object]) -> int:
    """Run a command; whatever it raises becomes a message on stderr and a code."""
    try:
        code = command()
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as fault:
        _say(fault.format_message(), _usage_hint(fault))
        return ExitCode.UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        return 130
    except SteprunError as fault:
        _say(f"{fault.place}: {fault.what}" if fault.place else fault.what, fault.hint)
        return ExitCode.UNUSABLE
    except BrokenPipeError:
        # The reader has left; there is nobody to tell. Python would try once more at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OK
    except Exception as fault:  # noqa: BLE001 - the last line of defence
        _say(
            f"internal error: {type(fault).__name__}: {fault}", "this is a fault of steprun; please report it"
        )
        if os.environ.get("STEPRUN_DEBUG"):
            traceback.print_exc()
        else:
            click.echo("  the traceback is shown with STEPRUN_DEBUG=1", err=True)
        return ExitCode.INTERNAL
    return code if isinstance(code, int) else ExitCode.OK


def _say(what: str, hint: str) -> None:
    from runner.report.terminal import escape

    click.echo(f"error: {escape(what)}", err=True)
    if hint:
        click.echo(f"  help: {escape(hint)}", err=True)


def _usage_hint(fault: click.ClickException) -> str:
    context = getattr(fault, "ctx", None)
    return f"`{context.command_path} --help` lists the options" if context else "`steprun --help` says more"
