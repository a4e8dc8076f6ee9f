"""The claims of the four booking systems, and the steps that check them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from runner.load.files import find_specs, load_specs
from runner.model.spec import Role, Spec

ROOT = Path(__file__).parent.parent
TABLE: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "tests/claims.yaml").read_text("utf-8"))
NUMBERS = {"000": 21, "001": 12, "002": 36, "003": 26}
TAG = re.compile(r"\[(\d{3}-\d{2})\]")


@cache
def specs() -> dict[str, Spec]:
    loaded = load_specs(find_specs([ROOT / "specs"]), cwd=ROOT)
    return {spec.file.removeprefix("specs/"): spec for spec in loaded if isinstance(spec, Spec)}


@cache
def steps() -> dict[str, dict[str, tuple[Role, str]]]:
    """By document and `section/step_id`: the role of the block, and the step's description."""
    return {
        file: {
            f"{section.slug}/{step.id}": (section.role, step.description)
            for section in spec.sections
            for step in section.steps
        }
        for file, spec in specs().items()
    }


def named(claim: str) -> list[tuple[str, str]]:
    by_file = TABLE[claim].get("checked_by", {})
    return [(file, step) for file, those in by_file.items() for step in those]


def test_every_claim_is_in_the_table_with_its_sentence() -> None:
    expected = [f"{document}-{n:02}" for document, count in NUMBERS.items() for n in range(1, count + 1)]
    assert list(TABLE) == expected
    assert all(row["says"].strip() for row in TABLE.values())


@pytest.mark.parametrize("claim", TABLE)
def test_a_step_that_runs_checks_the_claim(claim: str) -> None:
    if "test" in TABLE[claim]:
        file, _, function = TABLE[claim]["test"].partition("::")
        assert f"\ndef {function}(" in (ROOT / file).read_text("utf-8")
        return
    assert named(claim)
    for file, step in named(claim):
        assert step in steps().get(file, {}), f"{file} has no step {step}"
        role, _description = steps()[file][step]
        assert role is not Role.EXAMPLE, f"{file}::{step} does not run by itself"


def test_documents_and_table_agree_on_who_checks_what() -> None:
    tagged = defaultdict(set)
    for file, those in steps().items():
        for step, (_role, description) in those.items():
            for claim in TAG.findall(description):
                tagged[claim].add((file, step))
    assert tagged == {claim: set(named(claim)) for claim in TABLE if "test" not in TABLE[claim]}


@pytest.mark.parametrize("file", specs())
def test_the_openapi_file_that_a_document_names_has_its_operation(file: str) -> None:
    spec = specs()[file]
    path = ROOT / spec.swagger
    document = read(path)
    operations = {
        f"{method.upper()} {base}{template}"
        for base in bases(document)
        for template, item in document["paths"].items()
        for method in (resolved(item, path) if "$ref" in item else item)
    }
    assert str(spec.endpoint) in operations


def read(path: Path) -> dict[str, Any]:
    text = path.read_text("utf-8")
    document: dict[str, Any] = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    return document


def bases(document: dict[str, Any]) -> list[str]:
    """What stands before every path: `basePath` of Swagger 2.0, the paths of the servers of OpenAPI 3."""
    servers = [server["url"] for server in document.get("servers", [])]
    found = servers or [document.get("basePath", "")]
    return [re.sub(r"^\w+://[^/]+", "", base).rstrip("/") for base in found]


def resolved(item: dict[str, str], beside: Path) -> dict[str, Any]:
    """A path item in another file: `paths/bookings.yaml#/cancel`."""
    file, _, pointer = item["$ref"].partition("#")
    found: Any = read(beside.parent / file)
    for part in pointer.strip("/").split("/") if pointer.strip("/") else ():
        found = found[part.replace("~1", "/").replace("~0", "~")]
    return dict(found)
