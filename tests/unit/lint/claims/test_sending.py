from __future__ import annotations

from pathlib import Path

import pytest

from runner.lint.claims.sending import Gap, names_in_body, names_in_query, sent_as
from runner.load.build import build_spec
from runner.model.claim import Parameter, Required, Where
from runner.model.json import JSON
from runner.model.spec import Role, Spec, Step

DOCUMENT = """---
endpoint: "POST /items"
---
## Test Request
```yaml
steps:
  - id: make
    method: POST
    path: {path}
    {rest}
```
"""


def step(rest: str, path: str = "/items") -> Step:
    text = DOCUMENT.format(path=path, rest=rest)
    spec = build_spec(text, file="a.md", path=Path("/project/a.md"))
    assert isinstance(spec, Spec), spec
    return spec.steps(Role.TEST)[0]


def found(rest: str, name: str, where: Where, path: str = "/items") -> list[JSON | Gap]:
    parameter = Parameter(name, where, Required.YES)
    return [value for _path, value in sent_as(step(rest, path), parameter)]


NOTHING = "description: sends nothing"
NESTED = "body: {slot: {id: 5, days: [{at: 1}, {at: 2}, {to: 3}]}, '0': x}"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("slot.id", [5]),
        ("slot.days", [[{"at": 1}, {"at": 2}, {"to": 3}]]),
        ("slot.days[].at", [1, 2]),
        ("slot.days[].off", [Gap.LACKING] * 3),
        ("slot.none.below", []),
        ("slot.id.below", []),
        ("other", [Gap.LACKING]),
    ],
)
def test_names_lead_into_bodies(name: str, values: list[JSON | Gap]) -> None:
    assert found(NESTED, name, Where.BODY) == values


@pytest.mark.parametrize(
    ("rest", "name", "values"),
    [
        ("body: {slot: '{{slot}}'}", "slot.id", [Gap.OPEN]),
        ("body: {id: '{{id}}'}", "id", [Gap.OPEN]),
        ("body: {'{{name}}': 1}", "id", [Gap.OPEN]),
        ("body: '{{all}}'", "slot.id", [Gap.OPEN]),
        ("body: {items: {'0': {id: 1}, '1': {id: 2}}}", "items[].id", [1, 2]),
        ("raw: 'id=1'\n    content_type: text/plain", "id", [Gap.OPEN]),
        ("form: {'slot[id]': 1}", "slot.id", [1]),
        ("form: {'slot[to]': 1}", "slot[id]", [Gap.OPEN]),
        ("form: {other: 1}", "slot.id", []),
        ("form_fields: {note: a}\n    file_fields: [{field_name: picture, file_path: a.png}]", "picture", [Gap.OPEN]),
        (NOTHING, "id", [Gap.LACKING]),
        (NOTHING, "slot.id", []),
    ],
)  # fmt: skip
def test_bodies_of_all_kinds_have_names(rest: str, name: str, values: list[JSON | Gap]) -> None:
    assert found(rest, name, Where.BODY) == values


@pytest.mark.parametrize(
    ("rest", "path", "name", "values"),
    [
        ("params: {page: 2}", "/items", "page", [2]),
        (NOTHING, "/items?page=2", "page", ["2"]),
        (NOTHING, "'/items?page={{page}}'", "page", [Gap.OPEN]),
        ("params: {'ids[]': [1]}", "/items", "ids", [[1]]),
        ("params: {'filter[kind]': a}", "/items", "filter", [Gap.OPEN]),
        (NOTHING, "'/items/{{a | default(\"?\")}}'", "page", [Gap.LACKING]),
    ],
)
def test_queries_have_names(rest: str, path: str, name: str, values: list[JSON | Gap]) -> None:
    assert found(rest, name, Where.QUERY, path) == values


def test_a_header_has_no_case() -> None:
    assert found("headers: {X-Shop: a}", "x-shop", Where.HEADER) == ["a"]
    assert found(NOTHING, "x-shop", Where.HEADER) == []


def test_what_is_said_of_no_place_may_be_in_any() -> None:
    assert found("params: {page: 2}\n    body: {id: 1}", "page", Where.UNSAID) == [2]
    assert found("params: {page: 2}\n    body: {id: 1}", "id", Where.UNSAID) == [1]
    assert found("params: {page: 2}\n    body: {id: 1}", "town", Where.UNSAID) == [Gap.LACKING] * 2


def test_all_names_are_told_with_their_places() -> None:
    asked = step("params: {page: 2, '{{a}}': 1}\n    body: {slot: {days: [{at: 1}]}, '{{b}}': {c: 1}}")
    assert list(names_in_query(asked)) == [("page", ("params", "page"))]
    assert list(names_in_body(asked)) == [
        ("slot", ("body", "slot")),
        ("slot.days", ("body", "slot", "days")),
        ("slot.days.at", ("body", "slot", "days", 0, "at")),
    ]


def test_names_of_files_are_names_of_the_body() -> None:
    sends = step("form_fields: {note: a}\n    file_fields: [{field_name: picture, file_path: a.png}]")
    assert [name for name, _path in names_in_body(sends)] == ["note", "picture"]
