from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from runner.contract.holding import Contract, Terms
from runner.coverage.record import Called
from runner.coverage.row import Row
from runner.coverage.sheet import Sources, rows_of
from runner.model.contract import Evidence
from runner.model.place import Place
from runner.model.spec import Spec
from support.bench import document, scenarios_of, spec_of
from support.openapi import PROJECT, catalogue

OLD = """
openapi: 3.0.0
paths:
  /items/{id}: {get: {responses: {200: {description: x}, 404: {description: x}}}}
  /orders: {post: {responses: {201: {description: x}, 4XX: {description: x}}}}
"""
NEW = """
openapi: 3.0.0
paths:
  /items/{item_id}: {get: {responses: {200: {description: x}, 403: {description: x}}}}
"""
FILES = {"swagger/shop/old.yaml": OLD, "swagger/shop/new.yaml": NEW}


def spec(endpoint: str, step: str, *, name: str = "a", front: str = "domain: shop") -> Spec:
    return spec_of(document(step, endpoint=endpoint, front=front), file=f"specs/{name}.md")


def called(
    operation: str, status: int, *, evidence: Evidence = Evidence.SCHEMA, asked: str = "", file: str = "a"
) -> Called:
    method, _, path = (asked or operation).partition(" ")
    return Called(
        f"specs/{file}.md", 9, "Test Request › get", method, path, operation, "", status, None, evidence
    )


def sheet(
    *specs: Spec,
    calls: Sequence[Called] = (),
    claims: Mapping[Path, Sequence[tuple[int, Place]]] | None = None,
    internal: tuple[str, ...] = (),
) -> dict[str, Row]:
    contract = Contract(lambda: catalogue(FILES), Terms(PROJECT, internal=internal))
    rows = rows_of(
        Sources(
            root=PROJECT,
            contract=contract,
            specs=specs,
            scenarios=scenarios_of(*specs),
            claims=claims or {},
            calls=calls,
            folder_of=lambda document: document.path.parent.name,
        )
    )
    return {f"{row.endpoint} {row.status}": row for row in rows}


def test_every_documented_answer_is_a_row_and_documents_of_one_endpoint_share_theirs() -> None:
    rows = sheet()
    assert list(rows) == [
        "GET /items/{id} 200",
        "GET /items/{id} 403",
        "GET /items/{id} 404",
        "POST /orders 201",
        "POST /orders 4XX",
    ]
    assert rows["GET /items/{id} 200"].documents == ("swagger/shop/old.yaml", "swagger/shop/new.yaml")
    assert rows["GET /items/{id} 403"].documents == ("swagger/shop/new.yaml",)


def test_steps_expect_rows_whatever_they_call_their_parameters() -> None:
    one = spec("GET /items/{x}", "- {method: GET, path: '/items/{{y}}', expect: {status: [200, 404]}}")
    rows = sheet(one)
    assert [name for name, row in rows.items() if row.expectations] == [
        "GET /items/{id} 200",
        "GET /items/{id} 404",
    ]
    (place,) = rows["GET /items/{id} 404"].expectations
    assert (place.file, place.line) == ("specs/a.md", 8)


def test_the_prose_claims_rows_of_the_endpoint_of_its_spec() -> None:
    one = spec("GET /items/{x}", "- {method: POST, path: /orders}")
    place = Place("specs/a.md", 3)
    rows = sheet(one, claims={one.path: [(404, place), (404, place), (418, place)]})
    assert rows["GET /items/{id} 404"].claims == (place,)
    assert not rows["GET /items/{id} 418"].documented
    assert rows["GET /items/{id} 418"].known


def test_exchanges_are_counted_and_the_strongest_evidence_is_told() -> None:
    rows = sheet(
        calls=[
            called("GET /items/{item_id}", 200, evidence=Evidence.UNCHECKED),
            called("GET /items/{id}", 200, evidence=Evidence.EXAMPLE),
            called("GET /items/{id}", 200, evidence=Evidence.EXAMPLE),
            called("POST /orders", 422, evidence=Evidence.NO_BODY),
        ]
    )
    assert (len(rows["GET /items/{id} 200"].calls), rows["GET /items/{id} 200"].evidence) == (3, "example")
    assert rows["POST /orders 4XX"].evidence is Evidence.NO_BODY
    assert rows["POST /orders 201"].evidence is None


def test_what_was_called_and_is_not_documented_comes_last_in_its_author_s_words() -> None:
    one = spec("GET /items/{x}", "- {method: GET, path: '/items/{{y}}'}")
    rows = sheet(one, calls=[called("", 404, asked="GET /gone/{{id}}"), called("GET /items/{id}", 418)])
    assert list(rows)[-1] == "GET /gone/{{id}} 404"
    assert (rows["GET /gone/{{id}} 404"].known, rows["GET /items/{id} 418"].known) == (False, True)
    assert rows["GET /gone/{{id}} 404"].domain == "shop"
    assert not rows["GET /items/{id} 418"].documented


def test_an_operation_that_is_no_longer_documented_is_told_as_such() -> None:
    rows = sheet(calls=[called("GET /former", 200)])
    assert not rows["GET /former 200"].known


def test_a_method_that_is_not_documented_is_named_as_its_author_does() -> None:
    one = spec("PUT /items/{x}", "- {method: PUT, path: '/items/{{y}}', expect: {status: 405}}")
    row = sheet(one)["PUT /items/{x} 405"]
    assert (row.known, row.domain, len(row.expectations)) == (False, "shop", 1)


def test_a_head_is_no_get() -> None:
    rows = sheet(calls=[called("GET /items/{id}", 200, asked="HEAD /items/{{id}}")])
    assert not rows["GET /items/{id} 200"].calls
    assert not rows["HEAD /items/{{id}} 200"].documented


def test_a_domain_is_that_of_the_first_spec_or_of_the_folder() -> None:
    first = spec("GET /items/{x}", "- {method: GET, path: /x}", name="a", front="domain: front")
    second = spec("GET /items/{y}", "- {method: GET, path: /x}", name="b", front="domain: back")
    bare = spec("POST /orders", "- {method: GET, path: /x}", name="c", front="")
    rows = sheet(first, second, bare)
    assert rows["GET /items/{id} 200"].domain == "front"
    assert rows["POST /orders 201"].domain == "shop"


def test_what_is_internal_is_no_part_of_it() -> None:
    one = spec("GET /items/{x}", "- {method: GET, path: /__sandbox/x, expect: {status: 200}}")
    assert "GET /__sandbox/x 200" in sheet(one)
    assert "GET /__sandbox/x 200" not in sheet(one, internal=("/__*",))
