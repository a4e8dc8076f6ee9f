"""A run, as one line of verbs: stage -> events -> reporters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from runner.app.order import Order, Surroundings
from runner.app.stage import stage
from runner.engine.ports import Reporter
from runner.engine.run import run_plan
from runner.model.events import Event, RunFinished
from runner.model.result import RunResult


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
        return follow(run_plan(ready.scenarios, ready.bench, ready.pace, ready.about), ready.reporters)


def follow(events: Iterable[Event], reporters: Sequence[Reporter]) -> Ran:
    """Tell every event to every reporter. One that fails is not told any more; the others are."""
    faults: list[str] = []
    broken = False
    listening = list(reporters)
    result: RunResult | None = None
    for event in events:
        for reporter in tuple(listening):
            try:
                reporter.handle(event)
            except Exception as fault:  # noqa: BLE001 - one reporter's trouble is not another's
                listening.remove(reporter)
                faults.append(_told(reporter, fault))
                broken = broken or not isinstance(fault, OSError)
        if isinstance(event, RunFinished):
            result = event.result
    assert result is not None
    return Ran(result, tuple(faults), broken)


def _told(reporter: Reporter, fault: Exception) -> str:
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
