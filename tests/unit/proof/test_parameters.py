from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from unit.proof.scene import FILE, NOT_ASKED, claim, dossier_of, judged, told

from runner.model.claim import Parameter, Required, Where
from runner.model.http import Response
from runner.model.place import Place
from support.bench import document
from support.senders import Answer, answer

OPENAPI = """
openapi: 3.0.0
info: {title: Items, version: '1'}
paths:
  /items/{id}:
    post:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: known, in: query, schema: {type: [integer, 'null']}}
      requestBody:
        content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}
      responses: {'200': {description: ok}}
"""
STEP = "{method: POST, path: /items/1, params: {q: 5, flag: 'true'}, body: {a: x, n: 1, in: {b: 2}, null: null}, headers: {X-H: h}}"
YES, NO, SOMETIMES, UNSAID = Required.YES, Required.NO, Required.SOMETIMES, Required.UNSAID
QUERY, BODY, PATH, HEADER, ANYWHERE = Where.QUERY, Where.BODY, Where.PATH, Where.HEADER, Where.UNSAID
OK, BAD, FAULT = answer(200), answer(400), answer(500)

Row = tuple[Parameter, str, Response | None, tuple[str, str, list[str]]]
"""The claim; the OpenAPI document; what comes without the parameter; the verdict."""

