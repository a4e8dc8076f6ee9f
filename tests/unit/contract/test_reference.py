from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest

from runner.contract.reference import Dangling, Node, References, UnreadableFile, escaped
from support.openapi import PROJECT, node, references

ITEMS = """
paths:
  /items/{id}: {get: {responses: {200: {description: ok}}}}
definitions:
  a: {type: string}
  b: {$ref: '#/definitions/a'}
  round: {$ref: '#/definitions/trip'}
  trip: {$ref: '#/definitions/round'}
  'a~b': 1
  nothing: null
list: [x, y]
"""
PREFIX = "https://hub.example.com/entities/"
FILES = {
    "swagger/items.yaml": ITEMS,
    "swagger/other.yaml": "here: {$ref: 'items.yaml#/definitions/a'}\nback: {$ref: '../swagger/other.yaml#/here'}",
    "entities/a/b c.yaml": "properties: {uid: {$ref: '../c.yaml#/uid'}}",
    "entities/c.yaml": "uid: {type: string}",
    "entities/special/d.yaml": "special: true",
}


def target(reference: str, home: str = "swagger/items.yaml") -> Node:
    prefixes = {PREFIX: PROJECT / "entities", PREFIX + "special/": PROJECT / "entities/special"}
    known = references(FILES, prefixes=prefixes)
    return known.followed(node({"$ref": reference}, home))


@pytest.mark.parametrize(
    ("reference", "path", "pointer", "value"),
    [
        ("#/definitions/a", "swagger/items.yaml", "#/definitions/a", {"type": "string"}),
        ("#/definitions/b", "swagger/items.yaml", "#/definitions/a", {"type": "string"}),
        ("#/definitions/a~0b", "swagger/items.yaml", "#/definitions/a~0b", 1),
        ("#/definitions/nothing", "swagger/items.yaml", "#/definitions/nothing", None),
        ("#/list/1", "swagger/items.yaml", "#/list/1", "y"),
        (
            "#/paths/~1items~1%7Bid%7D/get/responses/200",
            "swagger/items.yaml",
            "#/paths/~1items~1{id}/get/responses/200",
            {"description": "ok"},
        ),
        ("other.yaml#/here", "swagger/items.yaml", "#/definitions/a", {"type": "string"}),
        ("./../swagger/other.yaml#/back", "swagger/items.yaml", "#/definitions/a", {"type": "string"}),
        (PREFIX + "c.yaml#/uid", "entities/c.yaml", "#/uid", {"type": "string"}),
        (PREFIX + "a/b%20c.yaml#/properties/uid", "entities/c.yaml", "#/uid", {"type": "string"}),
        (PREFIX + "special/d.yaml", "entities/special/d.yaml", "#", {"special": True}),
        (PREFIX + "c.yaml#/", "entities/c.yaml", "#", {"uid": {"type": "string"}}),
    ],
)
def test_where_a_reference_leads(reference: str, path: str, pointer: str, value: object) -> None:
    found = target(reference)
    assert (found.path, found.pointer, found.value) == (PROJECT / path, pointer, value)


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("#/definitions/c", "there is no `c` at `#/definitions`"),
        ("#/list/2", "there is no `2` at `#/list`"),
        ("#/list/x", "there is no `x` at `#/list`"),
        ("#/definitions/a/type/x", "there is no `x` at `#/definitions/a/type`"),
        ("#anchor", "`#anchor` is no JSON pointer"),
        ("#/definitions/round", "goes round in a circle"),
        ("missing.yaml#/a", "there is no swagger/missing.yaml"),
        ("https://elsewhere.example.com/a.json", "on the network, which is not asked"),
        ("//elsewhere.example.com/a.json", "on the network, which is not asked"),
        ("file:///etc/passwd", "on the network, which is not asked"),
        ("/etc/passwd", "on one machine only"),
        ("C:\\a.json", "on one machine only"),
        (PREFIX + "../../secret.yaml", "leaves the folder"),
        (PREFIX + "%2e%2e/secret.yaml", "leaves the folder"),
    ],
)
def test_a_reference_that_leads_nowhere_says_why(reference: str, why: str) -> None:
    with pytest.raises(Dangling, match=why.replace("(", r"\(")):
        target(reference)


