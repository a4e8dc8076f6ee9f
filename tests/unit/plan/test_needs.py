from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from runner.model.spec import Loaded, Spec
from runner.plan.needs import Ground, Needs, needs_of
from support.bench import document, library_of, loaded_of, spec_of

ROOT = Path("/project")
GET = "- {id: get, method: GET, path: /items}"


def needs(spec: Loaded, *others: Loaded, files_dir: Path | None = None) -> Needs:
    ground = Ground(root=ROOT, cwd=ROOT / "deep", library=library_of(spec, *others), files_dir=files_dir)
    return needs_of(spec, ground)


def files(spec: Loaded, *others: Loaded, files_dir: Path | None = None) -> set[str]:
    """What it needs beside itself, from the root of the project."""
    found = needs(spec, *others, files_dir=files_dir).files - {spec.path}
    return {file.relative_to(ROOT).as_posix() for file in found}


def using(target: str, *, file: str = "specs/one.md") -> Spec:
    return spec_of(document(f"- {{id: it, use: '{target}'}}"), file=file)


def test_a_document_needs_itself() -> None:
    assert needs(spec_of(document(GET))) == Needs(frozenset({ROOT / "specs/one.md"}))


def test_of_an_invalid_one_no_more_is_known() -> None:
    invalid = loaded_of("---\nendpoint: GET /x\nstatus: what\n---\n", file="specs/bad.md")
    assert needs(invalid).files == {ROOT / "specs/bad.md"}


def test_it_needs_the_specs_that_it_uses_and_those_that_they_use() -> None:
    last = spec_of(document(GET, endpoint="GET /last"), file="specs/last.md")
    middle = replace(
        using("GET /last", file="specs/middle.md"), endpoint=replace(last.endpoint, path="/middle")
    )
    assert files(using("GET /middle"), middle, last) == {"specs/middle.md", "specs/last.md"}


def test_specs_that_use_each_other_need_each_other() -> None:
    one, two = using("two.md", file="specs/one.md"), using("one.md", file="specs/two.md")
    assert {"specs/two.md"} <= files(one, two)
    assert {"specs/one.md"} <= files(two, one)


@pytest.mark.parametrize("target", ["other.md", "other.md::test-request/get"])
def test_a_spec_that_is_used_by_its_path_is_needed_wherever_it_may_lie(target: str) -> None:
    """It may be gone from where it was; then it is found elsewhere, or nowhere."""
    places = {"specs/other.md", "other.md", "deep/other.md"}
    assert files(using(target)) == places
    other = spec_of(document(GET), file="specs/other.md")
    assert files(using(target), other) == places


@pytest.mark.parametrize(("others", "expected"), [(0, True), (1, False), (2, True)])
def test_an_endpoint_that_does_not_mean_one_spec_may_mean_any(others: int, expected: bool) -> None:
    described = [
        spec_of(document(GET, endpoint="GET /used"), file=f"specs/{number}.md") for number in range(others)
    ]
    assert needs(using("GET /used"), *described).any_spec is expected


def test_it_needs_the_files_that_it_sends() -> None:
    sending = "- {id: a, method: POST, path: /a, content_type: multipart, file_fields: [{field_name: f, file_path: 'img/a.png'}]}"
    assert files(spec_of(document(sending))) == {"img/a.png"}
    assert files(spec_of(document(sending)), files_dir=ROOT / "uploads") == {"uploads/img/a.png"}


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("img/{{size}}.png", "img"),
        ("img/x-<<size>>/y.png", "img"),
        ("{{name}}.png", "."),
        ("a/b/../{{c}}", "a"),
    ],
)
def test_a_name_that_is_not_known_yet_may_be_any_file_of_its_folder(name: str, folder: str) -> None:
    sending = f"- {{id: a, method: POST, path: /a, content_type: multipart, file_fields: [{{field_name: f, file_path: '{name}'}}]}}"
    assert files(spec_of(document(sending))) == {folder}


def test_it_needs_the_schemas_that_it_names() -> None:
    step = """
    - id: a
      method: GET
      path: /a
      expect: {schema: shapes/item.json}
      retry: {times: 2, interval_ms: 1, until: {schema: shapes/done.json}}
    """
    expected = {"specs/shapes/item.json", "shapes/item.json", "specs/shapes/done.json", "shapes/done.json"}
    assert files(spec_of(document(step))) == expected


def test_a_schema_that_stands_in_the_document_is_no_file() -> None:
    assert (
        files(spec_of(document("- {id: a, method: GET, path: /a, expect: {schema: {type: object}}}")))
        == set()
    )


def test_it_needs_what_promises_are_made_of_it_and_of_the_specs_that_it_uses() -> None:
    other = spec_of(document(GET, endpoint="GET /used"), file="specs/other.md")
    one = using("GET /used")
    ground = Ground(
        root=ROOT,
        cwd=ROOT,
        library=library_of(one, other),
        promises=lambda spec: frozenset({ROOT / f"swagger/{spec.path.stem}.yaml"}),
    )
    found = {file.relative_to(ROOT).as_posix() for file in needs_of(one, ground).files}
    assert found == {"specs/one.md", "specs/other.md", "swagger/one.yaml", "swagger/other.yaml"}