ROWS: dict[str, Row] = {
    "is required": (Parameter("a", BODY, YES), "", BAD, ("holds", "without `a`: 400 Bad Request", [])),
    "is not required": (Parameter("a", BODY, YES), "", OK, ("broken", "without `a`: 200 OK", ["SR831"])),
    "breaks the server": (
        Parameter("a", BODY, YES), "", FAULT,
        ("not checked", "without `a`: 500 Internal Server Error, which says nothing", []),
    ),
    "cannot be left out": (Parameter("a", BODY, YES), "", None, ("not checked", NOT_ASKED, [])),
    "is optional": (Parameter("q", QUERY, NO), "", OK, ("holds", "without `q`: 200 OK", [])),
    "is required after all": (
        Parameter("q", QUERY, NO), "", BAD, ("broken", "without `q`: 400 Bad Request", ["SR832"]),
    ),
    "is optional, and breaks the server": (
        Parameter("q", QUERY, NO), "", FAULT,
        ("not checked", "without `q`: 500 Internal Server Error, which says nothing", []),
    ),
    "is optional, and cannot be left out": (Parameter("q", QUERY, NO), "", None, ("not checked", NOT_ASKED, [])),
    "is optional, and was never sent": (
        Parameter("text", BODY, NO), OPENAPI, None, ("holds", "left out, and it worked", []),
    ),
    "is required, and was never sent": (
        Parameter("text", BODY, YES), OPENAPI, None, ("broken", "without it: 200 OK", ["SR831"]),
    ),
    "is part of the path": (Parameter("id", PATH, YES), "", None, ("holds", "it is part of the path", [])),
    "is part of the path, wherever that is said": (
        Parameter("id", ANYWHERE, UNSAID), "", None, ("holds", "it is part of the path", []),
    ),
    "is part of the path, and optional": (
        Parameter("id", PATH, NO), "", None, ("broken", "it is part of the path", ["SR832"]),
    ),
    "is not in the path": (
        Parameter("uid", PATH, YES), "", None,
        ("broken", "`uid` is not in the path of the endpoint, which has `id`", ["SR835"]),
    ),
    "is in no document, and nobody sends it": (
        Parameter("strange", BODY, NO), OPENAPI, None,
        ("broken", "`strange` is sent by no step, and the OpenAPI document does not have it", ["SR835"]),
    ),
    "is sent by nobody, and there is no document": (
        Parameter("strange", BODY, SOMETIMES), "", None,
        ("not checked", "when it is required is not said in words that can be checked", []),
    ),
    "is documented": (Parameter("text", BODY, SOMETIMES), OPENAPI, None, ("holds", "documented", [])),
    "is sent": (Parameter("a", BODY, UNSAID), "", None, ("holds", "sent", [])),
    "is sent as a header": (Parameter("x-h", HEADER, UNSAID), "", None, ("holds", "sent", [])),
    "has its type": (Parameter("n", BODY, UNSAID, ("integer",)), "", None, ("holds", "sent", [])),
    "is a number like any other": (Parameter("n", BODY, UNSAID, ("number",)), "", None, ("holds", "sent", [])),
    "has one of its types": (Parameter("a", BODY, UNSAID, ("integer", "string")), "", None, ("holds", "sent", [])),
    "is sent as null": (Parameter("null", BODY, UNSAID, ("integer",)), "", None, ("holds", "sent", [])),
    "is text like any other": (
        Parameter("q", QUERY, UNSAID, ("string",)), "", None, ("holds", "sent", []),
    ),
    "has another type": (
        Parameter("n", BODY, UNSAID, ("string",)), "", None,
        ("broken", "`n` is documented as string, and sent as integer: 1", ["SR833"]),
    ),
    "is text that reads as its type": (
        Parameter("q", QUERY, UNSAID, ("integer",)), "", None, ("holds", "sent", []),
    ),
    "is text that reads as a number": (
        Parameter("q", QUERY, UNSAID, ("number",)), "", None, ("holds", "sent", []),
    ),
    "is text that reads as a boolean": (
        Parameter("flag", QUERY, UNSAID, ("boolean",)), "", None, ("holds", "sent", []),
    ),
    "is text that does not read as its type": (
        Parameter("flag", ANYWHERE, UNSAID, ("integer",)), "", None,
        ("broken", '`flag` is documented as integer, and sent as string: "true"', ["SR833"]),
    ),
    "is documented with another type": (
        Parameter("known", QUERY, UNSAID, ("string",)), OPENAPI, None,
        ("broken", "`known` is documented as string here, and as integer in the OpenAPI document", ["SR833"]),
    ),
    "is documented with its type": (
        Parameter("known", QUERY, UNSAID, ("integer",)), OPENAPI, None, ("holds", "documented", []),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_parameter(name: str) -> None:
    fact, openapi, came, verdict = ROWS[name]
    text = document(f"- {STEP}", endpoint="POST /items/{id}")
    dossier = dossier_of(text, answers={"*": OK}, claims=[fact], openapi=openapi)
    assert told(judged(dossier, {f"without `{fact.name}`": came} if came else {})[0]) == verdict


WITHOUT = "- {method: POST, path: /items/1, body: {in: {}, c: 1}, onFail: continue}"
NAMED = answer(422, {"error": "b is missing"})

SEEN: list[tuple[Parameter, Sequence[Answer], tuple[str, str, list[str]]]] = [
    (
        Parameter("in.b", BODY, YES), [NAMED],
        ("holds", f"without it: 422 Unprocessable Content, seen in {FILE}:7", []),
    ),
    (
        Parameter("in.b", BODY, NO), [NAMED],
        ("broken", f"without it: 422 Unprocessable Content, seen in {FILE}:7", ["SR832"]),
    ),
    (Parameter("in.b", BODY, YES), [answer(422, {"error": "no"})], ("not checked", NOT_ASKED, [])),
    (Parameter("in.b", BODY, YES), [answer(401, {"error": "b"})], ("not checked", "no step calls the endpoint and succeeds", [])),
    (Parameter("other.b", BODY, YES), [NAMED], ("not checked", "the Test Request does not send `other.b`", [])),
    (Parameter("in.b", BODY, YES), [OK], ("not checked", "the Test Request does not send `in.b`", [])),
    (Parameter("b", BODY, YES), [OK], ("broken", "without it: 200 OK", ["SR831"])),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "came", "verdict"), SEEN)
def test_what_was_seen_will_do_where_nothing_can_be_asked(
    fact: Parameter, came: Sequence[Answer], verdict: tuple[str, str, list[str]]
) -> None:
    text = document(
        f"{WITHOUT}\n- {{method: POST, path: /items/1, body: {{b: 1, in: {{b: 1}}}}}}",
        endpoint="POST /items/{id}",
    )
    dossier = dossier_of(text, answers={"POST /items/1": [*came, OK]}, claims=[fact])
    assert told(judged(dossier)[0]) == verdict


TWICE = document(
    "- {method: POST, path: /items/1, body: {a: 1, b: 1}}\n- {method: POST, path: /items/1, body: {a: 1}, onFail: continue}",
    endpoint="POST /items/{id}",
)


@pytest.mark.parametrize(
    ("required", "second", "asked", "verdict"),
    [
        (YES, OK, BAD, ("broken", f"without it: 200 OK, seen in {FILE}:8", ["SR831"])),
        (YES, NAMED, BAD, ("holds", "without `b`: 400 Bad Request", [])),
        (NO, NAMED, OK, ("broken", f"without it: 422 Unprocessable Content, seen in {FILE}:8", ["SR832"])),
        (NO, OK, OK, ("holds", "without `b`: 200 OK", [])),
        (Required.SOMETIMES, NAMED, OK, ("holds", "sent", [])),
    ],
)
def test_what_the_document_itself_shows_counts_beside_what_is_asked(
    required: Required, second: Response, asked: Response, verdict: tuple[str, str, list[str]]
) -> None:
    dossier = dossier_of(TWICE, answers={"*": [OK, second]}, claims=[Parameter("b", BODY, required)])
    assert told(judged(dossier, {"without `b`": asked})[0]) == verdict


HELD: list[tuple[Required, Response | None, tuple[str, str, list[str]]]] = [
    (YES, NAMED, ("holds", "with an empty `hold`: 422 Unprocessable Content", [])),
    (YES, OK, ("broken", "with an empty `hold`: 200 OK", ["SR831"])),
    (YES, answer(422, {"error": "no"}), ("not checked", "the Test Request does not send `hold.b`", [])),
    (YES, None, ("not checked", "the Test Request does not send `hold.b`", [])),
    (NO, NAMED, ("broken", "with an empty `hold`: 422 Unprocessable Content", ["SR832"])),
    (NO, OK, ("holds", "with an empty `hold`: 200 OK", [])),
    (NO, None, ("not checked", "the Test Request does not send `hold.b`", [])),
]


@pytest.mark.parametrize(("required", "came", "verdict"), HELD)
def test_what_stands_in_an_object_that_is_not_sent_is_asked_for_with_an_empty_one(
    required: Required, came: Response | None, verdict: tuple[str, str, list[str]]
) -> None:
    text = document(f"- {STEP}", endpoint="POST /items/{id}")
    dossier = dossier_of(text, answers={"*": OK}, claims=[Parameter("hold.b", BODY, required)])
    assert told(judged(dossier, {"with an empty `hold`": came} if came else {})[0]) == verdict


def test_what_is_wrong_is_shown_in_its_cell() -> None:
    row = "| `a` | Required | text / JSON | why |"
    text = document(f"- {STEP}", endpoint="POST /items/{id}") + row
    line = text.count("\n") + 1
    fact = Parameter(
        "n", BODY, YES, ("string",), required_place=Place(FILE, line, 9), type_place=Place(FILE, line, 20)
    )
    dossier = dossier_of(text, answers={"*": OK}, claims=[claim(fact, line=line)])
    (finding,) = judged(dossier)[0].findings
    assert row[finding.place.column - 1 :][: finding.width] == "text / JSON"
    required = replace(dossier, claims=(claim(replace(fact, types=()), line=line),))
    (finding,) = judged(required, {"without `n`": OK})[0].findings
    assert row[finding.place.column - 1 :][: finding.width] == "Required"


def test_what_is_wrong_in_a_list_is_shown_at_the_claim() -> None:
    dossier = dossier_of(
        document(f"- {STEP}", endpoint="POST /items/{id}"),
        answers={"*": OK},
        claims=[claim(Parameter("n", BODY, YES), line=3)],
    )
    (finding,) = judged(dossier, {"without `n`": OK})[0].findings
    assert (finding.place.line, finding.width) == (3, 4)


def test_what_a_refused_request_sent_tells_nothing_of_types() -> None:
    steps = "- {method: POST, path: /items, body: {a: x}, onFail: continue}\n- {method: POST, path: /items, body: {a: 1}}"
    claims = [Parameter("a", BODY, UNSAID, ("integer",))]
    dossier = dossier_of(document(steps), answers={"POST /items": [BAD, OK]}, claims=claims)
    assert told(judged(dossier)[0])[0] == "holds"


def test_a_form_is_a_body_too() -> None:
    text = document("- {method: POST, path: /items, form: {a: 1, b: x}}")
    claims = [Parameter("a", BODY, UNSAID, ("integer",)), Parameter("b", BODY, UNSAID, ("integer",))]
    dossier = dossier_of(text, answers={"*": OK}, claims=claims)
    assert [told(each)[0] for each in judged(dossier)] == ["holds", "broken", "holds"]
