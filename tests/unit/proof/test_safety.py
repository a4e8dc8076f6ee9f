"""Whether steps may change something where they are sent."""

from __future__ import annotations

import pytest

from runner.proof.safety import may_change
from support.build import make_planned, make_step


@pytest.mark.parametrize(
    ("method", "path", "changes"),
    [
        ("GET", "/bookings", False),
        ("HEAD", "/bookings/{{id}}", False),
        ("OPTIONS", "/bookings", False),
        ("POST", "/bookings/query", True),
        ("DELETE", "/bookings/{{id}}", True),
        ("GET", "/bookings/{{id}}/cancel", True),
        ("GET", "/bookings/cancel/{{id}}?soft=1", True),
        ("GET", "/bookings/{{id}}/cancelBooking", True),
        ("GET", "/bookings/{{id}}/cancel-edit-booking", True),
        ("GET", "/bookings/{{id}}/cancellation-preview", False),
        ("GET", "/cancel/reasons", False),
        ("GET", "/updates", False),
        ("GET", "/bookings?state=cancel", False),
        ("GET", "/", False),
    ],
)
def test_a_step_changes_something_by_its_method_or_by_what_its_path_tells_to_do(
    method: str, path: str, changes: bool
) -> None:
    assert may_change([make_planned(make_step(method=method, path=path))]) is changes


def test_one_step_is_enough_and_none_changes_nothing() -> None:
    reading = make_planned(make_step(method="GET", path="/bookings"))
    writing = make_planned(make_step())
    assert may_change([reading, writing])
    assert not may_change([reading, reading])
    assert not may_change([])
