from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx
    from integration.sandbox.conftest import World

BOOKINGS = "/bookings/v2/bookings"
QUERY = "/bookings/bookings-reader/v2/extended-bookings/query"
CALENDAR = "/bookings/v1/calendar"
DAY = 24 * 60

STATUSES = ("CREATED", "PENDING", "CONFIRMED", "DECLINED", "CANCELED", "WAITING_LIST")


@dataclass(frozen=True)
class Bookings:
    """The bookings API of one space."""

    world: World

    def id(self, name: str) -> str:
        return self.world.ids[f"v2_{name}_id"]

    def post(self, path: str, role: str | None = "v2_app", /, **body: Any) -> httpx.Response:
        return self.world.call("POST", path, role, json=body)

    def make(self, **attributes: Any) -> dict[str, Any]:
        """A booking put straight into the space."""
        made: dict[str, Any] = self.world.control("fixtures", type="v2_booking", attributes=attributes)
        booking: dict[str, Any] = made["attributes"]
        return booking

    def move(
        self, action: str, booking: dict[str, Any], role: str | None = "v2_app", /, **body: Any
    ) -> httpx.Response:
        path = f"{BOOKINGS}/{booking['id']}/{action}"
        return self.post(path, role, **{"revision": booking["revision"], **body})

    def cancel(self, booking: dict[str, Any], role: str | None = "v2_app", /, **body: Any) -> httpx.Response:
        return self.move("cancel", booking, role, **body)

    def decline(self, booking: dict[str, Any], role: str | None = "v2_app", /, **body: Any) -> httpx.Response:
        return self.move("decline", booking, role, **body)

    def confirm(self, booking: dict[str, Any], role: str | None = "v2_app", /, **body: Any) -> httpx.Response:
        return self.move("confirm", booking, role, **body)

    def settle(self, booking: dict[str, Any], role: str | None = "v2_app", /, **body: Any) -> httpx.Response:
        return self.post(f"/bookings/v2/confirmation/{booking['id']}:confirmOrDecline", role, **body)

    def create(self, role: str | None = "v2_app", /, **more: Any) -> httpx.Response:
        """An appointment, unless `booking` says otherwise; `slot` and `settings` change parts of it."""
        slot = {
            "serviceId": self.id("service_auto"),
            "startDate": "2026-02-09T10:00:00Z",
            "resource": {"id": self.id("resource")},
            **more.pop("slot", {}),
        }
        booking = {
            "bookedEntity": {"slot": slot},
            "contactDetails": {"firstName": "Eve", "email": "eve@example.com"},
            "totalParticipants": 1,
            **more.pop("booking", {}),
        }
        return self.post(BOOKINGS, role, booking=booking, **more)

    def extended(self, booking_id: str) -> dict[str, Any]:
        answer = self.post(QUERY, query={"filter": {"id": booking_id}}, withBookingAllowedActions=True)
        (found,) = answer.json()["extendedBookings"]
        return dict(found)

    def read(self, booking_id: str) -> dict[str, Any]:
        return dict(self.extended(booking_id)["booking"])

    def session(self, session_id: str, role: str = "v2_app") -> httpx.Response:
        return self.world.get(f"{CALENDAR}/sessions/{session_id}", role)

    def schedule(self, schedule_id: str, role: str = "v2_app") -> httpx.Response:
        return self.world.get(f"{CALENDAR}/schedules/{schedule_id}", role)

    def ledger(self, page: str) -> list[dict[str, Any]]:
        return list(self.world.control(page)[page])

    def untouched(self, booking: dict[str, Any]) -> bool:
        """Whether a refused request left nothing behind."""
        left = [entry for page in ("events", "outbox", "refunds") for entry in self.ledger(page)]
        return not left and self.read(booking["id"]) == booking


@pytest.fixture
def v2(sandbox: World) -> Bookings:
    return Bookings(sandbox)


def session_of(booking: dict[str, Any]) -> str:
    return str(booking["bookedEntity"]["slot"]["sessionId"])


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["details"]["applicationError"]["code"]


def violations(answer: httpx.Response) -> list[tuple[str, str, str]]:
    assert answer.status_code == 400, answer.text
    found = answer.json()["details"]["validationError"]["fieldViolations"]
    return [(each["field"], each["violatedRule"], each["description"]) for each in found]
