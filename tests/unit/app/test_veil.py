"""Documents and errors as they may be shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runner.app.veil import Veil, discreet, redactor_for
from runner.errors import InternalError, PluginError
from runner.model.environment import Environment, Secret, Token
from runner.model.events import RunFinished, RunStarted, SpecFinished, SpecStarted, StepFinished, StepStarted
from runner.model.result import SpecResult
from runner.model.scenario import Scenario
from runner.model.spec import Spec
from runner.step.redact import Redactor
from support.bench import document, run_document, scenarios_of
from support.build import STARTED, make_finding, make_invalid, make_run, make_scenario

SECRET = "s3cret-that-is-written-down"
TEXT = document(
    f"""
    - {{id: one, method: GET, path: /a, description: "with {SECRET}"}}
    - {{id: two, method: GET, path: /b}}
    """
)


def redactor() -> Redactor:
    made = Redactor()
    made.learn("staff", SECRET)
    return made


def ran(text: str = TEXT) -> SpecResult:
    return run_document(text).result


def text_of(scenario: Scenario) -> str:
    assert isinstance(scenario.spec, Spec)
    return scenario.spec.text


def test_a_document_is_shown_without_secrets_and_stays_as_it_is() -> None:
    result = ran()
    shown = Veil(redactor()).result(result)
    assert SECRET in text_of(result.scenario)
    assert SECRET not in text_of(shown.scenario)
    assert len(text_of(shown.scenario)) == len(text_of(result.scenario))
    assert "‹staff›" in shown.scenario.steps[0].step.description
    assert [step.planned for step in shown.steps] == list(shown.scenario.steps)
    assert shown.steps[1].exchange is result.steps[1].exchange


def test_what_holds_no_secret_is_the_same_object() -> None:
    result = ran(document("- {id: one, method: GET, path: /a}"))
    assert Veil(redactor()).result(result) is result
    assert Veil(redactor()).scenario(result.scenario) is result.scenario


def test_the_same_document_is_looked_through_again_only_for_what_is_new() -> None:
    knows = redactor()
    veil = Veil(knows)
    result = ran()
    first = veil.result(result)
    knows.learn("other", "something-else-entirely")
    assert veil.result(result) is first
    knows.learn("path", "description: ")
    again = veil.result(result)
    assert again is not first
    assert SECRET not in text_of(again.scenario)


def test_every_event_is_veiled() -> None:
    result = ran()
    scenario, planned = result.scenario, result.scenario.steps[0]
    run = make_run(result)
    veil = Veil(redactor())
    events = (
        RunStarted("test", f"http://x/{SECRET}", 1, 2, 1, 0, "id", STARTED, plan=(scenario,)),
        SpecStarted(0, scenario),
        StepStarted(0, scenario, planned),
        StepFinished(0, scenario, result.steps[0]),
        SpecFinished(0, result),
        RunFinished(replace(run, base_url=f"http://x/{SECRET}")),
    )
    for event in events:
        shown = veil.event(event)
        assert type(shown) is type(event)
        assert SECRET not in repr(shown)
        for spec in (getattr(shown, "scenario", None), *getattr(shown, "plan", ())):
            assert spec is None or SECRET not in text_of(spec)


def test_what_is_wrong_with_a_document_is_quoted_in_place() -> None:
    finding = make_finding(f"unknown key {SECRET}", line=f"a: {SECRET} # here")
    scenario = make_scenario(make_invalid(findings=[finding]), findings=[finding])
    shown = Veil(redactor()).scenario(scenario)
    assert SECRET not in repr(shown)
    assert shown.findings[0].line.index("# here") == finding.line.index("# here")


def test_an_environment_and_its_documents_tell_what_is_secret() -> None:
    token = Token("staff", secret=Secret("s3cret-of-staff"))
    environment = Environment(
        "test", tokens={"staff": token}, variables={"api_key": "k3y-0123456789", "user": "anna-anna-anna"}
    )
    text = document('- {method: GET, path: /a, headers: {Authorization: "Bearer l1teral-0123"}}')
    knows = redactor_for(environment, scenarios_of(text))
    told = "s3cret-of-staff k3y-0123456789 anna-anna-anna l1teral-0123"
    assert knows.text(told) == "‹staff› ‹api_key› anna-anna-anna ‹authorization›"


def test_errors_of_ours_are_told_without_secrets() -> None:
    with pytest.raises(PluginError) as caught, discreet(redactor()):
        raise PluginError(f"it said {SECRET}", hint=f"not {SECRET}")
    assert (caught.value.what, caught.value.hint, str(caught.value)) == (
        "it said ‹staff›",
        "not ‹staff›",
        "it said ‹staff›",
    )


@pytest.mark.parametrize("fault", [ValueError(SECRET), SystemExit(SECRET)])
def test_errors_of_others_too_with_their_tracebacks(fault: BaseException) -> None:
    with pytest.raises(InternalError) as caught, discreet(redactor()):
        raise fault
    assert caught.value.what == f"{type(fault).__name__}: ‹staff›"
    assert SECRET not in caught.value.trace
    assert "raise fault" in caught.value.trace


def test_that_a_disk_is_full_is_nobodys_secret() -> None:
    with pytest.raises(OSError, match="full"), discreet(redactor()):
        raise OSError("full")
