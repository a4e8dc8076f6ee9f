from __future__ import annotations

from typing import Any

import pytest

from runner.contract.described import keys_at, types_at

TEXT, NUMBER = {"type": "string"}, {"type": ["integer", "null"]}
ITEM = {"type": "object", "properties": {"id": TEXT, "n": NUMBER, "any": {}, "never": False}}
TREE: dict[str, Any] = {
    "$ref": "#/$defs/Node",
    "$defs": {
        "Node": {"properties": {"name": TEXT, "below": {"type": "array", "items": {"$ref": "#/$defs/Node"}}}},
        "List": {"type": "array", "items": {"$ref": "#/$defs/List"}, "properties": {"odd": TEXT}},
    },
}
PET = {
    "$ref": "#/$defs/Pet",
    "$defs": {
        "Pet": {"properties": {"name": TEXT}, "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]},
        "Cat": {"allOf": [{"$ref": "#/$defs/Pet"}, {"properties": {"lives": NUMBER}}]},
        "Dog": {"allOf": [{"$ref": "#/$defs/Pet"}, {"properties": {"name": NUMBER}}]},
    },
}


@pytest.mark.parametrize(
    ("schema", "names", "types"),
    [
        (ITEM, (), {"object"}),
        (ITEM, ("id",), {"string"}),
        (ITEM, ("n",), {"integer", "null"}),
        (ITEM, ("any",), set()),
        (ITEM, ("never",), set()),
        (ITEM, ("other",), None),
        (ITEM, ("id", "deeper"), None),
        ({"type": "array", "items": ITEM}, ("id",), {"string"}),
        ({"type": "array", "items": ITEM}, (), {"array"}),
        ({"properties": {"a": {"items": ITEM}}}, ("a", "n"), {"integer", "null"}),
        ({"allOf": [ITEM, {"properties": {"id": NUMBER}}]}, ("id",), {"string", "integer", "null"}),
        ({"properties": {"a": {"anyOf": [TEXT, {"type": "null"}]}}}, ("a",), {"string", "null"}),
        ({"oneOf": [True, ITEM]}, ("id",), {"string"}),
        (TREE, ("below", "below", "below", "name"), {"string"}),
        (TREE, ("below",), {"array"}),
        (PET, ("name",), {"string", "integer", "null"}),
        (PET, ("lives",), {"integer", "null"}),
        ({**TREE, "$ref": "#/$defs/List"}, ("odd",), {"string"}),
        ({**TREE, "$ref": "#/$defs/List"}, ("even",), None),
        ({"$ref": "#/$defs/Nobody"}, ("id",), None),
        (True, (), set()),
        (True, ("id",), None),
        (False, ("id",), None),
    ],
)
def test_types_at_a_place(schema: Any, names: tuple[str, ...], types: set[str] | None) -> None:
    assert types_at(schema, names) == types


@pytest.mark.parametrize(
    ("schema", "names", "keys"),
    [
        (ITEM, (), ("id", "n", "any", "never")),
        (ITEM, ("id",), ()),
        (ITEM, ("other",), ()),
        ({"items": ITEM}, (), ("id", "n", "any", "never")),
        ({"properties": {"a": ITEM, "b": TEXT}}, ("a",), ("id", "n", "any", "never")),
        (
            {"allOf": [ITEM, {"properties": {"more": TEXT, "id": TEXT}}]},
            (),
            ("id", "n", "any", "never", "more"),
        ),
        (TREE, ("below",), ("name", "below")),
        (PET, (), ("name", "lives")),
        (True, (), ()),
    ],
)
def test_keys_at_a_place(schema: Any, names: tuple[str, ...], keys: tuple[str, ...]) -> None:
    assert keys_at(schema, names) == keys


def test_schemas_that_name_each_other_again_and_again_are_walked_once() -> None:
    names = [f"N{number}" for number in range(40)]
    everyone = {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in names]}
    web = {**everyone, "$defs": {name: {**everyone, "properties": {name: TEXT}} for name in names}}
    assert keys_at(web, ()) == tuple(names)
    assert types_at(web, ("N7",)) == frozenset({"string"})
