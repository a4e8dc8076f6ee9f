"""What happens in a run, as lines: each a JSON object whose `event` says which.

`run_started` names everything that is going to run, and what earlier runs of it came to; `document` holds a
document, once, before it is needed; `spec_started` and `spec_finished` come as they happen; `run_finished` is
the last.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from runner.model.about import About, Past, Turn
from runner.model.claim import Claim
from runner.model.contract import Documented
from runner.model.events import Event, RunFinished, RunStarted, SpecFinished, SpecStarted
from runner.model.finding import Finding
from runner.model.place import Place
from runner.model.result import RunResult, SpecResult
from runner.model.scenario import PlannedStep, Scenario
from runner.model.spec import InvalidSpec, Loaded, Spec
from runner.record.codec import Writer

FORMAT = 1
"""Goes up when an older steprun could not read what a newer one writes."""
UNTOLD = {
    Scenario: frozenset({"steps"}),
    SpecResult: frozenset({"scenario", "reused"}),
    Claim: frozenset({"fact"}),
}
"""What stands elsewhere in a record, or is of no use after the run."""


def events_of(result: RunResult) -> Iterator[Event]:
    """What would be told, were the run to happen again, one scenario after the other."""
    yield head_of(result)
    for index, spec in enumerate(result.specs):
        yield SpecStarted(index, spec.scenario, spec.began, spec.worker)
        yield SpecFinished(index, spec)
    yield RunFinished(result)


def record_lines(result: RunResult, *, root: Path | None = None) -> Iterator[str]:
    """The whole record of a run that is over."""
    teller = Teller(root=root)
    yield from teller.started(head_of(result))
    for index, spec in enumerate(result.specs):
        yield teller.spec_started(SpecStarted(index, spec.scenario, spec.began, spec.worker))
        yield from teller.spec_finished(index, spec)
    yield teller.finished(result)


def head_of(result: RunResult) -> RunStarted:
    """The event that a run which came to this began with."""
    return RunStarted(
        environment=result.environment,
        base_url=result.base_url,
        scenarios=result.selected,
        steps=sum(len(spec.steps) for spec in result.specs),
        jobs=result.jobs,
        seed=result.seed,
        run_id=result.run_id,
        started=result.started,
        plan=tuple(spec.scenario for spec in result.specs),
        about=result.about,
    )


class Teller:
    """Puts the events of one run into lines.

    What it is told holds no secrets. `root` is the project, in which documents have their places.
    """

    def __init__(self, *, root: Path | None = None) -> None:
        self._root = root
        self._told: dict[str, Loaded] = {}
        self._earlier: dict[tuple[str, datetime, str, str], int] = {}
        special: Mapping[Any, Callable[[Any], Any]] = {
            Place: str,
            Loaded: lambda spec: spec.file,
            PlannedStep: self._planned,
        }
        writer = Writer({**special, Past: self._past}, untold=UNTOLD)
        self._about = writer.way(About)
        self._scenario = writer.way(Scenario)
        self._findings = writer.way(tuple[Finding, ...])
        self._result = writer.way(SpecResult)
        self._documented = writer.way(tuple[Documented, ...])

    def started(self, event: RunStarted) -> Iterator[str]:
        """The head, and every document that is going to run."""
        plan = [self._scenario(scenario) for scenario in event.plan]
        yield _line(
            "run_started",
            format=FORMAT,
            run_id=event.run_id,
            environment=event.environment,
            base_url=event.base_url,
            started=event.started.isoformat(),
            seed=event.seed,
            jobs=event.jobs,
            about=self._about(event.about),
            plan=plan,
            earlier=[
                (run_id, at.isoformat(), commit, branch) for run_id, at, commit, branch in self._earlier
            ],
        )
        for scenario in event.plan:
            yield from self._document(scenario.spec)

    def spec_started(self, event: SpecStarted) -> str:
        """A scenario's turn."""
        return _line("spec_started", index=event.index, began=round(event.began, 6), worker=event.worker)

    def spec_finished(self, index: int, result: SpecResult) -> Iterator[str]:
        """What came of it; before that, documents whose steps it used."""
        for step in result.steps:
            yield from self._document(step.planned.owner)
        yield _line("spec_finished", index=index, result=self._result(result))

    def finished(self, result: RunResult) -> str:
        """The end."""
        return _line(
            "run_finished",
            seconds=round(result.seconds, 6),
            interrupted=result.interrupted,
            selected=result.selected,
            documented=self._documented(result.documented),
        )

    def has_told(self, spec: Loaded) -> bool:
        """Whether a document was put down as it is: later, more of it may have to be masked."""
        told = self._told.get(spec.file)
        if isinstance(spec, Spec) and isinstance(told, Spec):
            return told is spec or told.text == spec.text
        return told == spec

    def _document(self, spec: Loaded) -> Iterator[str]:
        if spec.file in self._told:
            return
        self._told[spec.file] = spec
        told = {
            "file": spec.file,
            "path": self._place_of(spec.path),
            "endpoint": str(spec.endpoint),
            "domain": spec.domain,
        }
        if isinstance(spec, InvalidSpec):
            yield _line("document", **told, findings=self._findings(spec.findings))
        else:
            yield _line(
                "document",
                **told,
                title=spec.title,
                status=spec.status,
                tags=spec.tags,
                swagger=spec.swagger,
                text=spec.text,
            )

    def _place_of(self, path: Path) -> str:
        inside = self._root is not None and path.is_relative_to(self._root)
        return (path.relative_to(self._root) if self._root and inside else path).as_posix()

    def _past(self, past: Past) -> dict[str, Any]:
        told: dict[str, Any] = {"turns": [self._turn(turn) for turn in past.turns]}
        for name, turn in (("first_failed", past.first_failed), ("last_passed", past.last_passed)):
            if turn is not None:
                told[name] = self._turn(turn)
        return told

    def _turn(self, turn: Turn) -> list[Any]:
        """As little as possible, for there are many: its run stands once for all of them in `earlier`."""
        run = (turn.run_id, turn.at, turn.commit, turn.branch)
        number = self._earlier.setdefault(run, len(self._earlier))
        row = [number, turn.outcome, round(turn.seconds, 6)]
        return [*row, turn.flaky, turn.fell] if turn.flaky or turn.fell else row

    def _planned(self, planned: PlannedStep) -> dict[str, Any]:
        """As much of a step as reports say about it; the document has the rest."""
        step, case = planned.step, planned.case
        told = {
            "id": step.id,
            "method": step.method,
            "path": step.path,
            "place": str(step.place),
            "last_line": step.last_line,
            "name": planned.name,
            "section": planned.section,
            "role": planned.role,
            "owner": planned.owner.file,
            "on_fail": planned.on_fail,
        }
        more = {
            "description": step.description,
            "skip_reason": planned.skip_reason,
            "via": [str(each.place) for each in planned.via],
            "case": case and {"label": case.label, "place": str(planned.place)},
        }
        return told | {name: value for name, value in more.items() if value}


def _line(event: str, /, **told: Any) -> str:
    # In ASCII: half a surrogate, which a server may send, can be written no other way.
    return json.dumps({"event": event, **told}, separators=(",", ":")) + "\n"
