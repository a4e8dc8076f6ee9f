"""Scenarios in turns: each runs when somebody asks for it, for programs that lead a run themselves."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from runner.adapters.server import running
from runner.adapters.settings import Settings
from runner.adapters.signals import Interruption
from runner.app.order import Order, Surroundings
from runner.app.selected import check_words, environment_for, selected
from runner.app.stage import Guest, Stage, stage
from runner.engine.run import broken
from runner.engine.scenarios import run_scenario
from runner.errors import SteprunError
from runner.load.files import load_spec
from runner.model.environment import CommandServer
from runner.model.events import RunFinished
from runner.model.result import RunResult, SpecResult
from runner.model.scenario import Scenario
from runner.model.spec import Loaded
from runner.plan import Selection, make_scenarios
from runner.report.writeback import Note, WriteBack

_PATIENCE = 2.0
"""Seconds that a scenario has for its clean-up when its caller cannot wait any longer."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Taken:
    """A spec that was taken in, and what there is to run of it."""

    spec: Loaded
    examples: tuple[str, ...]
    """The headings of its scenarios, in their order; empty for the spec proper."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the turn of a scenario came to."""

    result: SpecResult
    mask: Callable[[str], str]
    """Takes the secrets of the run out of a text."""
    notes: tuple[str, ...] = ()
    """What came up beside it."""
    written: tuple[Note, ...] = ()
    """What became of the front matter."""


class Turns:
    """Take in all specs first, then ask for scenarios; the stage is set for the first one, and stays.

    They run on a thread of their own, so that whatever ends the caller's waiting (Ctrl-C, a time limit) does
    not end a scenario before its clean-up. Raises SettingsError, PluginError.
    """

    def __init__(self, order: Order, around: Surroundings, settings: Settings) -> None:
        self._order = order
        self._around = around
        self._settings = settings
        self._environment = environment_for(order, settings)
        self._checks = check_words(order, settings)
        self._taken: dict[Path, Taken | None] = {}
        self._scenarios: dict[Path, list[Scenario]] = {}
        self._interruption = Interruption()
        self._thread = ThreadPoolExecutor(1, "steprun")
        self._last: Future[Any] | None = None
        self._stack = ExitStack()
        self._stage: Stage | SteprunError | None = None
        self._numbers = count()
        self._noted = 0

    @property
    def environment(self) -> str:
        """The name of what is tested."""
        return self._environment.name

    def take(self, path: Path) -> Taken | None:
        """Read a file, and say what there is to run of it; None where it does not mean to be a spec."""
        if path not in self._taken:
            spec = load_spec(path, cwd=self._around.cwd, checks=self._checks)
            self._taken[path] = Taken(spec, self._examples(spec)) if spec else None
        return self._taken[path]

    def run(self, path: Path, number: int) -> Turn:
        """Run a scenario of a spec, by its place among those that were named when it was taken in.

        Raises SteprunError where there is nothing to run it on.
        """
        return self._led(lambda: self._turn(path, number))

    def share(self) -> str:
        """The URL of a server that can only be started once, started here for other processes; or nothing.

        Raises SettingsError.
        """
        server = self._environment.server
        if not isinstance(server, CommandServer):
            return ""
        url = self._stack.enter_context(running(server, root=self._settings.root))
        return self._environment.base_url or url

    def close(self) -> None:
        """Take the stage down."""
        try:
            self._led(self._stack.close)
        finally:
            self._thread.shutdown(wait=False)

    def _examples(self, spec: Loaded) -> tuple[str, ...]:
        """What is used from elsewhere may not be taken in yet; it changes no headings."""
        found = make_scenarios((spec,), Selection.of(self._order, ()), lambda _target, _owner: ())
        return tuple(scenario.example for scenario in found)

    def _led(self, work: Callable[[], _T]) -> _T:
        """Do it on the thread; when the waiting ends early, ask it to end, and give it a moment for that."""
        if self._last is not None:
            wait((self._last,))
        self._interruption.forget()
        future = self._thread.submit(work)
        self._last = future
        try:
            wait((future,))
        except BaseException:
            self._interruption.ask(signal.SIGINT)
            wait((future,), timeout=_PATIENCE)
            raise
        return future.result()

    # ---- on the thread

    def _turn(self, path: Path, number: int) -> Turn:
        ready = self._set_stage()
        scenario = self._scenarios[path][number]
        bench = ready.bench
        try:
            result = run_scenario(next(self._numbers), scenario, bench, lambda _event: None)
        except (Exception, SystemExit) as fault:  # noqa: BLE001 - of ours; it must not take the others along
            result = broken(scenario, fault, bench)
        notes = tuple(ready.notes[self._noted :])
        self._noted += len(notes)
        return Turn(ready.veil.result(result), bench.redactor.text, notes, _written(result, ready))

    def _set_stage(self) -> Stage:
        """The stage, set when it is first needed. If that fails, it is not tried again: it takes its time."""
        if self._stage is None:
            try:
                self._stage = self._stack.enter_context(stage(self._order, self._around, self._guest()))
            except SteprunError as fault:
                self._stage = fault
            else:
                bench = self._stage.bench
                self._stage = replace(self._stage, bench=replace(bench, began=bench.clock.ticks()))
                for scenario in self._stage.scenarios:
                    self._scenarios.setdefault(scenario.spec.path, []).append(scenario)
        if isinstance(self._stage, SteprunError):
            raise self._stage
        return self._stage

    def _guest(self) -> Guest:
        specs = [taken.spec for taken in self._taken.values() if taken]
        meant = selected(specs, self._order, self._settings, self._around, checks=self._checks)
        return Guest(meant, self._interruption)


def _written(result: SpecResult, ready: Stage) -> tuple[Note, ...]:
    """What became of the spec's front matter, where it is to be written to."""
    environment = ready.bench.environment
    if not environment.write_back.enabled:
        return ()
    back = WriteBack(root=ready.settings.root, policy=environment.write_back, now=lambda: datetime.now(UTC))
    run = RunResult(environment.name, environment.base_url, datetime.now(UTC), result.seconds, (result,))
    back.handle(RunFinished(run))
    return back.summary()
