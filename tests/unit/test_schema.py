"""Schemas of strangers, bounded in what they may cost."""

from __future__ import annotations

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.model.json import JSON
from runner.schema import SchemaError, compile_schema, sound_schema


def fits(schema: JSON, value: JSON) -> bool:
    return not compile_schema(schema).violations(value)


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (True, 1, True),
        (False, 1, False),
        ({}, None, True),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"type": "array"}}}, [], True),
        (
            {"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": True},
            1,
            False,
        ),
        ({"$schema": "https://example.com/own", "exclusiveMinimum": 1}, 1, False),
        ({"prefixItems": [{"type": "string"}], "items": False}, ["a", 1], False),
        ({"format": "date-time"}, "2026-02-01T16:00:00Z", True),
        ({"format": "date-time"}, "2026-02-01T16:00:00", False),
        ({"format": "date-time"}, "2026-02-01t16:00:00.5z", True),
        ({"format": "date-time"}, "2026-02-01 16:00:00Z", False),
        ({"format": "date-time"}, "2016-12-31T15:59:60-08:00", True),
        ({"format": "date-time"}, "2016-12-31T15:59:60Z", False),
        ({"format": "date-time"}, "9999-12-31T23:59:60-23:00", False),
        ({"format": "date"}, "2026-02-30", False),
        ({"format": "date"}, "2026-W05-7", False),
        ({"format": "int32"}, -2147483648, True),
        ({"format": "int32"}, 2147483648, False),
        ({"format": "int64"}, 9223372036854775808, False),
        ({"format": "int64"}, "9223372036854775808", True),
        ({"format": "int32"}, True, True),
        ({"format": "byte"}, "c3RlcA==", True),
        ({"format": "byte"}, "%", False),
        ({"format": "uuid"}, "12", False),
        ({"format": "email"}, 5, True),
        ({"format": "of somebody's own"}, "anything", True),
        ({"multipleOf": 0.01}, 19.99, True),
        ({"multipleOf": 0.01}, 19.999, False),
        ({"multipleOf": 5}, 1e308, True),
        ({"multipleOf": 5}, "x", True),
        ({"multipleOf": 2}, True, True),
        ({"pattern": r"^\p{Lu}$"}, "Ä", True),
        ({"uniqueItems": True}, [1, 1.0], False),
        ({"uniqueItems": True}, [1, True, 0, False, None, "", [], {}], True),
        ({"uniqueItems": True}, [{"a": 1, "b": [2]}, {"b": [2], "a": 1}], False),
        ({"uniqueItems": True}, [{"n": number} for number in range(5000)], True),
        ({"uniqueItems": False}, [1, 1], True),
        ({"patternProperties": {"^x-": {"type": "string"}}}, {"x-a": "1", "b": 2}, True),
        ({"patternProperties": {"^x-": {"type": "string"}}}, {"x-a": 1}, False),
        ({"patternProperties": {"^x-": False}}, "text", True),
        ({"properties": {"a": True}, "additionalProperties": False}, {"a": 1}, True),
        ({"properties": {"a": True}, "additionalProperties": False}, {"b": 1}, False),
        ({"patternProperties": {"^x-": True}, "additionalProperties": False}, {"x-b": 1}, True),
        ({"additionalProperties": {"type": "integer"}}, {"b": "1"}, False),
        ({"additionalProperties": {"type": "integer"}}, [], True),
        ({"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}, {"a": 1}, True),
        ({"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}, {"b": 1}, False),
    ],
)
def test_what_fits(schema: JSON, value: JSON, expected: bool) -> None:
    assert fits(schema, value) is expected


def test_violations_say_where_and_what_in_the_order_of_the_value() -> None:
    schema: JSON = {"items": {"$ref": "#/$defs/a"}, "$defs": {"a": {"required": ["id"], "type": "object"}}}
    found = compile_schema(schema).violations([*({"id": 1} for _ in range(9)), {}, 5])
    assert [(item.path, item.word, item.wanted, item.found, item.schema_path) for item in found] == [
        ((9,), "required", ["id"], {}, ("items", "required")),
        ((10,), "type", "object", 5, ("items", "type")),
    ]


@pytest.mark.parametrize(
    ("value", "nearest"),
    [
        ({"kind": "b", "b": "x"}, [(("b",), "type")]),
        ("text", [((), "type")]),
        ({"kind": "c"}, [((), "required"), (("kind",), "const")]),
    ],
)
def test_of_alternatives_that_all_fail_the_nearest_is_told(value: JSON, nearest: list[object]) -> None:
    schema: JSON = {
        "oneOf": [
            {"type": "array"},
            {"type": "object", "required": ["a"], "properties": {"kind": {"const": "a"}}},
            {
                "type": "object",
                "properties": {"kind": {"const": "b"}, "b": {"type": "integer"}},
                "required": ["b"],
            },
        ]
    }
    [violation] = compile_schema(schema).violations(value)
    assert [(item.path, item.word) for item in violation.nearest] == nearest


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_alternatives_that_allow_nothing_are_told_like_others(word: str) -> None:
    [violation] = compile_schema({word: [False, False]}).violations(1)
    assert violation.word == word
    assert {(item.word, item.path) for item in violation.nearest} == {("", ())}


@pytest.mark.parametrize("length", [150, 5000])
def test_a_long_chain_of_references_is_followed_or_given_up(length: int) -> None:
    links: dict[str, JSON] = {
        str(n): {"properties": {"a": {"$ref": f"#/$defs/{n + 1}"}}} for n in range(length)
    }
    schema: JSON = {"$ref": "#/$defs/0", "$defs": {**links, str(length): {"type": "integer"}}}
    for compiled in (compile_schema(schema), sound_schema(schema)):
        assert compiled.violations({"a": {"a": {}}}) == []


def test_what_is_surely_a_schema_is_not_checked_again() -> None:
    assert sound_schema({"type": "integer"}).violations(1) == []
    [violation] = sound_schema({"multipleOf": 2}).violations(3)
    assert violation.word == "multipleOf"


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        (None, "is not a JSON Schema"),
        (["a"], "is not a JSON Schema"),
        ({"$schema": 5}, "is not a JSON Schema"),
        ({"type": 5}, "is not a JSON Schema"),
        ({"required": "a"}, "is not a JSON Schema"),
        ({"pattern": "("}, "is not a regular expression"),
        ({"$ref": "#/nowhere"}, "leads nowhere inside it"),
        ({"$ref": "http://127.0.0.1:9/schema.json"}, "leads nowhere inside it"),
        ({"$ref": "file:///etc/passwd"}, "leads nowhere inside it"),
        ({"$ref": "#"}, "goes round in a circle"),
        ({"unevaluatedProperties": False, "patternProperties": {"a": True}}, "nothing could stop"),
    ],
)
def test_what_cannot_be_applied_says_why(schema: JSON, words: str) -> None:
    with pytest.raises(SchemaError, match=words):
        compile_schema(schema).violations("a" if "pattern" in str(schema) else {"a": 1})


