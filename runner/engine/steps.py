"""A step's turn: attempts until it passes or may not be tried again, then the ruling."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from runner.engine.attempt import Attempt, attempt, told
from runner.engine.bench import Bench
from runner.model.result import Outcome, StepResult
from runner.model.scenario import Giver, Handover, PlannedStep
from runner.model.spec import Retry, Role
from runner.model.trouble import Cause, Trouble
from runner.resolve.scope import Scope, Withheld
from runner.resolve.template import Renderer
from runner.step.names import explain
from runner.step.verdict import Fate, Ruling, Then, fate_of, may_help_to_repeat, rule

_POLITE_TIMES = 3
_POLITE_SECONDS = 30.0
"""How often, and how long altogether, a server's `Retry-After` is obeyed where the step says nothing."""


def run_step(planned: PlannedStep, scope: Scope, bench: Bench, *, run: str) -> tuple[StepResult, Scope, Then]:
    """Give a step its turn. Returns what came of it, what later steps can see, and whether there are any."""
    began = bench.elapsed()
    scope, seen, unknown = handed_over(planned, scope)
    troubles = tuple(told(trouble, bench) for trouble in unknown)
    tries = [Attempt(troubles[0].cause, troubles)] if troubles else _tries(planned, seen, bench, run)
    last = tries[-1]
    fate = fate_of(last.cause)
    ruling = rule(fate, planned.on_fail)
    result = StepResult(
        planned=planned,
        outcome=ruling.outcome,
        seconds=bench.since(began),
        began=began,
        exchange=last.exchange,
        earlier=tuple(item.exchange for item in tries[:-1] if item.exchange),
        checks=last.checks,
        extracted=last.extracted,
        used=last.used,
        troubles=last.troubles,
        judged=last.judged,
        reason=_reason(planned, last, ruling),
        tolerated=ruling.tolerated,
        blocked=fate in (Fate.SOURCE_SKIPPED, Fate.SOURCE_FAILED),
        flaky=ruling.outcome is Outcome.PASSED and any(item.cause is not None for item in tries[:-1]),
    )
    if planned.role is Role.CLEANUP:
        result = _tidied(result)
    if ruling.outcome is Outcome.PASSED and planned.step.sleep_ms:
        bench.clock.sleep(planned.step.sleep_ms / 1000)
    return result, _after(planned, scope, last, ruling), ruling.then


def blocked(planned: PlannedStep, reason: str) -> StepResult:
    """A step whose turn does not come."""
    return StepResult(planned, Outcome.SKIPPED, reason=reason, blocked=True)


def handed_over(planned: PlannedStep, scope: Scope) -> tuple[Scope, Scope, tuple[Trouble, ...]]:
    """The scope with what the step is handed, what the step itself sees (its case, too), or why not.

    A spec in a spec hands on what it was given itself.
    """
    for index, handover in enumerate(planned.given):
        scope, troubles = _handed(handover, planned, scope)
        if troubles:
            why = Withheld(handover.origin, "could not be computed", by_skip=False)
            scope = never_handed(planned.given[index:], planned, scope, why)
            return scope, scope, troubles
    scope = scope.read_by(planned.owner.file)
    if planned.case is None:
        return scope, scope, ()
    return scope, *_handed(planned.case, planned, scope)


def never_handed(given: Iterable[Handover], planned: PlannedStep, scope: Scope, why: Withheld) -> Scope:
    """The scope of the clean-up, where nothing older may stand in for what these would have said.

    The variables of a document that is used are its own: nobody else misses them.
    """
    home = (*planned.via, planned.step)[0].place.file
    names = {
        name
        for handover in given
        if handover.giver is not Giver.VARIABLES or handover.file == home
        for name in handover.values.keys() - (scope.commanded if handover.giver is Giver.VARIABLES else ())
    }
    return scope.without(names - scope.live.keys(), why) if names - scope.live.keys() else scope


def _handed(handover: Handover, planned: PlannedStep, scope: Scope) -> tuple[Scope, tuple[Trouble, ...]]:
    scope = scope.read_by(handover.file)
    renderer = Renderer(scope)
    values = {name: renderer.value(value, (*handover.path, name)) for name, value in handover.values.items()}
    if renderer.missing:
        lines = planned.owner.lines if handover.file == planned.owner.file else ()
        return scope, explain(renderer.missing, handover, scope, lines)
    if handover.giver is Giver.VARIABLES:
        return scope.with_written(values, handover.origin), ()
    return scope.with_values(values, handover.origin), ()


