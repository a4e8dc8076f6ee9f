"""Every way in which a command can end: its exit code, and what stands on stderr."""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path

import click
import pytest

from runner.cli.exits import ExitCode, exit_code_of, of_run
from runner.errors import InternalError, PluginError, SettingsError, StepError, UsageError
from runner.model.about import About, Listed, Shard
from runner.model.place import Place
from runner.model.result import Outcome, SpecResult
from runner.model.trouble import Cause
from support.build import (
    in_quarantine,
    make_invalid,
    make_run,
    make_scenario,
    make_spec_result,
    make_step_result,
    make_trouble,
)

# ---- runs


def _spec(outcome: Outcome) -> SpecResult:
    return make_spec_result(outcome, steps=[make_step_result(outcome)])


def _invalid() -> SpecResult:
    return make_spec_result(Outcome.ERROR, scenario=make_scenario(make_invalid()))


def _broken(*, inside: bool) -> SpecResult:
    """A fault of ours: in one of the steps, or around them."""
    trouble = make_trouble("KeyError: 'x'", cause=Cause.INTERNAL)
    if inside:
        return make_spec_result(Outcome.ERROR, steps=[make_step_result(Outcome.ERROR, troubles=[trouble])])
    return make_spec_result(Outcome.ERROR, troubles=[trouble])


PASSED, FAILED, ERROR, SKIPPED = map(_spec, (Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED))


@pytest.mark.parametrize(
    ("specs", "code"),
    [
        ([PASSED], 0),
        ([PASSED, SKIPPED], 0),
        ([], 5),
        ([SKIPPED], 5),
        ([PASSED, FAILED], 1),
        ([PASSED, ERROR], 3),
        ([SKIPPED, ERROR], 3),
        ([FAILED, ERROR], 1),
        ([_invalid()], 2),
        ([_invalid(), _invalid()], 2),
        ([_invalid(), PASSED], 3),
        ([_invalid(), SKIPPED], 3),
        ([_invalid(), FAILED], 1),
        ([_broken(inside=True), FAILED], 4),
        ([_broken(inside=False), FAILED], 4),
        ([_broken(inside=False), _invalid()], 4),
        ([PASSED, in_quarantine(FAILED)], 0),
        ([PASSED, in_quarantine(ERROR)], 0),
        ([SKIPPED, in_quarantine(FAILED)], 5),
        ([in_quarantine(FAILED)], 5),
        ([in_quarantine(FAILED), FAILED], 1),
        ([in_quarantine(FAILED), ERROR], 3),
        ([in_quarantine(PASSED)], 0),
        ([in_quarantine(_invalid())], 5),
        ([in_quarantine(_invalid()), _invalid()], 3),
        ([in_quarantine(_broken(inside=True)), PASSED], 4),
    ],
)
def test_the_first_rule_that_applies_decides(specs: list[SpecResult], code: int) -> None:
    assert of_run(make_run(*specs)) == code


@pytest.mark.parametrize(
    ("shard", "specs", "code"),
    [
        (Shard(3, 3, (), (Listed("a.md"),)), [], 0),  # the others have it
        (Shard(3, 3), [], 5),  # nobody has anything
        (Shard(1, 3, (0,), (Listed("a.md"),)), [SKIPPED], 5),
        (Shard(1, 3, (0,), (Listed("a.md"),)), [FAILED], 1),
        (Shard(1, 3, (0,), (Listed("a.md"),)), [PASSED], 0),
    ],
)
def test_a_shard_that_is_left_nothing_is_no_failure(shard: Shard, specs: list[SpecResult], code: int) -> None:
    assert of_run(replace(make_run(*specs), about=About(shard=shard))) == code


@pytest.mark.parametrize("specs", [[], [PASSED], [FAILED], [_broken(inside=True)], [_invalid()]])
@pytest.mark.parametrize(("signal", "code"), [(2, 130), (15, 143)])
def test_an_interruption_comes_before_everything_else(
    specs: list[SpecResult], signal: int, code: int
) -> None:
    assert of_run(make_run(*specs, interrupted=signal), faults=True) == code


@pytest.mark.parametrize(
    ("specs", "code"), [([PASSED], 3), ([], 3), ([SKIPPED], 3), ([FAILED], 1), ([_invalid()], 2)]
)
def test_a_report_that_failed_hides_no_failure_and_is_no_success(specs: list[SpecResult], code: int) -> None:
    assert of_run(make_run(*specs), faults=True) == code


# ---- commands


def _raising(fault: BaseException) -> Callable[[], object]:
    def command() -> object:
        raise fault

    return command


