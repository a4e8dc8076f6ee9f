"""The veil: what documents and errors say leaves the program without secrets, as events do anyway."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from runner.errors import InternalError, SteprunError
from runner.model.environment import Environment
from runner.model.events import (
    Event,
    RunFinished,
    RunStarted,
    SpecFinished,
    SpecStarted,
    StepFinished,
    StepStarted,
)
from runner.model.result import SpecResult, StepResult
from runner.model.scenario import PlannedStep, Scenario
from runner.model.spec import Loaded, Spec
from runner.step.redact import Mark, Redactor
from runner.step.retouch import mapped


class Veil:
    """Takes the secrets that a redactor knows out of documents, each character of the rest in its place.

    What holds none stays the same object. Not for several threads at once.
    """

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._documents: dict[int, _Looked] = {}
        self._scenarios: dict[int, _Veiled] = {}
        self._results: dict[int, tuple[SpecResult, SpecResult]] = {}

    def text(self, text: str) -> str:
        """A text of ours."""
        return self._redactor.text(text)

    def scenario(self, scenario: Scenario) -> Scenario:
        """With documents as they may be shown."""
        mark = self._redactor.mark()
        known = self._scenarios.get(id(scenario))
        if known is None or known.mark != mark:
            times = tuple(map(self._times_found, _documents(scenario)))
            made = known.made if known else scenario
            if any(times) and (known is None or known.times != times):
                made = mapped(scenario, self._redactor, in_place=True)
            known = self._scenarios[id(scenario)] = _Veiled(scenario, mark, times, made)
        return known.made

    def result(self, result: SpecResult) -> SpecResult:
        """Likewise."""
        scenario = self.scenario(result.scenario)
        if scenario is result.scenario:
            return result
        known = self._results.get(id(result))
        if known is None or known[1].scenario is not scenario:
            veiled = replace(
                result,
                scenario=scenario,
                steps=tuple(_moved(step, result.scenario, scenario) for step in result.steps),
                claims=mapped(result.claims, self._redactor, in_place=True),
            )
            known = self._results[id(result)] = (result, veiled)
        return known[1]

    def event(self, event: Event) -> Event:
        """Likewise."""
        match event:
            case RunStarted():
                plan = tuple(map(self.scenario, event.plan))
                return replace(event, plan=plan, base_url=self.text(event.base_url))
            case SpecFinished():
                return replace(event, result=self.result(event.result))
            case RunFinished(result=run):
                specs = tuple(map(self.result, run.specs))
                return RunFinished(replace(run, specs=specs, base_url=self.text(run.base_url)))
        scenario = self.scenario(event.scenario)
        if scenario is event.scenario:
            return event
        match event:
            case SpecStarted():
                return replace(event, scenario=scenario)
            case StepStarted():
                planned = _twin(event.planned, event.scenario, scenario)
                return replace(event, scenario=scenario, planned=planned)
            case StepFinished():
                result = _moved(event.result, event.scenario, scenario)
                return replace(event, scenario=scenario, result=result)

    def _times_found(self, document: Loaded) -> int:
        """How often more became known of what must not be seen in a document; 0: it may be seen as it is.

        Only what was learnt since it was last looked for is looked for.
        """
        mark = self._redactor.mark()
        before = self._documents.get(id(document))
        if before is None:
            found = int(self._redactor.knows_of(_text_of(document)))
        elif before.mark == mark:
            return before.found
        else:
            late = self._redactor.since(before.mark)
            found = before.found + int(late is not None and late.knows_of(_text_of(document)))
        self._documents[id(document)] = _Looked(document, mark, found)
        return found


@dataclass(frozen=True, slots=True)
class _Looked:
    """How a document was found, and with which knowledge."""

    document: Loaded
    mark: Mark
    found: int


@dataclass(frozen=True, slots=True)
class _Veiled:
    """A scenario, kept so that nothing else gets its id; and what became of it, with which knowledge."""

    scenario: Scenario
    mark: Mark
    times: tuple[int, ...]
    made: Scenario


def _moved(step: StepResult, old: Scenario, new: Scenario) -> StepResult:
    return replace(step, planned=_twin(step.planned, old, new))


def _twin(planned: PlannedStep, old: Scenario, new: Scenario) -> PlannedStep:
    """The step of the new scenario that stands where this one stands in the old one."""
    pairs = zip(old.steps, new.steps, strict=True)
    return next((twin for each, twin in pairs if each is planned), planned)


def redactor_for(
    environment: Environment, scenarios: Iterable[Scenario] = (), *, lasting: bool = False
) -> Redactor:
    """Knows what an environment declares, and what steps say that should not stand in a document."""
    redactor = Redactor(lasting=lasting)
    for token in environment.tokens.values():
        redactor.learn_token(token)
    for name, value in (*environment.variables.items(), *environment.overrides.items()):
        redactor.learn_variable(name, value)
    for planned in (step for scenario in scenarios for step in scenario.steps):
        redactor.learn_step(planned)
    return redactor


@contextmanager
def discreet(redactor: Redactor) -> Iterator[None]:
    """What is raised within is told without secrets: libraries and plugins quote what they were given."""
    try:
        yield
    except SteprunError as fault:
        fault.what, fault.hint = redactor.text(fault.what), redactor.text(fault.hint)
        fault.args = (fault.what,)
        raise
    except OSError:
        raise
    except (Exception, SystemExit) as fault:  # noqa: BLE001 - whatever it is, it may quote a request
        what = redactor.text(f"{type(fault).__name__}: {fault}")
        raise InternalError(what, trace=redactor.text(traceback.format_exc())) from None


def _documents(scenario: Scenario) -> list[Loaded]:
    return list({id(each): each for each in (scenario.spec, *(p.owner for p in scenario.steps))}.values())


def _text_of(document: Loaded) -> str:
    if isinstance(document, Spec):
        return document.text
    return "\n".join(f"{item.message}\n{item.hint}\n{item.line}" for item in document.findings)
