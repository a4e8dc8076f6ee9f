"""`expect.schema`."""

from __future__ import annotations

import json

import pytest

from runner.errors import StepError
from runner.model.http import Response
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.spec import Expectation
from runner.model.trouble import Cause
from runner.step.checks.schema import check_schema
from support.senders import answer, html


def check(schema: JSON, body: JSON = None, response: Response | None = None) -> tuple[bool, str]:
    result = check_schema(Expectation("schema", schema, Place("a.md", 1)), response or answer(body=body))
    return result.passed, result.message.removeprefix("the body does not fit the schema: ")


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        (True, {"a": 1}),
        ({}, [1]),
        ({"type": "object", "required": ["a"]}, {"a": None}),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"type": "array"}}}, []),
        ({"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": True}, 2),
        ({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}, {}),
        ({"format": "date-time"}, "2026-02-01T16:00:00Z"),
        ({"format": "date-time"}, "2026-02-01T16:00:00.123+02:00"),
        ({"format": "date-time"}, 5),
        ({"format": "date"}, "2026-02-01"),
        ({"format": "email"}, "a@example.com"),
        ({"pattern": "^a+$"}, "aaa"),
        ({"pattern": "^a+$"}, 5),
    ],
)
def test_what_fits(schema: JSON, body: JSON) -> None:
    assert check(schema, response=Response(200, (), json.dumps(body).encode())) == (True, "fits the schema")


@pytest.mark.parametrize(
    ("schema", "body", "message"),
    [
        ({"type": "object"}, [], "`$` should be object, is []"),
        (
            {"properties": {"a": {"type": ["string", "null"]}}},
            {"a": 1},
            "`$.a` should be string or null, is 1",
        ),
        ({"required": ["a", "b", "c"]}, {"b": 1}, "`$` lacks a, c"),
        ({"items": {"required": ["id"]}}, [{"id": 1}, {}], "`$[1]` lacks id"),
        ({"properties": {"a": {"enum": ["x", "y"]}}}, {"a": "z"}, '`$.a` should be ["x", "y"], is "z"'),
        ({"const": 5}, 6, "`$` should be 5, is 6"),
        ({"pattern": "^a$"}, "b", '`$`: "b" does not match /^a$/'),
        ({"format": "date-time"}, "2026-02-01", "`$`: '2026-02-01' is not a 'date-time'"),
        ({"format": "date-time"}, "2026-02-01T16:00:00", "`$`: '2026-02-01T16:00:00' is not a 'date-time'"),
        ({"format": "date-time"}, "tomorrow at T", "`$`: 'tomorrow at T' is not a 'date-time'"),
        ({"format": "date"}, "2026-02-30", "`$`: '2026-02-30' is not a 'date'"),
        ({"type": "array", "minItems": 1}, [], "`$`: [] should be non-empty"),
        (False, {}, "`$`: False schema does not allow {}"),
    ],
)
def test_what_does_not_fit_says_where_and_why(schema: JSON, body: JSON, message: str) -> None:
    assert check(schema, body) == (False, message)


def test_all_faults_are_told_up_to_ten() -> None:
    passed, said = check({"items": {"type": "string"}}, list(range(14)))
    assert not passed
    assert said.count("should be string") == 10
    assert said.endswith("; and 4 more")


def test_what_is_not_json_fails_as_that() -> None:
    assert check({}, response=html("hello")) == (False, "expected JSON, got text/html (5 B)")


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (12, "is not a JSON Schema: 12"),
        (["a"], "is not a JSON Schema"),
        ({"type": 5}, "is not a JSON Schema"),
        ({"type": "text"}, "is not a JSON Schema"),
        ({"required": "a"}, "is not a JSON Schema"),
        ({"$ref": "#/nowhere"}, "leads nowhere inside it"),
        ({"$ref": "http://127.0.0.1:9/schema.json"}, "leads nowhere inside it"),
        ({"$ref": "file:///etc/passwd"}, "leads nowhere inside it"),
        ({"$ref": "other.json"}, "leads nowhere inside it"),
        ({"$ref": "#"}, "goes round in a circle"),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
            "goes round in a circle",
        ),
    ],
)
def test_a_schema_that_is_none_or_leads_elsewhere_cannot_be_asked(schema: JSON, words: str) -> None:
    with pytest.raises(StepError, match=words) as caught:
        check(schema, {"a": 1})
    assert caught.value.cause is Cause.REQUEST


@pytest.mark.parametrize(
    ("schema", "body", "words", "hint"),
    [
        ({"pattern": "^(a|aa)+$"}, "a" * 60 + "!", "takes longer than", "repetitions inside repetitions"),
        ({"pattern": "("}, "a", "is not a regular expression", ""),
    ],
)
def test_a_pattern_that_cannot_be_applied_cannot_be_asked(
    schema: JSON, body: JSON, words: str, hint: str
) -> None:
    with pytest.raises(StepError, match=words) as caught:
        check(schema, body)
    assert caught.value.cause is Cause.REQUEST
    assert caught.value.hint.startswith(hint)
    assert caught.value.place == Place("a.md", 1)