@pytest.mark.parametrize(("answer", "code"), [(None, 0), ("text", 0), (0, 0), (3, 3), (ExitCode.FAILED, 1)])
def test_what_a_command_returns_is_its_code(answer: object, code: int) -> None:
    assert exit_code_of(lambda: answer) == code


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (click.exceptions.Exit(0), 0, ""),
        (click.exceptions.Exit(7), 7, ""),
        (click.Abort(), 130, ""),
        (KeyboardInterrupt(), 130, ""),
        (
            UsageError("no such path: spec", hint="did you mean `specs/`?"),
            2,
            "error: no such path: spec\n  help: did you mean `specs/`?\n",
        ),
        (PluginError("plugin `x` cannot be imported"), 2, "error: plugin `x` cannot be imported\n"),
        (SettingsError("one\ntwo\nthree"), 2, "error: one\n  two\n  three\n"),
        (
            StepError("no", cause=Cause.REQUEST, place=Place("a.md", 3, 5)),
            2,
            "error: a.md:3:5: no\n",
        ),
        (
            click.UsageError("Missing argument."),
            2,
            "error: Missing argument.\n  help: `steprun --help` says more\n",
        ),
    ],
)
def test_what_a_command_raises_is_a_code_and_a_message(
    fault: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(_raising(fault)) == code
    assert capsys.readouterr() == ("", said)


def test_what_a_message_quotes_cannot_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code_of(_raising(UsageError("\x1b[2Jgone\rover", hint="\x07")))
    assert capsys.readouterr().err == "error: \\x1b[2Jgone\n  over\n  help: \\x07\n"


@pytest.mark.parametrize("fault", [KeyError("x"), SystemExit("what for?"), RecursionError("deep")])
def test_a_fault_of_ours_is_owned_up_to(fault: BaseException, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(_raising(fault)) == ExitCode.INTERNAL
    said = capsys.readouterr().err
    assert said.startswith(f"error: internal error: {type(fault).__name__}: ")
    assert "please report it" in said
    assert "Traceback" not in said
    assert "STEPRUN_DEBUG=1" in said


def test_its_traceback_is_shown_on_demand(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEPRUN_DEBUG", "1")
    assert exit_code_of(_raising(KeyError("x"))) == ExitCode.INTERNAL
    said = capsys.readouterr().err
    assert "Traceback (most recent call last):" in said
    assert "STEPRUN_DEBUG=1" not in said


# ---- nobody listens


@contextmanager
def _own_stdout(folder: Path) -> Iterator[Path]:
    """A stdout whose descriptor may be pointed elsewhere."""
    path = folder / "stdout"
    with path.open("w", encoding="utf-8") as stream, redirect_stdout(stream):
        yield path


def test_a_reader_who_has_seen_enough_is_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with _own_stdout(tmp_path) as stdout:
        assert exit_code_of(_raising(BrokenPipeError(errno.EPIPE, "Broken pipe"))) == 0
        sys.stdout.write("what is still in the buffer")
    assert stdout.read_text() == ""
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.ENOSPC, "No space left on device"), (errno.EDQUOT, "Quota"), (errno.EIO, "Input/output error")],
)
def test_output_without_room_is_an_error_but_no_fault_of_ours(
    number: int, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with _own_stdout(tmp_path) as stdout:
        assert exit_code_of(_raising(OSError(number, reason))) == ExitCode.UNTESTED
        sys.stdout.write("what is still in the buffer")
    assert stdout.read_text() == ""
    assert capsys.readouterr().err == f"error: the output cannot be written: {reason}\n"


def test_other_errors_of_the_system_are_faults_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(_raising(PermissionError(errno.EACCES, "denied"))) == ExitCode.INTERNAL
    assert "internal error: PermissionError" in capsys.readouterr().err


def test_an_exit_behind_a_muffled_stdout_is_a_closed_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    def command() -> object:
        monkeypatch.setattr(sys, "stdout", object())  # as click does before it exits
        sys.exit(1)

    assert exit_code_of(command) == ExitCode.OK


def test_where_nobody_hears_the_error_either_the_code_still_says_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    closed = (tmp_path / "stderr").open("w")

    def refuse(_text: str) -> int:
        raise OSError(errno.EPIPE, "Broken pipe")

    with closed:
        monkeypatch.setattr(closed, "write", refuse, raising=False)
        monkeypatch.setattr(sys, "stderr", closed)
        assert exit_code_of(_raising(UsageError("no"))) == ExitCode.UNUSABLE


# ---- the command line is wrong


@click.group()
@click.option("--quiet", is_flag=True)
def group(*, quiet: bool) -> None:
    """Some commands."""


@group.command()
@click.option("--jobs", type=click.IntRange(1, 4), envvar="JOBS_OF_THE_TEST")
@click.option("--junit")
@click.argument("paths", nargs=-1)
def go(jobs: int | None, junit: str | None, paths: tuple[str, ...]) -> int:
    """One of them."""
    return 3


def _command(*words: str) -> Callable[[], object]:
    return lambda: group.main(list(words), prog_name="steprun", standalone_mode=False)


def test_the_code_of_a_command_reaches_the_shell() -> None:
    assert exit_code_of(_command("go")) == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["go", "--jnit", "x"], "error: no such option: --jnit\n  help: did you mean `--junit`?\n"),
        (["go", "--quite"], "error: no such option: --quite\n  help: did you mean `--quiet`?\n"),
        (
            ["go", "--zzz"],
            "error: no such option: --zzz\n  help: `steprun go --help` lists the options\n",
        ),
        (
            ["go", "--jobs", "9"],
            (
                "error: Invalid value for '--jobs': 9 is not in the range 1<=x<=4.\n"
                "  help: `steprun go --help` lists the options\n"
            ),
        ),
        (["og"], "error: No such command 'og'.\n  help: `steprun --help` lists the options\n"),
    ],
)
def test_a_wrong_word_is_said_with_the_right_one(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_code_of(_command(*words)) == ExitCode.UNUSABLE
    assert capsys.readouterr() == ("", said)


def test_a_wrong_value_that_nobody_typed_is_traced_to_its_variable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBS_OF_THE_TEST", "many")
    assert exit_code_of(_command("go")) == ExitCode.UNUSABLE
    said = capsys.readouterr().err
    assert "'many' is not a valid integer range" in said
    assert said.endswith("  help: the value comes from the environment variable JOBS_OF_THE_TEST\n")


def test_an_option_without_a_command_behind_it_has_no_neighbours(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_code_of(_raising(click.NoSuchOption("--jnit"))) == ExitCode.UNUSABLE
    assert capsys.readouterr().err == "error: no such option: --jnit\n  help: `steprun --help` says more\n"


def test_no_words_at_all_are_answered_with_the_help_and_no_success(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert exit_code_of(_command()) == ExitCode.UNUSABLE
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Usage: steprun [OPTIONS] COMMAND [ARGS]...")
    assert "error:" not in err


# ---- secrets


def _raise(fault: BaseException) -> Callable[[], object]:
    def command() -> None:
        raise fault

    return command


@pytest.mark.parametrize(
    "fault",
    [
        ValueError("GET https://x.test/?access_token=t-0123456789 by env-t0ken-0123"),
        PluginError("it said env-t0ken-0123", hint="Authorization: Bearer t-0123456789"),
        UsageError("https://anna:t-0123456789@x.test cannot be read"),
    ],
)
def test_no_message_tells_what_it_or_the_environment_calls_a_secret(
    fault: BaseException, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEPRUN_TOKEN_STAFF", "env-t0ken-0123")
    monkeypatch.setenv("STEPRUN_DEBUG", "1")
    exit_code_of(_raise(fault))
    said = capsys.readouterr().err
    assert "t-0123456789" not in said
    assert "env-t0ken-0123" not in said
    assert "‹" in said


def test_the_folder_of_the_shell_is_no_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PWD", "/home/anna/project")
    monkeypatch.setenv("DB_PWD", "hunter2-hunter2")
    exit_code_of(
        _raise(UsageError("no such path: x", hint="looked from /home/anna/project, hunter2-hunter2"))
    )
    assert capsys.readouterr().err == (
        "error: no such path: x\n  help: looked from /home/anna/project, ‹db_pwd›\n"
    )


def test_a_fault_that_was_told_without_secrets_keeps_its_traceback(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = InternalError("KeyError: ‹staff›", trace="Traceback: here, there\n")
    assert exit_code_of(_raise(fault)) == ExitCode.INTERNAL
    assert "Traceback" not in capsys.readouterr().err
    monkeypatch.setenv("STEPRUN_DEBUG", "1")
    exit_code_of(_raise(fault))
    said = capsys.readouterr().err
    assert said.startswith("error: internal error: KeyError: ‹staff›\n")
    assert said.endswith("Traceback: here, there\n")


def test_where_a_shell_is_is_no_secret(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PWD", "/home/anna/work")
    monkeypatch.setenv("OLDPWD", "/home/anna/else")
    monkeypatch.setenv("DB_PWD", "hunter2-hunter2")
    exit_code_of(_raise(UsageError("/home/anna/work, /home/anna/else, hunter2-hunter2")))
    assert capsys.readouterr().err == "error: /home/anna/work, /home/anna/else, ‹db_pwd›\n"


# ---- what others say is said, and commands nobody


@pytest.mark.parametrize("debug", ["", "1"])
@pytest.mark.parametrize("kind", [UsageError, ValueError, PluginError])
def test_no_line_of_a_message_is_a_command(
    kind: type[Exception], debug: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEPRUN_DEBUG", debug)
    text = "it said\n::error::a\r\n  ::set-output name=x::y\x85##[error]b\n\x1b]52;c;eA==\x07\u202e\x9b2J"
    exit_code_of(_raise(kind(text)))
    said = capsys.readouterr().err
    assert "::error::a" in said
    for line in said.splitlines():
        assert not line.lstrip().startswith("::")
        assert "##[" not in line
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202e]", line)
