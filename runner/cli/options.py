"""Options that several commands share."""

from __future__ import annotations

import io
import re
import shutil
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar

import click

from runner.app.order import Surroundings, read_pairs
from runner.errors import UsageError
from runner.model.about import Shard

_WHOLE = 100
_PERCENTAGE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,9})?) ?%?")
_SHARD = re.compile(r"([0-9]{1,4})/([1-9][0-9]{0,3})")
_F = TypeVar("_F", bound=Callable[..., Any])

_CONFIG: Final = click.option(
    "--config",
    metavar="FILE",
    type=click.Path(path_type=Path),
    envvar="STEPRUN_CONFIG",
    help="Instead of the steprun.yaml found upwards from here.",
)
_JUNIT_STYLE: Final = click.option(
    "--junit-style",
    type=click.Choice(["default", "strict"]),
    envvar="STEPRUN_JUNIT_STYLE",
    help="strict: JUnit with nothing in it that the schemas of Jenkins and Windy Road refuse."
    "  [default: default]",
)


def surroundings() -> Surroundings:
    """The real ones."""
    import os

    columns = shutil.get_terminal_size((100, 24)).columns
    try:
        cwd = Path.cwd()
    except OSError:
        raise UsageError("the folder you are in does not exist any more", hint="change to another") from None
    return Surroundings(
        cwd=cwd,
        environ=os.environ,
        stdout=sys.stdout or _nowhere(),
        stderr=sys.stderr or _nowhere(),
        width=min(max(columns, 40), 120),
    )


def _nowhere() -> TextIO:
    """For a stream that was closed before we started (`>&-`)."""
    return io.StringIO()


def remark(note: str) -> None:
    """Say beside the answer what the footer of a run would say."""
    from runner.report.terminal import escape

    click.echo(f"note: {escape(' '.join(note.split()))}", err=True)


def selecting(command: _F) -> _F:
    """PATHS and the filters."""
    for option in reversed(
        (
            click.argument("paths", nargs=-1, metavar="[PATHS]..."),
            click.option(
                "-k",
                "keyword",
                metavar="EXPR",
                default="",
                help="Only specs whose file, endpoint, title, tags or step ids fit: 'cancel and not event'.",
            ),
            _filter("--tag", "tags", "Only specs with this tag."),
            _filter("--domain", "domains", "Only this domain."),
            _filter("--method", "methods", "Only endpoints with this method."),
            _filter("--status", "statuses", "Only specs with this status."),
            click.option("--examples", is_flag=True, help="Also run step blocks that only illustrate."),
            click.option(
                "--force", is_flag=True, help="Also run specs that are parked (skipped, deprecated)."
            ),
        )
    ):
        command = option(command)
    return command


def recalling(command: _F) -> _F:
    """What history has a say in."""
    option = click.option(
        "--last-failed",
        "--lf",
        is_flag=True,
        help="Only what did not pass the last time in this environment.",
    )
    return option(command)


def environing(command: _F) -> _F:
    """Which environment, and what to change about it; and which settings."""
    command = configuring(command)
    for option in reversed(
        (
            click.option(
                "--env",
                "environment",
                metavar="NAME",
                envvar="STEPRUN_ENV",
                help="An environment of steprun.yaml.",
            ),
            click.option("--base-url", metavar="URL", help="Instead of the environment's."),
            click.option(
                "--var",
                "variables",
                metavar="NAME=VALUE",
                multiple=True,
                help="A variable; repeatable.",
                callback=_pairs,
            ),
        )
    ):
        command = option(command)
    return command


def configuring(command: _F) -> _F:
    """Which settings and plugins."""
    for option in reversed(
        (
            _CONFIG,
            click.option(
                "--plugin", "plugins", metavar="MODULE", multiple=True, help="A plugin; repeatable."
            ),
        )
    ):
        command = option(command)
    return command


def changing(command: _F) -> _F:
    """Only what a change can break."""
    option = click.option(
        "--changed",
        metavar="[=REF]",
        help="Only what a change of files can break: since the last commit, or since REF was left.",
    )
    return option(command)