def test_a_file_is_read_once_and_its_fault_is_remembered() -> None:
    asked: list[Path] = []

    def read(path: Path) -> object:
        asked.append(path)
        raise UnreadableFile("no")

    known = References(read)
    for _ in range(2):
        with pytest.raises(UnreadableFile):
            known.file(PROJECT / "x/../a.yaml")
    assert asked == [PROJECT / "a.yaml"]


def test_what_only_yaml_can_say_becomes_json() -> None:
    held: dict[object, object] = {200: 1, True: date(2026, 1, 2), None: [1.5]}
    held["self"] = held
    content = references({"a.yaml": held}).file(PROJECT / "a.yaml")
    assert content == {"200": 1, "true": "2026-01-02", "null": [1.5], "self": None}


def test_an_integer_without_end_is_no_number_and_no_crash() -> None:
    content = references({"a.yaml": {"a": 16**5000, "b": [-(16**5000)], "c": 10**300}}).file(
        PROJECT / "a.yaml"
    )
    assert content == {"a": math.inf, "b": [-math.inf], "c": 10**300}


def test_a_file_whose_aliases_multiply_cannot_be_read() -> None:
    bomb: object = "x"
    for _ in range(30):
        bomb = [bomb] * 9
    with pytest.raises(UnreadableFile, match="aliases written out"):
        references({"a.yaml": bomb}).file(PROJECT / "a.yaml")


def test_a_file_that_is_too_deep_cannot_be_read() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(UnreadableFile, match="nested too deeply"):
        references({"a.yaml": deep}).file(PROJECT / "a.yaml")


def test_children_are_known_by_key_and_number() -> None:
    here = node({"a/b": ["x"]})
    assert (here / "a/b" / 0).pointer == "#/a~1b/0"
    assert (here / "a/b" / 0).value == "x"
    assert (here / "a/b" / 1).value is None
    assert (here / "nothing" / "x").value is None
    assert escaped("~/") == "~0~1"
    assert node({"$ref": 5}).reference == ""


# ---- which files


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("swagger/items.yaml", {"swagger/items.yaml"}),
        ("swagger/../swagger/other.yaml", {"swagger/items.yaml", "swagger/other.yaml"}),
        ("entities/a/b c.yaml", {"entities/a/b c.yaml", "entities/c.yaml"}),
        ("swagger/all.yaml", {"swagger/all.yaml", "entities/c.yaml", "entities/a/b c.yaml", "swagger/gone.yaml"}),
        ("swagger/round.yaml", {"swagger/round.yaml", "swagger/trip.yaml"}),
        ("nowhere.yaml", {"nowhere.yaml"}),
        ("swagger/odd.yaml", {"swagger/odd.yaml"}),
    ],
)  # fmt: skip
def test_a_file_reaches_all_that_its_references_lead_to(start: str, expected: set[str]) -> None:
    files = {
        **FILES,
        "swagger/all.yaml": f"a: [{{$ref: '{PREFIX}a/b%20c.yaml'}}, {{b: {{$ref: 'gone.yaml#/x'}}}}, {{$ref: '#/a'}}]",
        "swagger/round.yaml": "a: {$ref: 'trip.yaml'}",
        "swagger/trip.yaml": "a: {$ref: 'round.yaml#/a'}",
        "swagger/odd.yaml": "a: {$ref: {type: string}}\nb: {$ref: 'https://x.test/y.yaml'}\nc: {$ref: /etc/passwd}",
    }
    found = references(files, prefixes={PREFIX: PROJECT / "entities"}).reach(PROJECT / start)
    assert {path.relative_to(PROJECT).as_posix() for path in found} == expected
