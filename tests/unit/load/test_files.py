from __future__ import annotations

import os
from pathlib import Path

import pytest

from runner.load.files import find_specs, load_spec, load_specs, may_be_spec, shown
from runner.model.spec import InvalidSpec, Spec

SPEC = "---\nendpoint: GET /x\n---\n## Test Request\n```yaml\nsteps:\n  - {method: GET, path: /x}\n```\n"


def put(folder: Path, name: str, content: str | bytes = SPEC) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def message_of(path: Path, cwd: Path) -> str:
    spec = load_spec(path, cwd=cwd)
    assert isinstance(spec, InvalidSpec)
    (finding,) = spec.findings
    assert finding.rule == "SR001"
    return f"{finding.place.line}:{finding.place.column} {finding.message}"


def test_folders_are_searched_in_order_and_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ("b.md", "a/z.md", "a/A.MD", "a/note.txt", ".git/x.md", "node_modules/x.md", ".x.md"):
        put(tmp_path, name)
    found = [path.relative_to(tmp_path).as_posix() for path in find_specs([tmp_path])]
    assert found == ["a/A.MD", "a/z.md", "b.md"]


def test_a_file_is_found_once(tmp_path: Path) -> None:
    one = put(tmp_path, "b.md")
    put(tmp_path, "a.md")
    (tmp_path / "link.md").symlink_to(one)
    assert [path.name for path in find_specs([one, tmp_path, tmp_path])] == ["b.md", "a.md"]


def test_links_that_go_round_end(tmp_path: Path) -> None:
    put(tmp_path, "a/x.md")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    assert [path.name for path in find_specs([tmp_path])] == ["x.md"]


def test_specs_are_loaded_in_order_and_other_documents_left_out(tmp_path: Path) -> None:
    put(tmp_path, "specs/b.md")
    put(tmp_path, "specs/a.md", SPEC.replace("/x", "/y"))
    put(tmp_path, "specs/README.md", "# Read me\n")
    loaded = load_specs([Path("specs")], cwd=tmp_path)
    assert [spec.file for spec in loaded] == ["specs/a.md", "specs/b.md"]
    assert loaded[0].path == tmp_path / "specs" / "a.md"


@pytest.mark.parametrize(
    "content",
    [SPEC, "\ufeff" + SPEC, SPEC.replace("\n", "\r\n"), SPEC.replace("\n", "\r"), SPEC.rstrip()],
    ids=["plain", "BOM", "CRLF", "CR", "no final newline"],
)
def test_all_line_ends_read_alike(content: str, tmp_path: Path) -> None:
    spec = load_spec(put(tmp_path, "x.md", content), cwd=tmp_path)
    assert isinstance(spec, Spec)
    assert spec.text.rstrip() == SPEC.rstrip()
    assert spec.sections[0].steps[0].place.line == 7


def test_bytes_that_are_no_text_are_told_with_their_offset(tmp_path: Path) -> None:
    assert message_of(put(tmp_path, "a.md", b"---\r\nab\xff"), tmp_path) == "2:3 byte 7 (0xff) is not UTF-8"
    nul = put(tmp_path, "b.md", b"\xef\xbb\xbf\xc3\xa9\0")
    assert message_of(nul, tmp_path) == "1:2 byte 5 (0x00) is NUL, which no text holds"


def test_what_is_no_readable_file(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    put(tmp_path, "large.md", b"x" * (2 * 1024 * 1024 + 1))
    assert "a folder, not a file" in message_of(Path("folder.md"), tmp_path)
    assert "not a regular file" in message_of(Path("pipe.md"), tmp_path)
    assert "larger than 2 MiB" in message_of(Path("large.md"), tmp_path)
    assert "cannot be read: No such file" in message_of(Path("none.md"), tmp_path)
    assert "no path" in message_of(Path("a\0b.md"), tmp_path)


@pytest.mark.parametrize(
    ("content", "perhaps"),
    [
        (SPEC.encode(), True),
        (SPEC.encode("utf-16"), True),
        (b"---\n" + b"# comment\n" * 3000 + b'endpoint: "GET /x"\n---\n', True),
        (b"The endpoint is slow.\n", True),
        (b"# Hello\n", False),
        (b"", False),
        (b"\xff\xfe\x00", False),
    ],
)
def test_a_glance_tells_what_is_no_spec_for_sure(content: bytes, perhaps: bool, tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(content)
    assert may_be_spec(file) is perhaps


def test_what_cannot_be_looked_at_may_be_a_spec(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    for name in ("pipe.md", "none.md", "a\0b.md", "."):
        assert may_be_spec(tmp_path / name)


def test_a_link_to_nothing_is_reported_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere")
    (spec,) = load_specs([tmp_path], cwd=tmp_path)
    assert isinstance(spec, InvalidSpec)


def test_paths_are_shown_from_where_one_is(tmp_path: Path) -> None:
    assert shown(Path("a/../b.md"), cwd=tmp_path) == "b.md"
    assert shown(tmp_path.parent / "x.md", cwd=tmp_path) == (tmp_path.parent / "x.md").as_posix()
