from __future__ import annotations

import pytest

from runner.contract.named import document_named
from support.openapi import PROJECT, catalogue

EMPTY = "openapi: 3.0.0\npaths: {}"
DOCUMENTS = catalogue(
    dict.fromkeys(
        (
            "swagger/sales/items.json",
            "swagger/sales/old/items.json",
            "specs/sales/local.yaml",
            "swagger/one.json",
        ),
        EMPTY,
    )
).documents


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("swagger/sales/items.json", "swagger/sales/items.json"),
        ("./swagger/sales/items.json#/paths", "swagger/sales/items.json"),
        ("../../swagger/sales/../sales/items.json", "swagger/sales/items.json"),
        ("local.yaml", "specs/sales/local.yaml"),
        ("sales/local.yaml", "specs/sales/local.yaml"),
        ("/project/swagger/one.json", "swagger/one.json"),
        ("/Users/somebody/work/swagger/sales/items.json", "swagger/sales/items.json"),
        ("/Users/somebody/old/items.json", "swagger/sales/old/items.json"),
        ("C:\\work\\swagger\\one.json", "swagger/one.json"),
        ("~/work/one.json", "swagger/one.json"),
        ("renamed/folder/one.json", "swagger/one.json"),
        ("/elsewhere/items.json", ""),
        ("missing.json", ""),
        ("https://example.com/swagger/one.json", ""),
        ("", ""),
        ("#/paths", ""),
    ],
)
def test_which_document_is_meant(said: str, name: str) -> None:
    found = document_named(said, PROJECT / "specs/sales/get_items.md", DOCUMENTS, root=PROJECT)
    assert (found.name if found else "") == name


def test_a_spec_outside_of_the_project_may_name_its_documents() -> None:
    found = document_named("swagger/one.json", PROJECT.parent / "else/a.md", DOCUMENTS, root=PROJECT)
    assert found
    assert found.name == "swagger/one.json"
