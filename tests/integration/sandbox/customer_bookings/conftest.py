from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx
    from integration.sandbox.conftest import World

START, END = "2026-04-15T09:00:00+02:00", "2026-04-15T10:00:00+02:00"
STATUSES = ("reserved", "requested", "accepted", "invited", "rejected", "canceled", "expired")


@dataclass(frozen=True)
class Desk:
    """The customer bookings of one space, and the means to work with them."""

    world: World

    @property
    def ids(self) -> dict[str, str]:
        return self.world.ids

    def ask(self, method: str, path: str, role: str | None = "customer", **how: Any) -> httpx.Response:
        return self.world.call(method, f"/api/v1/{path}", role, **how)

    def look(self, path: str, role: str | None = "customer", /, **query: Any) -> httpx.Response:
        return self.ask("GET", path, role, params=query)

    def send(
        self, path: str, role: str | None = "customer", /, *, json: Any = None, **members: Any
    ) -> httpx.Response:
        return self.ask("POST", path, role, json=members if json is None else json)

    def admin(self, method: str, path: str, **how: Any) -> httpx.Response:
        query = {"o": self.ids["cb_organization_id"], **how.pop("params", {})}
        return self.ask(method, path, "admin", params=query, **how)

    def decide(self, booking_id: str, status: str) -> httpx.Response:
        data = {"type": "bookings", "id": booking_id, "attributes": {"status": status}}
        return self.admin("PATCH", f"bookings/{booking_id}", json={"data": data})

    def wish(self, service: str = "basic", **more: Any) -> dict[str, Any]:
        """The body of a booking of the first room."""
        return {
            "start_date": START,
            "end_date": END,
            "resource_id": self.ids["cb_resource_1_id"],
            "service_id": self.ids[f"cb_service_{service}_id"],
            **more,
        }

    def instant(
        self, service: str = "basic", role: str | None = "customer", /, **more: Any
    ) -> httpx.Response:
        return self.send("bookings/instant", role, json=self.wish(service, **more))

    def order(self, service: str = "basic", /, **more: Any) -> httpx.Response:
        return self.send("order/bookings", json=self.wish(service, **more))

    def plant(self, /, **attributes: Any) -> dict[str, Any]:
        made = self.world.control("fixtures", type="cb_booking", attributes=attributes)
        resource: dict[str, Any] = made["attributes"]
        return resource

    def planted(self, /, **attributes: Any) -> str:
        return str(self.plant(**attributes)["id"])

    def booking(self, booking_id: str, role: str = "customer") -> dict[str, Any]:
        answer = self.look(f"bookings/{booking_id}", role)
        assert answer.status_code == 200, answer.text
        data: dict[str, Any] = answer.json()["data"]
        return data

    def status(self, booking_id: str, role: str = "customer") -> str:
        return str(self.booking(booking_id, role)["attributes"]["status"])

    def bill(self, booking_id: str) -> dict[str, Any]:
        answer = self.admin("GET", f"bookings/{booking_id}")
        attributes: dict[str, Any] = answer.json()["included"][0]["attributes"]
        return attributes

    def told(self, page: str) -> list[Any]:
        entries: list[Any] = self.world.control(page)[page]
        return entries


def wrong(answer: httpx.Response) -> list[tuple[str, str]]:
    """The flaws an answer names: code, and what of the request is to blame."""
    return [
        (told["code"], next(iter(told.get("source", {}).values()), "")) for told in answer.json()["errors"]
    ]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    """The status and the one code of an error."""
    (told,) = answer.json()["errors"]
    assert told["status"] == str(answer.status_code)
    assert told["title"] == told["code"].replace("_", " ").capitalize()
    assert answer.headers["content-type"] == "application/vnd.api+json"
    return answer.status_code, told["code"]


@pytest.fixture
def desk(sandbox: World) -> Desk:
    return Desk(sandbox)


@pytest.fixture
def booking(desk: Desk) -> str:
    """An accepted booking of the customer's, to do something with."""
    return desk.ids["cb_booking_accepted_id"]
