"""`steprun claims` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import Folder, document
from support.golden import Golden

FIXTURES = Path(__file__).parents[1] / "fixtures" / "claims"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Folder:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return Folder(tmp_path, capsys)


def test_the_screen(folder: Folder, golden: Golden) -> None:
    folder.write({"specs/answers.md": (FIXTURES / "answers.md").read_bytes()})
    said = folder.run("claims", "specs")
    assert (said.code, said.err) == (0, "")
    golden.check(FIXTURES / "screen.txt", said.out)


def test_the_screen_fits_the_terminal(folder: Folder) -> None:
    folder.write({f"specs/{file.name}": file.read_bytes() for file in FIXTURES.glob("*.md")})
    lines = folder.run("claims", "specs").out.split("\n")
    assert max(map(len, lines)) <= 80
    assert lines[-2].startswith("6 specs: ")


def test_programs_are_told_the_same(folder: Folder) -> None:
    folder.write({"specs/issues.md": (FIXTURES / "issues.md").read_bytes()})
    told = json.loads(folder.run("claims", "specs", "--format", "json").out)
    (spec,) = told["specs"]
    first = spec["claims"][0]
    assert (spec["file"], spec["endpoint"]) == ("specs/issues.md", "POST /v1/rooms/{room_id}/reject")
    assert (first["section"], first["line"], first["column"]) == ("Known Issues", 16, 3)
    assert first["how"] == "looked for where GET /v1/rooms is sent with a token of guest"
    checkable = [claim for claim in spec["claims"] if claim["checkable"]]
    assert all(claim["how"] for claim in checkable)
    assert all(claim["why_not"] for claim in spec["claims"] if not claim["checkable"])
    assert told["totals"] == {"specs": 1, "claims": len(spec["claims"]), "checkable": len(checkable)}


def test_a_document_without_claims_and_one_that_cannot_be_read(folder: Folder) -> None:
    broken = document("- {id: a, method: GET, path: /a, methd: GET}")
    folder.write({"specs/a.md": document(), "specs/b.md": broken})
    said = folder.run("claims", "specs")
    assert said.code == 0
    assert "claims nothing" in said.out
    assert "cannot be read: " in said.out


def test_nothing_to_look_at(folder: Folder) -> None:
    folder.write({"specs/a.md": document()})
    said = folder.run("claims", "specs", "--tag", "none")
    assert (said.code, said.out, said.err) == (5, "", "error: no spec to look at\n")
