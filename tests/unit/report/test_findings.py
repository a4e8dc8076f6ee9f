from __future__ import annotations

import json

from runner.model.finding import Severity
from runner.model.place import Place
from runner.report.findings import as_github, as_json, as_text
from support.build import make_finding

ALIAS = make_finding(
    "status `success` is an old spelling of `verified`",
    rule="SR110",
    place=Place("specs/a.md", 6, 9),
    hint="write `verified`",
    line="status: success",
    width=7,
    severity=Severity.WARNING,
)
WHOLE = make_finding("no executable steps", rule="SR209", place=Place("specs/b.md", 2))
NOTE = make_finding(
    "a, b: 50%\r\nof it", rule="SR310", place=Place("specs/c,d:e%.md", 3), severity=Severity.NOTE
)


def test_a_frame_for_each_and_a_last_line_that_counts() -> None:
    text = as_text([ALIAS, WHOLE], width=80, colour=False, specs=135, seconds=0.41)
    assert text == (
        "warning[SR110]: status `success` is an old spelling of `verified`\n"
        "  --> specs/a.md:6:9\n"
        "   |\n"
        " 6 | status: success\n"
        "   |         ^^^^^^^ write `verified`\n"
        "\n"
        "error[SR209]: no executable steps\n"
        "  --> specs/b.md:2:1\n"
        "\n"
        "135 specs in 0.4s · 1 error · 1 warning · 0 notes\n"
    )


def test_nothing_found_is_said_too() -> None:
    text = as_text([], width=80, colour=False, specs=1, seconds=0.0)
    assert text == "1 spec in 0.0s · 0 errors · 0 warnings · 0 notes\n"


def test_colour_adds_nothing_but_colour() -> None:
    plain = as_text([ALIAS, NOTE], width=80, colour=False, specs=2, seconds=1)
    coloured = as_text([ALIAS, NOTE], width=80, colour=True, specs=2, seconds=1)
    assert "\x1b[33m1 warning\x1b[0m" in coloured
    for code in ("0", "1", "2", "31", "33", "36", "1;31", "1;36"):
        coloured = coloured.replace(f"\x1b[{code}m", "")
    assert coloured == plain


def test_json_is_a_list_of_flat_objects() -> None:
    assert json.loads(as_json([ALIAS])) == [
        {
            "rule": "SR110",
            "severity": "warning",
            "file": "specs/a.md",
            "line": 6,
            "column": 9,
            "width": 7,
            "message": "status `success` is an old spelling of `verified`",
            "hint": "write `verified`",
        }
    ]
    assert as_json([]) == "[]\n"


def test_github_gets_one_command_for_each() -> None:
    assert as_github([ALIAS, WHOLE]) == (
        "::warning file=specs/a.md,line=6,col=9,title=SR110::"
        "status `success` is an old spelling of `verified`%0Awrite `verified`\n"
        "::error file=specs/b.md,line=2,col=1,title=SR209::no executable steps\n"
    )


def test_what_means_something_to_github_is_escaped() -> None:
    assert as_github([NOTE]) == (
        "::notice file=specs/c%2Cd%3Ae%25.md,line=3,col=1,title=SR310::a, b: 50%25%0D%0Aof it\n"
    )


def test_a_document_cannot_add_commands_of_its_own() -> None:
    sly = make_finding("x\n::error::y\x1b[2J ##[error]z", place=Place("a\n::b", 1))
    (text,) = as_github([sly]).splitlines()
    assert text.startswith("::error file=a%0A%3A%3Ab,")
    assert "\x1b" not in text
    assert "##[error]" not in text
