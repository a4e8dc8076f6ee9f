from __future__ import annotations

import os
from pathlib import Path

import pytest

from runner.contract.named import document_named, file_named, places_named
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


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("items.yaml", ["specs/sales/items.yaml", "specs/items.yaml", "items.yaml"]),
        ("../x/a.json#/paths", ["specs/x/a.json", "x/a.json", "../x/a.json"]),
        ("https://example.com/a.json", []),
        ("", []),
    ],
)
def test_it_may_lie_at_the_spec_or_above_it(said: str, expected: list[str]) -> None:
    found = list(places_named(said, PROJECT / "specs/sales/a.md", root=PROJECT))
    assert found == [Path(os.path.normpath(PROJECT / name)) for name in expected]


@pytest.mark.parametrize(
    ("said", "name"),
    [("a/b.json#/x", "b.json"), ("C:\\w\\b.json", "b.json"), ("", ""), ("https://x.test/b.json", "")],
)
def test_the_last_part_of_it_is_the_name_of_the_file(said: str, name: str) -> None:
    assert file_named(said) == name
