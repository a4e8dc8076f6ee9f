from __future__ import annotations

import pytest

from runner.contract.reach import Reach, Reached, reach_in_examples, reach_in_schema, together
from runner.model.json import JSON
from runner.query import compile_query

THERE, NOT_THERE, UNKNOWN = Reach.THERE, Reach.NOT_THERE, Reach.UNKNOWN

ITEM = {"type": "object", "properties": {"id": {"type": "integer"}, "extra": {}}}
LIST = {"type": "array", "items": ITEM}
NULL = {"type": "null"}


def path(query: str) -> tuple[str | int, ...]:
    plain = compile_query(query).plain
    assert plain is not None
    return plain


@pytest.mark.parametrize(
    ("schema", "query", "reach", "upto"),
    [
        # what is listed, and what is not
        (ITEM, "$", THERE, "$"),
        (ITEM, "$.id", THERE, "$.id"),
        (ITEM, "$.uid", NOT_THERE, "$"),
        (ITEM, "$.id.deeper", NOT_THERE, "$.id"),
        (ITEM, "$.extra.deeper", UNKNOWN, "$.extra"),
        (ITEM, "$[0]", NOT_THERE, "$"),
        ({"properties": {"id": {}}}, "$[0]", NOT_THERE, "$"),
        ({"type": "object", "properties": {"id": False}}, "$.id.deeper", NOT_THERE, "$.id"),
        # lists
        (LIST, "$[7].id", THERE, "$[7].id"),
        (LIST, "$[7].uid", NOT_THERE, "$[7]"),
        (LIST, "$.id", NOT_THERE, "$"),
        ({"items": ITEM}, "$.id", NOT_THERE, "$"),
        ({"items": ITEM}, "$[0].id", THERE, "$[0].id"),
        ({"type": "array"}, "$[0].id", UNKNOWN, "$"),
        ({"type": "array", "prefixItems": [ITEM], "items": False}, "$[0].id", THERE, "$[0].id"),
        ({"type": "array", "prefixItems": [ITEM], "items": False}, "$[1].id", NOT_THERE, "$"),
        # schemas that do not say
        (True, "$.id", UNKNOWN, "$"),
        ({}, "$.id", UNKNOWN, "$"),
        ({"type": "object"}, "$.id", UNKNOWN, "$"),
        ({"description": "an item"}, "$.id", UNKNOWN, "$"),
        (False, "$.id", NOT_THERE, "$"),
        # other properties than those that are listed
        ({**ITEM, "additionalProperties": True}, "$.uid", UNKNOWN, "$"),
        ({**ITEM, "additionalProperties": {}}, "$.uid", UNKNOWN, "$"),
        ({**ITEM, "additionalProperties": False}, "$.uid", NOT_THERE, "$"),
        ({**ITEM, "patternProperties": {"^u": {}}}, "$.uid", UNKNOWN, "$"),
        ({"type": "object", "additionalProperties": ITEM}, "$.any.id", THERE, "$.any.id"),
        ({"type": "object", "additionalProperties": ITEM}, "$.any.uid", NOT_THERE, "$.any"),
        ({"additionalProperties": False}, "$.id", NOT_THERE, "$"),
        # several that describe the same value
        ({"allOf": [ITEM, {"properties": {"uid": {}}}]}, "$.uid", THERE, "$.uid"),
        ({"allOf": [ITEM, {"properties": {"uid": {}}}]}, "$.name", NOT_THERE, "$"),
        ({"allOf": [ITEM], "properties": {"uid": {}}}, "$.id", THERE, "$.id"),
        ({"allOf": [ITEM, {"required": ["id"]}]}, "$.uid", NOT_THERE, "$"),
        ({"oneOf": [ITEM, {"type": "object"}]}, "$.uid", UNKNOWN, "$"),
        ({"oneOf": [ITEM, True]}, "$.uid", UNKNOWN, "$"),
        ({"anyOf": [ITEM, NULL]}, "$.uid", NOT_THERE, "$"),
        ({"type": ["object", "null"], "properties": {"id": {}}}, "$.uid", NOT_THERE, "$"),
        ({"anyOf": [LIST, ITEM]}, "$[0].uid", NOT_THERE, "$[0]"),
        # references
        ({"$defs": {"s0": ITEM}, "$ref": "#/$defs/s0"}, "$.uid", NOT_THERE, "$"),
        ({"$defs": {"s0": ITEM}, "type": "array", "items": {"$ref": "#/$defs/s0"}}, "$[0].id", THERE, "$[0].id"),
        ({"$defs": {"s0": {"$ref": "#/$defs/s0"}}, "$ref": "#/$defs/s0"}, "$.id", UNKNOWN, "$"),
        ({"$defs": {}, "$ref": "#/$defs/gone"}, "$.id", UNKNOWN, "$"),
    ],
)  # fmt: skip
def test_a_path_in_a_schema(schema: object, query: str, reach: Reach, upto: str) -> None:
    assert reach_in_schema(schema, path(query)) == (reach, path(upto))


