"""One attempt: everything that is wrong, at once and masked; and never an exception."""

from __future__ import annotations

import pytest

from runner.model.http import Response
from runner.model.result import CheckResult, Outcome
from runner.model.spec import Expectation
from runner.model.trouble import Cause
from support.bench import SECRETS, Ran, document, make_bench, run_document, scenarios_of, spec_of
from support.senders import Answer, Api, answer, fault, html

TOKEN = SECRETS["staff"]


def run(keys: str, turn: Answer) -> Ran:
    return run_document(
        document(f"- id: one\n  method: GET\n  path: /a\n  {keys}"), make_bench(Api({"*": turn}))
    )


def test_all_failed_expectations_of_an_answer_are_shown_at_once() -> None:
    keys = """expect:
    status: 200
    headers: {X-Kind: b}
    body: {$.a: 1, $.b: 2, $.c: 3}
    max_ms: 10
  extract: {id: $.id}"""
    ran = run(keys, answer(200, {"a": 2, "b": 2}, headers={"X-Kind": "a"}, seconds=0.02))
    one = ran.steps["one"]
    assert [trouble.message for trouble in one.troubles] == [
        'header `X-Kind`: expected "b", got "a"',
        "`$.a`: expected 1, got 2",
        '`$.c`: expected 3, got nothing: `$` is {"a": 2, "b": 2}',
        "expected an answer within 10 ms, it took 20 ms",
        '`$.id` matched nothing: `$` is {"a": 2, "b": 2}',
    ]
    assert [check.passed for check in one.checks] == [True, False, False, True, False, False]
    assert [trouble.place.line for trouble in one.troubles if trouble.place] == [12, 13, 13, 14, 15]
    assert (one.outcome, one.troubles[-1].cause) == (Outcome.FAILED, Cause.EXTRACTION)


def test_nothing_is_extracted_from_an_answer_with_another_status() -> None:
    ran = run("extract: {id: $.id}", answer(404, {"id": 1}))
    one = ran.steps["one"]
    assert one.extracted == ()
    assert [trouble.message for trouble in one.troubles] == ["expected status 2xx, got 404 Not Found"]


def test_a_secret_in_an_answer_with_another_status_is_masked_all_the_same() -> None:
    keys = "extract: {door: {path: $.key, secret: true}}\n  expect: {status: 200}"
    one = run(keys, answer(201, {"key": "open-sesame"})).steps["one"]
    assert (one.outcome, one.extracted) == (Outcome.FAILED, ())
    assert "open-sesame" not in repr((one.exchange, one.checks, one.troubles))


def test_a_message_is_not_as_long_as_what_a_variable_may_hold() -> None:
    keys = "extract: {a: {header: \"{{ 'x' | repeat(100000) }}\"}}"
    (trouble,) = run(keys, answer()).steps["one"].troubles
    assert len(trouble.message) == 1000


def test_what_a_server_sends_is_a_value_also_where_it_looks_like_operators() -> None:
    text = document(
        "- {id: one, method: GET, path: /a, extract: {sent: $.sent}}\n"
        "- {id: two, method: GET, path: /a, expect: {body: {$.sent: {not: '{{sent}}'}, $.list: {each: '{{sent}}'}}}}"
    )
    sent = {"exists": True}
    ran = run_document(text, make_bench(Api({"*": answer(200, {"sent": sent, "list": [sent, 5]})})))
    assert [check.passed for check in ran.steps["two"].checks if check.kind == "body"] == [False, False]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "the token was refused"),
        (403, "the token was refused"),
        (429, "too many requests"),
        (500, "the server failed"),
        (302, "redirects are not followed"),
    ],
)
def test_a_refusal_comes_with_advice(status: int, words: str) -> None:
    trouble = run("", answer(status)).steps["one"].trouble
    assert trouble
    assert words in trouble.hint


def test_a_page_instead_of_json_is_called_that() -> None:
    ran = run("expect: {body: {'$.a': 1}}", html("x" * 812))
    trouble = ran.steps["one"].trouble
    assert trouble
    assert trouble.message == "`$.a`: expected JSON, got text/html (812 B)"


