"""What GitHub shows beside the lines of a pull request: workflow commands, as many as it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from runner.engine.ports import Reporter
from runner.model.events import Event, RunFinished
from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.result import Outcome, RunResult, SpecResult
from runner.plugins.settings import Workflow
from runner.report import words
from runner.report.contract import met
from runner.report.failure import rerun
from runner.report.news import news
from runner.report.terminal import Screen, escape

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_MOST: Final = 10
"""Of each kind in one step of a job; GitHub drops the others without a word."""
_SUMMARY_ROOM: Final = 1_000_000
"""Bytes of the page of a step; a longer one is dropped whole."""
_QUARANTINED: Final = "quarantined"
_LONGEST: Final = 4000
"""Characters of one message; beyond, GitHub cuts in the middle of a sign."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """A message beside a line."""

    severity: Severity
    title: str
    text: str
    place: Place | None = None

    def command(self, folder: str = "") -> str:
        """The line to print; `folder` is where the command runs in the repository: `api/`, or nothing."""
        place, properties = self.place, {"title": self.title}
        if place:
            file = f"{folder}{place.file}"
            properties = {"file": file, "line": str(place.line), "col": str(place.column), **properties}
        shown = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
        text = self.text if len(self.text) <= _LONGEST else f"{self.text[:_LONGEST]}…"
        return f"::{_COMMANDS[self.severity]} {shown}::{_data(text)}"


class Annotations:
    """The reporter that prints them, below everything else."""

    def __init__(self, stream: TextIO, *, folder: str) -> None:
        self._screen = Screen(stream, colour=False)
        self._folder = folder

    def handle(self, event: Event, /) -> None:
        """Print when the run is over."""
        if isinstance(event, RunFinished):
            commands = (each.command(self._folder) for each in of_run(event.result))
            self._screen.write_text("".join(f"{command}\n" for command in commands))


class Outputs:
    """The reporter that tells the steps that follow in a job how the run ended, in figures."""

    def __init__(self, file: Path, *, folder: Path) -> None:
        self._file = file
        self._folder = folder

    def handle(self, event: Event, /) -> None:
        """Append when the run is over. Raises OSError."""
        if isinstance(event, RunFinished):
            run = event.result
            ended = Counter(_QUARANTINED if spec.quarantined else spec.outcome.value for spec in run.specs)
            names = (*(outcome.value for outcome in Outcome), _QUARANTINED)
            lines = [f"{name}={ended[name]}\n" for name in names]
            with self._file.open("a", encoding="utf-8") as file:
                file.writelines([*lines, f"folder={escape(str(self._folder))}\n"] if run.specs else lines)


class StepSummary:
    """The reporter that tells of the run on the page of its job. Shards leave that to `merge`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def handle(self, event: Event, /) -> None:
        """Append when the run is over, as much as the page has room for. Raises OSError."""
        if isinstance(event, RunFinished) and event.result.about.shard is None:
            from runner.report.summary import MOST_BYTES, render

            room = _SUMMARY_ROOM - (self._file.stat().st_size if self._file.exists() else 0)
            text = render(event.result, most_bytes=max(min(MOST_BYTES, room), 0))
            if len(text) <= room:  # else all of it would be lost, with what others wrote
                with self._file.open("ab") as file:
                    file.write(text)


def told_in(workflow: Workflow, *, folder: Path) -> Iterator[Reporter]:
    """The reporters that write where a job wants it; `folder` is that of the run."""
    if workflow.summary:
        yield StepSummary(workflow.summary)
    if workflow.output:
        yield Outputs(workflow.output, folder=folder)


def of_finding(finding: Finding) -> Annotation:
    """What lint or the contract found."""
    text = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    return Annotation(finding.severity, finding.rule, text, finding.place)


def of_run(run: RunResult) -> list[Annotation]:
    """What a run has to say: what fails and did not first; one more of each kind counts the rest."""
    fresh = news(run)
    bad = [_failure(spec, "new: " if spec.scenario.past.last else "") for spec in fresh.new]
    bad += [_failure(spec, "still: ") for spec in fresh.still]
    warnings = [_flaky(spec) for spec in run.specs if spec.flaky]
    told = [step for spec in run.specs for step in spec.steps if step.outcome is Outcome.FAILED]
    found = [item.finding for item in met(run, told=told)]
    warnings += [of_finding(finding) for finding in found if finding.severity is not Severity.NOTE]
    notices = [_parked(spec) for spec in run.specs if spec.quarantined]
    return limited([*bad, *map(_milder, warnings), *notices])


def limited(annotations: Sequence[Annotation]) -> list[Annotation]:
    """As many of each kind as GitHub takes, in their order; one more of each counts the rest."""
    totals = Counter(each.severity for each in annotations)
    room = {kind: _MOST if total <= _MOST else _MOST - 1 for kind, total in totals.items()}
    kept: list[Annotation] = []
    for each in annotations:
        if room[each.severity]:
            room[each.severity] -= 1
            kept.append(each)
    for kind in Severity:
        rest = totals[kind] - _MOST + 1
        if rest > 1:
            said = words.count(rest, f"more {kind.value}")
            kept.append(Annotation(kind, f"and {said}", f"{said}: the log and the reports have them"))
    return kept


def _failure(spec: SpecResult, said: str) -> Annotation:
    text = f"{spec.scenario.title}: {words.headline(spec)}\nrerun: {rerun(spec, spec.culprit)}"
    return Annotation(Severity.ERROR, f"{said}{words.headline(spec)}", text, _place(spec))


def _flaky(spec: SpecResult) -> Annotation:
    text = f"{spec.scenario.title}: {words.attempts(spec)}"
    step = next((step for step in spec.steps if step.flaky), None)
    return Annotation(Severity.WARNING, "flaky", text, step.planned.place if step else _place(spec))


def _parked(spec: SpecResult) -> Annotation:
    text = f"{spec.scenario.title}: {words.headline(spec)}\nin quarantine {spec.scenario.quarantine}"
    return Annotation(Severity.NOTE, _QUARANTINED, text, _place(spec))


def _milder(annotation: Annotation) -> Annotation:
    """What did not fail the run is no error beside its line."""
    return Annotation(Severity.WARNING, annotation.title, annotation.text, annotation.place)


def _place(spec: SpecResult) -> Place:
    """Where to look: that of the headline."""
    culprit = spec.culprit
    troubles = culprit.troubles if culprit else spec.troubles
    places: Iterable[Place | None] = (
        *(trouble.place for trouble in troubles),
        culprit.planned.place if culprit else None,
        *(finding.place for finding in spec.scenario.findings),
    )
    return next((place for place in places if place), Place(spec.scenario.file, 1))


def _data(text: str) -> str:
    """Line ends and percent signs escaped GitHub's way; what else acts on a terminal, ours."""
    return escape(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