def test_schemas_that_refer_to_each_other_crosswise_take_no_time() -> None:
    both = {"allOf": [{"$ref": f"#/$defs/s{n}"} for n in range(40)]}
    schema = {"$defs": {f"s{n}": both for n in range(40)}, **both}
    assert reach_in_schema(schema, path("$.a.b.c")) == (UNKNOWN, ())


def test_a_tree_is_followed_as_deep_as_the_path_goes() -> None:
    tree = {"type": "object", "properties": {"below": {"$ref": "#/$defs/s0"}}}
    schema = {"$defs": {"s0": tree}, "$ref": "#/$defs/s0"}
    assert reach_in_schema(schema, path("$" + ".below" * 9)).reach is THERE
    assert reach_in_schema(schema, path("$" + ".below" * 9 + ".above")) == (NOT_THERE, ("below",) * 9)


@pytest.mark.parametrize(
    ("examples", "query", "reach", "upto"),
    [
        ([], "$", UNKNOWN, "$"),
        ([], "$.id", UNKNOWN, "$"),
        ([{"id": 1}], "$.id", THERE, "$.id"),
        ([{"id": None}], "$.id", THERE, "$.id"),
        ([{"id": 1}], "$.uid", NOT_THERE, "$"),
        ([{"id": 1}, {"uid": 2}], "$.uid", THERE, "$.uid"),
        ([{"a": {"b": 1}}, {"a": {"c": 1}}], "$.a.d", NOT_THERE, "$.a"),
        ([{"items": [{"id": 1}]}], "$.items[7].id", THERE, "$.items[7].id"),
        ([{"items": [{"id": 1}]}], "$.items.id", NOT_THERE, "$.items"),
        ([{"items": []}], "$.items[0].id", UNKNOWN, "$.items"),
        ([{"item": {}}], "$.item.id", UNKNOWN, "$.item"),
        ([{"item": None}], "$.item.id", UNKNOWN, "$.item"),
        ([{"item": "text"}], "$.item.id", NOT_THERE, "$.item"),
    ],
)
def test_a_path_in_examples(examples: list[JSON], query: str, reach: Reach, upto: str) -> None:
    assert reach_in_examples(examples, path(query)) == (reach, path(upto))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], (UNKNOWN, ())),
        ([(NOT_THERE, ("a",)), (THERE, ("b",)), (UNKNOWN, ())], (THERE, ("b",))),
        ([(NOT_THERE, ("a", "b")), (UNKNOWN, ("a",))], (UNKNOWN, ("a",))),
        ([(NOT_THERE, ()), (NOT_THERE, ("a",))], (NOT_THERE, ("a",))),
    ],
)
def test_a_no_is_said_by_all(
    found: list[tuple[Reach, tuple[str, ...]]], expected: tuple[Reach, tuple[str, ...]]
) -> None:
    assert together([Reached(*each) for each in found]) == expected
