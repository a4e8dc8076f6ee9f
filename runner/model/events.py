"""What the engine tells, as it happens. An event carries all that its reader needs, with secrets masked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from runner.model.about import About
from runner.model.result import RunResult, SpecResult, StepResult
from runner.model.scenario import PlannedStep, Scenario


@dataclass(frozen=True, slots=True)
class RunStarted:
    """Before the first scenario."""

    environment: str
    base_url: str
    scenarios: int
    steps: int
    jobs: int
    seed: int
    run_id: str
    started: datetime
    """By the clock of the system under test, which may stand still."""
    plan: tuple[Scenario, ...] = ()
    """Everything that is going to run, in the order of the files."""
    about: About = About()


@dataclass(frozen=True, slots=True)
class SpecStarted:
    """A scenario's turn has come. `index` is its place in the order of the files."""

    index: int
    scenario: Scenario
    began: float = 0.0
    """Seconds after the start of the run."""
    worker: int = 0
    """Which of those that work side by side runs it, from 0 on."""


@dataclass(frozen=True, slots=True)
class StepStarted:
    """About to be asked."""

    index: int
    scenario: Scenario
    planned: PlannedStep


@dataclass(frozen=True, slots=True)
class StepFinished:
    """Asked and judged, or passed over."""

    index: int
    scenario: Scenario
    result: StepResult


@dataclass(frozen=True, slots=True)
class SpecFinished:
    """A scenario is over."""

    index: int
    result: SpecResult


@dataclass(frozen=True, slots=True)
class RunFinished:
    """Everything is over; `result` holds it all."""

    result: RunResult


Event: TypeAlias = RunStarted | SpecStarted | StepStarted | StepFinished | SpecFinished | RunFinished
