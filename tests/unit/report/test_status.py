from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from textwrap import dedent

from runner.model.spec import Status
from runner.report.freshness import Freshness, Standing
from runner.report.status import as_json, as_markdown, overdue_lines, screen
from runner.report.terminal import text_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONTH = timedelta(days=30)


def row(
    name: str, freshness: Freshness, *, status: Status, days: int | None = None, note: str = ""
) -> Standing:
    age = None if days is None else timedelta(days=days)
    at = None if age is None else NOW - age
    return Standing(f"specs/{name}.md", f"GET /{name}|x", "shop", status.value, freshness, at, age, note)


ROWS = (
    row("a", Freshness.FAILING, status=Status.FAILED, days=12, note="failed, last verified 2026-02-17"),
    row("b", Freshness.STALE, status=Status.VERIFIED, days=45),
    row("c", Freshness.NEVER, status=Status.PENDING),
    row("d", Freshness.FRESH, status=Status.VERIFIED, days=3),
    row("e", Freshness.PARKED, status=Status.DEPRECATED, days=900, note="use d"),
)


def test_the_screen_is_a_table_and_its_totals() -> None:
    text = "\n".join(text_of(each) for each in screen(ROWS, stale_after=MONTH))
    assert text == dedent("""\
        STATE       AGE   FILE
        failing     12d   specs/a.md
                          failed, last verified 2026-02-17
        stale       45d   specs/b.md
        never       -     specs/c.md
        fresh       3d    specs/d.md
        deprecated  900d  specs/e.md
                          use d

        5 specs: 1 failing, 1 stale (older than 30d), 1 never verified, 1 fresh, 1 parked""")


def test_a_long_path_is_not_cut_so_that_it_can_be_pasted() -> None:
    (_, first, *_) = screen([row("x" * 200, Freshness.NEVER, status=Status.PENDING)], stale_after=MONTH)
    assert text_of(first).endswith(f"specs/{'x' * 200}.md")


def test_json_has_every_spec_with_instants_and_seconds() -> None:
    told = json.loads(as_json(ROWS, now=NOW, stale_after=MONTH, limit=timedelta(days=40)))
    assert told["at"] == "2026-03-01T12:00:00Z"
    assert (told["stale_after_seconds"], told["fail_stale_seconds"]) == (2_592_000, 3_456_000)
    assert told["totals"] == {
        "specs": 5, "invalid": 0, "failing": 1, "stale": 1, "never": 1, "fresh": 1, "parked": 1,
    }  # fmt: skip
    assert told["specs"][1] == {
        "file": "specs/b.md",
        "endpoint": "GET /b|x",
        "domain": "shop",
        "state": "stale",
        "status": "verified",
        "verified_at": "2026-01-15T12:00:00Z",
        "age_seconds": 3_888_000,
        "overdue": True,
        "note": "",
    }
    assert [each["overdue"] for each in told["specs"]] == [True, True, True, False, False]
    assert told["specs"][2]["verified_at"] is None


def test_nothing_is_overdue_where_nobody_set_a_limit() -> None:
    told = json.loads(as_json(ROWS, now=NOW, stale_after=MONTH, limit=None))
    assert not any(each["overdue"] for each in told["specs"])


def test_markdown_links_to_the_documents_and_escapes_what_would_end_a_cell() -> None:
    text = as_markdown(ROWS[1:2], stale_after=MONTH)
    assert text == dedent("""\
        1 spec: 1 stale (older than 30d)

        | State | Age | Last verified | Document | Note |
        | --- | --- | --- | --- | --- |
        | stale | 45d | 2026-01-15 | [`GET /b\\|x`](specs/b.md) |  |
        """)


def test_what_is_overdue_is_named_with_its_reason() -> None:
    assert overdue_lines(ROWS, MONTH) == [
        "3 of 5 specs were not verified within 30d",
        "specs/a.md: failed, last verified 2026-02-17",
        "specs/b.md: verified 45d ago",
        "specs/c.md: never verified",
    ]
    assert overdue_lines(ROWS[3:], MONTH) == []
