from __future__ import annotations

import pytest

from runner.adapters.durations import read_duration


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("30s", 30),
        ("500ms", 0.5),
        ("5m", 300),
        ("2h", 7200),
        ("1d", 86400),
        ("1.5 s", 1.5),
        (30, 30),
        (0.25, 0.25),
        ("30", 30),
        ("0", 0),
    ],
)
def test_durations_are_read(written: str | float, seconds: float) -> None:
    assert read_duration(written).total_seconds() == seconds


@pytest.mark.parametrize(
    "written", ["", "s", "-1s", "30 sekunden", "1e9", "1h30m", "٣s", "9999999999d", True]
)
def test_what_is_no_duration_says_what_one_is(written: str | float) -> None:
    with pytest.raises(ValueError, match=r"is not a duration: write 30s"):
        read_duration(written)
