"""Which exchange the contract judges, and what that does to the verdict of a step."""

from __future__ import annotations

from dataclasses import replace
from textwrap import indent

import pytest

from runner.model.contract import Evidence, Judged
from runner.model.finding import Finding, Severity
from runner.model.http import Request, Response
from runner.model.result import Outcome
from runner.model.scenario import PlannedStep
from runner.model.trouble import Cause
from support.bench import SECRETS, Ran, document, make_bench, run_document
from support.senders import Answer, Api, answer, fault

BROKEN = answer(200, {"id": "seven"})
SOUND = answer(200, {"id": 7})


def hold(planned: PlannedStep, _request: Request, response: Response) -> Judged | None:
    """A contract whose answers have a number for their `id`, if they have one; 200 and 404 are documented."""
    found = []
    if b'"seven"' in response.content:
        message = f"the answer: `$.id` should be integer, is {response.text}"
        found.append(_finding("SR744", Severity.ERROR, message, planned, pointer="api.yaml#/id"))
    if response.status not in (200, 404):
        found.append(
            _finding("SR741", Severity.WARNING, f"the status {response.status} is not documented", planned)
        )
    return Judged(
        "GET /a",
        "api.yaml",
        response.status,
        documented=True,
        evidence=Evidence.SCHEMA,
        findings=tuple(found),
    )


def _finding(
    rule: str, severity: Severity, message: str, planned: PlannedStep, *, pointer: str = ""
) -> Finding:
    place = planned.step.place_at("path")
    return Finding(rule, severity, place, message, hint="look there", pointer=pointer, fingerprint=rule)


def run(keys: str, *turns: Answer, decides: bool = True, more: str = "") -> Ran:
    step = f"- id: one\n  method: GET\n  path: /a\n{indent(keys, '  ')}\n{more}"
    bench = make_bench(Api({"GET /a": turns, "*": SOUND}))
    return run_document(document(step), replace(bench, hold=hold, contract_decides=decides))


def rules(ran: Ran, step: str = "one") -> list[str]:
    judged = ran.steps[step].judged
    return [item.rule for item in judged.findings] if judged else []


def test_an_error_decides_where_the_expectations_hold() -> None:
    one = run("expect: {status: 200}", BROKEN).steps["one"]
    (trouble,) = one.troubles
    assert (one.outcome, trouble.cause) == (Outcome.FAILED, Cause.CONTRACT)
    assert trouble.message == 'the answer: `$.id` should be integer, is {"id": "seven"}'
    assert trouble.hint == "SR744, promised in api.yaml#/id\nlook there"
    assert trouble.place == one.planned.step.place_at("path")


def test_without_a_say_it_is_only_told() -> None:
    ran = run("expect: {status: 200}", BROKEN, decides=False)
    assert (ran.result.outcome, ran.steps["one"].troubles, rules(ran)) == (Outcome.PASSED, (), ["SR744"])


def test_a_warning_decides_nothing() -> None:
    ran = run("expect: {status: 201}", answer(201))
    assert (ran.result.outcome, rules(ran)) == (Outcome.PASSED, ["SR741"])


def test_what_the_steps_say_comes_first() -> None:
    ran = run("expect: {body: {$.id: 7}}", BROKEN)
    one = ran.steps["one"]
    assert [trouble.cause for trouble in one.troubles] == [Cause.CHECK]
    assert rules(ran) == ["SR744"]


@pytest.mark.parametrize(
    ("on_fail", "outcome", "tolerated", "after"),
    [
        ("abort", Outcome.FAILED, False, Outcome.SKIPPED),
        ("continue", Outcome.FAILED, True, Outcome.PASSED),
        ("skip", Outcome.FAILED, False, Outcome.SKIPPED),
    ],
)
def test_on_fail_rules_over_it_but_it_is_no_reason_to_skip(
    on_fail: str, outcome: Outcome, tolerated: bool, after: Outcome
) -> None:
    ran = run(f"onFail: {on_fail}", BROKEN, more="- {id: two, method: GET, path: /b}")
    one = ran.steps["one"]
    assert (one.outcome, one.tolerated, ran.steps["two"].outcome) == (outcome, tolerated, after)


