"""Results and documents, masked again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runner.model.result import Extracted, Outcome, StepResult, Used
from runner.model.spec import JsonBody
from runner.step.redact import Redactor
from runner.step.retouch import mapped, retouched
from support.build import make_check, make_exchange, make_spec, make_step, make_trouble
from support.stories import failing_status, passing

SECRET = "s3cret-that-was-late"


def late() -> Redactor:
    redactor = Redactor()
    redactor.learn("late", SECRET)
    return redactor


def test_what_holds_no_secret_stays_the_same_object() -> None:
    result = failing_status()
    assert retouched(result, late()) is result
    assert retouched(result, None) is result
    assert mapped(result, late()) is result


@pytest.mark.parametrize(
    "place", ["exchange", "earlier", "checks", "extracted", "used", "troubles", "reason"]
)
def test_a_secret_is_masked_wherever_in_a_result_it_stands(place: str) -> None:
    told = failing_status()
    step = told.steps[1]
    spot = step.planned.step.place
    parts: dict[str, object] = {
        "exchange": make_exchange(body=f'{{"a": "{SECRET}"}}', answer=SECRET),
        "earlier": (make_exchange(url=f"https://x.test/{SECRET}"),),
        "checks": (make_check(f"found {SECRET}", found=SECRET),),
        "extracted": (Extracted("a", SECRET, spot),),
        "used": (Used("a", SECRET, "--var"),),
        "troubles": (make_trouble(f"it said {SECRET}", hint=f"{SECRET[:12]}…"),),
        "reason": SECRET,
    }
    wrong: StepResult = replace(step, **{place: parts[place]})  # type: ignore[arg-type]  # as the table says
    result = retouched(replace(told, steps=(told.steps[0], wrong)), late())
    assert SECRET[:12] not in repr(result.steps)
    assert "‹late›" in repr(result.steps[1])
    assert result.steps[0] is told.steps[0]
    assert result.scenario is told.scenario
    assert result.outcome is Outcome.FAILED


def test_documents_are_left_alone_when_results_are_masked_again() -> None:
    told = passing()
    spec = make_spec(text=f"token: {SECRET}")
    result = replace(told, scenario=replace(told.scenario, spec=spec), reason=f"a {SECRET}")
    again = retouched(result, late())
    assert again.reason == "a ‹late›"
    assert again.scenario.spec is spec


def test_documents_that_are_shown_keep_their_columns() -> None:
    step = replace(make_step(), body=JsonBody({"a": [SECRET, 1]}), description=f"with {SECRET}")
    spec = make_spec(text=f"token: {SECRET} # mine")
    shown = mapped((spec, step, step), late(), in_place=True)
    assert SECRET not in repr(shown) + shown[0].text
    assert shown[0].text.index("# mine") == spec.text.index("# mine")
    assert shown[1] is shown[2]
    assert shown[0].file == spec.file
