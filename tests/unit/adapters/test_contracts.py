"""The contract of a project, from its settings and files."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from runner.adapters import contracts
from runner.adapters.contracts import (
    ContractSettings,
    check_roots,
    read_acceptance,
    read_catalogue,
    read_contract,
)
from runner.adapters.settings import load_settings
from runner.contract.accepted import Accepted
from runner.contract.catalogue import Catalogue
from runner.contract.reference import Dangling, Node
from runner.errors import SettingsError
from runner.model.finding import Severity
from runner.model.json import JSON

ITEMS = "openapi: 3.0.0\npaths: {/items: {get: {responses: {200: {description: ok}}}}}\n"


def settings(root: Path, text: str) -> ContractSettings:
    (root / "steprun.yaml").write_text(text, encoding="utf-8")
    return load_settings(start=root, config=None, environ={}).contract


def put(root: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)


def catalogue(root: Path, value: JSON = None) -> tuple[Catalogue, list[str]]:
    unread: list[str] = []
    return read_catalogue(read_contract(value, root=root), root=root, unread=unread.append), unread


# ---- settings


def test_without_a_word_the_folder_swagger_is_looked_through_and_findings_are_shown(tmp_path: Path) -> None:
    assert settings(tmp_path, "jobs: 1") == ContractSettings(
        mode="warn", roots=(tmp_path / "swagger",), accepted=tmp_path / "steprun.accepted.yaml"
    )


def test_every_word_is_read(tmp_path: Path) -> None:
    text = """\
contract:
  mode: fail
  roots: [api, ../beside/api.yaml]
  ref_map: {"https://hub.test/": entities}
  severity: {SR744: note, SR741: error}
  accepted: api/accepted.yaml
