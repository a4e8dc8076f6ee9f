from __future__ import annotations

from dataclasses import replace

import pytest
from unit.proof.scene import FILE, NOT_ASKED, claim, dossier_of, judged, told

from runner.model.claim import Condition, Discrepancy, Issue, Topic, When
from runner.model.http import Response
from runner.model.spec import Endpoint
from support.bench import document
from support.senders import answer

OPENAPI = """
openapi: 3.0.0
info: {title: Items, version: '1'}
paths:
  /items:
    post:
      parameters:
        - {name: needed, in: query, required: true, schema: {type: string}}
        - {name: free, in: query, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [must]
              properties:
                must: {type: string}
                may: {type: string}
                in: {type: object, required: [deep], properties: {deep: {type: string}, other: {type: string}}}
      responses: {'200': {description: ok}}
"""
TEXT = document(
    """
    - {method: POST, path: /items}
    - {method: GET, path: /other, token: client, onFail: continue}
    """
)
OTHER = Endpoint("GET", "/other")
AS_IT_IS, TWICE, CLIENT = Condition(When.AS_IT_IS), Condition(When.REPEATED), Condition(When.ROLE, "client")
SEEN = f"seen in {FILE}:8"

Row = tuple[Issue, dict[str, Response], tuple[str, str, list[str]]]

ROWS: dict[str, Row] = {
    "is still so": (
        Issue(None, TWICE, (422,)), {"sent twice": answer(422)},
        ("holds", "sent twice: 422 Unprocessable Content", []),
    ),
    "names no status, and is still refused": (
        Issue(None, TWICE, ()), {"sent twice": answer(500)},
        ("holds", "sent twice: 500 Internal Server Error", []),
    ),
    "names no status, and is gone": (
        Issue(None, TWICE, ()), {"sent twice": answer(200)}, ("broken", "sent twice: 200 OK", ["SR841"]),
    ),
    "is gone": (
        Issue(None, TWICE, (422, 409)), {"sent twice": answer(200)}, ("broken", "sent twice: 200 OK", ["SR841"]),
    ),
    "is that it works, and it does": (
        Issue(None, TWICE, (), is_success=True), {"sent twice": answer(201)},
        ("holds", "sent twice: 201 Created", []),
    ),
    "is that it works, and it does not": (
        Issue(None, TWICE, (), is_success=True), {"sent twice": answer(422)},
        ("broken", "sent twice: 422 Unprocessable Content", ["SR841"]),
    ),
    "is about this endpoint by its name": (
        Issue(Endpoint("POST", "/items"), TWICE, (422,)), {"sent twice": answer(200)},
        ("broken", "sent twice: 200 OK", ["SR841"]),
    ),
    "cannot be asked": (Issue(None, TWICE, (422,)), {}, ("not checked", NOT_ASKED, [])),
    "cannot be asked, and was met": (
        Issue(None, AS_IT_IS, (200,)), {}, ("holds", f"200 OK, seen in {FILE}:7", []),
    ),
    "was met elsewhere": (Issue(OTHER, CLIENT, (403,)), {}, ("holds", f"403 Forbidden, {SEEN}", [])),
    "was not met elsewhere": (
        Issue(OTHER, CLIENT, (401,)), {},
        ("broken", f"GET /other with a token of client: 403 Forbidden, {SEEN}", ["SR841"]),
    ),
    "is a refusal, and was met elsewhere": (
        Issue(OTHER, CLIENT, ()), {}, ("holds", f"403 Forbidden, {SEEN}", []),
    ),
    "is a refusal of any cause, and cannot be asked": (
        Issue(None, AS_IT_IS, ()), {}, ("not checked", NOT_ASKED, []),
    ),
    "is asked for elsewhere": (
        Issue(OTHER, TWICE, (409,)), {"GET /other sent twice": answer(409)},
        ("holds", "GET /other sent twice: 409 Conflict", []),
    ),
    "is about an endpoint that nobody calls": (
        Issue(Endpoint("GET", "/nowhere"), AS_IT_IS, (500,)), {},
        ("not checked", "no step calls GET /nowhere", []),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_known_issue(name: str) -> None:
    fact, probes, verdict = ROWS[name]
    dossier = dossier_of(TEXT, answers={"POST /items": answer(200), "GET /other": answer(403)}, claims=[fact])
    assert told(judged(dossier, probes)[0]) == verdict


MISSED = document(
    """
    - {method: POST, path: /items}
    - {method: POST, path: /items, body: {other: 1}, onFail: continue}
    """
)


@pytest.mark.parametrize(
    ("name", "statuses", "verdict"),
    [
        ("thing", (422,), ("holds", f"422 Unprocessable Content, {SEEN}", [])),
        ("thing", (), ("holds", f"422 Unprocessable Content, {SEEN}", [])),
        ("thing", (400,), ("broken", f"without `thing`: 422 Unprocessable Content, {SEEN}", ["SR841"])),
        ("nobody", (400,), ("not checked", "the Test Request does not send `nobody`", [])),
    ],
)
def test_an_issue_about_what_the_test_does_not_send_is_judged_by_who_missed_it(
    name: str, statuses: tuple[int, ...], verdict: tuple[str, str, list[str]]
) -> None:
    fact = Issue(None, Condition(When.LEFT_OUT, name), statuses)
    came = [answer(200), answer(422, {"error": "thing is missing"})]
    dossier = dossier_of(MISSED, answers={"POST /items": came}, claims=[fact])
    assert told(judged(dossier)[0]) == verdict


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("It answers 409 or so", (11, 12, 3)),
        ("It fails\nwith 422 or 409", (12, 6, 3)),
        ("It fails", (11, 1, 4)),
        ("It fails\n\nwith 422", (11, 1, 4)),
        ("It fails\nto the end", (11, 1, 4)),
    ],
)
def test_an_issue_that_is_gone_is_shown_at_its_status(words: str, where: tuple[int, int, int]) -> None:
    text = document("- {method: POST, path: /items}") + f"\n\n{words}"
    fact = Issue(None, TWICE, (422, 409))
    dossier = dossier_of(text, answers={"*": answer(200)}, claims=[claim(fact, line=11)])
    (finding,) = judged(dossier, {"sent twice": answer(200)})[0].findings
    assert (finding.place.line, finding.place.column, finding.width) == where
    assert finding.message == "it is gone: 422 or 409 is documented, and sent twice: 200 OK"


