from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.contract.texts import Outline, nested, readings, spelled_out
from runner.model.json import JSON
from support.openapi import node, references

OUTLINE = Outline(references({"swagger/items.yaml": "a: {$ref: '#/a'}"}))


@pytest.mark.parametrize(
    ("pairs", "value"),
    [
        ([("a", "1"), ("b", "2")], {"a": "1", "b": "2"}),
        ([("a", "1"), ("a", "2"), ("a", "3")], {"a": ["1", "2", "3"]}),
        ([("a[]", "1"), ("a[]", "2")], {"a": ["1", "2"]}),
        ([("a[]", "1")], {"a": ["1"]}),
        (
            [("a[b]", "1"), ("a[c][d]", "2"), ("a[c][e][]", "3")],
            {"a": {"b": "1", "c": {"d": "2", "e": ["3"]}}},
        ),
        ([("a.b", "1"), ("a[", "2"), ("[]", "3")], {"a.b": "1", "a[": "2", "[]": "3"}),
    ],
)
def test_brackets_are_objects_and_lists(pairs: list[tuple[str, str]], value: JSON) -> None:
    assert nested(pairs) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("1.5", 1.5),
        ("true", True),
        ("null", None),
        ("True", "True"),
        ("01", "01"),
        ("[1]", "[1]"),
        ("", ""),
    ],
)
def test_what_a_text_spells(text: str, value: JSON) -> None:
    assert spelled_out(text) == value


@pytest.mark.parametrize(
    ("raw", "schema", "values"),
    [
        ("1", {"type": "string"}, ["1"]),
        ("1", {"type": "integer"}, [1]),
        ("1", {"type": ["string", "integer"]}, ["1", 1]),
        ("1", {}, ["1", 1]),
        ("1", {"type": "array", "items": {"type": "integer"}}, [[1]]),
        (["1", "2"], {"type": "integer"}, [2]),
        (["1"], {"allOf": [{"type": "array"}, {"items": {"type": "integer"}}]}, [[1]]),
        ({"a": "1", "b": "2"}, {"properties": {"a": {"type": "integer"}}, "additionalProperties": {"type": "string"}}, [{"a": 1, "b": "2"}]),
        ('{"a": 1}', {"type": "object"}, [{"a": 1}]),
        ("x", {"type": "object"}, ["x"]),
        ({"10": "c", "1": "b", "0": "a"}, {"type": "array", "items": {"type": "string"}}, [["a", "b", "c"]]),
        ({"0": "a", "b": "b"}, {"type": "array"}, [{"0": "a", "b": "b"}]),
        ("1", {"$ref": "#/a"}, ["1", 1]),
        ("1", {"$ref": "#/nowhere"}, ["1", 1]),
    ],
)  # fmt: skip
def test_what_texts_may_mean(raw: object, schema: object, values: list[JSON]) -> None:
    assert readings(raw, node(schema), OUTLINE) == values  # type: ignore[arg-type]  # of the shape


def test_parts_that_multiply_are_looked_at_once() -> None:
    names = [f"s{n}" for n in range(60)]
    schemas: dict[str, object] = {
        name: {"allOf": [{"$ref": f"a.yaml#/{below}"}] * 3} for name, below in pairwise(names)
    }
    outline = Outline(references({"swagger/a.yaml": {**schemas, "s59": {"type": "integer"}}}))
    assert outline.kinds(node({"$ref": "a.yaml#/s0"})) == {"integer"}


@given(st.lists(st.tuples(st.text(alphabet="ab[].", max_size=8), st.text(max_size=3)), max_size=6))
def test_no_names_are_a_crash(pairs: list[tuple[str, str]]) -> None:
    readings(nested(pairs), None, OUTLINE)
