"""Exit codes: public, documented in `--help`, and decided here alone."""

from __future__ import annotations

import difflib
import errno
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import IntEnum

import click

from runner.errors import InternalError, SteprunError
from runner.model.result import Outcome, RunResult, SpecResult
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


def of_run(result: RunResult, *, faults: bool = False, broken: bool = False) -> int:
    """The code of a run: the first rule that applies.

    `faults`: a report could not be written; `broken`: a reporter raised something else.
    """
    specs = result.specs
    troubles = [trouble for spec in specs for trouble in spec.troubles]
    troubles += [trouble for spec in specs for step in spec.steps for trouble in step.troubles]
    if result.interrupted:
        return 128 + result.interrupted
    if broken or any(trouble.cause is Cause.INTERNAL for trouble in troubles):
        return ExitCode.INTERNAL
    # What is in quarantine decides no more than what is skipped.
    outcomes = {Outcome.SKIPPED if spec.quarantined else spec.outcome for spec in specs}
    if specs and all(_could_not_start(spec) and not spec.quarantined for spec in specs):
        return ExitCode.UNUSABLE
    if Outcome.FAILED in outcomes:
        return ExitCode.FAILED
    if Outcome.ERROR in outcomes or faults:
        return ExitCode.UNTESTED
    if Outcome.PASSED not in outcomes and not _is_spare(result):
        return ExitCode.NOTHING
    return ExitCode.OK


def _is_spare(result: RunResult) -> bool:
    """A shard that was left nothing: those that have the specs decide, and one of them has at least one."""
    return result.about.shard is not None and result.about.shard.is_spare


def _could_not_start(spec: SpecResult) -> bool:
    """It is invalid, or the command line names a step that it does not have."""
    scenario = spec.scenario
    return isinstance(scenario.spec, InvalidSpec) or any(item.rule == "SR221" for item in scenario.findings)


def exit_code_of(command: Callable[[], object]) -> int:
    """Run a command; whatever it raises becomes a message on stderr and a code."""
    stdout = sys.stdout
    try:
        code = command()
    except click.exceptions.Exit as done:
        code = done.exit_code
    except click.ClickException as fault:
        code = _misused(fault)
    except (click.Abort, KeyboardInterrupt):
        code = 130
    except InternalError as fault:
        code = _blamed(fault.what, fault.trace)
    except SteprunError as fault:
        complain(f"{fault.place}: {fault.what}" if fault.place else fault.what, fault.hint)
        code = ExitCode.UNUSABLE
    except SystemExit as fault:
        # Where the pipe is closed, click muffles stdout and exits.
        code = ExitCode.OK if sys.stdout is not stdout else _broken(fault)
    except Exception as fault:  # noqa: BLE001 - the last line of defence
        code = _unwritten(fault) if getattr(fault, "errno", None) in _NO_ROOM else _broken(fault)
    return code if isinstance(code, int) else ExitCode.OK


_NO_ROOM = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT, errno.EIO)


def _unwritten(fault: Exception) -> int:
    """The output found no reader, or no room."""
    unheard()
    if isinstance(fault, BrokenPipeError):
        return ExitCode.OK
    complain(f"the output cannot be written: {getattr(fault, 'strerror', fault)}")
    return ExitCode.UNTESTED


def _broken(fault: BaseException) -> int:
    return _blamed(f"{type(fault).__name__}: {fault}", "".join(traceback.format_exception(fault)))


def _blamed(what: str, trace: str) -> int:
    complain(f"internal error: {what}", "this is a fault of steprun, or of a plugin; please report it")
    if os.environ.get("STEPRUN_DEBUG"):
        _print(_discreet(trace).splitlines())
    else:
        click.echo("  the traceback is shown with STEPRUN_DEBUG=1", err=True)
    return ExitCode.INTERNAL


def unheard() -> None:
    """The reader of stdout has left; there is nobody to tell. Python would try once more at its exit."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError):  # it is no file
        os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _misused(fault: click.ClickException) -> int:
    """The command line is wrong: what, and what to write instead."""
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        click.echo(fault.format_message(), err=True)
    elif isinstance(fault, click.NoSuchOption):
        complain(f"no such option: {fault.option_name}", _nearest_option(fault) or _usage_hint(fault))
    else:
        complain(fault.format_message(), _source(fault) or _usage_hint(fault))
    return ExitCode.UNUSABLE


def _nearest_option(fault: click.NoSuchOption) -> str:
    context = fault.ctx
    if context is None:
        return ""
    options = [*context.command.get_params(context), *context.find_root().command.get_params(context)]
    known = [name for option in options for name in option.opts]
    near = difflib.get_close_matches(fault.option_name, known, n=1, cutoff=0.6)
    return f"did you mean `{near[0]}`?" if near else ""


def _source(fault: click.ClickException) -> str:
    """Where a bad value comes from, when nobody wrote it on the command line."""
    if not isinstance(fault, click.BadParameter) or not fault.ctx or not fault.param or not fault.param.name:
        return ""
    if fault.ctx.get_parameter_source(fault.param.name) is not click.core.ParameterSource.ENVIRONMENT:
        return ""
    return f"the value comes from the environment variable {fault.param.envvar}"


_FOLDERS = ("PWD", "OLDPWD")
"""Where a shell is and was: they sound like passwords, and are no secrets."""


def _discreet(text: str) -> str:
    """Without what the environment, or the text itself, calls a secret: who raised it knew no better."""
    from runner.step.redact import Redactor
    from runner.step.telltale import is_secret_name

    redactor = Redactor()
    for name, value in os.environ.items():
        if is_secret_name(name) and name not in _FOLDERS:
            redactor.learn(name.removeprefix("STEPRUN_TOKEN_").lower(), value)
    redactor.learn_text(text)
    return redactor.text(text)


def complain(what: str, hint: str = "") -> None:
    """Say on stderr what is wrong, and what to do about it: without secrets, and as a command to nobody."""
    first, *more = _discreet(what).splitlines() or [""]
    lines = [f"error: {first}", *(f"  {text}" for text in more)]
    try:
        _print([*lines, f"  help: {_discreet(hint)}"] if hint else lines)
    except OSError:  # nobody listens; the exit code still says it
        return


def _print(lines: Iterable[str]) -> None:
    from runner.report.terminal import line, text_of

    for text in lines:
        click.echo(text_of(line(text)), err=True)


def _usage_hint(fault: click.ClickException) -> str:
    context = getattr(fault, "ctx", None)
    return f"`{context.command_path} --help` lists the options" if context else "`steprun --help` says more"
