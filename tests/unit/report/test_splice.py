from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from runner.load.frontmatter import NotEditable
from runner.model.spec import Spec
from runner.report.splice import Splice, difference, rewrite, spliced
from support.build import make_spec

TEXT = "---\nendpoint: GET /a\n---\n# A\n\none\ntwo\nthree\n"
ONE_LINE = Splice(7, 8, ("zwei", "2"))


def spec_of(text: str = TEXT) -> Spec:
    return make_spec(text=text)


@pytest.mark.parametrize(
    ("raw", "text", "splices", "after"),
    [
        (TEXT, TEXT, [ONE_LINE], TEXT.replace("two\n", "zwei\n2\n")),
        (TEXT, TEXT, [Splice(7, 7, ("x",))], TEXT.replace("two\n", "x\ntwo\n")),
        (TEXT, TEXT, [Splice(7, 8, ())], TEXT.replace("two\n", "")),
        (TEXT, TEXT, [Splice(6, 7, ("1", "1")), Splice(8, 9, ("3",))], TEXT.replace("one\n", "1\n1\n").replace("three", "3")),
        (TEXT, TEXT, [Splice(8, 9, ("3",)), Splice(6, 7, ("1",))], TEXT.replace("one", "1").replace("three", "3")),
        (TEXT, TEXT, [Splice(9, 9, ("end",))], f"{TEXT}end\n"),
        ("\ufeff" + TEXT, TEXT, [ONE_LINE], "\ufeff" + TEXT.replace("two\n", "zwei\n2\n")),
        (TEXT.replace("\n", "\r\n"), TEXT, [ONE_LINE], TEXT.replace("two\n", "zwei\n2\n").replace("\n", "\r\n")),
        (TEXT.replace("\n", "\r"), TEXT, [ONE_LINE], TEXT.replace("two\n", "zwei\n2\n").replace("\n", "\r")),
        (TEXT[:-1], TEXT[:-1], [ONE_LINE], TEXT[:-1].replace("two\n", "zwei\n2\n")),
        (TEXT[:-1], TEXT[:-1], [Splice(8, 9, ("3",))], TEXT[:-1].replace("three", "3")),
        (TEXT[:-1], TEXT[:-1], [Splice(8, 9, ())], TEXT.replace("three\n", "")),
        (TEXT[:-1], TEXT[:-1], [Splice(9, 9, ("end",))], f"{TEXT}end\n"),
        (TEXT + "\n\n", TEXT + "\n\n", [ONE_LINE], TEXT.replace("two\n", "zwei\n2\n") + "\n\n"),
        ("a\nb", "a\nb", [Splice(2, 3, ("c",))], "a\nc"),
        ("a", "a", [Splice(1, 2, ("b", "c"))], "b\nc"),
        ("ü\r\ntwo\r\n", "ü\ntwo\n", [Splice(2, 3, ("ö",))], "ü\r\nö\r\n"),
        ("one\ntwo\r\n", "one\ntwo\n", [Splice(1, 2, ("1",))], "1\ntwo\r\n"),
    ],
)  # fmt: skip
def test_only_the_lines_that_are_meant_change(raw: str, text: str, splices: list[Splice], after: str) -> None:
    assert spliced(raw.encode(), spec_of(text), splices) == after.encode()


def test_front_matter_that_grew_meanwhile_moves_the_lines() -> None:
    grown = TEXT.replace("---\n#", "status: verified\nverifiedAt: now\n---\n#")
    assert spliced(grown.encode(), spec_of(), [ONE_LINE]) == grown.replace("two\n", "zwei\n2\n").encode()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (TEXT.replace("one", "once").encode(), "its text changed meanwhile"),
        (b"", "its text changed meanwhile"),
        (TEXT.replace("---\n#", "#").encode(), "never closed"),
        (TEXT.encode() + b"\xff", "it is not UTF-8"),
    ],
)
def test_another_text_is_left_alone(raw: bytes, why: str) -> None:
    with pytest.raises(NotEditable, match=why):
        spliced(raw, spec_of(), [ONE_LINE])


def test_the_difference_is_shown_with_the_lines_around_it() -> None:
    assert difference(spec_of(), [ONE_LINE, Splice(9, 9, ("end",))]) == [
        "--- specs/scheduling/post_bookings_cancel.md",
        "+++ specs/scheduling/post_bookings_cancel.md",
        "@@ -6,4 +6,6 @@",
        " one",
        "-two",
        "+zwei",
        "+2",
        " three",
        "+end",
        " ",
    ]


def in_file(folder: Path, name: str = "a.md") -> Spec:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(TEXT)
    return replace(spec_of(), path=file)


def test_a_file_is_rewritten_again_and_again(tmp_path: Path) -> None:
    spec = in_file(tmp_path)
    rewrite(spec, [ONE_LINE], root=tmp_path)
    once = spec.path.read_text()
    assert once == TEXT.replace("two\n", "zwei\n2\n")
    again = replace(spec, text=once)
    rewrite(again, [Splice(7, 9, ("zwei", "2"))], root=tmp_path)
    assert spec.path.read_text() == once
    assert [file.name for file in tmp_path.iterdir()] == ["a.md"]


def test_a_file_that_changed_meanwhile_stays_as_it_is(tmp_path: Path) -> None:
    spec = in_file(tmp_path)
    spec.path.write_text("mine\n")
    with pytest.raises(NotEditable, match="its text changed meanwhile"):
        rewrite(spec, [ONE_LINE], root=tmp_path)
    assert spec.path.read_text() == "mine\n"


def test_a_file_that_is_gone_or_read_only_says_so(tmp_path: Path) -> None:
    spec = in_file(tmp_path)
    spec.path.chmod(0o444)
    with pytest.raises(NotEditable, match="read-only"):
        rewrite(spec, [ONE_LINE], root=tmp_path)
    spec.path.unlink()
    with pytest.raises(NotEditable, match="No such file or directory"):
        rewrite(spec, [ONE_LINE], root=tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_followed_within_the_project_only(tmp_path: Path) -> None:
    project = tmp_path / "project"
    target = in_file(tmp_path, "outside.md")
    inside = in_file(project, "real.md")
    (project / "away.md").symlink_to(target.path)
    (project / "near.md").symlink_to(inside.path)
    with pytest.raises(NotEditable, match="lies outside the project"):
        rewrite(replace(target, path=project / "away.md"), [ONE_LINE], root=project)
    assert target.path.read_text() == TEXT
    rewrite(replace(inside, path=project / "near.md"), [ONE_LINE], root=project)
    assert "zwei" in inside.path.read_text()
    assert (project / "near.md").is_symlink()


def test_a_document_outside_of_the_project_is_rewritten_where_it_was_named(tmp_path: Path) -> None:
    spec = in_file(tmp_path / "elsewhere")
    rewrite(spec, [ONE_LINE], root=tmp_path / "project")
    assert "zwei" in spec.path.read_text()
