from textwrap import dedent

import pytest

from runner.model.finding import Severity
from runner.model.place import Place
from runner.report.frame import Note, extent, finding_text, frame, marked
from runner.report.measure import cells
from runner.report.terminal import Line, text_of
from support.build import make_finding

LINES = [
    "steps:",
    "  - id: cancel",
    "    method: POST",
    '    path: "/cancel"',
    "    token: staff",
    "    body:",
    '      uid: "{{uid}}"',
    "      note: x",
    "    expect:",
    "      status: [200]  # or so",
    "",
]

FRAMED = """\
    ╭─ a.md:10:15
    │  Test Request › cancel                     step 1 of 1
    │
  2 │   - id: cancel
  3 │     method: POST
  4 │     path: "/cancel"
    ┆
  7 │       uid: "{{uid}}"
    │             ─────── = "u1"  --var
  8 │       note: x
  9 │     expect:
 10 │       status: [200]  # or so
    │               ^^^^^ found 404
    ╰─
"""


def shown(rows: list[Line]) -> str:
    return "\n".join(text_of(row) for row in rows) + "\n"


def expected(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_a_step_with_its_mark_and_its_variable() -> None:
    place = Place("a.md", 10, 15)
    rows = frame(
        LINES,
        place,
        width=60,
        notes=[Note(place, "found 404"), Note(Place("a.md", 7, 13), '= "u1"  --var', main=False)],
        title=("Test Request › cancel", "step 1 of 1"),
        first=2,
    )
    assert shown(rows) == FRAMED


def test_without_lines_the_place_is_still_said() -> None:
    assert shown(frame((), Place("a.md", 10, 15), width=60)) == "    ╭─ a.md:10:15\n    ╰─\n"


@pytest.mark.parametrize("line", [0, -3, 99])
def test_a_place_outside_the_file_is_no_trouble(line: int) -> None:
    place = Place("a.md", line, 0)
    assert "╰─" in shown(frame(LINES, place, width=60, notes=[Note(place, "x")], first=2))


def test_a_column_behind_the_line_marks_its_end() -> None:
    place = Place("a.md", 1, 999)
    assert "  │       ^ here" in shown(frame(LINES, place, width=60, notes=[Note(place, "here")]))


def test_long_paths_are_never_cut() -> None:
    path = "specs/" + "x" * 200 + ".md"
    assert f"{path}:1:1" in shown(frame(LINES, Place(path, 1), width=40))


def test_words_that_do_not_fit_stand_below_their_mark() -> None:
    note = Note(Place("a.md", 1, 1), "a rather long explanation of what is wrong here", columns=5)
    assert [text_of(row) for row in marked("steps:", [note], width=40)] == [
        "steps:",
        "^^^^^",
        "a rather long explanation of what is",
        "wrong here",
    ]


def test_tabs_and_wide_characters_are_counted_in_cells() -> None:
    note = Note(Place("a.md", 1, 6), "here", columns=2)
    assert [text_of(row) for row in marked("\ta: 日本 x", [note], width=40)] == [
        "    a: 日本 x",
        "         ^^^ here",
    ]


def test_a_control_character_keeps_the_mark_in_place() -> None:
    note = Note(Place("a.md", 1, 3), "here", columns=1)
    assert [text_of(row) for row in marked("a\x1bb", [note], width=40)] == ["a\\x1bb", "     ^ here"]


@pytest.mark.parametrize("column", [1, 50, 250, 500])
def test_a_long_line_is_cut_around_its_mark(column: int) -> None:
    source = "".join(chr(ord("a") + index % 26) for index in range(500))
    text, mark = (
        text_of(row) for row in marked(source, [Note(Place("a.md", 1, column), columns=3)], width=60)
    )
    assert cells(text) <= 60
    assert text[mark.index("^")] == source[column - 1]


@pytest.mark.parametrize(
    ("source", "column", "text"),
    [
        ("status: [200, [1]] # x", 9, "[200, [1]]"),
        ('path: "/a b"  # x', 7, '"/a b"'),
        ("path: 'it''s' x", 7, "'it''s'"),
        ("useFallback: true", 1, "useFallback"),
        ("uid: plain text  # why", 6, "plain text"),
        ("url: http://x/y", 6, "http://x/y"),
        ("expect: {status: 200, a: b}", 18, "200"),
        ("expect: {status: 200, a: b}", 9, "{status: 200, a: b}"),
        ("open: [1, 2", 7, "[1, 2"),
        ("short", 40, " "),
    ],
)
def test_the_extent_of_what_is_meant(source: str, column: int, text: str) -> None:
    assert extent(source, column) == len(text)


def test_a_finding_with_a_short_hint() -> None:
    finding = make_finding(
        "unknown step key `expects`",
        place=Place("a.md", 24, 5),
        hint="did you mean `expect`?",
        line="    expects: {}",
        width=7,
    )
    assert shown(finding_text(finding)) == expected("""
        error[SR203]: unknown step key `expects`
          --> a.md:24:5
           |
        24 |     expects: {}
           |     ^^^^^^^ did you mean `expect`?
        """)


def test_a_finding_with_a_long_hint() -> None:
    finding = make_finding(
        "`{{bookingId}}` is never defined",
        severity=Severity.WARNING,
        place=Place("a.md", 1024, 7),
        hint="in scope here: booking_id (line 41), business_id (environment staging)\nwrite `{{booking_id}}`",
        line='uid: "{{bookingId}}"',
        width=13,
    )
    assert shown(finding_text(finding, width=70)) == expected("""
        warning[SR203]: `{{bookingId}}` is never defined
            --> a.md:1024:7
             |
        1024 | uid: "{{bookingId}}"
             |       ^^^^^^^^^^^^^
             = help: in scope here: booking_id (line 41), business_id
                     (environment staging)
                     write `{{booking_id}}`
        """)


def test_a_finding_about_a_whole_file() -> None:
    finding = make_finding("it is not UTF-8", rule="SR001", place=Place("a.md", 1), hint="save it as UTF-8")
    assert shown(finding_text(finding)) == expected("""
        error[SR001]: it is not UTF-8
          --> a.md:1:1
           = help: save it as UTF-8
        """)
