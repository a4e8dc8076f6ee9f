from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from runner.model.spec import Spec
from runner.report.freshness import Freshness, age_text, standing
from support.bench import document, spec_of
from support.build import make_finding, make_invalid

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONTH = timedelta(days=30)
STEP = "- {method: GET, path: /items}"


def spec(front: str) -> Spec:
    return spec_of(document(STEP, front=front))


@pytest.mark.parametrize(
    ("front", "freshness", "note"),
    [
        ("status: verified\nverifiedAt: '2026-02-20T00:00:00Z'", Freshness.FRESH, ""),
        ("status: verified\nverifiedAt: '2026-02-20'", Freshness.FRESH, ""),
        ("status: verified\nverifiedAt: '2026-03-01T20:00:00+14:00'", Freshness.FRESH, ""),
        ("status: verified\nverifiedAt: '2026-03-02'", Freshness.FRESH, ""),
        ("status: verified\nverifiedAt: '2026-01-20T00:00:00Z'", Freshness.STALE, ""),
        (
            "status: verified\nverifiedAt: '2026-03-11T12:00:00Z'",
            Freshness.STALE,
            "`verifiedAt` lies 10d ahead",
        ),
        ("status: pending\nverifiedAt: '2026-02-20'", Freshness.STALE, "pending: to be verified again"),
        ("status: pending", Freshness.NEVER, ""),
        ("verifiedAt: null", Freshness.NEVER, ""),
        ("status: verified", Freshness.NEVER, "verified, and `verifiedAt` does not say when"),
        (
            "status: verified\nverifiedAt: last week",
            Freshness.NEVER,
            "`verifiedAt` is no date that can be read",
        ),
        ("status: verified\nverifiedAt: [1]", Freshness.NEVER, "`verifiedAt` is no date that can be read"),
        (
            "status: verified\nverifiedAt: '0001-01-01T00:00:00+14:00'",
            Freshness.NEVER,
            "`verifiedAt` is no date that can be read",
        ),
        ("status: failed\nverifiedAt: '2026-02-20'", Freshness.FAILING, "failed, last verified 2026-02-20"),
        ("status: failed", Freshness.FAILING, "failed, never verified"),
        (
            "status: failed\nverifiedAt: soon",
            Freshness.FAILING,
            "failed, `verifiedAt` is no date that can be read",
        ),
        ("status: skipped\nskipReason: no partner", Freshness.PARKED, "no partner"),
        ("status: deprecated\nverifiedAt: '2020-01-01'", Freshness.PARKED, ""),
        ("status: verified\nskip: true\nskipReason: later", Freshness.PARKED, "later"),
    ],
)
def test_the_front_matter_tells_how_fresh_a_spec_is(front: str, freshness: Freshness, note: str) -> None:
    found = standing(spec(front), now=NOW, stale_after=MONTH)
    assert (found.freshness, found.note) == (freshness, note)


def test_what_cannot_be_read_as_a_spec_is_worst_of_all() -> None:
    broken = make_invalid(findings=[make_finding("no such key")], endpoint="GET /items")
    found = standing(broken, now=NOW, stale_after=MONTH)
    assert (found.freshness, found.status, found.note) == (Freshness.INVALID, "invalid", "no such key")
    assert min(Freshness, key=list(Freshness).index) is Freshness.INVALID


@pytest.mark.parametrize(
    ("front", "overdue"),
    [
        ("status: verified\nverifiedAt: '2026-02-20'", False),
        ("status: verified\nverifiedAt: '2026-01-20'", True),
        ("status: verified\nverifiedAt: '2026-03-11'", True),
        ("status: pending\nverifiedAt: '2026-02-20'", True),
        ("status: failed\nverifiedAt: '2026-02-20'", True),
        ("status: pending", True),
        ("status: verified", True),
        ("status: skipped", False),
        ("status: deprecated\nverifiedAt: '2020-01-01'", False),
    ],
)
def test_all_but_what_is_parked_must_be_verified_in_time(front: str, overdue: bool) -> None:
    found = standing(spec(front), now=NOW, stale_after=timedelta(days=3650))
    assert found.is_overdue(MONTH) is overdue


@pytest.mark.parametrize(
    ("age", "text"),
    [
        (timedelta(), "0s"),
        (timedelta(seconds=59), "59s"),
        (timedelta(seconds=60), "1m"),
        (timedelta(minutes=59), "59m"),
        (timedelta(hours=1), "1h"),
        (timedelta(hours=23, minutes=59), "23h"),
        (timedelta(days=45, hours=23), "45d"),
        (-timedelta(days=2), "2d"),
    ],
)
def test_ages_are_told_in_whole_units(age: timedelta, text: str) -> None:
    assert age_text(age) == text
