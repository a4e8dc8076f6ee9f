from __future__ import annotations

from dataclasses import replace

import pytest
from unit.proof.scene import FILE, claim, dossier_of, judged, told

from runner.model.claim import Access, Code, Condition, Fact, Topic, When
from runner.model.http import Response
from support.bench import document
from support.senders import answer

OPENAPI = """
openapi: 3.0.0
info: {title: Items, version: '1'}
paths:
  /items:
    post:
      responses:
        '200': {description: ok}
        '409':
          description: TAKEN or so
          content: {application/json: {schema: {enum: [{code: CLOSED}]}, examples: {a: {value: {code: FULL}}}}}
"""
TEXT = document("- {method: POST, path: /items, body: {kind: SENT}}") + "\n| 409 | `TAKEN`, `NO_SUCH` |\n"
ROW = 10
WITHOUT = Condition(When.LEFT_OUT, "kind")
PERHAPS = replace(WITHOUT, is_guess=True)
TWICE = Condition(When.REPEATED, is_guess=True)

Row = tuple[Code, Response | None, str, tuple[str, str, list[str]]]
"""The claim; what comes without `kind`; the OpenAPI document; the verdict."""

ROWS: dict[str, Row] = {
    "was seen": (Code(200), None, "", ("holds", f"200 OK, seen in {FILE}:7", [])),
    "was not seen": (Code(404), None, "", ("not checked", "no answer with 404 was seen", [])),
    "comes when it is asked for": (
        Code(400, conditions=(WITHOUT,)), answer(400), "", ("holds", "400 Bad Request, without `kind`", []),
    ),
    "does not come when it is asked for": (
        Code(400, conditions=(WITHOUT,)), answer(404), "", ("broken", "without `kind`: 404 Not Found", ["SR813"]),
    ),
    "is only guessed, and another one comes": (
        Code(400, conditions=(PERHAPS,)), answer(404), "", ("broken", "without `kind`: 404 Not Found", ["SR813"]),
    ),
    "was seen, but does not come when the words say so": (
        Code(200, conditions=(WITHOUT,)), answer(404), "", ("broken", "without `kind`: 404 Not Found", ["SR813"]),
    ),
    "was seen, and cannot be asked for": (
        Code(200, conditions=(WITHOUT,)), None, "", ("holds", f"200 OK, seen in {FILE}:7", []),
    ),
    "is documented": (
        Code(409), None, OPENAPI,
        ("not checked", "no answer with 409 was seen; the OpenAPI document has it", []),
    ),
    "is documented, and its code too": (
        Code(409, ("TAKEN",)), None, OPENAPI,
        ("not checked", "no answer with 409 was seen; the OpenAPI document has it", []),
    ),
    "is documented, and its code is not": (
        Code(409, ("NO_SUCH",)), None, OPENAPI, ("broken", "neither seen nor documented", ["SR822"]),
    ),
    "is neither seen nor documented": (
        Code(410), None, OPENAPI, ("broken", "neither seen nor documented", ["SR821"]),
    ),
    "comes with its codes": (
        Code(409, ("TAKEN",), (WITHOUT,)), answer(409, {"code": "TAKEN"}), "",
        ("holds", "409 Conflict, without `kind`", []),
    ),
    "comes without its code, which is documented": (
        Code(409, ("TAKEN", "CLOSED", "FULL"), (WITHOUT,)), answer(409, {"code": "X"}), OPENAPI,
        ("not checked", "no answer carries `TAKEN`; the OpenAPI document has it", []),
    ),
    "comes without its code": (
        Code(409, ("NO_SUCH",), (WITHOUT,)), answer(409, {"code": "X"}), OPENAPI,
        ("broken", "no answer carries it", ["SR822"]),
    ),
    "comes without its code, and nothing is documented": (
        Code(409, ("NO_SUCH",), (WITHOUT,)), answer(409, {"code": "X"}), "",
        ("not checked", "no answer with 409 carries `NO_SUCH`", []),
    ),
    "its code comes with another status": (
        Code(409, ("MADE",), (WITHOUT,)), answer(409), "",
        ("broken", f"it comes with 200 OK, seen in {FILE}:7", ["SR822"]),
    ),
    "its code is what was sent": (Code(200, ("SENT",)), None, "", ("holds", f"200 OK, seen in {FILE}:7", [])),
    "its code is in the URL": (Code(200, ("items",)), None, "", ("holds", f"200 OK, seen in {FILE}:7", [])),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_status(name: str) -> None:
    fact, came, openapi, verdict = ROWS[name]
    dossier = dossier_of(TEXT, answers={"*": answer(200, {"code": "MADE"})}, claims=[fact], openapi=openapi)
    assert told(judged(dossier, {str(WITHOUT): came} if came else {})[0]) == verdict


@pytest.mark.parametrize(
    ("conditions", "listed", "state"),
    [
        ((PERHAPS,), 404, "holds"),
        ((PERHAPS,), 409, "broken"),
        ((WITHOUT,), 404, "broken"),
        ((WITHOUT, TWICE), 404, "broken"),
        ((PERHAPS, TWICE), 404, "holds"),
        ((PERHAPS, TWICE), 409, "broken"),
        ((WITHOUT, Condition(When.ROLE, "none")), 404, "holds"),
        ((WITHOUT, Condition(When.ROLE, "none")), 409, "broken"),
    ],
)
def test_words_that_are_guessed_or_ambiguous_are_wrong_where_what_comes_has_no_row(
    conditions: tuple[Condition, ...], listed: int, state: str
) -> None:
    claims = [Code(200, conditions=conditions), Code(listed)]
    dossier = dossier_of(TEXT, answers={"*": answer(200)}, claims=claims)
    verdicts = judged(dossier, {str(condition): answer(404) for condition in conditions})
    assert told(verdicts[0])[0] == state


def test_a_refusal_that_names_what_is_missing_does_where_nothing_can_be_asked() -> None:
    text = document(
        "- {method: POST, path: /items, body: {kind: a}}\n- {method: POST, path: /items, onFail: continue}"
    )
    answers = {"*": [answer(200), answer(404, {"error": "kind is missing"})]}
    dossier = dossier_of(text, answers=answers, claims=[Code(400, conditions=(WITHOUT,))])
    assert told(judged(dossier)[0]) == ("broken", "without `kind`: 404 Not Found", ["SR813"])


def test_a_code_is_shown_where_the_table_has_it() -> None:
    fact = Code(409, ("NO_SUCH",), (WITHOUT,))
    dossier = dossier_of(TEXT, answers={"*": answer(200)}, claims=[claim(fact, line=ROW)], openapi=OPENAPI)
    (finding,) = judged(dossier, {str(WITHOUT): answer(409)})[0].findings
    assert (finding.place.line, finding.place.column, finding.width) == (ROW, 19, 7)


def test_an_issue_may_name_a_status_of_any_request_of_the_document() -> None:
    text = document("- {method: POST, path: /items}", setup="- {method: GET, path: /other, onFail: continue}")
    claims = [replace(claim(Code(404)), topic=topic) for topic in (Topic.KNOWN_ISSUES, Topic.RESPONSE_CODES)]
    dossier = dossier_of(text, answers={"POST /items": answer(200)}, claims=claims)
    assert [told(each)[0] for each in judged(dossier)[:2]] == ["holds", "not checked"]


def test_what_other_claims_ask_for_shows_statuses_too() -> None:
    claims: list[Fact] = [Code(401), Access("none", False)]
    dossier = dossier_of(TEXT, answers={"*": answer(200)}, claims=claims)
    verdicts = judged(dossier, {"without a token": answer(401)})
    assert told(verdicts[0]) == ("holds", "401 Unauthorized, without a token", [])


def test_a_status_that_comes_to_a_role_has_to_come_to_that_role() -> None:
    text = document(
        "- {method: POST, path: /items, token: client, onFail: continue}\n- {method: POST, path: /items, token: staff}"
    )
    claims = [Code(404, role="client"), Code(404, role="staff"), Code(404)]
    dossier = dossier_of(text, answers={"*": [answer(404), answer(200)]}, claims=claims)
    assert [told(each)[0] for each in judged(dossier)[:3]] == ["holds", "not checked", "holds"]


@pytest.mark.parametrize(("came", "state"), [(400, "holds"), (422, "holds"), (404, "holds"), (403, "broken")])
def test_an_id_that_was_made_up_may_be_none_to_the_endpoint(came: int, state: str) -> None:
    text = document(
        "- {method: POST, path: /items, body: {id: a}}\n- {method: POST, path: /items, onFail: continue}"
    )
    condition = Condition(When.UNKNOWN, "id")
    answers = {"*": [answer(200), answer(404)]}
    dossier = dossier_of(text, answers=answers, claims=[Code(404, conditions=(condition,))])
    assert told(judged(dossier, {str(condition): answer(came)})[0])[0] == state