"""
    assert settings(tmp_path, text) == ContractSettings(
        mode="fail",
        roots=(tmp_path / "api", tmp_path.parent / "beside/api.yaml"),
        ref_map={"https://hub.test/": tmp_path / "entities"},
        severities={"SR744": Severity.NOTE, "SR741": Severity.ERROR},
        accepted=tmp_path / "api/accepted.yaml",
        said=frozenset({"mode", "roots", "ref_map", "severity", "accepted"}),
    )


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("mode: on", "steprun.yaml:1:18: `mode` must be off, warn or fail"),
        ("severity: {SR74: note}", "steprun.yaml:1:23: `SR74` is no rule of the contract; did you mean `SR7"),
        ("severity: {sr744: note}", "`sr744` is no rule of the contract"),
        ("severity: {SR744: loud}", "`SR744` must be error, warning or note"),
        (
            "severity: [SR744]",
            "`severity` must be a mapping of rule codes to error, warning or note, not a list",
        ),
        ("roots: swagger", "`roots` must be a list of files and folders, not text"),
        ("accept: x", "`accept` is not a key of contract; did you mean `accepted`?"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(tmp_path: Path, said: str, fault: str) -> None:
    with pytest.raises(SettingsError) as caught:
        settings(tmp_path, f"contract: {{{said}}}")
    assert fault in caught.value.what


def test_a_contract_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="`contract` must be a mapping"):
        settings(tmp_path, "contract: fail")


def test_a_root_that_is_named_must_be_there(tmp_path: Path) -> None:
    check_roots(read_contract(None, root=tmp_path), root=tmp_path)
    with pytest.raises(SettingsError) as caught:
        check_roots(read_contract({"roots": [".", "swager"]}, root=tmp_path), root=tmp_path)
    assert caught.value.what == "contract.roots: swager is not there"


# ---- OpenAPI documents


def test_documents_are_found_in_folders_by_what_is_in_them(tmp_path: Path) -> None:
    put(
        tmp_path,
        {
            "swagger/b/items.yaml": ITEMS,
            "swagger/a.JSON": '{"swagger": "2.0", "paths": {}}',
            "swagger/schemas.yml": "Item: {type: object}",
            "swagger/readme.md": "openapi: 3.0.0",
            "other/items.yaml": ITEMS,
        },
    )
    found, unread = catalogue(tmp_path)
    assert [document.name for document in found.documents] == ["swagger/a.JSON", "swagger/b/items.yaml"]
    assert unread == []


def test_a_root_may_be_a_file_of_any_name_outside_of_the_project(tmp_path: Path) -> None:
    root = tmp_path / "project"
    put(
        tmp_path,
        {"api/items": ITEMS.replace("{description: ok}", "{$ref: answers.yaml}"), "api/answers.yaml": "{}"},
    )
    found, _ = catalogue(root, {"roots": ["../api/items"]})
    (document,) = found.documents
    assert document.name == (tmp_path / "api/items").as_posix()
    assert found.operations[0].replies[0].status == "200"
    assert not found.flaws


def test_a_folder_that_is_not_there_or_empty_has_no_documents(tmp_path: Path) -> None:
    assert catalogue(tmp_path)[0].documents == ()
    (tmp_path / "swagger").mkdir()
    assert catalogue(tmp_path)[0].documents == ()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", "{", "it is not JSON: Expecting property name"),
        ("a.yaml", "a: {", "it is not YAML: line 2: did not find"),
        ("a.yml", b"\xff\xfe\xff", "it is not UTF-8"),
        ("a.json", "[" * 100_000, "it is not JSON: "),
        ("a.yaml", "[" * 100_000, "it is not YAML: line 1: nested deeper than"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_used(
    tmp_path: Path, name: str, content: str | bytes, said: str
) -> None:
    put(tmp_path, {f"swagger/{name}": content, "swagger/items.yaml": ITEMS})
    found, unread = catalogue(tmp_path)
    assert [document.name for document in found.documents] == ["swagger/items.yaml"]
    (message,) = unread
    assert message.startswith(f"swagger/{name} cannot be read: {said}")


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, {"swagger/a.yaml": ""})
    os.truncate(tmp_path / "swagger/a.yaml", contracts._LARGEST + 1)
    assert catalogue(tmp_path)[1] == ["swagger/a.yaml cannot be read: it is larger than 33,554,432 bytes"]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    put(tmp_path, {"swagger/a.json": b'\xef\xbb\xbf{"openapi": "3.0.0", "paths": {}}'})
    found, unread = catalogue(tmp_path)
    assert (len(found.documents), unread) == (1, [])


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("https://hub.test/e/item.yaml", "on the network"),
        ("/etc/hostname", "on one machine only"),
        ("../../secret.yaml", "it is outside of the project"),
        ("link.yaml", "it is outside of the project"),
        ("nope.yaml", "No such file"),
    ],
)
def test_no_reference_leads_to_the_network_or_out_of_the_project(
    tmp_path: Path, reference: str, said: str
) -> None:
    root = tmp_path / "project"
    put(
        tmp_path, {"project/swagger/items.yaml": f"openapi: 3.0.0\npaths: {{}}\nx: {{$ref: '{reference}'}}\n"}
    )
    put(tmp_path, {"secret.yaml": "a: 1"})
    (root / "swagger/link.yaml").symlink_to(tmp_path / "secret.yaml")
    found, unread = catalogue(root)
    assert unread == ["swagger/link.yaml cannot be read: it is outside of the project"]
    (document,) = found.documents
    home = found.references.target("#/x", Node({}, document.path, "#"))
    with pytest.raises(Dangling, match=said):
        found.references.followed(home)


def test_a_prefix_stands_for_a_folder(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"swagger/items.yaml": "openapi: 3.0.0\npaths: {}\nx: {$ref: 'https://hub.test/e/item.yaml#/a'}\n"},
    )
    put(tmp_path, {"hub/e/item.yaml": "a: 5"})
    found, _ = catalogue(tmp_path, {"ref_map": {"https://hub.test/": "hub"}})
    (document,) = found.documents
    home = found.references.target("#/x", Node({}, document.path, "#"))
    assert found.references.followed(home).value == 5


# ---- what is accepted


def test_the_usual_file_need_not_be_there(tmp_path: Path) -> None:
    assert read_acceptance(read_contract(None, root=tmp_path)) == ()


def test_accepted_findings_are_read(tmp_path: Path) -> None:
    put(tmp_path, {"ours.yaml": "accepted: [{fingerprint: abc, rule: SR744}]"})
    assert read_acceptance(read_contract({"accepted": "ours.yaml"}, root=tmp_path)) == (
        Accepted("abc", "SR744"),
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "steprun.accepted.yaml cannot be used: there is no list `accepted`"),
        (b"accepted: {", "steprun.accepted.yaml cannot be used: line 2: did not find"),
        (b"accepted: [{}]", "steprun.accepted.yaml cannot be used: entry 1 has no text `fingerprint`"),
        (b"\xff", "steprun.accepted.yaml is not UTF-8: byte 0"),
    ],
)
def test_a_file_of_accepted_findings_that_cannot_be_read_is_not_an_empty_one(
    tmp_path: Path, content: bytes, said: str
) -> None:
    put(tmp_path, {"steprun.accepted.yaml": content})
    with pytest.raises(SettingsError) as caught:
        read_acceptance(read_contract(None, root=tmp_path))
    assert said in caught.value.what
    assert caught.value.hint


def test_a_file_of_accepted_findings_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        read_acceptance(read_contract({"accepted": "ours.yaml"}, root=tmp_path))
    assert caught.value.what.endswith("ours.yaml cannot be read: No such file or directory")
    assert "begin with `accepted: []`" in caught.value.hint


def test_a_folder_is_no_file_of_accepted_findings(tmp_path: Path) -> None:
    (tmp_path / "steprun.accepted.yaml").mkdir()
    with pytest.raises(SettingsError, match="Is a directory"):
        read_acceptance(read_contract(None, root=tmp_path))
