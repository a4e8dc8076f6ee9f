"""What pytest is told of a turn: why it did not pass, what stands beside it, the properties in its JUnit."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from textwrap import dedent
from typing import Final

from _pytest._code.code import ReprEntryNative, ReprExceptionInfo, ReprFileLocation, ReprTraceback

from runner.app.turns import Turn
from runner.errors import SteprunError
from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.result import Outcome, SpecResult
from runner.model.spec import Spec
from runner.report.console import step_lines
from runner.report.contract import Met, counted, finding_lines, untold
from runner.report.failure import block_text
from runner.report.terminal import Line, Screen, escape, line, text_of
from runner.report.words import attempts, headline

STEPS: Final = "steprun steps"
NOTES: Final = "steprun notes"


def failure(turn: Turn, place: Place, *, width: int, brief: bool = False) -> ReprExceptionInfo:
    """Our block where pytest would show a traceback, unless it is brief; the headline for its summary."""
    result = turn.result
    why = headline(result)
    if result.outcome is Outcome.ERROR:
        why = f"could not be tested: {why}"
    text = "" if brief else block_text(result, result.culprit, width=width)
    return _shown(turn.mask(text), turn.mask(escape(why)), place)


def fault_text(fault: SteprunError) -> str:
    """What kept us from asking anything, and what to do about it."""
    lines = f"{fault.place}: {fault.what}" if fault.place else fault.what
    help_ = [f"  help: {fault.hint}"] if fault.hint else []
    return _lines([*lines.splitlines(), *help_])


def fault(raised: SteprunError, place: Place, *, brief: bool = False) -> ReprExceptionInfo:
    """The same as an item's failure."""
    text = fault_text(raised)
    first, _, _ = text.partition("\n")
    return _shown("" if brief else f"error: {text}", f"could not be tested: {first}", place)


def steps_text(turn: Turn, *, width: int) -> str:
    """A line for each step, and what it yielded."""
    rows = [row for step in turn.result.steps for row in step_lines(step, width=width, traffic=False)]
    return turn.mask(_text(rows))


def notes_text(turn: Turn, *, width: int) -> str:
    """What is to be said even of a spec that passed."""
    result = turn.result
    notes = [f"flaky: {attempts(result)}"] if result.flaky else []
    if result.quarantined:
        notes.append(f"quarantine {result.scenario.quarantine}: {headline(result)}")
    notes += [f"tolerated: {step.planned.name}: {headline(step)}" for step in result.steps if step.tolerated]
    notes += [str(note) for note in turn.written if note.reason]
    notes += turn.notes
    rows = _lines(notes)
    findings = _text(finding_lines(_findings(result), width=width))
    return turn.mask("\n\n".join(filter(None, (rows, findings))))


def properties(turn: Turn, *, environment: str) -> Iterator[tuple[str, str | int | float]]:
    """What readers of reports may want to sort and count by."""
    result = turn.result
    spec = result.scenario.spec
    yield "domain", spec.domain
    yield "endpoint", str(spec.endpoint)
    yield "tags", ", ".join(spec.tags) if isinstance(spec, Spec) else ""
    yield "environment", environment
    yield "outcome", result.outcome.value
    yield "steps", len(result.steps)
    yield "seconds", round(result.seconds, 3)
    if result.flaky:
        yield "flaky", attempts(result)
    tolerated = sum(step.tolerated for step in result.steps)
    if tolerated:
        yield "tolerated", tolerated
    if result.quarantined:
        yield "quarantine", str(result.scenario.quarantine)
    findings = _findings(result)
    if findings:
        yield "contract", counted([Met(finding, 1) for finding in findings])
    for note in turn.written:
        yield "front matter", str(note)


def _findings(result: SpecResult) -> list[Finding]:
    """What the contract says to its exchanges, each once, but for what made a step fail."""
    found: dict[str, Finding] = {}
    for step in result.steps:
        for finding in untold(step):
            if finding.severity is not Severity.NOTE:
                found.setdefault(finding.fingerprint or str(finding.place), finding)
    return list(found.values())


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(text_of(line(text)) for text in texts)


def _text(rows: Iterable[Line]) -> str:
    return dedent("\n".join(map(text_of, rows))).rstrip()


def _shown(text: str, why: str, place: Place) -> ReprExceptionInfo:
    """Made of what pytest itself can send from one process to another: of all else it would keep the text."""
    entries = [ReprEntryNative([f"{line}\n" for line in fitted(text).split("\n")])] if text else []
    return ReprExceptionInfo(
        reprtraceback=ReprTraceback(entries, extraline=None, style="native"),
        reprcrash=ReprFileLocation(escape(place.file), place.line, fitted(why)),
    )


def fitted(text: str) -> str:
    """With nothing in it that the terminal lacks: pytest would escape it to one long line."""
    stream = sys.__stdout__
    return Screen(stream, colour=False).fit(text) if stream is not None else text
