from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from integration.sandbox.customer_bookings.conftest import refusal, wrong

if TYPE_CHECKING:
    from integration.sandbox.customer_bookings.conftest import Desk


def test_a_service_is_described_to_anybody(desk: Desk) -> None:
    path = f"services/{desk.ids['cb_service_basic_id']}"
    add_ons = [{"type": "add-ons", "id": desk.ids[f"cb_addon_{n}_id"]} for n in (2, 1)]  # by name
    answer = desk.look(path, None).json()
    assert answer == {
        "data": {
            "type": "services",
            "id": desk.ids["cb_service_basic_id"],
            "attributes": {
                "name": "Meeting room",
                "price_per_hour": "40.00",
                "currency": "EUR",
                "booking_type": "single",
                "occurrences": 1,
                "canEditServiceOptions": True,
                "requires_approval": False,
                "check_in_minutes": 15,
                "meta": {"can_instant_book": True},
                "cancellation_policy": [
                    {"hours_before_start": 48, "fee_percentage": 0},
                    {"hours_before_start": 24, "fee_percentage": 25},
                    {"hours_before_start": 2, "fee_percentage": 50},
                    {"hours_before_start": 0, "fee_percentage": 100},
                ],
            },
            "relationships": {"custom_form": {"data": None}, "add_ons": {"data": add_ons}},
        }
    }
    included = desk.look(path, None, include="add_ons,custom_form").json()["included"]
    assert [one["attributes"]["name"] for one in included] == ["Catering", "Projector"]
    assert included[1]["attributes"] == {"name": "Projector", "price": "5.00", "currency": "EUR"}


def test_what_is_not_in_the_catalogue(desk: Desk) -> None:
    assert refusal(desk.look("services/x", None)) == (404, "service_not_found")
    assert refusal(desk.look("resources/x/availability", None)) == (404, "resource_not_found")
    answer = desk.look(f"services/{desk.ids['cb_service_basic_id']}", None, include="resources")
    assert (answer.status_code, wrong(answer)) == (400, [("invalid_parameter", "include")])


def test_free_hours_are_those_that_nobody_holds(desk: Desk) -> None:
    path = f"resources/{desk.ids['cb_resource_1_id']}/availability"
    day = {"start_date": "2026-04-15", "end_date": "2026-04-15"}
    free = desk.look(path, None, **day).json()["data"]
    assert len(free) == 10
    assert free[0]["attributes"] == {
        "start_date": "2026-04-15T08:00:00+00:00",
        "end_date": "2026-04-15T09:00:00+00:00",
    }
    assert desk.instant(**free[0]["attributes"]).status_code == 201
    body = {"start_date": "2026-04-15T09:59:59Z", "end_date": "2026-04-15T11:00:01Z"}
    assert desk.instant(**body).status_code == 201
    hours = [one["attributes"]["start_date"][11:13] for one in desk.look(path, None, **day).json()["data"]]
    assert hours == ["12", "13", "14", "15", "16", "17"]


def test_the_days_are_those_of_a_week_from_tomorrow_and_never_past(desk: Desk) -> None:
    path = f"resources/{desk.ids['cb_resource_1_id']}/availability"
    starts = [one["attributes"]["start_date"] for one in desk.look(path, None).json()["data"]]
    assert (len(starts), starts[0], starts[-1][:10]) == (70, "2026-02-03T08:00:00+00:00", "2026-02-09")
    desk.world.control("clock", set="2026-02-02T12:30:00Z")
    today = {"start_date": "2026-02-02", "end_date": "2026-02-02"}
    assert len(desk.look(path, None, **today).json()["data"]) == 5
    past = {"start_date": "2026-02-01", "end_date": "2026-02-01"}
    assert desk.look(path, None, **past).json()["data"] == []


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"start_date": "tomorrow"}, "start_date"),
        ({"start_date": "20260415"}, "start_date"),
        ({"start_date": "2026-02-30"}, "start_date"),
        ({"start_date": "9999-12-31"}, "start_date"),
        ({"end_date": "2026-02-02"}, "end_date"),
        ({"start_date": "2026-04-01", "end_date": "2026-05-02"}, "end_date"),
    ],
)
def test_days_that_are_none(desk: Desk, query: dict[str, str], name: str) -> None:
    answer = desk.look(f"resources/{desk.ids['cb_resource_1_id']}/availability", None, **query)
    assert (answer.status_code, wrong(answer)) == (400, [("invalid_parameter", name)])
