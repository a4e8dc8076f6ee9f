"""What earlier runs came to, summed up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from runner.model.about import Past, Turn, flake_rate

AT = datetime(2026, 11, 20, tzinfo=UTC)
PASSED, FAILED, SKIPPED = (Turn("r", AT, outcome) for outcome in ("passed", "failed", "skipped"))
RETRIED = PASSED._replace(flaky=True)
FELL = FAILED._replace(fell=True)


@pytest.mark.parametrize(
    ("turns", "rate"),
    [
        ((), None),
        ((SKIPPED,), None),
        ((PASSED, PASSED), 0.0),
        ((PASSED, FAILED), 0.0),
        ((PASSED, FELL), 0.5),
        ((PASSED, FELL, FAILED, FAILED), 0.25),
        ((RETRIED, FELL, SKIPPED), 1.0),
    ],
)
def test_chance_is_what_is_flaky_and_what_fell_of_the_turns_that_said_something(
    turns: tuple[Turn, ...], rate: float | None
) -> None:
    assert flake_rate(turns) == rate


def test_what_failed_is_failing_however_often_it_was_skipped_since() -> None:
    assert Past((PASSED, FAILED, SKIPPED)).failing
    assert Past((SKIPPED,), first_failed=FAILED).failing
    assert not Past((FAILED, PASSED, SKIPPED)).failing
    assert not Past().failing
