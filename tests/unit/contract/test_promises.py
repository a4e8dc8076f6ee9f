from __future__ import annotations

import pytest

from runner.contract.holding import Contract, Terms
from runner.contract.promises import Promises, parts_of
from runner.contract.reach import Reach
from runner.model.claim import Parameter, Required, Where
from runner.model.json import JSON
from support.bench import document, spec_of
from support.openapi import PROJECT, catalogue

OPENAPI = """
openapi: 3.0.0
info: {title: Items, version: '1'}
paths:
  /items/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post:
      parameters:
        - {name: page, in: query, schema: {type: integer, nullable: true}}
        - {name: 'tags[]', in: query, schema: {type: array, items: {type: string}}}
        - {name: X-Name, in: header, schema: {type: string}}
        - {name: free, in: query}
      requestBody:
        content:
          text/plain: {schema: {type: string}}
          application/x-www-form-urlencoded: {schema: {type: object, properties: {form: {type: number}}}}
          application/json:
            schema:
              type: object
              required: [page]
              properties:
                page: {type: boolean}
                lines:
                  type: array
                  items:
                    type: object
                    required: [count]
                    properties: {name: {type: string}, open: {}, count: {type: integer}}
      responses:
        '201':
          description: made
          content:
            application/json: {schema: {type: object, required: [id], properties: {id: {type: integer}}}}
        '404':
          description: gone
          content:
            text/plain: {}
            application/json: {schema: {type: object, properties: {code: {enum: [GONE]}}}}
  /sampled:
    post:
      responses:
        '200': {description: ok, content: {application/json: {example: {id: 1}}}}
  /listed:
    post:
      responses:
        '200': {description: ok, content: {application/json: {example: {items: [{id: 1, book: {name: x}}]}}}}
  /bare: {post: {responses: {'200': {description: ok}}}}
"""


def promises(path: str = "/items/{id}") -> Promises:
    known = catalogue({"swagger/items.yaml": OPENAPI})
    contract = Contract(lambda: known, Terms(root=PROJECT))
    operation = contract.find("POST", path, spec_of(document("- {method: POST, path: /x}"))).operation
    assert operation
    return Promises(contract, operation)


def parameter(name: str, where: Where = Where.UNSAID) -> Parameter:
    return Parameter(name, where, Required.UNSAID)


QUERY, BODY, PATH, HEADER, UNSAID = Where.QUERY, Where.BODY, Where.PATH, Where.HEADER, Where.UNSAID


@pytest.mark.parametrize(
    ("name", "where", "types"),
    [
        ("page", QUERY, {"integer", "null"}),
        ("page", BODY, {"boolean"}),
        ("page", UNSAID, {"boolean"}),
        ("tags", QUERY, {"array"}),
        ("tags[]", QUERY, {"array"}),
        ("free", QUERY, set()),
        ("id", PATH, {"string"}),
        ("id", UNSAID, {"string"}),
        ("id", QUERY, None),
        ("x-name", HEADER, {"string"}),
        ("lines[].name", BODY, {"string"}),
        ("lines.name", BODY, {"string"}),
        ("lines[].open", BODY, set()),
        ("lines", BODY, {"array"}),
        ("form", BODY, {"number"}),
        ("nobody", UNSAID, None),
    ],
)
def test_the_types_of_a_parameter(name: str, where: Where, types: set[str] | None) -> None:
    assert promises().types_of(parameter(name, where)) == types


@pytest.mark.parametrize(
    ("name", "where", "beside"),
    [
        ("nobody", QUERY, ["page", "tags[]", "free"]),
        ("nobody", BODY, ["form", "page", "lines"]),
        ("nobody", UNSAID, ["page", "tags[]", "free", "form", "lines"]),
        ("lines[].nobody", BODY, ["name", "open", "count"]),
        ("lines[].nobody", UNSAID, ["name", "open", "count"]),
        ("nobody", HEADER, []),
    ],
)
def test_what_is_listed_beside_a_parameter(name: str, where: Where, beside: list[str]) -> None:
    assert promises().beside(parameter(name, where)) == beside


