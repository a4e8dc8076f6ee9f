from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.contract.document import Version
from runner.contract.reference import Node
from runner.contract.schema import Direction, translate
from runner.contract.words import BELOW, KEPT
from runner.schema import compile_schema
from support.openapi import PROJECT, node, references

FIXTURES = Path(__file__).parents[2] / "fixtures" / "contract" / "schema"
NEITHER = references({})


def cases() -> list[object]:
    """Versions and a title; a schema; values that fit and values that do not; flaws."""
    return [
        pytest.param(
            *parts[at].split(": ", 1)[0].split(), *parts[at + 1 : at + 4], id=f"{file.stem}: {parts[at]}"
        )
        for file in sorted(FIXTURES.glob("*.md"))
        for parts in [[part.strip() for part in file.read_text("utf-8").partition("\n")[2].split("\n.\n")]]
        for at in range(0, len(parts) - 3, 4)
    ]


@pytest.mark.parametrize(("versions", "direction", "schema", "values", "flaws"), cases())
def test_what_a_schema_allows_and_what_is_wrong_with_it(
    versions: str, direction: str, schema: str, values: str, flaws: str
) -> None:
    files = {"swagger/items.yaml": schema}
    known = references(files)
    root = Node(known.file(PROJECT / "swagger/items.yaml"), PROJECT / "swagger/items.yaml", "#")
    for version in versions.split(","):
        found = translate(root / "schema", known, Version(version), Direction(direction))
        compiled = compile_schema(found.schema)
        told = [
            f"{'+' if not compiled.violations(json.loads(line[2:])) else '-'} {line[2:]}"
            for line in values.split("\n")
            if line
        ]
        assert "\n".join(told) == values, found.schema
        assert "\n".join(f"{flaw.pointer} {flaw.message}" for flaw in found.flaws) == flaws


@pytest.mark.parametrize(
    ("schema", "is_empty", "is_hollow"),
    [
        (True, True, True),
        ({}, True, True),
        ({"description": "anything"}, True, True),
        ({"$ref": "#/nowhere"}, True, True),
        ({"type": "object"}, False, True),
        ({"type": "array", "nullable": True}, False, True),
        ({"properties": {}, "required": []}, True, True),
        ({"type": "object", "properties": {}}, False, True),
        ({"type": "object", "properties": {}, "additionalProperties": False}, False, False),
        ({"properties": {"a": {}}}, False, False),
        ({"required": ["a"]}, False, False),
        (False, False, False),
    ],
)
def test_what_says_nothing_is_known_as_that(schema: object, is_empty: bool, is_hollow: bool) -> None:
    found = translate(node(schema), NEITHER, Version.V30, Direction.REQUEST)
    assert (found.is_empty, found.is_hollow) == (is_empty, is_hollow)


def test_what_only_leads_on_says_what_is_there() -> None:
    known = references(
        {"a.yaml": "x: {$ref: '#/y', nullable: true}\ny: {$ref: '#/z'}\nz: {type: object}\nr: {$ref: '#/r'}"}
    )
    for key in ("x", "r"):
        home = Node(known.file(PROJECT / "a.yaml"), PROJECT / "a.yaml", "#") / key
        assert translate(home, known, Version.V30, Direction.REQUEST).is_hollow


ORIGINS = """
schema:
  nullable: true
  allOf:
    - {$ref: '#/item'}
item:
  properties:
    name: {type: string}
    part: {$ref: 'part.yaml#/part', nullable: true}
"""


@pytest.mark.parametrize(
    ("value", "file", "pointer"),
    [
        ({"name": 5}, "a.yaml", "#/item/properties/name/type"),
        ({"part": {"size": "x"}}, "part.yaml", "#/part/properties/size/type"),
        ({"part": 5}, "part.yaml", "#/part/type"),
        (5, "a.yaml", "#/item/type"),
    ],
)
def test_every_word_is_traced_to_where_it_is_written(value: object, file: str, pointer: str) -> None:
    from runner.contract.compiled import Schemas

    known = references(
        {
            "a.yaml": ORIGINS.replace("item:\n", "item:\n  type: object\n"),
            "part.yaml": "part: {type: object, properties: {size: {type: integer}}}",
        }
    )
    home = Node(known.file(PROJECT / "a.yaml"), PROJECT / "a.yaml", "#") / "schema"
    compiled = Schemas(known).of(home, Version.V30, Direction.RESPONSE)
    assert compiled
    [(_fault, promise)] = compiled.faults(value)  # type: ignore[arg-type]  # any JSON
    assert (promise.path, promise.pointer) == (PROJECT / file, pointer)


def test_what_is_within_itself_without_end_is_cut_off() -> None:
    deep: object = {"type": "string"}
    for _ in range(80):
        deep = {"items": deep}
    found = translate(node(deep), NEITHER, Version.V30, Direction.REQUEST)
    assert [flaw.message for flaw in found.flaws] == [
        "the schema is too large, and not looked into from here on"
    ]


def test_what_says_more_than_it_holds_is_cut_off() -> None:
    schema: object = {"type": "string"}
    for _ in range(16):
        schema = {"properties": {"a": schema, "b": schema, "c": schema}}
    found = translate(node(schema), NEITHER, Version.V30, Direction.REQUEST)
    assert any("too large" in flaw.message for flaw in found.flaws)


WORDS = sorted(
    {*BELOW, *KEPT, "type", "required", "nullable", "x-nullable", "$ref", "discriminator", "example"}
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["string", "object", "file", "#/x", "#", "(", "a.yaml#/y", "date-time", "\\d+"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*WORDS, "name"]), inner, max_size=4)
    ),
    max_leaves=25,
)


@settings(max_examples=60, deadline=None)
@given(JSON, st.sampled_from(Version), st.sampled_from(Direction))
def test_every_value_is_translated_to_a_schema(value: object, version: Version, direction: Direction) -> None:
    known = references({"swagger/items.yaml": value, "swagger/a.yaml": {"y": value}})
    home = Node(known.file(PROJECT / "swagger/items.yaml"), PROJECT / "swagger/items.yaml", "#")
    found = translate(home, known, version, direction)
    compile_schema(found.schema)
    assert found.is_hollow or not found.is_empty
