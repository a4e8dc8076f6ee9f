"""Reports of runs that are over, made of their records. Nothing is sent."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.adapters.runs import find_run, load_run
from runner.adapters.settings import load_settings
from runner.app.order import Order, Surroundings
from runner.errors import UsageError
from runner.record import Run, events_of
from runner.report.documents import FORMATS, Format
from runner.report.terminal import wants_colour


@dataclass(frozen=True, slots=True)
class Recorded:
    """A run that was recorded, and where."""

    run: Run
    folder: Path
    strict_junit: bool = False
    """Whether its JUnit keeps to what schemas allow."""


def recorded(name: str, order: Order, around: Surroundings) -> Recorded:
    """The run that is called so: `latest`, an id, a folder. Raises UsageError, SettingsError."""
    settings = load_settings(start=around.cwd, config=order.config, environ=around.environ)
    reports = around.cwd / order.reports if order.reports else settings.reports
    folder = find_run(name, reports=reports, cwd=around.cwd)
    strict = (order.junit_style or settings.junit_style) == "strict"
    return Recorded(load_run(folder, cwd=around.cwd), folder, strict)


def files_for(
    formats: Mapping[str, Format], folder: Path, *, output: Path | None = None
) -> list[tuple[Format, Path]]:
    """Where documents go: into the run's folder, or into `output`; one alone may name its file.

    What is there and no folder can only be meant as a file: one without an ending, a pipe, /dev/stdout.
    Raises UsageError.
    """
    names_file = output is not None and not output.is_dir() and (bool(output.suffix) or output.exists())
    if output is None or not names_file:
        return [(each, (output or folder) / each.file) for each in formats.values()]
    if len(formats) > 1:
        raise UsageError(
            f"{len(formats)} formats do not fit into {output}", hint="name a folder, or one format"
        )
    return [(each, output) for each in formats.values()]


def read_formats(text: str) -> tuple[str, ...]:
    """`html,junit` -> its names. Raises UsageError."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    known = ", ".join(FORMATS)
    if not names:
        raise UsageError("no format is named", hint=f"there is {known}")
    for name in names:
        if name not in FORMATS:
            near = difflib.get_close_matches(name, FORMATS, n=1)
            raise UsageError(
                f"there is no format `{name}`",
                hint=f"did you mean `{near[0]}`?" if near else f"there is {known}",
            )
    return names


def retell(found: Recorded, order: Order, around: Surroundings) -> None:
    """Say on the screen what the console said when the run was over."""
    from runner.report.console import Console

    result = found.run.result
    console = Console(
        stream=around.stdout,
        width=around.width,
        colour=wants_colour(around.stdout, around.environ, order.colour),
        verbosity=order.verbosity,
        domains=[spec.scenario.domain for spec in result.specs],
    )
    for event in events_of(result):
        console.handle(event)