def test_an_operation_that_takes_nothing_lists_nothing() -> None:
    bare = promises("/bare")
    assert bare.types_of(parameter("a")) is None
    assert bare.beside(parameter("a")) == []


@pytest.mark.parametrize(
    ("path", "body", "statuses", "wrong"),
    [
        ("/items/{id}", {"id": 1}, (201,), []),
        ("/items/{id}", {"id": 1}, (), []),
        ("/items/{id}", {"id": "x"}, (), [("id",)]),
        ("/items/{id}", {}, (201,), [("id",)]),
        ("/items/{id}", {"code": "LOST"}, (404,), [("code",)]),
        ("/items/{id}", {"code": "LOST"}, (410, 404), [("code",)]),
        ("/items/{id}", {"code": "LOST"}, (410,), []),
        ("/bare", {"code": 1}, (), []),
    ],
)
def test_what_is_not_allowed_in_an_answer(
    path: str, body: JSON, statuses: tuple[int, ...], wrong: list[tuple[str | int, ...]]
) -> None:
    found = list(promises(path).forbidden(body, statuses))
    assert [spot for spot, _words, _pointer in found] == wrong
    assert all(pointer.startswith("swagger/items.yaml#/paths/") for _spot, _words, pointer in found)
    assert not any(words.startswith("the answer") for _spot, words, _pointer in found)


def test_an_example_says_what_is_right_where_no_schema_does() -> None:
    assert [breach.spot[2:-1] for breach in promises("/sampled").breaches({"id": "x"}, ())] == [("id",)]
    assert list(promises("/sampled").forbidden({"id": "x"}, ())) == []


@pytest.mark.parametrize(
    ("name", "where", "required"),
    [
        ("id", PATH, True),
        ("page", QUERY, False),
        ("lines[].name", BODY, False),
        ("page", BODY, True),
        ("lines[].count", BODY, True),
        ("nobody", UNSAID, None),
        ("nobody", HEADER, None),
    ],
)
def test_whether_a_parameter_is_required(name: str, where: Where, required: bool | None) -> None:
    assert promises().requires(parameter(name, where)) is required


@pytest.mark.parametrize(
    ("path", "query", "reach"),
    [
        ("/items/{id}", "$.id", Reach.THERE),
        ("/items/{id}", "$.uid", Reach.NOT_THERE),
        ("/items/{id}", "$..id", Reach.UNKNOWN),
        ("/items/{id}", "$.[", Reach.UNKNOWN),
        ("/bare", "$.id", Reach.UNKNOWN),
        ("/listed", "$.items[*].id", Reach.THERE),
        ("/listed", "$.items[*].uid", Reach.NOT_THERE),
    ],
)
def test_whether_an_answer_has_something(path: str, query: str, reach: Reach) -> None:
    assert promises(path).reach(query) is reach


@pytest.mark.parametrize(
    ("query", "strictly", "loosely"),
    [
        ("$.items[*].id", False, False),
        ("$.items[*].uid", True, True),
        ("$.book.name", True, False),
        ("$.book", True, False),
        ("$.items[0].book.title", True, True),
    ],
)
def test_a_path_that_may_begin_anywhere_is_denied_only_where_it_begins_at_the_top(
    query: str, strictly: bool, loosely: bool
) -> None:
    listed = promises("/listed")
    assert (listed.denies(query), listed.denies(query, is_loose=True)) == (strictly, loosely)


@pytest.mark.parametrize(
    ("name", "parts"), [("a", ["a"]), ("a.b", ["a", "b"]), ("a[].b[]", ["a", "b"]), ("a-b", ["a-b"])]
)
def test_the_parts_of_a_name(name: str, parts: list[str]) -> None:
    assert parts_of(name) == parts
