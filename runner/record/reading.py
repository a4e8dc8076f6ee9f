"""A record, read: the run that it tells of, as if it had just ended."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from runner.model.about import About, Past, Turn
from runner.model.contract import Documented
from runner.model.finding import Finding
from runner.model.place import Marks, Place
from runner.model.result import Outcome, RunResult, SpecResult
from runner.model.scenario import Giver, Handover, PlannedStep, Scenario
from runner.model.spec import Endpoint, InvalidSpec, Loaded, OnFail, Role, Spec, Status, Step
from runner.model.trouble import Cause, Trouble
from runner.record.codec import Reader
from runner.record.telling import FORMAT, UNTOLD

_CUT_SHORT = "the run ended before this was over: it was killed, or it still runs"
_NEVER_BEGUN = "not run: the run ended before its turn came"


class NotARecord(ValueError):  # noqa: N818 - a fault of a file, not an error of ours
    """The text is something else."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run that was recorded."""

    result: RunResult
    ended: bool = True
    """False: there is no last line. What was not over when it broke off is an error in the result."""


_UNTOLD_INSIDE = {kind: names for kind, names in UNTOLD.items() if kind is not SpecResult}
_FAULTS = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError)
"""What can be wrong with the inside of a file that somebody else wrote."""


def read_record(lines: Iterable[str]) -> Run:
    """The run that the lines tell of. A last line that is torn counts for nothing. Raises NotARecord."""
    story = _Story()
    try:
        for told in _objects(lines):
            story.go_on(told)
        return story.run()
    except NotARecord:
        raise
    except _FAULTS as fault:
        raise NotARecord(f"it is not as this steprun writes it ({type(fault).__name__}: {fault})") from None


def _objects(lines: Iterable[str]) -> Iterator[Any]:
    torn = False
    for number, line in enumerate(lines, 1):
        if torn:
            raise ValueError(f"line {number - 1} is torn")
        try:
            told = json.loads(line)
        except ValueError:
            torn = True  # by the end of the process, if it is the last one
        else:
            yield told


