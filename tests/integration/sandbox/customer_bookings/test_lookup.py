from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from integration.sandbox.customer_bookings.conftest import STATUSES, refusal, wrong

if TYPE_CHECKING:
    from integration.sandbox.customer_bookings.conftest import Desk

BY_NUMBER = "bookings/by-number"


@pytest.mark.parametrize("role", [None, "customer_expired", "staff", "sbx_nobody_00000000", "customer_c"])
def test_anybody_finds_a_booking_by_its_number_without_what_is_personal(
    desk: Desk, role: str | None
) -> None:  # 002-01
    answer = desk.look(BY_NUMBER, role, number=desk.ids["cb_booking_accepted_number"])
    assert answer.status_code == 200
    found = answer.json()["data"]
    assert found["id"] == desk.ids["cb_booking_accepted_id"]
    assert found["meta"] == {"viewer": "anonymous"}
    assert "included" not in answer.json()
    assert {"participants", "personalization"}.isdisjoint(found["attributes"])
    assert set(found["relationships"]) == {"service", "resource"}


@pytest.mark.parametrize(
    ("role", "viewer"), [("customer", "owner"), ("customer_b", "anonymous"), ("admin", "admin")]
)
def test_those_who_may_see_more_do(desk: Desk, role: str, viewer: str) -> None:
    answer = desk.look(BY_NUMBER, role, number=desk.ids["cb_booking_accepted_number"]).json()
    assert answer["data"]["meta"]["viewer"] == viewer
    assert ("included" in answer) is (viewer != "anonymous")


@pytest.mark.parametrize("role", [None, "customer"])
def test_a_hash_is_optional_and_has_to_be_right(desk: Desk, role: str | None) -> None:  # 002-03
    number, hash_ = desk.ids["cb_booking_accepted_number"], desk.ids["cb_booking_accepted_hash"]
    without = desk.look(BY_NUMBER, role, number=number)
    assert desk.look(BY_NUMBER, role, number=number, hash=hash_).content == without.content
    assert desk.look(BY_NUMBER, role, number=number, hash="").content == without.content
    for bad in (desk.ids["cb_booking_b_hash"], "x", "é"):
        answer = desk.look(BY_NUMBER, role, number=number, hash=bad)
        assert (answer.status_code, wrong(answer)) == (403, [("invalid_hash", "hash")])


@pytest.mark.parametrize("number", ["B-999999", "b-000003", "3", "\x00", "by-number"])
def test_a_wrong_number_finds_nothing(desk: Desk, number: str) -> None:  # 002-02
    assert refusal(desk.look(BY_NUMBER, None, number=number, hash="x")) == (404, "booking_not_found")


@pytest.mark.parametrize("query", ["", "?number=", "?hash=x"])
def test_a_number_is_needed(desk: Desk, query: str) -> None:
    answer = desk.look(BY_NUMBER + query, None)
    assert (answer.status_code, wrong(answer)) == (422, [("required", "number")])


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_can_be_seen(desk: Desk, status: str) -> None:  # 002-04
    assert desk.status(desk.ids[f"cb_booking_{status}_id"]) == status
    listed = desk.look("bookings", **{"filter[status]": status}).json()["data"]
    assert desk.ids[f"cb_booking_{status}_id"] in {one["id"] for one in listed}
    assert {one["attributes"]["status"] for one in listed} == {status}


def test_a_booking_is_shown_in_full_to_its_owner(desk: Desk) -> None:
    ids = desk.ids
    answer = desk.look(f"bookings/{ids['cb_booking_accepted_id']}").json()
    order = answer["data"]["relationships"]["order"]["data"]
    assert answer["data"] == {
        "type": "bookings",
        "id": ids["cb_booking_accepted_id"],
        "attributes": {
            "number": "B-000003",
            "status": "accepted",
            "start_date": "2026-02-12T13:00:00+00:00",
            "end_date": "2026-02-12T14:00:00+00:00",
            "price": "40.00",
            "currency": "EUR",
            "series_id": None,
            "check_in_until": "2026-02-12T13:15:00+00:00",
            "checked_in_at": None,
            "canceled_at": None,
            "edit_in_progress": False,
            "created_at": "2026-01-26T08:00:00+00:00",
            "updated_at": "2026-01-26T08:00:00+00:00",
            "add_ons": [],
            "participants": [],
            "personalization": [],
        },
        "relationships": {
            "service": {"data": {"type": "services", "id": ids["cb_service_basic_id"]}},
            "resource": {"data": {"type": "resources", "id": ids["cb_resource_2_id"]}},
            "customer": {"data": {"type": "customers", "id": ids["cb_customer_id"]}},
            "order": {"data": order},
        },
        "meta": {"viewer": "owner", "hash": ids["cb_booking_accepted_hash"]},
    }
    assert answer["included"] == [
        {
            "type": "orders",
            "id": order["id"],
            "attributes": {
                "number": "O-000003",
                "currency": "EUR",
                "total": "40.00",
                "paid": "40.00",
                "refunded": "0.00",
                "due": "0.00",
                "adjustments": [],
            },
            "relationships": {
                "customer": {"data": {"type": "customers", "id": ids["cb_customer_id"]}},
                "bookings": {"data": [{"type": "bookings", "id": ids["cb_booking_accepted_id"]}]},
            },
        }
    ]


def test_related_resources_are_included_on_request(desk: Desk) -> None:
    path = f"bookings/{desk.ids['cb_booking_accepted_id']}"
    for include, types in (
        ("order,service,resource", ["orders", "services", "resources"]),
        ("resource", ["resources"]),
        ("", None),
    ):
        answer = desk.look(path, include=include).json()
        assert [one["type"] for one in answer["included"]] == types if types else "included" not in answer
    refused = desk.look(path, include="order,customer.secrets")
    assert (refused.status_code, wrong(refused)) == (400, [("invalid_parameter", "include")])


def test_a_customer_lists_what_it_has_to_do_with_page_by_page(desk: Desk) -> None:
    def page(n: int, role: str = "customer") -> tuple[list[str], int]:
        answer = desk.look("bookings", role, **{"page[size]": 4, "page[number]": n}).json()
        return [one["id"] for one in answer["data"]], answer["meta"]["page"]["total"]

    pages = [page(n) for n in (1, 2, 3, 4)]
    assert [len(ids) for ids, _ in pages] == [4, 4, 3, 0]
    assert {total for _, total in pages} == {11}
    everything = [one["id"] for one in desk.look("bookings").json()["data"]]
    assert [id_ for ids, _ in pages for id_ in ids] == everything
    assert desk.ids["cb_booking_invited_id"] in everything
    assert desk.ids["cb_booking_b_id"] not in everything
    assert page(1, "customer_c") == ([], 0)
    assert desk.admin("GET", "bookings").json()["meta"]["page"]["total"] == 12


def test_the_owner_of_a_booking_with_guests_sees_it_as_accepted(desk: Desk) -> None:
    listed = desk.look("bookings", "customer_b", **{"filter[status]": "accepted"}).json()["data"]
    assert {one["id"] for one in listed} == {desk.ids["cb_booking_invited_id"], desk.ids["cb_booking_b_id"]}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("page[size]", "0"),
        ("page[size]", "101"),
        ("page[size]", "x"),
        ("page[number]", "-1"),
        ("page[number]", "9" * 30),
        ("page[number]", "٣"),
        ("filter[status]", "cancelled"),
    ],
)
def test_a_parameter_that_means_nothing_is_refused(desk: Desk, name: str, value: str) -> None:
    answer = desk.look("bookings", **{name: value})
    assert (answer.status_code, wrong(answer)) == (400, [("invalid_parameter", name)])
