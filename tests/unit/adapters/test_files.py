from __future__ import annotations

import os
from pathlib import Path

import pytest

from runner.adapters import files
from runner.adapters.files import Files
from runner.errors import StepError
from runner.model.trouble import Cause


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with an upload, a schema at the top, and something outside that is nobody's business."""
    root = tmp_path / "project"
    (root / "uploads").mkdir(parents=True)
    (root / "specs").mkdir()
    (root / "uploads" / "a.txt").write_bytes(b"\x00upload")
    (root / "item.json").write_text('{"type": "object"}')
    (tmp_path / "private.txt").write_text("private")
    (tmp_path / "private.json").write_text("{}")
    return root


def _refusal(files: Files, name: str) -> StepError:
    with pytest.raises(StepError) as caught:
        files.read(name)
    assert caught.value.cause is Cause.REQUEST
    assert "private" not in caught.value.what.replace(name, "")
    return caught.value


def test_uploads_lie_in_their_folder(root: Path) -> None:
    assert Files(root, root / "uploads").read("a.txt") == b"\x00upload"


def test_without_a_folder_of_their_own_uploads_lie_at_the_top(root: Path) -> None:
    assert Files(root).read("uploads/a.txt") == b"\x00upload"


def test_a_missing_file_names_the_folder_and_says_where_that_is_set(root: Path) -> None:
    refusal = _refusal(Files(root, root / "uploads"), "b.txt")
    assert refusal.what == f"there is no file b.txt in {root / 'uploads'}"
    assert "`files_dir:`" in refusal.hint


@pytest.mark.parametrize("name", ["", ".", "..", "a\0b", "x" * 5000, "ring", "\udcff", "a.txt/b"])
def test_names_that_lead_to_no_file_are_missing_files(root: Path, name: str) -> None:
    (root / "uploads" / "ring").symlink_to("ring")
    assert "there is no file" in _refusal(Files(root, root / "uploads"), name).what


@pytest.mark.parametrize("name", ["../../private.txt", "link.txt", "linked/private.txt", "{absolute}"])
def test_nothing_outside_the_project_is_read(root: Path, name: str) -> None:
    (root / "uploads" / "link.txt").symlink_to(root.parent / "private.txt")
    (root / "uploads" / "linked").symlink_to(root.parent)
    name = name.replace("{absolute}", str(root.parent / "private.txt"))
    refusal = _refusal(Files(root, root / "uploads"), name)
    assert refusal.what == f"the file {name} lies outside the project"
    assert str(root) in refusal.hint


def test_a_link_inside_the_project_is_followed_also_where_the_project_is_one(root: Path) -> None:
    (root / "uploads" / "b.txt").symlink_to("a.txt")
    (root.parent / "linked").symlink_to(root)
    assert Files(root.parent / "linked").read("uploads/b.txt") == b"\x00upload"


def test_a_file_that_cannot_be_read_is_an_error_of_the_step(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert _refusal(Files(root), "item.json").what == "the file item.json cannot be read: Permission denied"


def test_what_is_too_large_is_not_even_read(root: Path) -> None:
    huge = root / "huge.bin"
    huge.touch()
    os.truncate(huge, files._LARGEST)
    assert len(Files(root).read("huge.bin")) == files._LARGEST
    os.truncate(huge, files._LARGEST + 1)
    assert _refusal(Files(root), "huge.bin").what == "the file huge.bin is larger than 64 MiB"


def test_a_schema_beside_the_spec_comes_before_one_at_the_top(root: Path) -> None:
    spec = str(root / "specs" / "a.md")
    assert Files(root).schema("item.json", spec) == {"type": "object"}
    (root / "specs" / "item.json").write_text("true")
    assert Files(root).schema("item.json", spec) is True


def test_a_schema_that_is_nowhere_names_both_places(root: Path) -> None:
    with pytest.raises(StepError) as caught:
        Files(root).schema("no.json", str(root / "specs" / "a.md"))
    assert caught.value.what == f"there is no file no.json in {root / 'specs'} and {root}"
    with pytest.raises(StepError) as caught:
        Files(root).schema("no.json", str(root / "a.md"))
    assert caught.value.what == f"there is no file no.json in {root}"


def test_a_schema_outside_the_project_is_refused(root: Path) -> None:
    with pytest.raises(StepError, match="outside the project"):
        Files(root).schema("../../private.json", str(root / "specs" / "a.md"))


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe\xff", b"type: object"])
def test_a_schema_that_is_not_json_is_an_error_of_the_step(root: Path, content: bytes) -> None:
    (root / "bad.json").write_bytes(content)
    with pytest.raises(StepError, match=r"^the schema bad\.json is not JSON: ") as caught:
        Files(root).schema("bad.json", str(root / "a.md"))
    assert caught.value.cause is Cause.REQUEST


def test_a_schema_nested_without_end_is_an_error_of_the_step(root: Path) -> None:
    (root / "deep.json").write_text("[" * 100_000)
    with pytest.raises(StepError) as caught:
        Files(root).schema("deep.json", str(root / "a.md"))
    assert caught.value.cause is Cause.REQUEST
