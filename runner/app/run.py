"""A run, as one line of verbs: stage -> events -> reporters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from runner.app.order import Order, Surroundings
from runner.app.stage import Stage, stage
from runner.app.veil import Veil
from runner.engine.ports import Reporter
from runner.engine.run import run_plan
from runner.model.events import Event, RunFinished
from runner.model.result import RunResult
from runner.step.redact import Redactor


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of an order."""

    result: RunResult
    faults: tuple[str, ...] = ()
    """What went wrong beside the run: a report that could not be written, a reporter that failed."""
    broken: bool = False
    """A reporter failed in another way than by not getting at its file: a fault of its own."""


def run(order: Order, around: Surroundings) -> Ran:
    """Do what the order says.

    Raises UsageError, SettingsError, PluginError before anything is sent.
    """
    with stage(order, around) as ready:
        events = run_plan(ready.scenarios, ready.bench, ready.pace, ready.about)
        ran = follow(events, ready.reporters, ready.veil)
    return closed(ran, ready)


def closed(ran: Ran, ready: Stage) -> Ran:
    """What came of an order whose stage is taken down: with what went wrong there."""
    for reporter, fault in ready.unclosed:
        said = ready.veil.text(_told(reporter, fault))
        ran = replace(ran, faults=(*ran.faults, said), broken=ran.broken or not isinstance(fault, OSError))
    return ran


def follow(events: Iterable[Event], reporters: Sequence[Reporter], veil: Veil | None = None) -> Ran:
    """Tell every event to every reporter. One that fails is not told any more; the others are.

    They see documents through the veil, but for those that write into them (`edits_documents`).
    """
    veil = veil or Veil(Redactor())
    faults: list[str] = []
    broken = False
    listening = list(reporters)
    result: RunResult | None = None
    for event in events:
        shown = veil.event(event)
        for reporter in tuple(listening):
            try:
                reporter.handle(event if getattr(reporter, "edits_documents", False) else shown)
            except (Exception, SystemExit) as fault:  # noqa: BLE001 - one reporter's trouble is not another's
                listening.remove(reporter)
                faults += [veil.text(_told(reporter, each)) for each in _each(fault)]
                broken = broken or not all(isinstance(each, OSError) for each in _each(fault))
        if isinstance(event, RunFinished):
            result = event.result
    assert result is not None
    return Ran(result, tuple(faults), broken)


def _each(fault: BaseException) -> Sequence[BaseException]:
    """A reporter of several files may have failed at several of them."""
    return fault.exceptions if isinstance(fault, BaseExceptionGroup) else (fault,)


def _told(reporter: Reporter, fault: BaseException) -> str:
    """Which reporter failed, and how; one that could not write says what."""
    kind = type(reporter)
    name = (
        kind.__qualname__
        if kind.__module__.startswith("runner.")
        else f"{kind.__module__}.{kind.__qualname__}"
    )
    if isinstance(fault, OSError) and fault.strerror:
        file = fault.filename2 or fault.filename
        return f"{name} could not write{f' {file}' if file else ''}: {fault.strerror}"
    return f"{name} failed: {type(fault).__name__}: {fault}"
