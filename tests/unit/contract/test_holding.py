from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest

from runner.contract.catalogue import Catalogue
from runner.contract.holding import Contract, Terms, fingerprint
from runner.contract.rules import RULES
from runner.load.build import build_spec
from runner.model.contract import Documented, Evidence, Judged
from runner.model.finding import Finding, Severity
from runner.model.http import Request, Response
from runner.model.json import JSON
from runner.model.scenario import PlannedStep
from runner.model.spec import Spec
from support.build import make_planned
from support.openapi import PROJECT, catalogue

DOCUMENT = """
openapi: 3.0.0
servers: [{url: https://api.example.com/v1}]
paths:
  /items:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}, {name: page, in: query, required: true}]
      responses:
        200: {content: {application/json: {schema: {$ref: '../entities/items.yaml#/list'}}}}
    post:
      requestBody: {content: {application/json: {schema: {properties: {name: {type: string}}}}}}
      responses: {201: {}}
  /items/new: {delete: {responses: {204: {}}}}
  /items/{id}: {put: {responses: {204: {}}}}
"""
ENTITY = "list: {type: array, items: {type: object, properties: {id: {type: integer}}}}"
SPEC = """---
endpoint: GET /v1/items
swagger: swagger/items.yaml
---

# Items

## Test Request

```yaml
steps:
  - id: list_items
    method: GET
    path: /v1/items
    params:
      limit: many
    expect:
      status: [200]
  - id: create_item
    method: POST
    path: /v1/items
    body:
      name: 5
    expect:
      status: [200, 201]
  - id: health
    method: GET
    path: /internal/health
  - id: unknown
    method: GET
    path: /v1/itemz?x=1
  - id: removed
    method: DELETE
    path: /v1/items/{{id}}
  - id: anything
    method: PUT
    path: '{{path}}'
```
"""
FILES = {"swagger/items.yaml": DOCUMENT, "entities/items.yaml": ENTITY}


def spec() -> Spec:
    found = build_spec(SPEC, file="specs/items.md", path=PROJECT / "specs/items.md")
    assert isinstance(found, Spec)
    return found


def step(name: str) -> PlannedStep:
    owner = spec()
    return make_planned(next(each for each in owner.sections[0].steps if each.id == name), owner=owner)


def contract(
    *,
    severities: dict[str, Severity] | None = None,
    accepted: frozenset[str] = frozenset(),
    files: dict[str, str] = FILES,
) -> Contract:
    terms = Terms(
        root=PROJECT,
        severities=severities or {},
        accepted=accepted,
        internal=("/internal/*",),
        bases=("/mirror", "/mirror/eu"),
    )
    return Contract(lambda: catalogue(files), terms)


def held(
    name: str, url: str, answer: Response, *, using: Contract | None = None, body: JSON = None
) -> Judged | None:
    planned = step(name)
    kind = (("Content-Type", "application/json"),) if body is not None else ()
    content = json.dumps(body).encode() if body is not None else None
    request = Request(planned.step.method, f"https://api.example.com{url}", kind, content)
    return (using or contract()).hold(planned, request, answer)


def told(judged: Judged | None) -> list[str]:
    assert judged
    return [
        f"{item.rule} {item.severity} {item.place.line} {item.line.strip()} | {item.pointer}"
        for item in judged.findings
    ]


def items(value: JSON, status: int = 200) -> Response:
    return Response(status, (("Content-Type", "application/json"),), json.dumps(value).encode())


def test_findings_point_into_the_markdown_and_into_the_file_of_the_promise() -> None:
    judged = held("list_items", "/v1/items?limit=many", items([{"id": "x"}]))
    assert told(judged) == [
        "SR732 warning 16 limit: many | swagger/items.yaml#/paths/~1items/get/parameters/0/schema/type",
        "SR730 warning 16 limit: many | swagger/items.yaml#/paths/~1items/get/parameters/1",
        "SR744 error 14 path: /v1/items | entities/items.yaml#/list/items/properties/id/type",
    ]
    assert judged
    assert (judged.operation, judged.document, judged.status, judged.documented, judged.evidence) == (
        "GET /v1/items",
        "swagger/items.yaml",
        200,
        True,
        Evidence.SCHEMA,
    )


def test_the_value_of_a_body_is_pointed_at() -> None:
    judged = held("create_item", "/v1/items", Response(201), body={"name": 5})
    assert told(judged) == [
        "SR736 warning 23 name: 5 | swagger/items.yaml#/paths/~1items/post/requestBody/content/application~1json/schema/properties/name/type"
    ]