def test_a_step_that_is_skipped_by_its_answer_is_told_of_and_stays_skipped() -> None:
    ran = run("onFail: skip\nexpect: {status: 200}", answer(409, {"id": "seven"}))
    assert (ran.steps["one"].outcome, rules(ran)) == (Outcome.SKIPPED, ["SR744", "SR741"])


@pytest.mark.parametrize(
    ("turn", "outcome"),
    [(answer(404, {"id": 7}), Outcome.PASSED), (answer(404, {"id": "seven"}), Outcome.FAILED)],
)
def test_an_expected_refusal_is_held_against_its_own_promise(turn: Answer, outcome: Outcome) -> None:
    assert run("expect: {status: 404}", turn).steps["one"].outcome is outcome


def test_of_a_step_that_is_retried_the_last_exchange_counts() -> None:
    ran = run("retry: {times: 3, interval_ms: 1}", BROKEN, BROKEN, SOUND)
    one = ran.steps["one"]
    assert (one.outcome, one.attempts, one.flaky, rules(ran)) == (Outcome.PASSED, 3, True, [])


def test_a_step_that_never_keeps_the_contract_fails_after_its_retries() -> None:
    ran = run("retry: {times: 2, interval_ms: 1}", BROKEN)
    one = ran.steps["one"]
    assert (one.outcome, one.attempts, one.troubles[0].cause) == (Outcome.FAILED, 2, Cause.CONTRACT)


def test_waiting_goes_on_whatever_the_contract_says_meanwhile() -> None:
    keys = "retry: {times: 3, interval_ms: 1, until: {body: {$.id: 7}}}"
    ran = run(keys, BROKEN, SOUND)
    assert (ran.steps["one"].outcome, ran.steps["one"].attempts) == (Outcome.PASSED, 2)


def test_what_was_never_answered_is_not_judged() -> None:
    ran = run("extract: {x: $.x}", fault(Cause.TIMEOUT), more="- {id: two, method: GET, path: '/b/{{x}}'}")
    assert [step.judged for step in ran.result.steps] == [None, None]


def test_a_clean_up_is_judged_like_any_step() -> None:
    bench = replace(make_bench(Api({"GET /a": BROKEN, "*": SOUND})), hold=hold, contract_decides=True)
    text = document("- {id: one, method: GET, path: /b}", cleanup="- {id: last, method: GET, path: /a}")
    ran = run_document(text, bench)
    assert (ran.steps["one"].outcome, ran.steps["last"].outcome) == (Outcome.PASSED, Outcome.FAILED)
    assert ran.result.outcome is Outcome.FAILED


def test_a_token_that_the_answer_echoes_is_in_no_finding() -> None:
    token = SECRETS["staff"]
    ran = run("expect: {status: 200}", answer(200, {"id": "seven", "you": token}))
    one = ran.steps["one"]
    assert one.judged
    assert "‹staff›" in one.judged.findings[0].message
    assert token not in repr((one.judged, one.troubles))


def test_a_secret_that_this_very_answer_hands_out_is_in_no_finding() -> None:
    ran = run(
        "extract: {door: {path: $.key, secret: true}}", answer(200, {"id": "seven", "key": "open-sesame"})
    )
    assert "‹door›" in ran.steps["one"].troubles[0].message
    assert "open-sesame" not in repr((ran.steps["one"].judged, ran.steps["one"].troubles))


def test_a_message_is_not_as_long_as_an_answer_may_be() -> None:
    ran = run("expect: {status: 200}", answer(200, {"id": "seven", "x": "y" * 100_000}))
    assert len(ran.steps["one"].troubles[0].message) == 1000


def test_a_fault_of_ours_decides_nothing_and_is_told_without_secrets() -> None:
    def break_down(_planned: PlannedStep, request: Request, _response: Response) -> Judged:
        raise RuntimeError(f"at {dict(request.headers)['Authorization']}")

    step = "- {id: one, method: GET, path: /a, token: staff}"
    bench = replace(make_bench(Api({"*": SOUND})), hold=break_down, contract_decides=True)
    one = run_document(document(step), bench).steps["one"]
    assert one.outcome is Outcome.PASSED
    assert one.judged
    assert one.judged.evidence is Evidence.UNCHECKED
    (finding,) = one.judged.findings
    assert (finding.rule, finding.severity) == ("SR709", Severity.WARNING)
    assert finding.message == "the contract could not be looked into: RuntimeError: at Bearer ‹staff›"
    assert "fault of steprun" in finding.hint
