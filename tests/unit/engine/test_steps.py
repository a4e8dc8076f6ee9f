"""A step's turn: trying again, waiting, and what it leaves behind."""

from __future__ import annotations

import pytest

from runner.model.http import Request, Response
from runner.model.result import Outcome
from runner.model.trouble import Cause
from support.bench import Ran, document, make_bench, run_document
from support.senders import NOW, Answer, Api, FakeClock, answer, fault


def run(step: str, *turns: Answer, clock: FakeClock | None = None) -> tuple[Ran, Api]:
    api = Api({"*": turns})
    return run_document(document(step), make_bench(api, clock=clock)), api


def step(keys: str = "", *, method: str = "GET") -> str:
    return f"- id: one\n  method: {method}\n  path: /a\n  {keys}"


RETRY = "retry: {times: 3, interval_ms: 200}"


# ---- with `retry:`


@pytest.mark.parametrize(
    "bad", [answer(404), answer(500), answer(429), fault(Cause.CONNECTION), fault(Cause.TIMEOUT)]
)
def test_a_pass_after_a_failure_is_flaky_and_all_attempts_are_reported(bad: Answer) -> None:
    clock = FakeClock()
    ran, api = run(step(RETRY), bad, answer(), clock=clock)
    one = ran.steps["one"]
    assert (one.outcome, one.flaky, one.attempts, len(one.earlier)) == (Outcome.PASSED, True, 2, 1)
    assert ran.result.flaky
    assert clock.sleeps == [0.2]
    assert len(api.asked) == 2


def test_times_counts_all_attempts_and_the_last_one_decides() -> None:
    clock = FakeClock()
    ran, api = run(step(RETRY), answer(404), answer(400), answer(409), answer(), clock=clock)
    one = ran.steps["one"]
    assert (one.outcome, one.flaky, one.attempts) == (Outcome.FAILED, False, 3)
    assert [exchange.status for exchange in one.earlier] == [404, 400]
    assert one.exchange
    assert one.exchange.status == 409
    assert (len(api.asked), clock.sleeps) == (3, [0.2, 0.2])


def test_a_first_attempt_that_passes_is_not_flaky() -> None:
    ran, api = run(step(RETRY), answer())
    assert not ran.steps["one"].flaky
    assert len(api.asked) == 1


def test_failed_expectations_and_extractions_are_repeated() -> None:
    keys = f"{RETRY}\n  extract: {{id: $.id}}\n  expect: {{body: {{$.state: done}}}}"
    ran, _ = run(
        step(keys),
        answer(body={"state": "new"}),
        answer(body={"state": "done"}),
        answer(body={"state": "done", "id": 1}),
    )
    assert (ran.result.outcome, ran.steps["one"].attempts) == (Outcome.PASSED, 3)


@pytest.mark.parametrize(
    "keys", ["params: {a: '{{nobody}}'}", "token: admin", "body: {a: 1}\n  token: admin"]
)
def test_what_would_be_the_same_again_is_not_repeated(keys: str) -> None:
    clock = FakeClock()
    ran, api = run(step(f"{RETRY}\n  {keys}"), answer(), clock=clock)
    assert (ran.result.outcome, api.asked, clock.sleeps) == (Outcome.ERROR, [], [])


UNTIL = "retry: {times: 3, interval_ms: 500, until: {body: {$.state: done}}}"


def test_until_is_waited_for_and_waiting_is_not_flaky() -> None:
    clock = FakeClock()
    ran, _ = run(step(UNTIL), answer(body={"state": "new"}), answer(body={"state": "done"}), clock=clock)
    one = ran.steps["one"]
    assert (one.outcome, one.flaky, one.attempts, clock.sleeps) == (Outcome.PASSED, False, 2, [0.5])


def test_what_never_comes_is_a_failed_check_that_says_what_was_waited_for() -> None:
    ran, api = run(step(UNTIL), answer(body={"state": "new"}))
    trouble = ran.steps["one"].trouble
    assert trouble
    assert (ran.result.outcome, trouble.cause) == (Outcome.FAILED, Cause.CHECK)
    assert trouble.message == "still not so after 3 attempts: `$.state`"
    assert trouble.place
    assert trouble.place.line == 10
    assert len(api.asked) == 3


def test_until_uses_variables_and_names_them_where_they_stand() -> None:
    keys = "retry:\n    times: 2\n    until:\n      body:\n        $.state: '{{wanted}}'"
    ran, api = run(step(keys), answer(body={"state": "new"}))
    trouble = ran.steps["one"].trouble
    assert trouble
    assert (trouble.cause, api.asked) == (Cause.UNDEFINED, [])
    assert trouble.place
    assert (trouble.place.line, trouble.message) == (14, "`{{wanted}}` has no value")


def test_an_interruption_ends_the_waiting() -> None:
    stop: list[int] = []

    def interrupting(_request: Request) -> Response:
        stop.append(15)
        return answer(body={"state": "new"})

    bench = make_bench(Api({"*": interrupting}), interrupted=lambda: stop[0] if stop else 0)
    ran = run_document(document(step(UNTIL)), bench)
    trouble = ran.steps["one"].trouble
    assert trouble
    assert (ran.result.outcome, trouble.cause) == (Outcome.ERROR, Cause.INTERRUPTED)


# ---- without `retry:`


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(
    "bad",
    [
        answer(500),
        answer(502),
        answer(503),
        answer(429),
        answer(404),
        fault(Cause.TIMEOUT),
        fault(Cause.CONNECTION),
    ],
)
def test_nothing_is_repeated_that_nobody_asked_to_repeat(method: str, bad: Answer) -> None:
    clock = FakeClock()
    ran, api = run(step(method=method), bad, answer(), clock=clock)
    assert (len(api.asked), clock.sleeps) == (1, [])
    assert ran.result.outcome in (Outcome.ERROR, Outcome.FAILED)