@pytest.mark.parametrize(
    ("name", "probes", "verdict"),
    [
        ("must", {"without `must`": answer(422)}, ("holds", "without `must`: 422 Unprocessable Content", [])),
        ("must", {"without `must`": answer(200)}, ("broken", "without `must`: 200 OK", ["SR841"])),
        # The Test Request does without it.
        ("free", {}, ("broken", "without `free`: 200 OK", ["SR841"])),
        ("in.free", {}, ("broken", "without `in.free`: 200 OK", ["SR841"])),
        ("no.free", {}, ("not checked", "the Test Request does not send `no.free`", [])),
        ("id", {}, ("not checked", "`id` is part of the path: it cannot be left out", [])),
    ],
)
def test_what_is_said_to_be_required_is_missed(
    name: str, probes: dict[str, Response], verdict: tuple[str, str, list[str]]
) -> None:
    text = document(
        "- {method: POST, path: /items/1, body: {must: a, in: {deep: c}}}", endpoint="POST /items/{id}"
    )
    fact = Issue(None, Condition(When.LEFT_OUT, name), ())
    assert told(judged(dossier_of(text, answers={"*": answer(200)}, claims=[fact]), probes)[0]) == verdict


DISCREPANCIES: list[tuple[Discrepancy, str, tuple[str, str, list[str]]]] = [
    (Discrepancy("needed", required=False), OPENAPI, ("holds", "the OpenAPI document says otherwise", [])),
    (Discrepancy("free", required=True), OPENAPI, ("holds", "the OpenAPI document says otherwise", [])),
    (Discrepancy("needed", required=True), OPENAPI, ("broken", "it agrees", ["SR871"])),
    (Discrepancy("free", required=False), OPENAPI, ("broken", "it agrees", ["SR871"])),
    (Discrepancy("must", required=True), OPENAPI, ("broken", "it agrees", ["SR871"])),
    (Discrepancy("may", required=False), OPENAPI, ("broken", "it agrees", ["SR871"])),
    (Discrepancy("in.deep", required=True), OPENAPI, ("broken", "it agrees", ["SR871"])),
    (Discrepancy("in.other", required=True), OPENAPI, ("holds", "the OpenAPI document says otherwise", [])),
    (
        Discrepancy("may", required=True),
        OPENAPI,
        ("holds", "the OpenAPI document says otherwise; without `may`: 400 Bad Request", []),
    ),
    (
        Discrepancy("must", required=False),
        OPENAPI,
        ("broken", "without `must`: 422 Unprocessable Content", ["SR871"]),
    ),
    (Discrepancy("in", required=True), OPENAPI, ("broken", "without `in`: 200 OK", ["SR871"])),
    (Discrepancy("free"), OPENAPI, ("not checked", "the OpenAPI document says nothing about it", [])),
    (
        Discrepancy("strange", required=True),
        OPENAPI,
        ("not checked", "the OpenAPI document says nothing about it", []),
    ),
    (
        Discrepancy("free", required=True),
        "",
        ("not checked", "the OpenAPI document says nothing about it", []),
    ),
    (Discrepancy(condition=TWICE, statuses=(409,)), "", ("holds", "sent twice: 409 Conflict", [])),
    (Discrepancy(condition=TWICE, statuses=(422,)), "", ("broken", "sent twice: 409 Conflict", ["SR871"])),
]


@pytest.mark.parametrize(("fact", "openapi", "verdict"), DISCREPANCIES)
def test_a_discrepancy(fact: Discrepancy, openapi: str, verdict: tuple[str, str, list[str]]) -> None:
    text = document("- {method: POST, path: /items, body: {must: a, may: b, in: {deep: c}}}")
    dossier = dossier_of(text, answers={"*": answer(200)}, claims=[fact], openapi=openapi)
    probes = {
        "sent twice": answer(409),
        "without `may`": answer(400),
        "without `must`": answer(422),
        "without `in`": answer(200),
    }
    assert told(judged(dossier, probes)[0]) == verdict


def test_what_a_summary_says_is_no_issue_that_is_gone() -> None:
    said = replace(claim(Issue(None, Condition(When.REPEATED), (200,))), topic=Topic.SUMMARY)
    dossier = dossier_of(
        document("- {method: POST, path: /items}"), answers={"*": answer(200)}, claims=[said]
    )
    (finding,) = judged(dossier, {"sent twice": answer(422)})[0].findings
    assert finding.rule == "SR813"
    assert finding.message == "200 is documented, and sent twice: 422 Unprocessable Content"
    assert finding.hint == "say in the document what comes"


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("may", ("broken", "it has it", ["SR871"])),
        ("in.deep", ("broken", "it has it", ["SR871"])),
        ("other", ("holds", "the OpenAPI document does not have it", [])),
    ],
)
def test_what_the_openapi_document_is_said_to_lack(name: str, verdict: tuple[str, str, list[str]]) -> None:
    fact = Discrepancy(name, is_absent=True)
    dossier = dossier_of(
        document("- {method: POST, path: /items}"), answers={"*": answer(200)}, claims=[fact], openapi=OPENAPI
    )
    assert told(judged(dossier)[0]) == verdict
