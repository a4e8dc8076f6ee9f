"""Shards, put together: the records of several runs become that of one, with its reports. Nothing is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from runner.adapters.ci import workflow_of
from runner.adapters.runs import find_runs, load_run
from runner.adapters.settings import Settings, load_settings
from runner.app.order import Order, Surroundings
from runner.app.recall import Historian, history_of
from runner.app.run import Ran, follow
from runner.engine.ports import Reporter
from runner.errors import UsageError
from runner.model.about import Parts, Shard
from runner.model.events import Event, RunFinished, RunStarted
from runner.model.result import RunResult
from runner.record import Piece, events_of, merged
from runner.record.naming import EVENTS, folder_name
from runner.report.console import Console
from runner.report.documents import Documents, Format, formats_of
from runner.report.failure import block_text
from runner.report.github import told_in
from runner.report.junit import Junit
from runner.report.recorder import Recorder
from runner.report.terminal import wants_colour


@dataclass(frozen=True, slots=True)
class _Goal:
    """Where what comes out goes."""

    folder: Path
    junit: Path
    alone: bool
    """Whether it is a place of its own, and not one among the runs."""
    formats: Mapping[str, Format]
    """What is made beside JUnit."""
    strict_junit: bool
    keep: int
    """How many runs are kept."""
    history: Path | None
    """The file of the project's history; None: it keeps none."""


def merge(names: Sequence[str], order: Order, around: Surroundings, *, output: Path | None) -> Ran:
    """Put the runs together that are called so, and report what comes out as a run would be.

    Without `output`, it lies among the runs, and its JUnit where that of a run lies; with it, all lies there.
    Raises UsageError, SettingsError before anything is written.
    """
    settings = load_settings(start=around.cwd, config=order.config, environ=around.environ)
    reports = around.cwd / order.reports if order.reports else settings.reports
    found = [each for name in names for each in find_runs(name, reports=reports, cwd=around.cwd)]
    folders = _distinct(found, around)
    pieces = [Piece(around.shown(folder), load_run(folder, cwd=around.cwd)) for folder in folders]
    result = merged(pieces, run_id=_id_of(pieces))
    goal = _goal(settings, order, around, output=output, run_id=result.run_id)
    if any(folder.resolve() == goal.folder.resolve() for folder in folders):
        raise UsageError(
            f"{around.shown(goal.folder)} is one of the runs", hint="name another folder with -o"
        )
    return follow(events_of(result), _reporters(result, goal, order, around))


def _id_of(pieces: Sequence[Piece]) -> str:
    """The same for the same runs: put together twice, they are remembered once."""
    ids = sorted(piece.run.result.run_id for piece in pieces)
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()[:8]


def _goal(
    settings: Settings, order: Order, around: Surroundings, *, output: Path | None, run_id: str
) -> _Goal:
    reports = around.cwd / order.reports if order.reports else settings.reports
    # By the time of the merging, so that it is the latest.
    folder = around.cwd / output if output else reports / folder_name(datetime.now(UTC), run_id)
    junit = folder / "junit.xml" if output else settings.junit or reports / "junit.xml"
    strict = (order.junit_style or settings.junit_style) == "strict"
    formats = formats_of(order.formats or settings.formats, strict_junit=strict)
    return _Goal(
        folder,
        junit,
        alone=output is not None,
        formats={name: each for name, each in formats.items() if folder / each.file != junit},
        strict_junit=strict,
        keep=settings.keep_runs,
        history=history_of(order, settings, around),
    )


def _distinct(folders: Sequence[Path], around: Surroundings) -> list[Path]:
    """Each record once: CI systems unpack copies, and `latest` may be one.

    A run that was killed before its first line was written is none: what it should have run is missing.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        try:
            content = (folder / EVENTS).read_bytes()
        except OSError as fault:
            raise UsageError(f"{around.shown(folder / EVENTS)} cannot be read: {fault.strerror}") from None
        if b"\n" in content:
            found.setdefault(hashlib.sha256(content).hexdigest(), folder)
    if not found:
        names = ", ".join(map(around.shown, folders))
        raise UsageError(f"no run has begun in {names}", hint="it was killed at once; run it again")
    return list(found.values())


# ---- reports


class _Closing:
    """The reporter that says what a run's console says first and last."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def handle(self, event: Event, /) -> None:
        """The specs were told when they ran."""
        if isinstance(event, RunStarted | RunFinished):
            self._console.handle(event)


def _reporters(result: RunResult, goal: _Goal, order: Order, around: Surroundings) -> list[Reporter]:
    """The document reporters first: the console's last words tell what they did."""
    junit = Junit(goal.junit, describe=block_text, strict=goal.strict_junit)
    # The records are masked already, and their documents are named by their place in the project.
    recorder = Recorder(goal.folder, root=Path(), keep=goal.keep, alone=goal.alone)
    documents = Documents(goal.folder, goal.formats)
    historian = Historian(goal.history, name=around.shown) if goal.history else None

    def notes() -> Iterator[str]:
        yield f"junit    {around.shown(goal.junit)}{'' if junit.written else ' was not written'}"
        yield from recorder.told(around.shown(goal.folder))
        yield from documents.told(around.shown)
        yield from historian.told() if historian else ()
        if result.about.parts:
            yield f"shards   {_told(result.about.parts)}"

    console = Console(
        stream=around.stdout,
        width=around.width,
        colour=wants_colour(around.stdout, around.environ, order.colour),
        verbosity=order.verbosity,
        notes=lambda: list(notes()),
    )
    workflow = workflow_of(around.environ, around.cwd)
    jobs = told_in(workflow, folder=goal.folder) if workflow else ()
    remembering = [historian] if historian else []
    return [junit, recorder, documents, *remembering, *jobs, _Closing(console)]


def _told(parts: Parts) -> str:
    """`3`, `2 of 3: 2/3 left no record, 3/3 broke off`."""
    wrong = [f"{Shard(number, parts.total)} left no record" for number in parts.missing]
    wrong += [f"{Shard(number, parts.total)} broke off" for number in parts.broken]
    whole = f"{parts.total - len(parts.missing)} of {parts.total}"
    return f"{whole}: {', '.join(wrong)}" if wrong else whole
