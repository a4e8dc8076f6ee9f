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

Row = tuple[Code, Response | None, str, tuple[str, str, list[str]]]
"""The claim; what comes without `kind`; the OpenAPI document; the verdict."""

ROWS: dict[str, Row] = {
    "was seen": (Code(200), None, "", ("holds", f"200 OK, seen in {FILE}:7", [])),
    "was not seen": (Code(404), None, "", ("not checked", "no answer with 404 was seen", [])),
    "comes when it is asked for": (
        Code(400, conditions=(WITHOUT,)), answer(400), "", ("holds", "400 Bad Request, without `kind`", []),
    ),
    "does not come when it is asked for": (
        Code(400, conditions=(WITHOUT,)), answer(404), "", ("not checked", "no answer with 400 was seen", []),
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
