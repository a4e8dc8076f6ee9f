"""A plan from start to end: scenarios side by side, one stream of events, delivered by one thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from random import Random
from typing import TypeAlias

from runner.engine.attempt import internal
from runner.engine.bench import Bench
from runner.engine.scenarios import not_run, run_scenario
from runner.model.about import About
from runner.model.events import Event, RunFinished, RunStarted, SpecFinished
from runner.model.result import Outcome, RunResult, SpecResult
from runner.model.scenario import Scenario
from runner.step.retouch import retouched

_FLUSH_SECONDS = 0.05
"""Events travel in batches: waking another thread for each one costs more than many a step."""
_LULL = 0.01
"""Seconds without news after which a worker must be waiting for an answer."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How the scenarios follow each other."""

    jobs: int = 8
    max_failures: int = 0
    """Start nothing new after so many specs did not pass; 0: never stop. Those in quarantine do not count."""
    shuffle: bool = False
    """Start them in an order that the run's seed decides; reports keep that of the files."""
    failed_first: bool = False
    """Start with those that failed the last time."""
    in_turn: bool = False
    """Those of one document one after another, as they are planned: none finds what another is using."""


def run_plan(
    scenarios: Sequence[Scenario], bench: Bench, pace: Pace, about: About = About()
) -> Iterator[Event]:
    """Run everything; the last event holds the result. The order of its specs is that of the files."""
    started = bench.clock.now()
    bench = replace(bench, began=bench.clock.ticks())
    known = bench.redactor.mark()
    crew = _Crew(scenarios, bench, pace)
    jobs = crew.size
    yield RunStarted(
        environment=bench.environment.name,
        base_url=bench.environment.base_url,
        scenarios=len(scenarios),
        steps=sum(len(scenario.steps) for scenario in scenarios),
        jobs=jobs,
        seed=bench.seed,
        run_id=bench.run_id,
        started=started,
        plan=tuple(scenarios),
        about=about,
    )
    results: dict[int, SpecResult] = {}
    for event in crew.events(jobs):
        if isinstance(event, SpecFinished):
            results[event.index] = event.result
        yield event
    for index, scenario in enumerate(scenarios):
        if index not in results:
            results[index] = not_run(scenario, crew.why_not)
            yield SpecFinished(index, results[index])
    # One spec may have shown what another one was told is a secret.
    late = bench.redactor.since(known)
    yield RunFinished(
        RunResult(
            environment=bench.environment.name,
            base_url=bench.environment.base_url,
            started=started,
            seconds=bench.elapsed(),
            specs=tuple(retouched(results[index], late) for index in range(len(scenarios))),
            seed=bench.seed,
            run_id=bench.run_id,
            interrupted=bench.interrupted(),
            selected=len(scenarios),
            jobs=jobs,
            about=about,
            documented=bench.documented(),
        )
    )


_Task: TypeAlias = tuple[int, Scenario]


def _rows(scenarios: Sequence[Scenario], bench: Bench, pace: Pace) -> list[list[_Task]]:
    """What one worker does without a break, in the order in which the rows are begun."""
    rows: dict[object, list[_Task]] = {}
    for index, scenario in enumerate(scenarios):
        rows.setdefault(scenario.spec.path if pace.in_turn else index, []).append((index, scenario))
    order = list(rows.values())
    if pace.shuffle:
        Random(bench.seed).shuffle(order)  # noqa: S311 - an order, not a secret
    if pace.failed_first:
        order.sort(key=lambda row: not any(scenario.past.failing for _, scenario in row))
    return order


class _Crew:
    """The workers: each takes the next row of scenarios until there is none, or no more are wanted."""

    def __init__(self, scenarios: Sequence[Scenario], bench: Bench, pace: Pace) -> None:
        self._bench = bench
        self._pace = pace
        rows = _rows(scenarios, bench, pace)
        self._next = iter(rows)
        self._lock = threading.Lock()
        self._failures = 0
        self._queue: SimpleQueue[list[Event] | None] = SimpleQueue()
        self.why_not = ""
        self.size = max(1, min(pace.jobs, len(rows)))

    def events(self, jobs: int) -> Iterator[Event]:
        """What happens, in the order in which it happens to each scenario.

        One worker begins; the others join it at the first lull. Against a system that answers at once there
        is none, and they would only wait for each other: the interpreter runs one thread at a time.
        """
        workers = [
            threading.Thread(target=self._work, args=(number,), name=f"steprun-{number}", daemon=True)
            for number in range(jobs)
        ]
        workers[0].start()
        started, ended = 1, 0
        while ended < started:
            try:
                batch = self._queue.get(timeout=_LULL if started < jobs else None)
            except Empty:
                for worker in workers[started:]:
                    worker.start()
                started = jobs
                continue
            if batch is None:
                ended += 1
            else:
                yield from batch
        for worker in workers[:started]:
            worker.join()

    def _work(self, worker: int) -> None:
        try:
            while row := self._take():
                for index, scenario in row:
                    if not self._goes_on():
                        return
                    self._run(index, scenario, worker)
        finally:
            self._queue.put(None)

    def _take(self) -> list[_Task] | None:
        with self._lock:
            return next(self._next, None)

    def _goes_on(self) -> bool:
        """Whether one more scenario is wanted."""
        with self._lock:
            if self._bench.interrupted():
                self.why_not = "not run: interrupted"
            elif self._pace.max_failures and self._failures >= self._pace.max_failures:
                self.why_not = f"not run: stopped after {self._failures} that did not pass"
            return not self.why_not

    def _run(self, index: int, scenario: Scenario, worker: int) -> None:
        batch: list[Event] = []
        clock = self._bench.clock
        flushed = clock.ticks()

        def tell(event: Event) -> None:
            nonlocal batch, flushed
            batch.append(event)
            now = clock.ticks()
            if now - flushed > _FLUSH_SECONDS:
                self._queue.put(batch)
                batch, flushed = [], now

        try:
            result = run_scenario(index, scenario, self._bench, tell, worker=worker)
        except (Exception, SystemExit) as fault:  # noqa: BLE001 - must not take the other specs along
            result = broken(scenario, fault, self._bench)
            batch.append(SpecFinished(index, result))
        if result.outcome in (Outcome.FAILED, Outcome.ERROR) and not result.quarantined:
            with self._lock:
                self._failures += 1
        self._queue.put(batch)


def broken(scenario: Scenario, fault: BaseException, bench: Bench) -> SpecResult:
    """What came of a scenario in which we ourselves failed."""
    trouble = internal(fault, bench)
    return SpecResult(scenario, Outcome.ERROR, reason=trouble.message, troubles=(trouble,))