# ---- attempts


def _tries(planned: PlannedStep, scope: Scope, bench: Bench, run: str) -> list[Attempt]:
    retry = planned.step.retry
    tries = [attempt(planned, scope, bench, run=run)]
    waited = 0.0
    while not bench.interrupted():
        last = tries[-1]
        pause = _polite_pause(last, len(tries), waited)
        if pause is not None:
            waited += pause
        elif retry and len(tries) < retry.times and _wants_again(retry, last):
            pause = retry.interval_ms / 1000
        else:
            break
        bench.clock.sleep(pause)
        if not bench.interrupted():
            tries.append(attempt(planned, scope, bench, run=run))
    if bench.interrupted() and tries[-1].cause is None and tries[-1].waiting:
        trouble = Trouble(Cause.INTERRUPTED, "interrupted while waiting", place=planned.step.place)
        return [*tries[:-1], replace(tries[-1], cause=Cause.INTERRUPTED, troubles=(trouble,))]
    return [*tries[:-1], _still_waiting(planned, tries[-1], len(tries))]


def _wants_again(retry: Retry, last: Attempt) -> bool:
    """Whether the author's `retry:` asks for one more; `until`, where there is one, judges the answer."""
    if retry.until and last.answered:
        return last.waiting
    return may_help_to_repeat(last.cause)


def _polite_pause(last: Attempt, count: int, waited: float) -> float | None:
    """How long the server asks us to wait, where that is bearable and nobody expected the refusal."""
    if last.retry_after is None or last.cause not in (Cause.THROTTLED, Cause.SERVER) or count > _POLITE_TIMES:
        return None
    return last.retry_after if waited + last.retry_after <= _POLITE_SECONDS else None


def _still_waiting(planned: PlannedStep, last: Attempt, count: int) -> Attempt:
    """What the step waited for never came: that is a check that failed."""
    if not last.waiting or last.cause is not None:
        return last
    trouble = Trouble(
        Cause.CHECK,
        f"still not so after {count} attempts: {', '.join(_subjects(planned))}",
        "give it more `times`, or a longer `interval_ms`",
        planned.step.place_at("retry", "until"),
    )
    return replace(last, cause=Cause.CHECK, troubles=(trouble,))


def _subjects(planned: PlannedStep) -> list[str]:
    retry = planned.step.retry
    return [f"`{item.subject or item.kind}`" for item in (retry.until if retry else ())]


# ---- what a step leaves behind


def _after(planned: PlannedStep, scope: Scope, last: Attempt, ruling: Ruling) -> Scope:
    """The scope of the steps that follow."""
    step = planned.step
    skipped = ruling.outcome is Outcome.SKIPPED
    values = {} if skipped else dict(last.values)
    if values:
        scope = scope.with_values(values, f"extracted by {step.id}, {_line(planned)}")
    lost = [item.name for item in step.extractions if item.name not in values]
    if ruling.then is Then.STOP:  # only clean-up follows, and what an earlier step made is still there
        lost = [name for name in lost if name not in scope.live]
    if not lost:
        return scope
    done = "was skipped" if skipped else "failed"
    return scope.without(lost, Withheld(f"`{step.id}` ({_line(planned)})", done, by_skip=skipped))


def _line(planned: PlannedStep) -> str:
    """`line 81`, or `other.md:81` when the step was reused."""
    place = planned.step.place
    return f"{place.file}:{place.line}" if planned.via else f"line {place.line}"


def _reason(planned: PlannedStep, last: Attempt, ruling: Ruling) -> str:
    if ruling.outcome is not Outcome.SKIPPED:
        return ""
    said = last.troubles[0].message if last.troubles else ""
    return planned.skip_reason or said


def _tidied(result: StepResult) -> StepResult:
    """What was never made need not be cleaned up."""
    trouble = result.trouble
    if trouble and trouble.cause in (Cause.SOURCE_FAILED, Cause.SOURCE_SKIPPED):
        return replace(
            result, outcome=Outcome.SKIPPED, reason=f"nothing to clean up: {trouble.message}", blocked=True
        )
    return result
