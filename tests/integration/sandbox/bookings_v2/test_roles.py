from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest
from integration.sandbox.bookings_v2.conftest import QUERY, code

if TYPE_CHECKING:
    from collections.abc import Callable

    from integration.sandbox.bookings_v2.conftest import Bookings

    Attempt = Callable[[Bookings, str | None], httpx.Response]

NOBODY = (None, "v2_expired", "sbx_v2_nobody_00000000", "staff", "client")

ATTEMPTS: dict[str, Attempt] = {
    "create": lambda v2, role: v2.create(role),
    "cancel": lambda v2, role: v2.cancel(v2.make(), role),
    "decline": lambda v2, role: v2.decline(v2.make(), role),
    "confirm": lambda v2, role: v2.confirm(v2.make(), role),
    "mark pending": lambda v2, role: v2.move(
        "mark_booking_as_pending", v2.make(serviceId=v2.id("service_manual")), role
    ),
    "confirm or decline": lambda v2, role: v2.settle(v2.make(), role),
    "query": lambda v2, role: v2.post(QUERY, role),
    "session": lambda v2, role: v2.world.get(
        f"/bookings/v1/calendar/sessions/{v2.id('session_class')}", role
    ),
    "schedule": lambda v2, role: v2.world.get(
        f"/bookings/v1/calendar/schedules/{v2.id('schedule_course')}", role
    ),
}
BUSINESS = frozenset({"v2_app", "v2_user", "v2_manager"})
MAY = {
    **dict.fromkeys(ATTEMPTS, BUSINESS),
    "create": BUSINESS | {"v2_member", "v2_visitor"},
    "cancel": BUSINESS | {"v2_member"},
    "query": BUSINESS | {"v2_member"},
}
ROLES = ("v2_app", "v2_user", "v2_manager", "v2_noperm", "v2_member", "v2_visitor")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("operation", ATTEMPTS)
def test_who_may_call_what(v2: Bookings, operation: str, role: str) -> None:  # 003-11, 003-12
    answer = ATTEMPTS[operation](v2, role)
    if role in MAY[operation]:
        assert answer.status_code == 200
    else:
        assert code(answer) == (403, "UNAUTHORIZED_OPERATION")
        assert v2.ledger("events") == []


@pytest.mark.parametrize("role", NOBODY)
@pytest.mark.parametrize("operation", ATTEMPTS)
def test_nobody_may_call_anything(v2: Bookings, operation: str, role: str | None) -> None:
    answer = ATTEMPTS[operation](v2, role)
    assert answer.status_code == 401
    assert answer.json() == {
        "message": "Unauthorized",
        "details": {
            "applicationError": {"code": "UNAUTHENTICATED", "description": "Unauthorized", "data": {}}
        },
    }


def test_these_tokens_are_for_this_api_only(v2: Bookings) -> None:
    assert v2.world.get("/platform/v1/scheduling/appointments", "v2_app").status_code == 401


@pytest.mark.parametrize(
    ("header", "status"), [("Bearer {}", 200), ("bearer {}", 200), ("{}", 401), ("Basic {}", 401), ("", 401)]
)
def test_the_scheme_is_bearer(v2: Bookings, header: str, status: int) -> None:
    value = header.format(v2.world.tokens["v2_app"])
    answer = v2.world.call("POST", QUERY, None, json={}, headers={"Authorization": value})
    assert answer.status_code == status
