"""Turns: which results of a run say something about their scenarios, and what."""

from __future__ import annotations

from zlib import crc32

from runner.model.result import Outcome, RunResult, SpecResult
from runner.model.scenario import Scenario
from runner.model.spec import Spec
from runner.model.trouble import Cause
from runner.step.verdict import settle


def had_turn(run: RunResult, spec: SpecResult) -> bool:
    """Whether it was tried, to its end. What is parked, was not reached, or was cut short had none."""
    if not spec.steps and spec.outcome is Outcome.SKIPPED:
        return False
    causes = {trouble.cause for trouble in spec.troubles}
    causes.update(trouble.cause for step in spec.steps for trouble in step.troubles)
    if Cause.INTERRUPTED in causes:
        return False
    # Stopped between two steps, none of which has anything to do with it.
    stopped = (
        bool(spec.steps) and spec.outcome is Outcome.ERROR and settle(spec.steps).outcome is not Outcome.ERROR
    )
    return not (run.interrupted and stopped)


def is_kept(run: RunResult, spec: SpecResult) -> bool:
    """Whether history keeps it; a spec of which only some steps were meant neither passed nor failed."""
    return spec.scenario.complete and had_turn(run, spec)


def came_to(spec: SpecResult) -> Outcome:
    """What its steps came to: a claim of the document that does not hold is another matter."""
    return settle(spec.steps).outcome if spec.broke_its_word else spec.outcome


def fingerprint(scenario: Scenario) -> int:
    """The same as long as nobody changes the documents whose steps it runs.

    Their front matter does not count: runs write into it.
    """
    owners = {spec.file: spec for spec in (scenario.spec, *(planned.owner for planned in scenario.steps))}
    code = 0
    for spec in owners.values():
        if isinstance(spec, Spec):
            head, mark, body = spec.text.partition("\n---")
            code = crc32((body if mark else head).encode("utf-8", "surrogatepass"), code)
    return code
