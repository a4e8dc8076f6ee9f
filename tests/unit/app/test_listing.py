from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from runner.app.listing import rows
from runner.app.order import Order
from support.project import Project


def test_a_row_tells_what_would_run(project: Project) -> None:
    project.spec(
        "- {id: a, method: GET, path: /a}\n- {id: b, method: GET, path: /b, token: client}",
        setup="- {id: c, method: GET, path: /c}",
        front="status: verified",
    )
    (row,) = rows(Order(), project.around())
    assert (row.file, row.endpoint, row.status) == ("specs/a.md", "POST /items", "verified")
    assert (row.steps, row.tokens, row.note) == (3, ("staff", "client"), "")


@pytest.mark.parametrize(
    ("ago", "age"),
    [
        (timedelta(minutes=59), "0h"),
        (timedelta(hours=23, minutes=30), "23h"),
        (timedelta(hours=24, minutes=1), "1d"),
        (timedelta(days=9, hours=23), "9d"),
        (-timedelta(days=3), "0h"),
    ],
)
def test_the_age_is_that_of_the_last_verification(project: Project, ago: timedelta, age: str) -> None:
    moment = (datetime.now(UTC) - ago).isoformat()
    project.spec(front=f'verifiedAt: "{moment}"')
    assert [row.age for row in rows(Order(), project.around())] == [age]


def test_what_was_never_verified_says_so(project: Project) -> None:
    project.spec()
    assert [row.age for row in rows(Order(), project.around())] == ["never"]


def test_what_would_not_run_says_why(project: Project) -> None:
    project.spec(name="a.md", front="status: skipped\nskipReason: no such data")
    project.spec(name="b.md", test="- {use: GET /nowhere}")
    project.spec(name="c.md", test="- {method: GET, path: /a, methd: GET}")
    parked, dangling, invalid = rows(Order(), project.around())
    assert parked.note == "no such data"
    assert "GET /nowhere" in dangling.note
    assert (invalid.status, invalid.endpoint) == ("invalid", "POST /items")
    assert "`methd`" in invalid.note


def test_filters_hold_here_too(project: Project) -> None:
    project.spec(name="a.md", front="tags: [x]")
    project.spec(name="b.md")
    assert [row.file for row in rows(Order(tags=("x",)), project.around())] == ["specs/a.md"]
