"""Probes: passes through a document whose Test Request has one thing changed, each with its own set-up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from runner.model.claim import Condition, When
from runner.model.scenario import PlannedStep, Scenario
from runner.model.spec import Expectation, OnFail, Role, Step
from runner.proof.change import CannotAsk, changed
from runner.proof.dossier import Dossier
from runner.proof.safety import may_change

_ANY_STATUS = [*range(100, 600)]


@dataclass(frozen=True, slots=True)
class Probe:
    """A pass, and the step of it whose answer is wanted."""

    condition: Condition
    scenario: Scenario
    step: Step

    @property
    def is_mutating(self) -> bool:
        """Whether it may change something where it is sent."""
        return may_change(self.scenario.steps)


def probe_for(condition: Condition, dossier: Dossier) -> Probe:
    """The pass that shows what comes under a condition. Raises CannotAsk."""
    endpoint = condition.endpoint or dossier.spec.endpoint
    target = dossier.target_at(endpoint) if condition.endpoint else dossier.target
    if target is None:
        raise CannotAsk(f"no step calls {endpoint}" if condition.endpoint else dossier.why_no_target)
    planned = target.planned
    step = changed(_bare(planned.step), condition, target, template=endpoint.path)
    asked = replace(planned, step=step, name=f"{planned.name}, {condition}", on_fail=OnFail.ABORT)
    first: tuple[PlannedStep, ...] = ()
    if condition.when is When.REPEATED:
        first = (replace(planned, step=replace(_bare(planned.step)), name=f"{planned.name}, once"),)
        asked = replace(asked, given=())
    steps = (*dossier.before(planned), *_through(condition, dossier), *first, asked, *dossier.after(planned))
    return Probe(condition, Scenario(dossier.spec, steps, complete=False), step)


def _bare(step: Step) -> Step:
    """The request alone: whatever comes is looked at."""
    anything = Expectation("status", _ANY_STATUS, step.place)
    return replace(step, expectations=(anything,), extractions=(), retry=None, skip_reason="", sleep_ms=0)


def _through(condition: Condition, dossier: Dossier) -> tuple[PlannedStep, ...]:
    if not condition.through:
        return ()
    option = dossier.options.get(condition.through)
    if option is None or not option.steps:
        raise CannotAsk(f"`{condition.through}` was not run")
    return tuple(replace(result.planned, role=Role.SETUP) for result in option.steps)


@dataclass(frozen=True, slots=True)
class Unasked:
    """A question that was not asked."""

    why: str