def running(command: _F) -> _F:
    """What holds for every command that sends something."""
    command = changing(command)
    for option in reversed(
        (
            click.option("--timeout", metavar="TIME", help="For a whole step: `30s`, `500ms`."),
            click.option(
                "--jobs",
                "-j",
                type=click.IntRange(1, 256),
                envvar="STEPRUN_JOBS",
                help="Specs side by side.  [default: 8]",
            ),
            click.option(
                "--failed-first",
                "--ff",
                is_flag=True,
                help="Start with what did not pass the last time; reports keep the order of the files.",
            ),
            click.option(
                "--contract",
                type=click.Choice(["off", "warn", "fail"]),
                help="Exchanges that OpenAPI documents forbid: not looked for, shown, or failures."
                "  [default: warn]",
            ),
            click.option(
                "--shard",
                metavar="I/N",
                envvar="STEPRUN_SHARD",
                callback=_shard,
                help="Only the first of four equal parts: 1/4. `steprun merge` puts their runs together.",
            ),
            click.option(
                "--seed",
                type=click.IntRange(0),
                metavar="N",
                help="Makes random_… variables and --shuffle repeatable.",
            ),
            click.option(
                "--junit",
                type=click.Path(path_type=Path),
                metavar="FILE",
                envvar="STEPRUN_JUNIT",
                help="[default: REPORTS/junit.xml]",
            ),
            _JUNIT_STYLE,
            click.option(
                "--format",
                "formats",
                metavar="NAMES",
                envvar="STEPRUN_FORMATS",
                default=None,
                callback=_formats,
                help="Also make these of the run, in its folder: html, ctrf, markdown, har; with commas.",
            ),
            reports_in("Where reports go.  [default: reports]"),
            click.option(
                "--write/--no-write",
                default=None,
                help="Status into front matter.  [default: yes, but not in CI]",
            ),
            click.option("-q", "quiet", is_flag=True, help="Only what did not pass, and the totals."),
        )
    ):
        command = option(command)
    return command


def junit_style(command: _F) -> _F:
    """How JUnit is written."""
    return _JUNIT_STYLE(command)


def recording(command: _F) -> _F:
    """Where recorded runs lie."""
    return _CONFIG(reports_in("Where the runs lie.  [default: reports]")(command))


def colouring(command: _F) -> _F:
    """Whether to use colours."""
    choice = click.Choice(["auto", "always", "never"])
    option = click.option(
        "--color", "colour", type=choice, default="auto", show_default=True, help="Colours."
    )
    return option(command)


def share(_context: click.Context, _option: click.Parameter, value: str | None) -> Fraction | None:
    """A percentage, exactly."""
    if value is None:
        return None
    written = _PERCENTAGE.fullmatch(value.strip())
    if written is None or Fraction(written[1]) > _WHOLE:
        raise click.BadParameter(f"write a percentage from 0% to 100%, such as 60%, not {value!r}")
    return Fraction(written[1]) / _WHOLE


def reports_in(text: str) -> Callable[[_F], _F]:
    """Where reports lie; the text says what is done there."""
    return click.option(
        "--reports",
        type=click.Path(path_type=Path),
        metavar="DIR",
        envvar="STEPRUN_REPORTS",
        help=text,
    )


def _filter(name: str, target: str, text: str) -> Callable[[_F], _F]:
    return click.option(
        name, target, metavar="WORD", multiple=True, help=f"{text} `!WORD` excludes; repeatable."
    )


def _shard(_context: click.Context, _option: click.Parameter, value: str | None) -> Shard | None:
    if value is None:
        return None
    written = _SHARD.fullmatch(value.strip())
    if written is None:
        raise click.BadParameter(f"write which one of how many, such as 2/4, not {value!r}")
    shard = Shard(int(written[1]), int(written[2]))
    if shard.number < 1:
        raise click.BadParameter(f"shards are counted from 1 on: the first is 1/{shard.total}, not {shard}")
    if shard.number > shard.total:
        raise click.BadParameter(f"of {shard.total} the last is {shard.total}/{shard.total}, not {shard}")
    return shard


def _formats(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Known before anything is sent."""
    from runner.app.reporting import read_formats

    return () if value is None else read_formats(value)


def _pairs(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    try:
        return read_pairs(values)
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from None
