from __future__ import annotations

import pytest
from unit.proof.scene import dossier_of

from runner.model.claim import Condition, When
from runner.model.spec import Endpoint, OnFail
from runner.proof import Dossier
from runner.proof.change import CannotAsk
from runner.proof.probe import Probe, probe_for
from support.bench import document
from support.senders import answer

TEXT = document(
    """
    - {id: target, method: POST, path: /items, body: {a: 1}, extract: {made: $.id}, expect: {status: 201}, retry: {times: 2}, sleep: 5}
    - {id: later, method: GET, path: /items/1}
    """,
    setup="- {id: first, method: GET, path: /first}",
    cleanup="- {id: tidy, method: DELETE, path: /items/1}",
    example="- {id: way, method: GET, path: /way, extract: {other: $.id}}",
)
ANSWERS = {"POST /items": answer(201, {"id": 1}), "*": answer(200, {"id": 2})}


def known(text: str = TEXT) -> Dossier:
    return dossier_of(text, answers=ANSWERS)


def ids(probe: Probe) -> list[str]:
    return [planned.step.id for planned in probe.scenario.steps]


def test_a_probe_has_its_own_set_up_and_clean_up_and_nothing_else() -> None:
    probe = probe_for(Condition(When.LEFT_OUT, "a"), known())
    assert ids(probe) == ["first", "target", "tidy"]
    assert not probe.scenario.complete


def test_its_request_alone_counts_whatever_comes() -> None:
    probe = probe_for(Condition(When.AS_IT_IS), known())
    step = probe.step
    assert (step.extractions, step.retry, step.sleep_ms) == ((), None, 0)
    assert [expected.kind for expected in step.expectations] == ["status"]
    planned = probe.scenario.steps[1]
    assert planned.step is step
    assert planned.on_fail is OnFail.ABORT
    assert planned.name == "Test Request › target, as it is"


def test_an_option_comes_between_set_up_and_request() -> None:
    assert ids(probe_for(Condition(When.AS_IT_IS, through="Example"), known())) == [
        "first",
        "way",
        "target",
        "tidy",
    ]


def test_what_is_repeated_is_sent_once_before() -> None:
    probe = probe_for(Condition(When.REPEATED), known())
    assert ids(probe) == ["first", "target", "target", "tidy"]
    once, twice = probe.scenario.steps[1:3]
    assert once.step is not twice.step
    assert twice.step is probe.step


def test_another_endpoint_of_the_document_can_be_asked() -> None:
    probe = probe_for(Condition(When.ROLE, "client", endpoint=Endpoint("GET", "/items/{id}")), known())
    assert ids(probe) == ["first", "target", "later", "tidy"]
    assert probe.step.token == "client"


def test_whether_it_may_change_something_depends_on_all_its_steps() -> None:
    reading = document("- {id: a, method: GET, path: /items}", endpoint="GET /items")
    assert not probe_for(Condition(When.AS_IT_IS), known(reading)).is_mutating
    making = document(
        "- {id: a, method: GET, path: /items}", setup="- {method: POST, path: /items}", endpoint="GET /items"
    )
    assert probe_for(Condition(When.AS_IT_IS), known(making)).is_mutating


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        (Condition(When.AS_IT_IS, endpoint=Endpoint("GET", "/nowhere")), "no step calls GET /nowhere"),
        (Condition(When.AS_IT_IS, through="Nobody"), "`Nobody` was not run"),
        (Condition(When.LEFT_OUT, "b"), "the Test Request does not send `b`"),
    ],
)
def test_what_cannot_be_asked_says_why(condition: Condition, why: str) -> None:
    with pytest.raises(CannotAsk, match=why):
        probe_for(condition, known())


def test_without_a_success_there_is_nothing_to_derive_from() -> None:
    dossier = dossier_of(TEXT, answers={"*": answer(500)})
    with pytest.raises(CannotAsk, match="no step calls the endpoint and succeeds"):
        probe_for(Condition(When.AS_IT_IS), dossier)
