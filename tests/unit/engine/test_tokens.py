"""Tokens: one login per run and role, and one error for all who lack one."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import sleep

import pytest

from runner.engine.run import Pace, run_plan
from runner.errors import StepError
from runner.model.environment import Login, Secret, Token
from runner.model.events import RunFinished
from runner.model.http import Request, Response
from runner.model.json import JSON
from runner.model.result import Outcome
from runner.model.trouble import Cause
from support.bench import document, make_bench, run_document, scenarios_of, with_tokens
from support.senders import Answer, Api, answer, fault, html

MINTED = "minted-at-run-time"


def login(**changes: object) -> Token:
    return Token("staff", login=replace(Login("POST", "/login", "$.data.token"), **changes))  # type: ignore[arg-type]


def api_of(turn: Answer) -> Api:
    return Api({"POST /login": turn, "*": answer()})


GRANTED = answer(body={"data": {"token": MINTED}})


def test_a_login_happens_once_and_is_shared_by_all_who_ask_at_the_same_time() -> None:
    def slow(_request: Request) -> Response:
        sleep(0.02)
        return GRANTED

    api = api_of(slow)
    bench = make_bench(api, environment=with_tokens(login()))
    with ThreadPoolExecutor(8) as crew:
        tokens = list(crew.map(bench.tokens.get, ["staff"] * 24))
    assert {token.secret.value for token in tokens if token.secret} == {MINTED}
    assert api.lines == ["POST /login"]


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (answer(401), "the login of `staff` was refused: POST /login answered 401 Unauthorized"),
        (answer(503), "the login of `staff` was refused: POST /login answered 503 Service Unavailable"),
        (
            answer(body={"data": {}}),
            "the login of `staff` failed: `$.data.token` found no text in POST /login",
        ),
        (
            answer(body={"data": {"token": ""}}),
            "the login of `staff` failed: `$.data.token` found no text in POST /login",
        ),
        (
            answer(body={"data": {"token": 5}}),
            "the login of `staff` failed: `$.data.token` found no text in POST /login",
        ),
        (html("hello"), "the login of `staff` failed: expected JSON, got text/html (5 B)"),
        (fault(Cause.CONNECTION, "connection refused"), "the login of `staff` failed: connection refused"),
    ],
)
def test_a_login_that_fails_is_a_missing_token_and_is_not_tried_again(turn: Answer, words: str) -> None:
    api = api_of(turn)
    bench = make_bench(api, environment=with_tokens(login()))
    for _ in range(2):
        with pytest.raises(StepError) as caught:
            bench.tokens.get("staff")
        assert (caught.value.cause, caught.value.key) == (Cause.TOKEN, "token staff")
        assert caught.value.what == words
    assert api.lines == ["POST /login"]


def test_a_missing_token_is_one_error_for_all_the_specs_that_need_it() -> None:
    environment = with_tokens(Token("staff", missing="STEPRUN_TOKEN_STAFF is not set"))
    api = api_of(answer())
    text = document("- {id: one, method: GET, path: /a}")
    *_, last = run_plan(scenarios_of(*[text] * 3), make_bench(api, environment=environment), Pace(jobs=2))
    assert isinstance(last, RunFinished)
    troubles = [spec.steps[0].trouble for spec in last.result.specs]
    assert {trouble.key for trouble in troubles if trouble} == {"token staff"}
    assert {trouble.message for trouble in troubles if trouble} == {"STEPRUN_TOKEN_STAFF is not set"}
    assert {spec.outcome for spec in last.result.specs} == {Outcome.ERROR}
    assert api.asked == []


def test_a_role_that_nobody_knows_is_told_with_those_that_are_known() -> None:
    with pytest.raises(StepError) as caught:
        make_bench().tokens.get("shop-owner")
    assert caught.value.what == "token `shop-owner` is not set"
    assert "STEPRUN_TOKEN_SHOP_OWNER" in caught.value.hint
    assert "(there: client, staff)" in caught.value.hint


@pytest.mark.parametrize(
    ("body", "form", "kind", "content"),
    [
        ({"user": "{{user}}", "keep": True}, None, "application/json", b'{"user": "ada", "keep": true}'),
        (
            None,
            {"user": "{{user}}", "n": 3, "keep": True},
            "application/x-www-form-urlencoded",
            b"user=ada&n=3&keep=true",
        ),
        (None, None, "", None),
    ],
)
def test_a_login_sends_what_it_was_told_to(body: JSON, form: JSON, kind: str, content: bytes | None) -> None:
    api = api_of(GRANTED)
    environment = replace(
        with_tokens(login(path="/login?as={{user}}", body=body, form=form, headers={"X-Two": "{{user}}"})),
        headers={"X-One": "1"},
    )
    make_bench(api, environment=environment, variables={"user": "ada"}).tokens.get("staff")
    (request,) = api.asked
    headers = dict(request.headers)
    assert (request.url, request.content) == ("https://api.test/login?as=ada", content)
    assert (headers["X-One"], headers["X-Two"], headers.get("Content-Type", "")) == ("1", "ada", kind)
    assert "Authorization" not in headers
    assert request.jar == "login/staff"


def test_a_login_that_needs_a_name_nobody_gives_is_not_sent() -> None:
    api = api_of(GRANTED)
    bench = make_bench(api, environment=with_tokens(login(body={"a": "{{who}}", "b": "{{where}}"})))
    with pytest.raises(StepError, match=r"needs `\{\{who\}\}`, `\{\{where\}\}`, which has no value"):
        bench.tokens.get("staff")
    assert api.asked == []


def test_a_token_that_was_minted_at_run_time_is_masked_from_then_on() -> None:
    api = Api({"POST /login": GRANTED, "*": answer(body={"you": MINTED})})
    bench = make_bench(api, environment=with_tokens(login()))
    ran = run_document(document("- {id: one, method: GET, path: /a}"), bench)
    assert dict(api.asked[-1].headers)["Authorization"] == f"Bearer {MINTED}"
    assert MINTED not in repr(ran.result)
    exchange = ran.steps["one"].exchange
    assert exchange
    assert json.loads(exchange.response_body) == {"you": "‹staff›"}


def test_a_secret_never_shows_when_it_is_printed() -> None:
    assert MINTED not in f"{Secret(MINTED)} {Secret(MINTED)!r} {Token('a', secret=Secret(MINTED))}"