def test_a_schema_that_is_nested_too_deeply_is_none() -> None:
    deep: JSON = True
    for _ in range(5000):
        deep = {"items": deep}
    with pytest.raises(SchemaError, match="nested too deeply"):
        compile_schema(deep)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"pattern": "^(a|aa)+$"}, "a" * 60 + "!"),
        ({"patternProperties": {"^(a|aa)+$": {"type": "integer"}}}, {"a" * 60 + "!": 1}),
        ({"patternProperties": {"^(a|aa)+$": True}, "additionalProperties": False}, {"a" * 60 + "!": 1}),
        ({"propertyNames": {"pattern": "^(a|aa)+$"}}, {"a" * 60 + "!": 1}),
    ],
)
def test_a_slow_pattern_is_stopped(schema: JSON, value: JSON) -> None:
    started = process_time()
    with pytest.raises(SchemaError, match="takes longer than") as caught:
        compile_schema(schema).violations(value)
    assert process_time() - started < 6
    assert caught.value.hint


def test_alternatives_that_multiply_are_stopped() -> None:
    schema: dict[str, JSON] = {"n30": False}
    for number in range(30):
        schema[f"n{number}"] = {"anyOf": [{"$ref": f"#/$defs/n{number + 1}"}] * 2}
    with pytest.raises(SchemaError, match="its alternatives multiply"):
        compile_schema({"$ref": "#/$defs/n0", "$defs": schema}).violations({"a": 1})


WORDS = (
    "$schema",
    "type",
    "items",
    "properties",
    "anyOf",
    "enum",
    "const",
    "not",
    "required",
    "multipleOf",
    "format",
    "$ref",
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["string", "object", "#"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=60, deadline=None)
@given(VALUES, VALUES)
def test_nothing_else_is_raised(schema: JSON, value: JSON) -> None:
    with suppress(SchemaError):
        compile_schema(schema).violations(value)