def after(value: str, status: int = 429) -> Response:
    return answer(status, headers={"Retry-After": value})


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("2", 2.0),
        ("0", 0.0),
        (" 30 ", 30.0),
        ("Sat, 31 Jan 2026 09:30:20 GMT", 4.75),
        ("Sat, 31 Jan 2026 09:00:00 GMT", 0.0),
    ],
)
def test_retry_after_is_obeyed(status: int, value: str, seconds: float) -> None:
    clock = FakeClock()
    ran, api = run(step(method="POST"), after(value, status), answer(), clock=clock)
    assert (ran.result.outcome, len(api.asked), clock.sleeps) == (Outcome.PASSED, 2, [seconds])
    assert ran.steps["one"].flaky


@pytest.mark.parametrize("value", ["31", "86400", "99999999999999999999", "Sat, 31 Jan 2026 10:30:20 GMT"])
def test_retry_after_is_never_obeyed_beyond_the_bound(value: str) -> None:
    clock = FakeClock()
    ran, api = run(step(), after(value), answer(), clock=clock)
    assert (ran.result.outcome, len(api.asked), clock.sleeps) == (Outcome.ERROR, 1, [])


@pytest.mark.parametrize("value", ["", "soon", "-1", "1.5", "2026-01-31T09:30:20Z", "\u00b2"])
def test_a_retry_after_that_cannot_be_read_is_none(value: str) -> None:
    _, api = run(step(), after(value), answer())
    assert len(api.asked) == 1


def test_retry_after_is_obeyed_three_times_and_for_thirty_seconds_altogether() -> None:
    clock = FakeClock()
    _, api = run(step(), after("1"), clock=clock)
    assert (len(api.asked), clock.sleeps) == (4, [1.0, 1.0, 1.0])
    clock = FakeClock()
    _, api = run(step(), after("12"), clock=clock)
    assert (len(api.asked), clock.sleeps) == (3, [12.0, 12.0])


def test_a_refusal_that_is_expected_is_not_waited_for() -> None:
    clock = FakeClock()
    ran, _ = run(step("expect: {status: 429}"), after("2"), clock=clock)
    assert (ran.result.outcome, clock.sleeps) == (Outcome.PASSED, [])


@pytest.mark.parametrize("status", [200, 404, 500])
def test_retry_after_means_nothing_on_other_answers(status: int) -> None:
    clock = FakeClock()
    run(step(), after("2", status), clock=clock)
    assert clock.sleeps == []


def test_the_authors_interval_holds_where_the_servers_wish_is_beyond_the_bound() -> None:
    clock = FakeClock()
    run(step(RETRY), after("3600"), answer(), clock=clock)
    assert clock.sleeps == [0.2]


# ---- sleep, and what is left behind


def test_sleep_follows_success_only() -> None:
    clock = FakeClock()
    run(step("sleep: 250"), answer(), clock=clock)
    run(step("sleep: 250"), answer(404), clock=clock)
    run(step("sleep: 250\n  onFail: skip"), answer(404), clock=clock)
    assert clock.sleeps == [0.25]


def test_what_a_step_extracts_is_seen_by_the_next_with_its_origin() -> None:
    api = Api({"GET /a": answer(body={"id": [1, 2]}), "*": answer()})
    text = document(
        "- {id: one, method: GET, path: /a, extract: {id: $.id}}\n- {id: two, method: GET, path: /b, params: {id: '{{id}}'}}"
    )
    ran = run_document(text, make_bench(api, overrides={"id": "x"}))
    assert api.lines[-1] == "GET /b?id=1&id=2"
    (used,) = ran.steps["two"].used
    assert (used.name, used.value, used.origin) == ("id", "[1, 2]", "extracted by one, line 7")
    (extracted,) = ran.steps["one"].extracted
    assert (extracted.name, extracted.value) == ("id", "[1, 2]")


def test_braces_that_come_back_from_a_server_are_data() -> None:
    evil = "{{7*7}} {{staff}} <<nobody>> {% for %}"
    api = Api({"GET /a": answer(body={"id": evil}), "*": answer(body={"echo": evil})})
    text = document(
        "- {id: one, method: GET, path: /a, extract: {id: $.id}}\n"
        "- id: two\n  method: POST\n  path: /b/{{id}}\n  headers: {X-Id: '{{id}}'}\n  body: {id: '{{id}}', '{{id}}': 'a {{id}}'}\n"
        "  expect: {body: {$.echo: '{{id}}'}}\n"
    )
    ran = run_document(text, make_bench(api))
    assert ran.result.outcome is Outcome.PASSED
    sent = api.asked[-1]
    assert dict(sent.headers)["X-Id"] == evil
    assert sent.content == f'{{"id":"{evil}","{evil}":"a {evil}"}}'.encode()
    assert "%7B%7B7%2A7%7D%7D" in sent.url


def test_dates_stand_still_during_a_spec_run() -> None:
    clock = FakeClock()
    api = Api({"*": answer()})
    text = document(
        "- {id: one, method: GET, path: /a, params: {at: '{{now_datetime}}', id: '{{unique_id}}'}, sleep: 90000}\n"
        "- {id: two, method: GET, path: /a, params: {at: '{{now_datetime}}', id: '{{unique_id}}'}}"
    )
    run_document(text, make_bench(api, clock=clock))
    first, second = api.lines
    assert first == second
    assert clock.moment > NOW
