from __future__ import annotations

import pytest

from runner.contract.catalogue import How
from support.openapi import catalogue

ONE = """
swagger: '2.0'
basePath: /platform/v1
paths:
  /items: {get: {}, post: {}}
  /items/{item_id}: {get: {}}
  /items/new: {get: {}}
  /v2/other: {get: {}}
"""
TWO = """
openapi: 3.0.0
servers: [{url: https://api.example.com/}]
paths:
  /platform/v1/items/{id}: {delete: {}}
  /platform/v1/items/{id}/parts: {get: {}}
  /platform/v1/items/special: {get: {}}
  /others/{a}: {get: {}}
  /others/{b}: {get: {}}
  /both: {get: {}}
  /ends: {get: {}}
  /ends/: {get: {}}
  /v2/other: {get: {}}
  /moved: {servers: [{url: /path}], get: {servers: [{url: /own}]}, put: {}}
"""
THREE = """
openapi: 3.1.0
paths:
  /both: {get: {}}
"""
FILES = {"a/one.yaml": ONE, "b/two.yaml": TWO, "c/three.yaml": THREE}
CATALOGUE = catalogue(FILES)
BY_NAME = {document.name: document for document in CATALOGUE.documents}


@pytest.mark.parametrize(
    ("endpoint", "named", "how", "key", "elsewhere"),
    [
        ("GET /platform/v1/items", "a/one.yaml", How.JOINED, "GET /platform/v1/items", False),
        ("get /platform/v1/items/", "", How.JOINED, "GET /platform/v1/items", False),
        ("GET /items", "a/one.yaml", How.PREFIXED, "GET /platform/v1/items", False),
        ("HEAD /items", "", How.PREFIXED, "GET /platform/v1/items", False),
        ("GET /platform/v1/items/new", "", How.JOINED, "GET /platform/v1/items/new", False),
        ("GET /platform/v1/items/5", "", How.JOINED, "GET /platform/v1/items/{item_id}", False),
        ("GET /both", "c/three.yaml", How.EXACT, "GET /both", False),
        ("GET /both", "b/two.yaml", How.EXACT, "GET /both", False),
        ("DELETE /platform/v1/items/{id}", "a/one.yaml", How.EXACT, "DELETE /platform/v1/items/{id}", True),
        ("GET /others/{b}", "", How.EXACT, "GET /others/{b}", False),
        ("GET /ends", "", How.EXACT, "GET /ends", False),
        ("GET /ends/?a=b/c", "", How.EXACT, "GET /ends/", False),
        ("GET /own/moved", "", How.JOINED, "GET /own/moved", False),
        ("PUT /path/moved", "", How.JOINED, "PUT /path/moved", False),
    ],
)
def test_what_is_found(endpoint: str, named: str, how: How, key: str, elsewhere: bool) -> None:
    match = CATALOGUE.find(*endpoint.split(), named=BY_NAME.get(named))
    assert match.operation
    assert (match.how, match.operation.key, match.elsewhere) == (how, key, elsewhere)


def test_a_word_elsewhere_is_surer_than_a_variable_in_the_named_document() -> None:
    match = CATALOGUE.find("GET", "/platform/v1/items/special", named=BY_NAME["a/one.yaml"])
    assert match.operation
    assert match.operation.document.name == "b/two.yaml"


def test_what_needs_no_base_path_is_surer_than_what_lacks_it() -> None:
    match = CATALOGUE.find("GET", "/v2/other", named=BY_NAME["a/one.yaml"])
    assert (match.how, match.elsewhere) == (How.EXACT, True)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/notes", "/notes"),
        ("/notes?old=true", "/notes?old=true"),
        ("/notes?page=2&old=true", "/notes?old=true"),
        ("/notes?old=false", "/notes"),
        ("/notes?old=true&of=a%20b", "/notes?old=true&of=a b"),
        ("/notes#search", "/notes#search"),
        ("/notes/{id}", "/notes/{id}?full"),
    ],
)
def test_operations_of_one_path_are_told_apart_by_what_stands_behind_it(path: str, found: str) -> None:
    paths = ["/notes", "/notes?old=true", "/notes?old=true&of=a b", "/notes#search", "/notes/{id}?full"]
    known = catalogue({"a.json": {"openapi": "3.0.0", "paths": {path: {"get": {}} for path in paths}}})
    operation = known.find("GET", path).operation
    assert operation is not None
    assert operation.path == found


def test_the_folder_of_the_named_document_is_nearer() -> None:
    files = {"a/named.yaml": "openapi: 3.0.0\npaths: {}", "a/old.yaml": THREE, "b/new.yaml": THREE}
    known = catalogue(files)
    match = known.find("GET", "/both", named=known.documents[0])
    assert match.operation
    assert match.operation.document.name == "a/old.yaml"
    assert known.find("GET", "/both").how is How.AMBIGUOUS


def test_a_parameter_of_another_name_is_the_same() -> None:
    match = CATALOGUE.find("GET", "/platform/v1/items/{{uid}}")
    assert match.operation
    assert match.renamed == {"uid": "item_id"}


def test_several_that_fit_alike_are_told() -> None:
    match = CATALOGUE.find("GET", "/others/5")
    assert (match.how, match.operation) == (How.AMBIGUOUS, None)
    assert [rival.key for rival in match.rivals] == ["GET /others/{a}", "GET /others/{b}"]


def test_of_a_path_without_the_method_those_that_there_are_are_told() -> None:
    match = CATALOGUE.find("PATCH", "/platform/v1/items/{id}", named=BY_NAME["c/three.yaml"])
    assert (match.how, match.elsewhere) == (How.METHOD, True)
    assert [rival.key for rival in match.rivals] == ["DELETE /platform/v1/items/{id}"]


def test_what_is_nowhere_has_neighbours() -> None:
    match = CATALOGUE.find("GET", "/platform/v1/itemz")
    assert (match.how, match.nearest[0], match.case_only) == (How.NOWHERE, "GET /platform/v1/items", False)
    assert CATALOGUE.find("GET", "/zzz/y/x/w").nearest == ()
    assert (
        CATALOGUE.find("GET", "/platform/v1/special/items/5").nearest[0] == "GET /platform/v1/items/special"
    )
    assert CATALOGUE.find("GET", "/platform/v3/rooms").nearest == ()


def test_what_differs_in_capitals_is_told() -> None:
    match = CATALOGUE.find("GET", "/platform/v1/Items")
    assert (match.how, match.nearest, match.case_only) == (How.NOWHERE, ("GET /platform/v1/items",), True)


def test_an_empty_catalogue_knows_nothing() -> None:
    assert catalogue({}).find("GET", "/").how is How.NOWHERE


def test_flaws_of_all_documents_are_told_once() -> None:
    known = catalogue({"a.yaml": "paths: {/a: 5}", "b.yaml": THREE})
    assert [flaw.message for flaw in known.flaws] == [
        "no version is given: read as 2.0",
        "what a path has is no mapping",
    ]
