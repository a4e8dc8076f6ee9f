from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft7Validator

from runner.load.schema import _validator, shape_faults
from runner.load.yaml import read_yaml

SCHEMA = json.loads(files("runner.load").joinpath("spec.schema.json").read_text("utf-8"))
STEP = {"method": "GET", "path": "/x"}


def faults(text: str, checks: frozenset[str] = frozenset()) -> list[str]:
    document = read_yaml(text, file="f.md")
    found = shape_faults(
        document.value, document.marks, part="steps", file="f.md", lines=text.split("\n"), checks=checks
    )
    return [f"{fault.place.line}:{fault.place.column} {fault.message}" for fault in found]


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_every_key_says_what_it_is() -> None:
    for part in ("front", "step", "expect"):
        for key, schema in SCHEMA["definitions"][part]["properties"].items():
            assert "$ref" in schema or (schema["title"] and schema["description"]), key


def test_words_of_plugins_are_known_where_they_are_brought() -> None:
    text = "steps:\n  - expect: {latency: low}\n    retry: {times: 1, until: {latency: low}}"
    assert faults(text, frozenset({"latency"})) == []
    assert len(faults(text)) == 2


@pytest.mark.parametrize(
    "value",
    [
        {"steps": [STEP | {"params": {"a": [1, None]}, "token": None, "headers": None, "extract": {}}]},
        {"steps": [STEP | {"expect": {"status": "{{wanted}}", "max_ms": "<<limit>>"}}]},
        {"steps": []},
        {"steps": [STEP | {"id": ""}]},
        {"steps": [STEP | {"useFallback": 1}]},
        {"steps": [STEP | {"sleep": True}]},
        {"steps": [STEP | {"sleep": 1.0}]},
        {"steps": [STEP | {"token": ""}]},
        {"steps": [[]]},
        {"steps": None},
        {},
        [],
        None,
        3,
    ],
)
def test_the_quick_way_says_what_the_schema_says(value: object) -> None:
    whole = Draft7Validator({**SCHEMA, "anyOf": [{"$ref": "#/definitions/steps"}]})
    assert _validator("steps", frozenset()).is_valid(value) == whole.is_valid(value)


@pytest.mark.parametrize("text", ["3", "[]", "steps: {a: b}", "steps: [[]]", "steps: [3, ~, x]", "{}", ""])
def test_any_value_can_be_judged(text: str) -> None:
    assert faults(text)