def test_a_status_is_pointed_at_where_it_is_expected() -> None:
    judged = held("create_item", "/v1/items", Response(200), body={"name": "a"})
    assert told(judged) == [
        "SR741 warning 25 status: [200, 201] | swagger/items.yaml#/paths/~1items/post/responses"
    ]


def test_the_same_fault_of_many_items_is_one_finding() -> None:
    judged = held("list_items", "/v1/items?page=1", items([{"id": "x"}, {"id": "y"}, 5]))
    assert judged
    assert [item.message for item in judged.findings] == [
        'the answer: `$[0].id` should be integer, is "x" (string)',
        "the answer: `$[2]` should be object, is 5 (integer)",
    ]


def test_what_is_accepted_is_counted_and_not_shown() -> None:
    answer = items([{"id": "x"}])
    first = held("list_items", "/v1/items?page=1", answer)
    assert first
    mark = first.findings[0].fingerprint
    again = held(
        "list_items", "/v1/items?page=1", items([{"id": "other"}]), using=contract(accepted=frozenset({mark}))
    )
    assert again
    assert (again.findings, again.accepted) == ((), (mark,))


def test_a_project_decides_how_severe_a_rule_is() -> None:
    judged = held(
        "list_items", "/v1/items?page=1", items({}), using=contract(severities={"SR744": Severity.NOTE})
    )
    assert judged
    assert [item.severity for item in judged.findings] == [Severity.NOTE]
    assert RULES["SR744"].severity is Severity.ERROR


def test_what_is_internal_is_not_judged() -> None:
    assert held("health", "/internal/health", Response(500)) is None
    assert held("list_items", "/internal/items", Response(500)) is None


def test_without_documents_nothing_is_judged() -> None:
    assert held("list_items", "/v1/items", Response(200), using=contract(files={})) is None


def test_what_is_documented_nowhere_is_said() -> None:
    judged = held("unknown", "/v1/itemz?x=1", Response(200))
    assert told(judged) == ["SR700 error 31 path: /v1/itemz?x=1 | "]
    assert judged
    assert judged.findings[0].hint.startswith("did you mean `GET /v1/items`")
    assert (judged.operation, judged.documented, judged.evidence) == ("", False, Evidence.UNCHECKED)


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_server_that_does_not_know_it_either_agrees(status: int) -> None:
    assert told(held("unknown", "/v1/itemz?x=1", Response(status))) == []


def test_a_placeholder_may_stand_for_a_word_or_for_all_of_the_path() -> None:
    removed = held("removed", "/v1/items/new", Response(204))
    assert removed
    assert removed.operation == "DELETE /v1/items/new"
    put = held("anything", "/v1/items/5", Response(204))
    assert put
    assert put.operation == "PUT /v1/items/{id}"


def test_what_the_environment_puts_before_a_path_does_not_matter() -> None:
    judged = held("anything", "/mirror/eu/v1/items/5", Response(204))
    assert judged
    assert judged.operation == "PUT /v1/items/{id}"


def test_of_a_path_without_the_method_the_author_s_words_are_told() -> None:
    [finding] = _findings(held("removed", "/v1/items/5", Response(200)))
    assert finding.rule == "SR701"
    assert finding.message == "`DELETE /v1/items/{{id}}` is not documented: there is PUT /v1/items/{id}"


def _findings(judged: Judged | None) -> tuple[Finding, ...]:
    assert judged
    return judged.findings


def test_a_fingerprint_knows_neither_words_nor_numbers_of_items() -> None:
    one = fingerprint("SR744", "GET /a", "200", ("response", "body", 0, "id", "type"))
    assert one == fingerprint("SR744", "GET /a", "200", ("response", "body", 7, "id", "type"))
    assert one != fingerprint("SR744", "GET /a", "200", ("response", "body", 0, "name", "type"))
    assert one != fingerprint("SR744", "GET /a", "201", ("response", "body", 0, "id", "type"))
    assert len(one) == 12


def test_many_threads_read_the_documents_once() -> None:
    opened = []

    def slowly() -> Catalogue:
        opened.append(1)
        sleep(0.01)
        return catalogue(FILES)

    shared = Contract(slowly, Terms(root=PROJECT))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: shared.find("GET", "/v1/items", spec()).elsewhere, range(16)))
    assert (len(opened), set(found)) == (1, {False})


def test_what_there_is_to_hold_against_is_told_once_somebody_looked() -> None:
    found = contract()
    assert found.documented() == ()
    held("list_items", "/v1/items", items([]), using=found)
    assert Documented("GET /v1/items", "swagger/items.yaml", ("200",)) in found.documented()
    assert len(found.documented()) == 4