class _Story:
    """What is known so far."""

    def __init__(self) -> None:
        self._head: Mapping[str, Any] = {}
        self._earlier: list[tuple[str, datetime, str, str]] = []
        self._end: Mapping[str, Any] | None = None
        self._documents: dict[str, Loaded] = {}
        self._begun: dict[int, Mapping[str, Any]] = {}
        self._told: dict[int, Mapping[str, Any]] = {}
        special: Mapping[Any, Callable[[Any], Any]] = {
            Place: _place,
            Loaded: self._document,
            PlannedStep: self._planned,
            Past: self._past,
        }
        reader = Reader(special, untold=UNTOLD)
        self._scenario = reader.way(Scenario)
        self._about = reader.way(About)
        self._documented = reader.way(tuple[Documented, ...])
        self._findings = reader.way(tuple[Finding, ...])
        # The scenario of a result stands in the plan.
        inside = Reader({**special, Scenario: lambda scenario: scenario}, untold=_UNTOLD_INSIDE)
        self._result = inside.way(SpecResult)

    def go_on(self, told: Mapping[str, Any]) -> None:
        """One line more."""
        match told["event"]:
            case "run_started":
                if told["format"] != FORMAT:
                    raise NotARecord(
                        f"another steprun wrote it, in format {told['format']}; this one reads {FORMAT}"
                    )
                self._head = told
                self._earlier = [
                    (str(run_id), datetime.fromisoformat(at), str(commit), str(branch))
                    for run_id, at, commit, branch in told["earlier"]
                ]
            case "document":
                self._documents[told["file"]] = self._loaded(told)
            case "spec_started":
                self._begun[told["index"]] = told
            case "spec_finished":
                self._told[told["index"]] = told["result"]
            case "run_finished":
                self._end = told
            case _:
                pass  # of a newer steprun, which says in FORMAT when that must not be passed over

    def run(self) -> Run:
        """All of it."""
        head, end = self._head, self._end
        if not head:
            raise NotARecord("no run begins in it")
        specs = tuple(self._spec(index, told) for index, told in enumerate(head["plan"]))
        last = max((spec.began + spec.seconds for spec in specs), default=0.0)
        result = RunResult(
            environment=str(head["environment"]),
            base_url=str(head["base_url"]),
            started=datetime.fromisoformat(head["started"]),
            seconds=float(end["seconds"]) if end else last,
            specs=specs,
            seed=int(head["seed"]),
            run_id=str(head["run_id"]),
            interrupted=int(end["interrupted"]) if end else 0,
            selected=int(end["selected"]) if end else len(specs),
            jobs=int(head["jobs"]),
            about=self._about(head["about"]),
            documented=self._documented(end.get("documented", ())) if end else (),
        )
        return Run(result, ended=end is not None)

    def _spec(self, index: int, planned: Mapping[str, Any]) -> SpecResult:
        scenario: Scenario = self._scenario(planned)
        told = self._told.get(index)
        if told is not None:
            result: SpecResult = self._result({**told, "scenario": scenario})
            steps = tuple(step.planned for step in result.steps)
            return replace(result, scenario=replace(scenario, steps=steps))
        begun = self._begun.get(index)
        reason = _CUT_SHORT if begun else _NEVER_BEGUN
        return SpecResult(
            scenario,
            Outcome.ERROR,
            began=float(begun["began"]) if begun else 0.0,
            worker=int(begun["worker"]) if begun else 0,
            reason=reason,
            troubles=(Trouble(Cause.INTERRUPTED, reason, place=Place(scenario.file, 1), key=reason),),
        )

    def _loaded(self, told: Mapping[str, Any]) -> Loaded:
        file, endpoint, domain = (str(told[key]) for key in ("file", "endpoint", "domain"))
        place = Path(told["path"])
        if "findings" in told:
            findings = self._findings(told["findings"])
            return InvalidSpec(file, place, findings, endpoint=endpoint, domain=domain)
        method, _, path = endpoint.partition(" ")
        return Spec(
            file=file,
            path=place,
            endpoint=Endpoint(method, path),
            title=str(told["title"]),
            sections=(),
            text=str(told["text"]),
            status=Status(told["status"]),
            domain=domain,
            tags=tuple(map(str, told["tags"])),
            swagger=str(told["swagger"]),
        )

    def _document(self, file: str) -> Loaded:
        known = self._documents.get(file)
        # Killed before it was written down.
        return known or InvalidSpec(file, Path(file), ())

    def _past(self, told: Mapping[str, Any]) -> Past:
        first, last = (told.get(name) for name in ("first_failed", "last_passed"))
        return Past(
            turns=tuple(map(self._turn, told["turns"])),
            first_failed=self._turn(first) if first else None,
            last_passed=self._turn(last) if last else None,
        )

    def _turn(self, told: Sequence[Any]) -> Turn:
        run_id, at, commit, branch = self._earlier[told[0]]
        flaky, fell = told[3:] or (False, False)
        return Turn(
            run_id,
            at,
            outcome=str(told[1]),
            flaky=bool(flaky),
            seconds=float(told[2]),
            commit=commit,
            branch=branch,
            fell=bool(fell),
        )

    def _planned(self, told: Mapping[str, Any]) -> PlannedStep:
        owner = self._document(told["owner"])
        if not isinstance(owner, Spec):
            raise TypeError("steps of a document that has none")
        case = told.get("case")
        return PlannedStep(
            step=Step(
                id=str(told["id"]),
                place=_place(told["place"]),
                method=str(told["method"]),
                path=str(told["path"]),
                description=str(told.get("description", "")),
                last_line=int(told["last_line"]),
            ),
            role=Role(told["role"]),
            section=str(told["section"]),
            owner=owner,
            name=str(told["name"]),
            on_fail=OnFail(told["on_fail"]),
            skip_reason=str(told.get("skip_reason", "")),
            via=tuple(Step("", _place(text), "", "") for text in told.get("via", ())),
            case=_case(case["label"], _place(case["place"])) if case else None,
        )


def _case(label: str, place: Place) -> Handover:
    marks: Marks = {(): (place.line, place.column)}
    return Handover(Giver.CASES, {}, place.file, marks, (), label)


def _place(text: str) -> Place:
    file, line, column = text.rsplit(":", 2)
    return Place(file, int(line), int(column))
