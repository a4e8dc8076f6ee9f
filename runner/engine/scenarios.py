"""A scenario from its first step to its clean-up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path as FilePath

from runner.engine.attempt import told
from runner.engine.bench import Bench
from runner.engine.steps import blocked, never_handed, run_step
from runner.model.events import Event, SpecFinished, SpecStarted, StepFinished, StepStarted
from runner.model.result import Outcome, SpecResult, StepResult
from runner.model.scenario import PlannedStep, Scenario
from runner.model.spec import Role
from runner.model.trouble import Cause, Trouble
from runner.resolve.scope import Scope, Withheld
from runner.step.redact import Mark
from runner.step.retouch import retouched
from runner.step.verdict import Then, settle


def run_scenario(
    index: int, scenario: Scenario, bench: Bench, tell: Callable[[Event], None], *, worker: int = 0
) -> SpecResult:
    """Run it, tell what happens, and return what came of it."""
    began = bench.elapsed()
    tell(SpecStarted(index, scenario, began, worker))
    result = _without_asking(scenario, bench) or _run(index, scenario, bench, tell)
    result = replace(result, began=began, worker=worker, seconds=bench.since(began))
    tell(SpecFinished(index, result))
    return result


def not_run(scenario: Scenario, reason: str) -> SpecResult:
    """A scenario whose turn does not come."""
    return SpecResult(scenario, Outcome.SKIPPED, reason=reason)


def _without_asking(scenario: Scenario, bench: Bench) -> SpecResult | None:
    """What is known before anything is sent."""
    if scenario.findings:
        troubles = tuple(
            told(Trouble(Cause.INVALID, item.message, item.hint, item.place, item.width), bench)
            for item in scenario.findings
        )
        return SpecResult(scenario, Outcome.ERROR, reason=troubles[0].message, troubles=troubles)
    if scenario.skip_reason:
        return SpecResult(scenario, Outcome.SKIPPED, reason=scenario.skip_reason)
    return None


def _run(index: int, scenario: Scenario, bench: Bench, tell: Callable[[Event], None]) -> SpecResult:
    run = f"{bench.run_id}-{index:04d}"
    scope = bench.scope(scenario, run=run)
    bench = replace(bench, redactor=bench.redactor.child())
    results: list[StepResult] = []
    known: list[Mark] = []
    culprit: StepResult | None = None
    for planned in scenario.steps:
        cleaning = planned.role is Role.CLEANUP
        before = bench.redactor.mark()
        if not cleaning and (culprit or bench.interrupted()):
            result = blocked(planned, _in_the_way(culprit))
            scope = _withheld(scope, planned)
        else:
            tell(StepStarted(index, scenario, planned))
            result, scope, then = run_step(planned, scope, bench, run=run)
            if then is Then.STOP and not cleaning:
                culprit = result
        results.append(result)
        # The first attempt was masked before the last one was answered.
        known.append(before if result.earlier else bench.redactor.mark())
        tell(StepFinished(index, scenario, result))
    bench.forget(run)
    # A later step may have told that something is a secret which an earlier one showed.
    results = [
        retouched(result, bench.redactor.since(mark)) for result, mark in zip(results, known, strict=True)
    ]
    settlement = settle(results)
    interrupted = bool(bench.interrupted()) and any(step.blocked for step in results)
    return SpecResult(
        scenario=scenario,
        outcome=Outcome.ERROR if interrupted and not culprit else settlement.outcome,
        steps=tuple(results),
        reason="interrupted" if interrupted and not culprit else settlement.reason,
        verified=settlement.verified and scenario.complete and not scenario.example,
        reused=_reused(results),
    )


def _withheld(scope: Scope, planned: PlannedStep) -> Scope:
    """What a step would have set, had its turn come."""
    why = Withheld(f"`{planned.step.id}`", "did not run", by_skip=True)
    scope = never_handed(planned.given, planned, scope, why)
    names = [item.name for item in planned.step.extractions if item.name not in scope.live]
    return scope.without(names, why) if names else scope


def _in_the_way(culprit: StepResult | None) -> str:
    if culprit is None:
        return "not run: interrupted"
    word = {Outcome.FAILED: "failed", Outcome.ERROR: "could not be tested"}.get(
        culprit.outcome, "was skipped"
    )
    return f"not run: {culprit.planned.step.id} {word}"


def _reused(results: list[StepResult]) -> tuple[FilePath, ...]:
    """The specs that were used, as far as all of their steps passed, those of specs they use included."""
    chains = [tuple(step.place for step in result.planned.via) for result in results]
    uses = dict.fromkeys(
        (result.planned.owner.path, chain) for result, chain in zip(results, chains, strict=True) if chain
    )
    wrong = [
        chain for result, chain in zip(results, chains, strict=True) if result.outcome is not Outcome.PASSED
    ]
    return tuple(
        dict.fromkeys(
            path for path, chain in uses if not any(other[: len(chain)] == chain for other in wrong)
        )
    )