def test_secrets_are_masked_in_everything_that_is_told() -> None:
    text = document(
        "- id: one\n  method: GET\n  path: /a/{{leak}}\n  params: {q: '{{leak}}'}\n"
        "  headers: {X-Leak: '{{leak}}'}\n  body: {a: '{{leak}}'}\n"
        "  extract: {got: $.a, session_token: $.b}\n"
        "  expect: {status: 200, body: {\"$['{{leak}}']\": '{{leak}}', $.b: {matches: '^{{leak}}$'}}}"
    )
    api = Api({"*": answer(200, {"a": f"x {TOKEN}", "b": "other"}, headers={"X-Echo": TOKEN})})
    ran = run_document(text, make_bench(api, variables={"leak": TOKEN}))
    assert TOKEN in api.asked[0].url
    one = ran.steps["one"]
    assert one.outcome is Outcome.FAILED
    told = repr((one.exchange, one.checks, one.extracted, one.used, one.troubles, one.reason))
    assert TOKEN not in told
    assert "‹staff›" in told
    assert [item.value for item in one.extracted] == ['"x ‹staff›"', "‹secret›"]


@pytest.mark.parametrize(
    "keys", ["path: '/{{leak}}/{{dots}}'", "path: /a\n  expect: {body: {$.a: {matches: '({{leak}}'}}}"]
)
def test_secrets_are_masked_in_what_could_not_be_asked(keys: str) -> None:
    text = document(f"- id: one\n  method: GET\n  {keys}")
    ran = run_document(
        text, make_bench(Api({"*": answer(body={"a": "b"})}), variables={"leak": TOKEN, "dots": ".."})
    )
    trouble = ran.steps["one"].trouble
    assert trouble
    assert (trouble.cause, ran.result.outcome) == (Cause.REQUEST, Outcome.ERROR)
    assert TOKEN not in repr(ran.result.steps[0].troubles)


def test_what_was_asked_is_shown_also_when_no_answer_came() -> None:
    one = run("", fault(Cause.TIMEOUT, "no answer within 30 s")).steps["one"]
    assert one.exchange
    assert (one.exchange.url, one.exchange.status) == ("https://api.test/a", None)
    assert one.attempts == 1


def test_a_name_that_is_used_twice_is_told_once() -> None:
    text = document("- {id: one, method: GET, path: '/{{a}}', params: {a: '{{a}}', b: '{{b}}'}}")
    ran = run_document(text, make_bench(variables={"a": 1, "b": 2}))
    assert [item.name for item in ran.steps["one"].used] == ["a", "b"]


def _explode(_expectation: Expectation, _response: Response) -> CheckResult:
    raise RuntimeError(f"boom {TOKEN}")


def test_a_check_that_raises_is_an_internal_error_of_its_step_and_clean_up_runs() -> None:
    api = Api({"*": answer(body={"id": 1})})
    text = document(
        "- {id: one, method: GET, path: /a, expect: {explode: 1}, onFail: skip}",
        setup="- {id: make, method: POST, path: /items, extract: {id: $.id}}",
        cleanup="- {id: remove, method: DELETE, path: '/items/{{id}}'}",
    )
    (scenario,) = scenarios_of(spec_of(text, checks=frozenset({"explode"})))
    ran = run_document(scenario, make_bench(api, checks={"explode": _explode}))
    trouble = ran.steps["one"].trouble
    assert trouble
    assert (ran.result.outcome, trouble.cause) == (Outcome.ERROR, Cause.INTERNAL)
    assert trouble.message == "internal error: RuntimeError: boom ‹staff›"
    assert "test_attempt.py" in trouble.hint
    assert api.lines[-1] == "DELETE /items/1"


def test_a_plugins_check_judges_what_stands_under_its_word() -> None:
    def even(expectation: Expectation, response: Response) -> CheckResult:
        assert isinstance(response.json, dict)
        passed = (response.json["n"] % 2 == 0) is expectation.wanted
        return CheckResult("even", passed, "even?", expectation.place)

    text = document("- {id: one, method: GET, path: /a, expect: {even: true}}")
    (scenario,) = scenarios_of(spec_of(text, checks=frozenset({"even"})))
    for n, outcome in ((2, Outcome.PASSED), (3, Outcome.FAILED)):
        bench = make_bench(Api({"*": answer(body={"n": n})}), checks={"even": even})
        assert run_document(scenario, bench).result.outcome is outcome
