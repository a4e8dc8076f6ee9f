"""The statuses that a step expects."""

from __future__ import annotations

from collections.abc import Iterable

from runner.coverage.endpoints import Known
from runner.model.json import JSON
from runner.model.scenario import PlannedStep
from runner.resolve.template import Name, compile_template

_DIGITS = 3
"""Of a status."""


def expected_statuses(planned: PlannedStep, known: Known | None) -> tuple[int | str, ...]:
    """Numbers; where the step takes any success, those that are documented."""
    wanted = next((item.wanted for item in planned.step.expectations if item.kind == "status"), None)
    if isinstance(wanted, list):
        return tuple(dict.fromkeys(_numbers(planned, wanted)))
    return tuple(status for status in (known.documents if known else ()) if status.startswith("2"))


def _numbers(planned: PlannedStep, wanted: Iterable[JSON]) -> Iterable[int]:
    for item in wanted:
        text = str(_handed(planned, item) if isinstance(item, str) else item)
        if len(text) == _DIGITS and text.isdecimal():
            yield int(text)


def _handed(planned: PlannedStep, text: str) -> JSON:
    """A status that is a placeholder, as a case or the author of a `with:` fills it; others as they are."""
    match compile_template(text).parts:
        case (Name(name=name),):
            given = (planned.case, *reversed(planned.given))
            return next((each.values[name] for each in given if each and name in each.values), text)
    return text
