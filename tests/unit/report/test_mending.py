from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from runner.model.finding import Finding, Fix
from runner.model.place import Place
from runner.model.spec import Spec
from runner.report.atomic import NotWritten
from runner.report.mending import mend, spliced, told
from support.build import make_finding, make_spec

TEXT = "---\nstatus: success\nswagger: a.json  # old\n---\n\n# Größe\n"
STATUS = Fix(Place("a.md", 2, 9), len("success"), "verified")
SWAGGER = Fix(Place("a.md", 3, 10), len("a.json"), '"b.json"')
MENDED = TEXT.replace("success", "verified").replace("a.json", '"b.json"')


def spec_in(folder: Path, content: bytes = TEXT.encode(), *, name: str = "a.md") -> Spec:
    path = folder / name
    path.write_bytes(content)
    return replace(make_spec(file=name, text=TEXT), path=path)


def findings(*fixes: Fix) -> Sequence[Finding]:
    return [make_finding(), *(replace(make_finding(place=fix.place), fix=fix) for fix in fixes)]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["no BOM", "BOM"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize("tail", [b"", b"\n"], ids=["no last line end", "last line end"])
def test_only_what_is_mended_changes(mark: bytes, end: bytes, tail: bytes) -> None:
    def raw(text: str) -> bytes:
        return mark + (text.encode().removesuffix(b"\n") + tail).replace(b"\n", end)

    read = TEXT.removesuffix("\n") + tail.decode()
    assert spliced(raw(TEXT), read, [STATUS, SWAGGER]) == raw(MENDED)


def test_line_ends_may_be_mixed_and_other_controls_are_none() -> None:
    raw = b"a\r\nb\x0b\x85c d\n\rend".replace(b"\x85", "\u2028\x85".encode())
    text = raw.decode().replace("\r\n", "\n").replace("\r", "\n")
    fix = Fix(Place("a.md", 2, 5), 1, "C")
    assert spliced(raw, text, [fix]) == raw.replace(b"c d", b"C d")


@pytest.mark.parametrize("now", [TEXT + "more\n", TEXT.replace("success", "pending"), ""])
def test_a_file_that_changed_is_not_mended(now: str) -> None:
    with pytest.raises(NotWritten, match="it changed since it was read"):
        spliced(now.encode(), TEXT, [STATUS])


def test_what_is_no_utf_8_any_more_changed_too() -> None:
    with pytest.raises(NotWritten):
        spliced(TEXT.encode("latin-1"), TEXT, [STATUS])


def test_each_fix_is_written_and_told(tmp_path: Path) -> None:
    spec = spec_in(tmp_path)
    mended = mend([spec], findings(SWAGGER, STATUS), root=tmp_path)
    assert spec.path.read_text("utf-8") == MENDED
    assert told(mended) == ('mended   a.md:2: success → verified\nmended   a.md:3: a.json → "b.json"\n')


def test_of_two_that_touch_the_same_characters_the_first_is_made(tmp_path: Path) -> None:
    spec = spec_in(tmp_path)
    inner = Fix(Place("a.md", 2, 12), 2, "XX")
    mended = mend([spec], findings(inner, STATUS, STATUS), root=tmp_path)
    assert [each.after for each in mended] == ["verified"]
    assert spec.path.read_text("utf-8") == TEXT.replace("success", "verified")


def test_a_document_without_a_fix_is_not_touched(tmp_path: Path) -> None:
    spec, other = spec_in(tmp_path), spec_in(tmp_path, name="b.md")
    before = other.path.stat()
    assert len(mend([spec, other], findings(STATUS), root=tmp_path)) == 1
    assert other.path.stat() == before


def refused(spec: Spec, root: Path) -> str:
    before = spec.path.read_bytes() if spec.path.exists() else b""
    (mended,) = mend([spec], findings(STATUS), root=root)
    assert (spec.path.read_bytes() if spec.path.exists() else b"") == before
    assert told([mended]) == f"refused  a.md:2 stays as it is: {mended.reason}\n"
    return mended.reason


def test_what_cannot_be_written_stays_and_says_why(tmp_path: Path) -> None:
    project, elsewhere = tmp_path / "project", tmp_path / "elsewhere"
    project.mkdir()
    elsewhere.mkdir()
    there = spec_in(elsewhere)
    link = replace(there, path=project / "a.md")
    link.path.symlink_to(there.path)
    assert refused(link, project) == "it is a link: mend the file that it leads to"
    (project / "folder").symlink_to(elsewhere)
    assert "lies outside the project" in refused(replace(there, path=project / "folder/a.md"), project)
    assert refused(spec_in(elsewhere, b"changed"), elsewhere) == "it changed since it was read"
    os.link(spec_in(elsewhere).path, elsewhere / "twin.md")
    assert "it has 2 names" in refused(there, elsewhere)
    (elsewhere / "twin.md").unlink()
    there.path.chmod(0o444)
    assert refused(there, elsewhere) == "it is read-only"
    there.path.unlink()
    assert refused(there, elsewhere) == "No such file or directory"


def test_a_document_that_was_named_from_elsewhere_is_mended(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (mended,) = mend([spec_in(tmp_path)], findings(STATUS), root=tmp_path / "project")
    assert not mended.reason
