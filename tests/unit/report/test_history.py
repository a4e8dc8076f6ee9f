"""The screens of `steprun history`."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from textwrap import dedent

import pytest

from runner.model.about import Past, Turn
from runner.report.history import Story, as_json, as_markdown, screen
from runner.report.measure import cells
from runner.report.terminal import Screen, text_of

AT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
LETTERS = {"p": "passed", "f": "failed", "e": "error", "s": "skipped", "~": "passed", "!": "failed"}


def past(letters: str, *, commit: str = "1c9e0fd77a", branch: str = "main", limit: int = 200) -> Past:
    """A turn a day: `~` is flaky, `!` fell."""
    turns = [
        Turn(
            f"r{day}",
            AT + timedelta(days=day),
            LETTERS[letter],
            flaky=letter == "~",
            seconds=(day + 1) / 10,
            commit=commit,
            branch=branch,
            fell=letter == "!",
        )
        for day, letter in enumerate(letters)
    ]
    passed = next((turn for turn in reversed(turns) if turn.outcome == "passed"), None)
    since = turns[turns.index(passed) + 1 :] if passed else turns
    return Past(tuple(turns[-limit:]), next((turn for turn in since if turn.bad), None), passed)


def story(
    name: str, letters: str, *, example: str = "", steps: Mapping[str, Past] | None = None, limit: int = 200
) -> Story:
    title = f"GET /{name} › {example}" if example else f"GET /{name}"
    return Story(f"specs/{name}.md", title, "sales", past(letters, limit=limit), steps or {})


def shown(*stories: Story, width: int = 80) -> str:
    rows = screen(sorted(stories, key=lambda each: each.rank), environment="staging", width=width)
    return "".join(f"{text_of(row)}\n" for row in rows)


def expected(text: str) -> str:
    return dedent(text).lstrip("\n")


def test_one_spec_in_full() -> None:
    steps = {"Prerequisites › find": past("ppppppp"), "Test Request › cancel_booking": past("pp~s!ff")}
    assert shown(story("bookings", "pp~s!ff", steps=steps)) == expected("""
        ── FAILED ── GET /bookings ──────────────────────────────────────────── sales ──

        specs/bookings.md in staging · 7 turns, 2026-11-01 to 2026-11-07

        ✓✓~○✗✗✗
        ✓ 2 passed · ~ 1 flaky · ✗ 3 failed · ○ 1 skipped

        first failed  2026-11-05, at 1c9e0fd on main · 3 runs ago
        last passed   2026-11-03, at 1c9e0fd on main
        flaky         33% · 2 of 6 turns
        passes in     200 ms (p50) · 300 ms (p95)

        STEP                           FLAKY      P50      P95  LATEST TURNS
        Prerequisites › find              0%   400 ms   700 ms  ✓✓✓✓✓✓✓
        Test Request › cancel_booking    33%   200 ms   300 ms  ✓✓~○✗✗✗
            first failed 2026-11-05, at 1c9e0fd on main
            last passed 2026-11-03, at 1c9e0fd on main
        """)


def test_a_spec_that_is_well_says_less() -> None:
    assert shown(story("bookings", "p")) == expected("""
        ── PASSED ── GET /bookings ──────────────────────────────────────────── sales ──

        specs/bookings.md in staging · 1 turn, 2026-11-01

        ✓
        ✓ 1 passed

        last passed   2026-11-01, at 1c9e0fd on main
        flaky         0% · 0 of 1 turn
        passes in     100 ms (p50) · 100 ms (p95)
        """)


def test_without_commits_it_says_what_cannot_be_told() -> None:
    alone = Story("a.md", "GET /a", "", past("fs", commit="", branch=""))
    said = shown(alone)
    assert "last passed   never\n" in said
    assert "first failed  2026-11-01 · 2 runs ago\n" in said
    assert "flaky         0% · 0 of 1 turn, by retries alone: no commit is known\n" in said
    assert "passes in     - (p50) · - (p95)\n" in said


def test_of_one_document_each_example_is_told() -> None:
    said = shown(story("a", "p"), story("a", "", example="Option 1"))
    assert "── PASSED ── GET /a ──" in said
    assert "── NEVER ── GET /a › Option 1 ──" in said
    assert "specs/a.md never ran in staging\n" in said


def test_several_are_a_table_with_the_worst_first() -> None:
    found = (
        story("well", "pppp"),
        story("lately", "pppf"),
        story("never", ""),
        story("long", "pfff"),
        story("shaky", "p!p~"),
        story("skipped", "ss"),
    )
    assert shown(*found) == expected("""
        LAST     SINCE       FLAKY      P50      P95  LATEST TURNS
        failed   2026-11-02     0%   100 ms   100 ms  ✓✗✗✗
            specs/long.md
        failed   2026-11-04     0%   200 ms   300 ms  ✓✓✓✗
            specs/lately.md
        flaky    -             50%   300 ms   400 ms  ✓✗✓~
            specs/shaky.md
        skipped  -               -        -        -  ○○
            specs/skipped.md
        passed   -              0%   200 ms   400 ms  ✓✓✓✓
            specs/well.md
        never    -               -        -        -
            specs/never.md

        ✓ 10 passed · ~ 1 flaky · ✗ 5 failed · ○ 2 skipped
        6 specs in staging: 2 failing, 3 not failing, 1 never ran
        """)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_it_fits_whatever_there_is(width: int) -> None:
    long = {f"Test Request › a_step_with_quite_a_long_name_that_says_{'much ' * number}": past("p" * 90 + "f")
            for number in range(4)}  # fmt: skip
    for told in (shown(story("a", "p~" * 60 + "f", steps=long), width=width),
                 shown(story("a", "p" * 120), story("b", "f" * 120), width=width)):  # fmt: skip
        assert max(map(cells, told.splitlines())) <= width


def test_a_strip_shows_the_latest_turns_where_not_all_have_room() -> None:
    said = shown(story("a", "p" * 99 + "f"), story("b", "p"), width=60)
    (strip,) = [row.split()[-1] for row in said.splitlines() if row.startswith("failed")]
    assert strip == "✓" * (len(strip) - 1) + "✗"
    assert len(strip) >= 10


def test_a_stream_without_our_glyphs_gets_letters() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    rows = screen([story("a", "pf~se")], environment="staging", width=60)
    Screen(stream, colour=False).write(rows)
    stream.seek(0)
    assert "\n.F~s!\n" in stream.read()


def test_hostile_names_move_nothing() -> None:
    evil = Story("a\x1b[2J.md", "GET /\u202e", "##[x]", past("pf", branch="\x1b[31m"), {"s\x07": past("f")})
    told = shown(evil) + shown(evil, story("b", "p"))
    assert not set(told) & set("\x1b\x07\u202e")
    assert "| a" not in as_markdown([Story("a.md", "GET /a|b", "", past("p"))], environment="x|y")


def test_json_has_everything_with_its_units() -> None:
    told = json.loads(
        as_json([story("a", "p~!", steps={"s": past("f")}), story("b", "")], environment="test")
    )
    first, second = told["specs"]
    assert told["environment"] == "test"
    assert (first["file"], first["title"], first["last"], first["failing"]) == (
        "specs/a.md", "GET /a", "failed", True,
    )  # fmt: skip
    assert (first["flake_rate"], first["p50_seconds"], first["p95_seconds"]) == (0.6667, 0.1, 0.2)
    assert first["first_failed"] == first["turns"][-1] == {
        "run_id": "r2",
        "at": "2026-11-03T09:30:00Z",
        "outcome": "failed",
        "flaky": False,
        "seconds": 0.3,
        "commit": "1c9e0fd77a",
        "branch": "main",
        "fell": True,
    }  # fmt: skip
    assert [step["name"] for step in first["steps"]] == ["s"]
    assert second["last"] == "never"
    assert (second["flake_rate"], second["p50_seconds"], second["turns"]) == (None, None, [])


def test_markdown_links_the_documents_and_keeps_the_strip_together() -> None:
    told = as_markdown([story("a", "p~~f", steps={"Test | x": past("p")})], environment="test")
    assert told == expected("""
        1 spec in test: 1 failing

        | Last | Failing since | Flaky | p50 | p95 | Latest turns | Document |
        | --- | --- | --- | --- | --- | --- | --- |
        | failed | 2026-11-04, at 1c9e0fd on main | 50% | 200 ms | 300 ms | `✓~~✗` | [`GET /a`](specs/a.md) |

        `GET /a`

        | Last | Failing since | Flaky | p50 | p95 | Latest turns | Step |
        | --- | --- | --- | --- | --- | --- | --- |
        | passed |  | 0% | 100 ms | 100 ms | `✓` | `Test \\| x` |
        """)
