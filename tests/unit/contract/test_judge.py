"""Exchanges, held against documents: each case of the fixtures is a document, an exchange, and what is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.contract.judge import Judge, Judgement
from runner.contract.rules import RULES
from runner.contract.schema import Direction
from runner.model.contract import Evidence
from runner.model.http import FilePart, Request, Response
from support.openapi import catalogue

FIXTURES = Path(__file__).parents[2] / "fixtures" / "contract" / "judge"
HOST = "https://api.example.com"


def cases() -> list[object]:
    return [
        pytest.param(*parts[at + 1 : at + 4], id=f"{file.stem}: {parts[at]}")
        for file in sorted(FIXTURES.glob("*.md"))
        for parts in [
            [part.strip("\n") for part in file.read_text("utf-8").partition("\n")[2].split("\n.\n")]
        ]
        for at in range(0, len(parts) - 3, 4)
    ]


def judged(document: str, exchange: str) -> Judgement:
    known = catalogue({"swagger/items.yaml": document})
    asked, _, answered = exchange.partition("\n---\n")
    request, response = request_of(asked), response_of(answered)
    match = known.find(request.method, request.url.removeprefix(HOST))
    assert match.operation, match
    return Judge(known.references).judge(match.operation, request, response)


def request_of(text: str) -> Request:
    """`POST /items?a=1`, headers, an empty line, the body; `name=@file` in place of a body is multipart."""
    head, _, body = text.partition("\n\n")
    first, *headers = head.split("\n")
    method, path = first.split(" ", 1)
    pairs = tuple((name, value) for name, _, value in (line.partition(": ") for line in headers))
    if ("Content-Type", "multipart/form-data") in pairs:
        fields = [(name, value) for name, _, value in (line.partition("=") for line in body.split("\n"))]
        return Request(
            method,
            HOST + path,
            fields=tuple((name, value) for name, value in fields if value[:1] != "@"),
            files=tuple(FilePart(name, value[1:], b"") for name, value in fields if value[:1] == "@"),
        )
    return Request(method, HOST + path, pairs, body.encode() or None)


def response_of(text: str) -> Response:
    """`200`, headers, an empty line, the body."""
    head, _, body = text.partition("\n\n")
    first, *headers = head.split("\n")
    pairs = tuple((name, value) for name, _, value in (line.partition(": ") for line in headers))
    return Response(int(first), pairs, body.encode())


def told(judgement: Judgement) -> str:
    assert all(breach.rule in RULES for breach in judgement.breaches)
    return "\n".join(
        [
            judgement.evidence.value + ("" if judgement.documented else ", not documented"),
            *(f"{breach.rule} {breach.message} @ {breach.pointer}" for breach in judgement.breaches),
        ]
    )


@pytest.mark.parametrize(("document", "exchange", "expected"), cases())
def test_what_is_said_of_an_exchange(document: str, exchange: str, expected: str) -> None:
    assert told(judged(document, exchange)) == expected


def test_every_rule_about_exchanges_has_a_case() -> None:
    said = "".join(file.read_text("utf-8") for file in FIXTURES.glob("*.md"))
    codes = {code for code in RULES if "SR730" <= code < "SR750"}
    assert {code for code in codes if f"\n{code} " in said} == codes


ANY = """
openapi: 3.0.0
paths:
  /schema:
    post:
      parameters: [{name: q, in: query, schema: {type: object, properties: {a: {type: integer}}}, style: deepObject}]
      requestBody: {content: {'*/*': {schema: {$ref: '#/x'}}}}
      responses: {200: {content: {'*/*': {schema: {$ref: '#/x'}}}}}
  /example:
    post: {responses: {200: {content: {application/json: {example: {a: [{b: 1}], c: {'1': x}}}}}}}
x:
  type: object
  nullable: true
  required: [a]
  properties:
    a: {oneOf: [{type: array, items: {$ref: '#/x'}}, {type: string, pattern: '^a+$', format: date-time}]}
    b: {allOf: [{properties: {c: {enum: [1, x, null]}}, additionalProperties: false}], uniqueItems: true}
"""
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc1"), inner, max_size=3),
    max_leaves=15,
)
KNOWN = catalogue({"a.yaml": ANY})
JUDGE = Judge(KNOWN.references)


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_every_body_is_judged(value: object) -> None:
    content = json.dumps(value).encode()
    kind = (("Content-Type", "application/json"),)
    for each in KNOWN.operations:
        request = Request("POST", HOST + each.path, kind, content)
        judgement = JUDGE.judge(each, request, Response(200, kind, content))
        assert judgement.evidence in (Evidence.SCHEMA, Evidence.EXAMPLE)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), st.binary(max_size=30), st.text(max_size=20))
def test_every_request_is_judged(query: str, content: bytes, kind: str) -> None:
    headers = (("Content-Type", kind), ("Cookie", query))
    for each in KNOWN.operations:
        request = Request("POST", f"{HOST}{each.path}?{query}", headers, content)
        JUDGE.judge(each, request, Response(200, headers, content))


def test_the_same_fault_is_at_its_own_place_in_each_item() -> None:
    document = "openapi: 3.0.0\npaths: {/a: {get: {responses: {200: {content: {application/json: {schema: {items: {type: integer}}}}}}}}}"
    found = judged(document, 'GET /a\n---\n200\nContent-Type: application/json\n\n["x", 1, "y"]')
    assert [breach.spot for breach in found.breaches] == [
        ("response", "body", 0, "type"),
        ("response", "body", 2, "type"),
    ]


WRITTEN = """
openapi: 3.0.0
paths:
  /a:
    post:
      requestBody:
        content:
          application/json:
            schema:
              required: [name]
              properties: {count: {type: integer}, part: {type: object}, size: {anyOf: [{type: integer}, {type: number}]}}
"""


def test_a_body_that_is_written_and_not_sent_shows_what_decides() -> None:
    """What holds placeholders is not yet known; that a name is missing, or a type is wrong, is."""
    known = catalogue({"a.yaml": WRITTEN})
    [operation] = known.operations
    assert operation.payload
    judge = Judge(known.references)
    body = {"count": "{{count}}", "part": ["{{a}}"], "size": "{{size}}"}
    found = judge.body(operation, operation.payload.media[0], body)
    assert [(breach.spot[2:], breach.found) for breach in found] == [
        (("name", "required"), ""),
        (("count", "type"), '"{{count}}"'),
        (("part", "type"), ""),
        (("size", "anyOf"), '"{{size}}"'),
    ]


def test_schemas_are_handed_out_as_they_are_translated() -> None:
    known = catalogue({"a.yaml": WRITTEN})
    [operation] = known.operations
    assert operation.payload
    schema = operation.payload.media[0].schema
    assert schema
    judge = Judge(known.references)
    assert judge.translated(schema, operation, Direction.REQUEST)["required"] == ["name"]
    assert judge.translated(schema / "properties" / "nothing", operation, Direction.REQUEST) is True


def test_a_schema_that_cannot_be_used_is_told() -> None:
    schema = "{patternProperties: {a: {}}, unevaluatedProperties: false}"
    answer = f"{{content: {{application/json: {{schema: {schema}}}}}}}"
    known = catalogue(
        {"a.yaml": f"openapi: 3.1.0\npaths: {{/items: {{get: {{responses: {{200: {answer}}}}}}}}}"}
    )
    [operation] = known.operations
    [flaw] = Judge(known.references).flaws(operation)
    assert flaw.message.startswith("the schema is not checked: it uses `unevaluatedProperties`")
    assert flaw.pointer.endswith("/schema")
