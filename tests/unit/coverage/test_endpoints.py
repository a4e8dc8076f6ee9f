from __future__ import annotations

import pytest

from runner.coverage.endpoints import endpoint_of, known_endpoints, of_match
from support.openapi import catalogue

OLD = """
swagger: "2.0"
basePath: /v1
paths:
  /items/{item_id}: {get: {responses: {200: {description: x}, default: {description: x}}}}
"""
NEW = """
openapi: 3.0.0
paths:
  /v1/items/{id}: {get: {responses: {200: {description: x}, 4xx: {description: x}}}}
  /v1/items/{id}:close: {post: {responses: {204: {description: x}}}}
"""
CATALOGUE = catalogue({"swagger/old.yaml": OLD, "swagger/new.yaml": NEW})
KNOWN = known_endpoints(CATALOGUE.operations)
ITEM = endpoint_of("GET", "/v1/items/{x}")


@pytest.mark.parametrize(
    ("path", "normal"),
    [
        ("/items/{id}", "/items/{}"),
        ("/items/{{id}}/", "/items/{}"),
        ("/items/<<id>>?a=1", "/items/{}"),
        ("/items/:id", "/items/{}"),
        ("/items/{id}:close", "/items/{}:close"),
        ("//items//all", "/items/all"),
        ("/", "/"),
    ],
)
def test_names_of_parameters_do_not_tell_endpoints_apart(path: str, normal: str) -> None:
    assert endpoint_of("get", path) == endpoint_of("GET", path)
    assert endpoint_of("GET", path).path == normal


def test_documents_of_one_endpoint_are_taken_together() -> None:
    known = KNOWN[ITEM]
    documents = {status: [document.name for document in each] for status, each in known.documents.items()}
    assert documents == {
        "200": ["swagger/old.yaml", "swagger/new.yaml"],
        "default": ["swagger/old.yaml"],
        "4XX": ["swagger/new.yaml"],
    }
    assert str(known.name) == "GET /v1/items/{item_id}"
    assert len(KNOWN) == 2


@pytest.mark.parametrize(("status", "name"), [(200, "200"), (404, "4XX"), (500, "default")])
def test_a_status_falls_under_its_number_its_class_or_the_default(status: int, name: str) -> None:
    assert KNOWN[ITEM].status_of(status) == name


def test_a_status_that_falls_under_none_keeps_its_number() -> None:
    assert KNOWN[endpoint_of("POST", "/v1/items/{x}:close")].status_of(404) == "404"


def test_two_documents_that_fit_equally_well_mean_one_endpoint() -> None:
    assert of_match(CATALOGUE.find("GET", "/v1/items/{{id}}"), method="GET", path="/v1/items/{{id}}") == ITEM


def test_what_is_nowhere_keeps_its_own_words() -> None:
    match = CATALOGUE.find("GET", "/nowhere/{{id}}")
    assert of_match(match, method="GET", path="/nowhere/{{id}}") == endpoint_of("GET", "/nowhere/{}")


def test_what_is_said_of_get_is_not_said_of_head() -> None:
    path = "/v1/items/{{id}}:close"
    assert of_match(CATALOGUE.find("HEAD", path), method="HEAD", path=path).method == "HEAD"
