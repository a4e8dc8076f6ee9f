from __future__ import annotations

import pytest

from runner.contract.breach import Breach
from runner.contract.catalogue import Match
from runner.contract.outcome import beside, flawed, misnamed, nowhere
from runner.contract.rules import RULES
from support.openapi import catalogue

KNOWN = catalogue(
    {
        "a.yaml": """
openapi: 3.0.0
servers: [{url: /v1}]
paths:
  /items/{id}: {get: {}}
  /same/{a}: {get: {}}
  /same/{b}: {get: {}}
""",
        "b.yaml": "openapi: 3.0.0\npaths: {/other: {get: {}}}",
    }
)


def find(endpoint: str, named: int | None = None) -> Match:
    method, path = endpoint.split()
    return KNOWN.find(method, path, named=KNOWN.documents[named] if named is not None else None)


def line(breach: Breach) -> str:
    assert breach.rule in RULES
    return " | ".join(
        part for part in (f"{breach.rule} {breach.message}", breach.pointer, breach.hint) if part
    )


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        ("GET /v1/item/{id}", "SR700 `GET /v1/item/{id}` is in no OpenAPI document | did you mean `GET /v1/items/{id}` or `GET /v1/same/{b}`?"),
        ("GET /V1/items/{id}", "SR700 `GET /V1/items/{id}` is in no OpenAPI document | did you mean `GET /v1/items/{id}`? They differ in capitals only"),
        ("GET /zzz", "SR700 `GET /zzz` is in no OpenAPI document"),
        ("PUT /v1/items/5", "SR701 `PUT /v1/items/5` is not documented: there is GET /v1/items/{id}"),
        ("GET /v1/same/5", "SR703 `GET /v1/same/5` could mean GET /v1/same/{a} in a.yaml and GET /v1/same/{b} in a.yaml"),
    ],
)  # fmt: skip
def test_what_was_not_found(endpoint: str, said: str) -> None:
    assert line(nowhere(find(endpoint), endpoint)) == said


@pytest.mark.parametrize(
    ("endpoint", "named", "said"),
    [
        ("GET /v1/items/{id}", 0, []),
        ("GET /other", 0, ["SR702 `GET /other` is in b.yaml, and not in the document that is named | #/paths/~1other/get | write `swagger: b.yaml`"]),
        ("GET /v1/items/{uid}", 0, ["SR704 the document calls the path parameter `uid` `id` | #/paths/~1items~1{id}/get"]),
        ("GET /items/{id}", 0, ["SR705 `GET /items/{id}` lacks the base path `/v1` of its document | #/paths/~1items~1{id}/get | the whole of it is `GET /v1/items/{id}`"]),
        ("GET /nowhere", 0, []),
    ],
)  # fmt: skip
def test_what_was_found_otherwise(endpoint: str, named: int, said: list[str]) -> None:
    assert list(map(line, beside(find(endpoint, named), endpoint))) == said


def test_documents_that_are_none_or_have_flaws() -> None:
    assert line(misnamed("x.json")) == (
        "SR706 `x.json` is none of the project's OpenAPI documents"
        " | it is something else, cannot be read, or lies outside `contract: roots` of steprun.yaml"
    )
    flaws = catalogue({"a.yaml": "paths: {/a: 5}"}).flaws
    assert line(flawed(flaws[1])) == "SR707 what a path has is no mapping | #/paths/~1a"
