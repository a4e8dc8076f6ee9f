"""The glance against jsonschema: a yes is never wrong, and our own documents never need the second look."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

from runner.adapters import shape
from runner.glance import Glance, glance_of, inlined
from runner.load import schema as spec_shape
from runner.load.files import find_specs, read_text
from runner.load.frontmatter import UnclosedFrontMatter, split
from runner.load.markdown import outline
from runner.load.yaml import YamlFault, read_yaml
from runner.model.json import JSON

ROOT = Path(__file__).parents[2]
SPEC = json.loads((files("runner.load") / "spec.schema.json").read_text("utf-8"))
SETTINGS = json.loads((files("runner.adapters") / "settings.schema.json").read_text("utf-8"))

GOOD_FRONT: JSON = {
    "endpoint": "POST /bookings/cancel",
    "domain": "scheduling",
    "tags": ["booking", 1, True],
    "status": "pending",
    "savedAt": "2026-11-21T00:00:00.000Z",
    "verifiedAt": None,
    "timesReused": 0,
    "tokens": "staff, client",
    "skip": False,
    "skipReason": None,
    "useFallbackApi": True,
    "notes": {"anything": ["goes"]},
}
GOOD_STEPS: JSON = {
    "steps": [
        {
            "id": "cancel",
            "method": "POST",
            "path": "/bookings/{{id}}/cancel",
            "token": "staff",
            "params": {"per_page": 100, "ids": ["a", 1, None]},
            "headers": {"X-Run": "1"},
            "body": {"reason": None},
            "extract": {"status": "$.data.status"},
            "expect": {
                "status": [200, "{{wanted}}"],
                "headers": {"content-type": {"contains": "json"}},
                "body": {"$.data": {"type": "object"}},
                "schema": {"type": "object"},
                "max_ms": 2000,
            },
            "onFail": "continue",
            "sleep": 10,
            "retry": {"times": 3, "interval_ms": 100, "until": {"status": 200}},
        },
        {"use": "GET /bookings", "with": {"a": 1}},
        {"method": "POST", "path": "/files", "file_fields": [{"field_name": "f", "file_path": "a.txt"}]},
        {"method": "POST", "path": "/login", "form": {"user": "a"}, "expect": {"status": "<<wanted>>"}},
        {"method": "PUT", "path": "/notes", "raw": "", "content_type": "text/plain", "useFallback": True},
    ]
}
GOOD_SETTINGS: JSON = {
    "default_environment": "staging",
    "plugins": ["mine"],
    "jobs": 4,
    "environments": {
        "sandbox": {"server": {"app": "runner.sandbox:create_app"}},
        "staging": {
            "server": {"command": "serve", "url": "http://127.0.0.1:8000/up", "wait": "10s"},
            "base_url": "https://staging.example.com/apigw",
            "routes": [{"match": "*/partners/*", "authorization": 'Token "{token}"'}],
            "tokens": {"staff": {"env": "TOKEN"}, "admin": {"value": "x", "scheme": "Admin"}},
            "variables": {"business_id": 7},
            "headers": {"X-Run": "{{run_id}}", "X-Number": 1},
            "allow_hosts": ["staging.example.com"],
            "timeout": 30,
            "write_back": {"enabled": True, "refresh_after": "1d"},
            "now": "2026-02-02T08:00:00Z",
        },
    },
}

#: For each shape: its glance, jsonschema with the schema as it is shipped, and a document that fits.
SHAPES: Mapping[str, tuple[Glance, Any, JSON]] = {
    "front": (
        spec_shape._glance("front", frozenset()),
        Draft7Validator({**SPEC, "anyOf": [{"$ref": "#/definitions/front"}]}),
        GOOD_FRONT,
    ),
    "steps": (
        spec_shape._glance("steps", frozenset()),
        Draft7Validator({**SPEC, "anyOf": [{"$ref": "#/definitions/steps"}]}),
        GOOD_STEPS,
    ),
    "settings": (shape._glance(), Draft202012Validator(SETTINGS), GOOD_SETTINGS),
}


def _keys(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                yield from value
            yield from _keys(value)


KEYS = sorted({*_keys(SPEC), *_keys(SETTINGS)})
NUMBERS = [0, 1, -1, 99, 100, 200, 599, 600, 10**400, 1.0, 0.0, -0.0, 0.5, 200.0, float("inf"), float("nan")]
WORDS = [
    *["", " ", "x", "none", "GET", "get /x", "POST /x", "/x", "{{wanted}}", "<<w>>", "pending", "verified"],
    *["passed", "abort", "warn", "30s", "1.5 h", "-1s", "2026-02-01", "https://a.test", "https://a.test/x?q"],
    *["http://", "a.b:c", "a b", "a\nb", "x\n", "\u2028", "\r", "$.a", "true", "é☃"],
]
LEAVES = st.sampled_from([None, True, False, *NUMBERS, *WORDS])
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from([*KEYS, "X-Other"]), inner, max_size=4).map(dict)
    ),
    max_leaves=12,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))


@st.composite
def mutations(draw: st.DrawFn, good: Any) -> Any:
    """A good document after one to three accidents: a value replaced, a key lost, misspelt or brought along."""
    value = {"document": copy.deepcopy(good)}
    for _ in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from(list(_places(value))[1:]))
        holder: Any = value
        for key in above:
            holder = holder[key]
        match draw(st.sampled_from(["replace", "replace", "drop", "bring"])):
            case "drop" if above:
                del holder[last]
            case "bring" if isinstance(holder[last], dict):
                holder[last][draw(st.sampled_from([*KEYS, "X-Other"]))] = draw(VALUES)
            case _:
                holder[last] = draw(VALUES)
    return value["document"]


@pytest.mark.parametrize("name", SHAPES)
def test_a_good_document_needs_no_second_look(name: str) -> None:
    glance, validator, good = SHAPES[name]
    assert glance(good)
    assert validator.is_valid(good)


@settings(deadline=None)
@given(mutations(GOOD_FRONT) | VALUES)
def test_a_yes_to_front_matter_is_never_wrong(value: Any) -> None:
    glance, validator, _ = SHAPES["front"]
    assert validator.is_valid(value) or not glance(value)


@settings(deadline=None)
@given(mutations(GOOD_STEPS) | VALUES | st.fixed_dictionaries({"steps": st.lists(VALUES, max_size=3)}))
def test_a_yes_to_a_step_block_is_never_wrong(value: Any) -> None:
    glance, validator, _ = SHAPES["steps"]
    assert validator.is_valid(value) or not glance(value)


@settings(deadline=None)
@given(mutations(GOOD_SETTINGS) | VALUES)
def test_a_yes_to_settings_is_never_wrong(value: Any) -> None:
    glance, validator, _ = SHAPES["settings"]
    assert validator.is_valid(value) or not glance(value)


EDGES: list[Any] = [
    *[None, True, False, -2, -1, 0, 1, 2, 3, 4, 10**400, 0.5, 1.0, 1.5, 2.0, 2.5, float("inf"), float("nan")],
    *["", "a", "ab", "abc", "abcd", "ba", "a\n", "1", "true", "null"],
    *[[], [1], [None], ["a", 1], [1, 2, 3], [True, 0, "", None], [[1]], [1.0]],
    *[{}, {"a": 1}, {"a": "x"}, {"b": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2, "c": None}, {"a": {"a": "x"}}],
]
#: Only a part of what these allow is sure.
_HALF_KNOWN: list[dict[str, Any]] = [
    {"enum": ["a", None, True, 2]},
    {"oneOf": [{"type": "string"}, {"type": "null"}]},
]
_ONE_KEYWORD: list[dict[str, Any]] = [
    *({"type": name} for name in ("string", "boolean", "integer", "number", "object", "array", "null")),
    {"type": ["integer", "null"]},
    {"type": ["string", "array"]},
    {"properties": {"a": {"type": "string"}}},
    {"additionalProperties": False},
    {"additionalProperties": {"type": "integer"}},
    {"properties": {"a": True}, "additionalProperties": False},
    {"properties": {"a": {"properties": {"a": {"type": "integer"}}}}},
    {"items": {"type": "integer"}},
    {"items": False},
    {"anyOf": [{"type": "null"}, {"type": "string", "minLength": 2}]},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"oneOf": [{"required": ["a"]}, {"required": ["b", "c"]}]},
    {"oneOf": [{"required": ["a"]}]},
    {"pattern": "b"},
    {"pattern": "^a$"},
    {"enum": ["a", "ab"]},
    {"required": ["a", "b"]},
    {"minLength": 2},
    {"minItems": 2},
    {"maxItems": 2},
    {"minProperties": 2},
    {"minimum": 1},
    {"maximum": 2},
    {"exclusiveMinimum": 1},
]


@pytest.mark.parametrize("schema", [*_ONE_KEYWORD, *_HALF_KNOWN], ids=str)
def test_a_yes_is_never_wrong_at_the_edges_of_a_keyword(schema: Any) -> None:
    glance = glance_of(schema)
    wrong = [
        value
        for value in EDGES
        for judge in (Draft7Validator, Draft202012Validator)
        if glance(value) and not judge(schema).is_valid(value)
    ]
    assert wrong == []


@pytest.mark.parametrize("schema", _ONE_KEYWORD, ids=str)
def test_a_no_is_right_too_but_for_fractions_and_truth_values(schema: Any) -> None:
    # Those are judged differently by Python and by JSON, so that a glance leaves them alone.
    judge, glance = Draft202012Validator(schema), glance_of(schema)
    plain = [value for value in EDGES if type(value) not in (bool, float) and value != [1.0]]
    assert [value for value in plain if judge.is_valid(value) and not glance(value)] == []


@st.composite
def schemas(draw: st.DrawFn, depth: int = 2) -> Any:
    """A schema of all the keywords that a glance knows, and of some that it does not."""
    below = schemas(depth=depth - 1) if depth else st.booleans()
    names = st.lists(st.sampled_from("abc"), max_size=2, unique=True)
    types = st.sampled_from(["string", "boolean", "integer", "number", "object", "array", "null"])
    size, limit = st.integers(0, 2), st.sampled_from([-1, 0, 0.5, 1, 2])
    keywords: dict[str, st.SearchStrategy[Any]] = {
        "type": types | st.lists(types, min_size=1, max_size=3, unique=True),
        "properties": st.dictionaries(st.sampled_from("abc"), below, max_size=2),
        "additionalProperties": below,
        "items": below,
        "anyOf": st.lists(below, min_size=1, max_size=2),
        "allOf": st.lists(below, min_size=1, max_size=2),
        "oneOf": st.lists(below | names.map(lambda keys: {"required": keys}), min_size=1, max_size=3),
        "pattern": st.sampled_from(["^a", "b$", "^[^\\r\\n]*$", ""]),
        "enum": st.lists(st.sampled_from(["a", "ab", None, True, 1, 0, False, "1"]), min_size=1, max_size=3),
        "required": names,
        **dict.fromkeys(["minLength", "minItems", "maxItems", "minProperties"], size),
        **dict.fromkeys(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], limit),
        **dict.fromkeys(["maxLength", "maxProperties"], size),
        "not": below,
        "uniqueItems": st.just(value=True),
        "const": st.sampled_from(["a", 1, None, True]),
        "propertyNames": below,
        **dict.fromkeys(["if", "then", "else"], below),
        "title": st.just("remark"),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(keywords)), max_size=3, unique=True))
    return {key: draw(keywords[key]) for key in chosen}


SMALL = st.recursive(
    st.sampled_from([None, True, False, -1, 0, 1, 2, 0.5, 1.0, "", "a", "ab", "b\n", "1", float("nan")]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "b", "d"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(deadline=None)
@given(schemas(), st.lists(SMALL, min_size=5, max_size=10))
def test_a_yes_is_never_wrong_whatever_the_schema_is(schema: Any, values: list[Any]) -> None:
    glance = glance_of(schema)
    for value in values:
        if glance(value):
            assert Draft7Validator(schema).is_valid(value)
            assert Draft202012Validator(schema).is_valid(value)


@settings(deadline=None)
@given(schemas(), st.lists(SMALL, min_size=5, max_size=10))
def test_where_a_glance_is_exact_a_no_is_not_wrong_either(schema: Any, values: list[Any]) -> None:
    glance = glance_of(schema)
    for value in values:
        if glance.exact and "nan" not in repr(value):
            assert glance(value) is Draft202012Validator(schema).is_valid(value)


def test_references_may_lead_back_to_where_they_stand() -> None:
    tree = {"type": "object", "properties": {"below": {"items": {"$ref": "#/$defs/tree"}}}, "required": ["n"]}
    glance = glance_of({"$defs": {"tree": tree}, "$ref": "#/$defs/tree"})
    assert glance.complete
    assert glance({"n": 1, "below": [{"n": 2, "below": [{"n": 3}]}]})
    assert not glance({"n": 1, "below": [{"n": 2, "below": [{}]}]})


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/gone"},
        {"$ref": "elsewhere.json"},
        {"type": "text"},
        {"required": "a"},
        {"minLength": "2"},
        {"pattern": "("},
        {"allOf": []},
        {"uniqueItems": 1},
        {"enum": "a"},
        {"properties": []},
    ],
)
def test_what_is_no_schema_is_not_complete(schema: Any) -> None:
    glance = glance_of({"properties": {"a": schema}})
    assert not glance.complete
    assert not glance({"a": "anything"})


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("patternProperties", {}),
        ("dependentRequired", {}),
        ("contains", {}),
        ("no such keyword", True),
    ],
)
@pytest.mark.parametrize("known", [{}, {"type": "string"}])
def test_with_a_keyword_that_is_not_known_nothing_is_sure(known: Any, keyword: str, value: Any) -> None:
    assert Draft202012Validator(known | {keyword: value}).is_valid("a")
    assert not glance_of(known | {keyword: value})("a")


def test_what_is_not_known_deep_inside_does_not_cloud_the_rest() -> None:
    glance = glance_of({"properties": {"odd": {"contains": {}}, "plain": {"type": "integer"}}})
    assert glance({"plain": 1})
    assert not glance({"plain": 1, "odd": 1})


@pytest.mark.parametrize(("schema", "sure"), [(True, True), (False, False), ({}, True), ("text", False)])
def test_schemas_that_are_no_mappings(schema: Any, sure: bool) -> None:
    assert glance_of(schema)("anything") is sure


def test_references_are_replaced_wherever_they_stand() -> None:
    root = {
        "definitions": {"word": {"type": "string"}, "words": {"items": {"$ref": "#/definitions/word"}}},
        "anyOf": [{"$ref": "#/definitions/words"}, {"type": "null"}],
    }
    assert inlined(root["anyOf"], root) == [{"items": {"type": "string"}}, {"type": "null"}]


def test_references_of_our_schemas_stand_alone() -> None:
    # What stood beside one would be lost to the glance, and count for jsonschema.
    references: list[Any] = []

    def look(schema: Any) -> None:
        for item in schema.values() if isinstance(schema, dict) else schema:
            if isinstance(item, dict | list):
                look(item)
        if isinstance(schema, dict) and "$ref" in schema:
            references.append(schema)

    look(SETTINGS)
    assert references
    assert all(set(reference) == {"$ref"} for reference in references)


def _written(file: Path) -> Iterator[tuple[str, Any]]:
    """The front matter and the step blocks of a document, as far as they are YAML at all."""
    text = read_text(file)
    try:
        matter = split(text)
    except UnclosedFrontMatter:
        matter = None
    texts = [("front", matter.yaml)] if matter else []
    texts += [("steps", fence.content) for fence in outline(text).fences if fence.language in ("yaml", "yml")]
    for part, yaml in texts:
        try:
            yield part, read_yaml(yaml, file="").value
        except YamlFault:
            continue


DOCUMENTS = find_specs([ROOT / "specs", ROOT / "tests" / "cases"])


def test_there_are_documents() -> None:
    assert len(DOCUMENTS) > 20


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_in_our_documents_the_glance_and_jsonschema_agree(file: Path) -> None:
    for part, value in _written(file):
        glance, validator, _ = SHAPES[part]
        assert glance(value) == validator.is_valid(value)


@pytest.mark.parametrize(
    "file",
    [ROOT / "steprun.yaml", *sorted((ROOT / "tests" / "cases").glob("*/steprun.yaml"))],
    ids=lambda file: file.relative_to(ROOT).as_posix(),
)
def test_in_our_settings_the_glance_and_jsonschema_agree(file: Path) -> None:
    value = read_yaml(file.read_text("utf-8"), file="").value
    assert shape._glance()(value)
    assert Draft202012Validator(SETTINGS).is_valid(value)


LOAD = """
import sys
from pathlib import Path
from runner.adapters.settings import load_settings
from runner.load.files import load_specs

load_settings(start=Path(sys.argv[1]), config=None, environ={})
print(*{type(spec).__name__ for spec in load_specs([Path(sys.argv[2])], cwd=Path(sys.argv[1]))})
print("jsonschema" in sys.modules)
"""


@pytest.mark.parametrize(
    ("folder", "said"), [("specs", ["Spec", "False"]), ("tests/cases/invalid_alone", ["InvalidSpec", "True"])]
)
def test_jsonschema_is_imported_only_where_something_is_wrong(folder: str, said: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD, ROOT, folder], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == said
