from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from unit.proof.scene import FILE, NOT_ASKED, dossier_of, judged, told

from runner.model.claim import Answer, Condition, Fact, Parameter, Required, When, Where
from runner.model.http import Response
from runner.model.json import JSON
from support.bench import document
from support.senders import answer

BODY: Mapping[str, JSON] = {"error": "The item is gone", "code": "GONE"}
OTHER: JSON = {"error": "The item is gone", "code": "LOST"}
STRANGE: JSON = {"error": "Nobody likes you"}
WITHOUT, TWICE = Condition(When.LEFT_OUT, "a"), Condition(When.REPEATED, is_guess=True)
PERHAPS = Condition(When.UNKNOWN, "a", is_guess=True)
UNKNOWN = Condition(When.UNKNOWN, "a")
TEXT = document("- {method: POST, path: /items, body: {a: 1}, onFail: continue}\n" * 2)
OK = answer(200)


def error(*conditions: Condition, body: JSON = BODY, has_body: bool = True) -> Answer:
    return Answer(
        (404, 410), body if has_body else None, has_body=has_body, is_error=True, conditions=conditions
    )


Row = tuple[Answer, Response, dict[str, Response], tuple[str, str, list[str]]]
"""The claim; what a step of the test got; what probes get; the verdict."""

ROWS: dict[str, Row] = {
    "was seen": (error(), answer(410, BODY), {}, ("holds", f"410 Gone, seen in {FILE}:8", [])),
    "was seen, and has no body": (
        error(has_body=False), answer(404), {}, ("holds", f"404 Not Found, seen in {FILE}:8", []),
    ),
    "comes when it should": (
        error(WITHOUT), OK, {"without `a`": answer(404, BODY)}, ("holds", "without `a`: 404 Not Found", []),
    ),
    "comes with another status": (
        error(WITHOUT), OK, {"without `a`": answer(400, BODY)},
        ("broken", "without `a`: 400 Bad Request", ["SR811"]),
    ),
    "comes with another body": (
        error(WITHOUT), OK, {"without `a`": answer(404, OTHER)},
        ("broken", "without `a`: 404 Not Found with another body", ["SR812"]),
    ),
    "its body was seen with another status": (
        error(WITHOUT), answer(409, BODY), {"without `a`": answer(404, OTHER)},
        ("broken", f"seen in {FILE}:8: 409 Conflict", ["SR811"]),
    ),
    "its body was seen with another status, and nobody knows when": (
        error(), answer(409, BODY), {}, ("broken", f"seen in {FILE}:8: 409 Conflict", ["SR811"]),
    ),
    "cannot be asked for": (error(WITHOUT), OK, {}, ("not checked", NOT_ASKED, [])),
    "is only guessed, and comes": (
        error(TWICE), OK, {"sent twice": answer(404, BODY)}, ("holds", "sent twice: 404 Not Found", []),
    ),
    "is only guessed, and does not come": (
        error(TWICE), OK, {"sent twice": answer(200)}, ("not checked", "sent twice: 200 OK", []),
    ),
    "is only guessed, and comes with another status": (
        error(PERHAPS), OK, {f"{PERHAPS}": answer(400, BODY)},
        ("broken", f"{PERHAPS}: 400 Bad Request", ["SR811"]),
    ),
    "is only guessed, and comes with another body": (
        error(PERHAPS), OK, {f"{PERHAPS}": answer(404, STRANGE)},
        ("not checked", f"{PERHAPS}: 404 Not Found", []),
    ),
    "is only guessed, and comes with a body that resembles it": (
        error(PERHAPS), OK, {f"{PERHAPS}": answer(404, OTHER)},
        ("broken", f"{PERHAPS}: 404 Not Found with another body", ["SR812"]),
    ),
    "comes under its second condition": (
        error(TWICE, WITHOUT), OK, {"sent twice": answer(200), "without `a`": answer(404, BODY)},
        ("holds", "without `a`: 404 Not Found", []),
    ),
    "nobody knows when": (
        error(), OK, {},
        ("not checked", "no answer like it was seen, and the words do not tell when it comes", []),
    ),
    "one that resembles it was seen": (
        error(), answer(404, OTHER), {},
        ("broken", f"seen in {FILE}:8: 404 Not Found with another body", ["SR812"]),
    ),
    "another one with its status was seen": (
        error(), answer(404, STRANGE), {},
        ("not checked", "no answer like it was seen, and the words do not tell when it comes", []),
    ),
    "one without a body is no twin": (
        error(body={}), answer(409, {}), {},
        ("not checked", "no answer like it was seen, and the words do not tell when it comes", []),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_an_error(name: str) -> None:
    fact, came, probes, verdict = ROWS[name]
    dossier = dossier_of(TEXT, answers={"POST /items": [OK, came]}, claims=[fact])
    assert told(judged(dossier, probes)[0]) == verdict


def test_what_another_claim_is_about_is_not_taken_for_this_one() -> None:
    claims = [error(), error(body=OTHER)]
    dossier = dossier_of(TEXT, answers={"POST /items": [OK, answer(404, OTHER)]}, claims=claims)
    assert [told(each)[0] for each in judged(dossier)] == ["not checked", "holds"]


def test_the_body_that_came_is_kept_for_the_document() -> None:
    dossier = dossier_of(TEXT, answers={"*": OK}, claims=[error(WITHOUT)])
    verdict = judged(dossier, {"without `a`": answer(404, OTHER)})[0]
    assert json.loads(verdict.came) == OTHER


@pytest.mark.parametrize(
    ("came", "messages"),
    [
        (OTHER, ['`$.code` is documented as "GONE", and is "LOST"']),
        ({"error": "The item is gone"}, ["`$.code` does not come"]),
        ({**BODY, "more": 1}, ["`$.more` comes (1), and is not documented"]),
        (
            {"x": 1},
            ["`$.error` does not come", "`$.code` does not come", "`$.x` comes (1), and is not documented"],
        ),
    ],
)
def test_each_difference_is_told(came: JSON, messages: list[str]) -> None:
    dossier = dossier_of(TEXT, answers={"*": OK}, claims=[error(WITHOUT)])
    findings = judged(dossier, {"without `a`": answer(404, came)})[0].findings
    assert [finding.message for finding in findings] == [f"{message} (without `a`)" for message in messages]
    assert {finding.hint for finding in findings} == {"`steprun verify --update` rewrites the block"}


PLAIN = "- {method: POST, path: /items, body: {a: 1}}"
FREE = Condition(When.LEFT_OUT, "free")
Came = Mapping[str, JSON]


@pytest.mark.parametrize(
    ("body", "required", "second", "state"),
    [
        ({"error": "a is missing"}, Required.SOMETIMES, {"error": "a is missing"}, "broken"),
        ({"error": "something is missing"}, Required.SOMETIMES, {"error": "something is missing"}, "holds"),
        ({"error": "something is missing"}, Required.NO, {"error": "something is missing"}, "broken"),
        ({"error": "free is missing"}, Required.NO, {"error": "free is missing"}, "holds"),
        ({"error": "free or a is missing"}, Required.SOMETIMES, {"error": "free or a is missing"}, "holds"),
    ],
)
def test_what_the_test_request_does_without_is_not_what_an_error_waits_for(
    body: Came, required: Required, second: Came, state: str
) -> None:
    text = document(f"{PLAIN}\n- {{method: POST, path: /items, onFail: continue}}")
    claims: list[Fact] = [
        error(FREE, body=body),
        Parameter("free", Where.BODY, required),
        Parameter("a", Where.BODY, Required.YES),
    ]
    dossier = dossier_of(text, answers={"*": [OK, answer(404, second)]}, claims=claims)
    assert told(judged(dossier)[0])[0] == state


def test_another_refusal_that_asks_for_it_shows_what_really_comes() -> None:
    steps = "\n".join([PLAIN, *["- {method: POST, path: /items, onFail: continue}"] * 2])
    answers = {"*": [OK, answer(404, BODY), answer(422, {"error": "free is required"})]}
    dossier = dossier_of(document(steps), answers=answers, claims=[error(FREE)])
    assert told(judged(dossier)[0]) == ("broken", "without `free`: 422 Unprocessable Content", ["SR813"])


OPENAPI = """
openapi: 3.0.0
info: {title: Items, version: '1'}
paths:
  /items:
    post:
      responses:
        '200': {description: ok}
        '404':
          description: gone
          content:
            application/json:
              schema: {type: object, properties: {code: {type: string, enum: [GONE, LOST]}}}
"""


@pytest.mark.parametrize(
    ("came", "code", "verdict"),
    [
        (404, "NEVER", ("broken", "not as the OpenAPI document has it", ["SR807"])),
        (
            404,
            "LOST",
            ("not checked", "no answer like it was seen, and the words do not tell when it comes", []),
        ),
        (
            409,
            "NEVER",
            ("not checked", "no answer like it was seen, and the words do not tell when it comes", []),
        ),
    ],
)
def test_an_error_that_nobody_saw_is_one_that_the_openapi_document_allows(
    came: int, code: str, verdict: tuple[str, str, list[str]]
) -> None:
    answers = {"*": [answer(200), answer(came, {"code": "GONE", "error": "The item is gone"})]}
    fact = error(body={"code": code, "error": "Nobody knows"})
    dossier = dossier_of(TEXT, answers=answers, claims=[fact], openapi=OPENAPI)
    assert told(judged(dossier)[0]) == verdict
