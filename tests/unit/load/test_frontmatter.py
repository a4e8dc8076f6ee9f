from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.load.frontmatter import FrontMatter, NotEditable, UnclosedFrontMatter, edit, read, split
from runner.load.yaml import read_yaml
from runner.model.json import JSON

_FIXTURES = Path(__file__).parents[2] / "fixtures" / "frontmatter"


def _cases(name: str) -> list[tuple[str, ...]]:
    """A title, and parts that end with a line that holds a dot."""
    lines = (_FIXTURES / name).read_text(encoding="utf-8").splitlines(keepends=True)
    parts: list[str] = [""]
    for line in lines:
        if line == ".\n":
            parts.append("")
        else:
            parts[-1] += line
    width = 4 if name == "edits.md" else 3
    return [
        (parts[at].strip(), *parts[at + 1 : at + width]) for at in range(0, len(parts) - width + 1, width)
    ]


def _like_windows(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def _like_old_macs(text: str) -> bytes:
    return text.replace("\n", "\r").encode()


def _with_bom(text: str) -> bytes:
    return b"\xef\xbb\xbf" + text.encode()


def _without_last_line_end(text: str) -> bytes:
    return text.removesuffix("\n").encode()


_SHAPES = [str.encode, _like_windows, _like_old_macs, _with_bom, _without_last_line_end]


@pytest.mark.parametrize("shape", _SHAPES, ids=lambda shape: shape.__name__)
@pytest.mark.parametrize(
    ("changes", "before", "after"),
    [pytest.param(*case[1:], id=case[0]) for case in _cases("edits.md")],
)
def test_only_the_lines_of_the_named_keys_change(
    changes: str, before: str, after: str, shape: Callable[[str], bytes]
) -> None:
    wanted = json.loads(changes)
    edited = edit(shape(before), wanted)
    assert edited.decode() == shape(after).decode()
    assert edit(edited, wanted) == edited
    assert read(edited) == {**read(shape(before)), **wanted}


@pytest.mark.parametrize(
    ("before", "reason"), [pytest.param(*case[1:], id=case[0]) for case in _cases("refusals.md")]
)
def test_what_cannot_be_spliced_is_refused(before: str, reason: str) -> None:
    with pytest.raises(NotEditable) as refusal:
        edit(before.encode(), {"status": "verified"})
    assert refusal.value.reason.startswith(reason.strip())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(NotEditable, match=r"not UTF-8 \(byte 15\)"):
        edit(b"\xef\xbb\xbf---\nstatus: \xff\n---\n", {"status": "verified"})


@pytest.mark.parametrize("value", [["a"], {"a": 1}, float("nan"), float("inf"), "\ud800"])
def test_a_value_that_has_no_place_on_a_line_is_refused(value: JSON) -> None:
    with pytest.raises(NotEditable):
        edit(b"---\nstatus: a\n---\n", {"status": value})


@pytest.mark.parametrize(
    "value", [True, False, None, 0, -1, 1.5, 10**30, "", " ", "~", "null", "1", "'\"", "é ☃ 🎉"]
)
def test_plain_values_come_back_as_they_went_in(value: JSON) -> None:
    edited = edit(b"---\nold: x\n---\n", {"old": value, "new key: #": value})
    assert json.dumps(read(edited)) == json.dumps({"old": value, "new key: #": value})


def test_one_is_not_true_and_not_a_fraction() -> None:
    assert edit(b"---\na: 1\nb: 1\n---\n", {"a": True, "b": 1.0}) == b"---\na: true\nb: 1.0\n---\n"


def test_an_empty_file_has_no_front_matter() -> None:
    with pytest.raises(NotEditable, match="no front matter"):
        edit(b"", {"status": "verified"})


def test_no_changes_need_no_front_matter() -> None:
    assert edit(b"\xff", {}) == b"\xff"


def test_an_inserted_line_ends_like_the_line_above_it() -> None:
    before = b"---\nsavedAt: x\r\nstatus: pending\n---\r\n"
    assert (
        edit(before, {"verifiedAt": "z"}) == b"---\nsavedAt: x\r\nverifiedAt: z\r\nstatus: pending\n---\r\n"
    )


def test_odd_line_separators_do_not_mislead() -> None:
    before = '---\nnotes: "a\u2028b\u2029c\x85d"\nstatus: pending\n---\n\u2028body'.encode()
    assert edit(before, {"status": "failed"}) == before.replace(b"pending", b"failed")


def test_a_conflict_marker_alone_below_is_text() -> None:
    before = b"---\nstatus: a\n---\n>>>>>>> x\n=======\n<<<<<<< y\n"
    assert edit(before, {"status": "b"}) == before.replace(b"status: a", b"status: b")


_KEYS = ("endpoint", "domain", "status", "savedAt", "verifiedAt", "timesReused", "notes", "unknown key")
_SCALARS = st.one_of(
    st.sampled_from(
        [
            "verified",
            "'it''s'",
            '"a # b"',
            "",
            "null",
            "2026-02-01T16:00:00.000Z",
            '"2026-02-01T16:00:00.000Z"',
            "7",
            "a: b",
            "[x, y]",
            "|\n  text\n  ---",
            ">-\n  folded",
            "two\n  lines",
            "*alias",
            "&anchor x",
            "!!str 7",
        ]
    ),
    st.text(alphabet="ab'\" #:-\\\t{}[]&*!|>%@`,?~", max_size=12),
)
_VALUES: st.SearchStrategy[JSON] = st.one_of(
    st.sampled_from(["verified", "failed", "2026-11-21T08:00:00.000Z"]),
    st.integers(0, 99),
    st.text(max_size=8),
    st.none(),
)


@settings(deadline=None)
@given(
    entries=st.dictionaries(st.sampled_from(_KEYS), _SCALARS, max_size=6),
    comments=st.sampled_from(["", " # why", "\t#", "  "]),
    changes=st.dictionaries(st.sampled_from(_KEYS), _VALUES, min_size=1, max_size=3),
    ends=st.sampled_from(["\n", "\r\n", "\r"]),
    bom=st.booleans(),
)
def test_an_edit_sets_what_it_says_and_nothing_else_or_is_refused(
    entries: Mapping[str, str], comments: str, changes: Mapping[str, JSON], ends: str, bom: bool
) -> None:
    yaml = "".join(f"{key}: {value}{comments}\n" for key, value in entries.items())
    body = "\n# Body\n---\nstatus: pending\n"
    raw = (b"\xef\xbb\xbf" if bom else b"") + f"---\n{yaml}---{body}".replace("\n", ends).encode()
    try:
        edited = edit(raw, changes)
    except NotEditable:
        return
    assert edit(edited, changes) == edited
    assert edited.endswith(body.replace("\n", ends).encode())
    before, after = _parsed(raw), _parsed(edited)
    assert json.dumps(after, sort_keys=True) == json.dumps({**before, **changes}, sort_keys=True)
    kept = [line for line in edited.split(ends.encode()) if line in raw.split(ends.encode())]
    assert len(kept) >= len(raw.split(ends.encode())) - len(changes)


def _parsed(raw: bytes) -> dict[str, JSON]:
    front = split(raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n"))
    assert front is not None
    value = read_yaml(front.yaml, file="").value
    assert isinstance(value, dict)
    return value


@pytest.mark.parametrize(
    ("text", "front"),
    [
        ("---\na: 1\nb: 2\n---\nbody", FrontMatter("a: 1\nb: 2\n", 2, 5)),
        ("--- \t\na: 1\n... \n", FrontMatter("a: 1\n", 2, 4)),
        ("---\n---", FrontMatter("", 2, 3)),
        ("---\na: --- \n ---\n---x\n----\n---\n", FrontMatter("a: --- \n ---\n---x\n----\n", 2, 7)),
        ("", None),
        ("a: 1", None),
        ("\n---\n---\n", None),
        ("----\n---\n", None),
        ("--- a\n---\n", None),
        (" ---\n---\n", None),
    ],
)
def test_front_matter_is_found(text: str, front: FrontMatter | None) -> None:
    assert split(text) == front


@pytest.mark.parametrize("text", ["---", "---\n", "---\na: 1\n --- \n"])
def test_front_matter_without_an_end_is_said_to_have_none(text: str) -> None:
    with pytest.raises(UnclosedFrontMatter) as fault:
        split(text)
    assert fault.value.line == 1


def test_mixed_line_ends_are_kept() -> None:
    chance = random.Random(7)
    lines = ["---", "endpoint: x", "status: a", "savedAt: b", "---", "text", "", "text"]
    for _ in range(50):
        ends = [chance.choice(["\n", "\r\n", "\r"]) for _ in lines]
        whole = "".join(line + end for line, end in zip(lines, ends, strict=True)).encode()
        assert edit(whole, {"status": "c"}) == whole.replace(b"status: a", b"status: c")
