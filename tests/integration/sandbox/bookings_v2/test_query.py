from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from integration.sandbox.bookings_v2.conftest import QUERY, STATUSES, code, violations

if TYPE_CHECKING:
    from integration.sandbox.bookings_v2.conftest import Bookings


def found(v2: Bookings, role: str = "v2_app", /, **body: Any) -> list[str]:
    answer = v2.post(QUERY, role, **body)
    assert answer.status_code == 200, answer.text
    return [each["booking"]["id"] for each in answer.json()["extendedBookings"]]


def test_everything_is_found_in_the_order_of_the_ids(v2: Bookings) -> None:
    everything = found(v2)
    assert len(everything) == 7
    assert everything == sorted(everything)


@pytest.mark.parametrize("path", [QUERY, "/_api/bookings-reader/v2/extended-bookings/query"])
def test_one_booking_is_found_under_both_addresses(v2: Bookings, path: str) -> None:
    answer = v2.post(path, query={"filter": {"id": {"$eq": v2.id("booking_created")}}})
    assert answer.json() == {
        "extendedBookings": [{"booking": v2.read(v2.id("booking_created")), "cancellationFee": None}],
        "pagingMetadata": {"count": 1, "cursors": {"next": None}, "hasNext": False},
    }


def test_conditions_are_met_all_at_once(v2: Bookings) -> None:
    created, pending = v2.id("booking_created"), v2.id("booking_pending")
    both = {"$in": [created, pending]}
    assert found(v2, query={"filter": {"id": created}}) == [created]
    assert set(found(v2, query={"filter": {"id": both}})) == {created, pending}
    assert found(v2, query={"filter": {"id": both, "status": "PENDING"}}) == [pending]
    assert found(v2, query={"filter": {"id": created, "status": "PENDING"}}) == []
    assert found(v2, query={"filter": {"id": {"$in": []}}}) == []
    assert found(v2, query={"filter": {"id": v2.id("booking_unknown")}}) == []
    assert len(found(v2, query={"filter": {"id": None, "status": None}})) == 7


@pytest.mark.parametrize("status", STATUSES)
def test_there_is_a_booking_of_each_status(v2: Bookings, status: str) -> None:
    names = {"WAITING_LIST": "waiting"}
    expected = v2.id(f"booking_{names.get(status, status.lower())}")
    assert expected in found(v2, query={"filter": {"status": status}})


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_follow_one_another(v2: Bookings, limit: int) -> None:
    pages, cursor = [], None
    while True:
        body = {"query": {"cursorPaging": {"limit": limit, "cursor": cursor}}}
        answer = v2.post(QUERY, **body).json()
        pages += [each["booking"]["id"] for each in answer["extendedBookings"]]
        paging = answer["pagingMetadata"]
        assert paging["count"] == len(answer["extendedBookings"]) <= limit
        assert paging["hasNext"] is (paging["cursors"]["next"] is not None)
        cursor = paging["cursors"]["next"]
        if cursor is None:
            break
    assert pages == found(v2)


def test_a_page_has_fifty_bookings_unless_more_are_asked_for(v2: Bookings) -> None:
    for _ in range(50):
        v2.make()
    assert len(found(v2)) == 50
    assert len(found(v2, query={"cursorPaging": {"limit": 100}})) == 57


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"query": {"cursorPaging": {"limit": 0}}}, ("query.cursorPaging.limit", "MIN")),
        ({"query": {"cursorPaging": {"limit": 101}}}, ("query.cursorPaging.limit", "MAX")),
        ({"query": {"cursorPaging": {"limit": "5"}}}, ("query.cursorPaging.limit", "FORMAT")),
        ({"query": {"cursorPaging": {"cursor": 5}}}, ("query.cursorPaging.cursor", "FORMAT")),
        ({"query": {"filter": {"startDate": "x"}}}, ("query.filter.startDate", "FIELD_NOT_ALLOWED")),
        (
            {"query": {"filter": {"id": {"$eq": "x", "$gt": "x"}}}},
            ("query.filter.id.$gt", "FIELD_NOT_ALLOWED"),
        ),
        ({"query": {"filter": {"id": {}}}}, ("query.filter.id", "REQUIRED_ONE_OF_FIELD")),
        ({"query": {"filter": {"id": {"$eq": None}}}}, ("query.filter.id", "REQUIRED_ONE_OF_FIELD")),
        (
            {"query": {"filter": {"id": {"$eq": "x", "$in": []}}}},
            ("query.filter.id", "REQUIRED_ONE_OF_FIELD"),
        ),
        ({"query": {"filter": {"status": "CANCELLED"}}}, ("query.filter.status", "INVALID_ENUM_VALUE")),
        (
            {"query": {"filter": {"status": {"$in": ["x"]}}}},
            ("query.filter.status.$in.0", "INVALID_ENUM_VALUE"),
        ),
        ({"query": {"filter": {"id": {"$in": "x"}}}}, ("query.filter.id.$in", "FORMAT")),
        ({"query": {"filter": {"id": {"$in": [1]}}}}, ("query.filter.id.$in.0", "FORMAT")),
        ({"query": {"filter": {"id": 1}}}, ("query.filter.id", "FORMAT")),
        ({"query": {"filter": []}}, ("query.filter", "FORMAT")),
        ({"query": 1}, ("query", "FORMAT")),
        ({"withBookingAllowedActions": "yes"}, ("withBookingAllowedActions", "FORMAT")),
    ],
)
def test_a_query_must_be_well_formed(v2: Bookings, body: dict[str, Any], expected: tuple[str, str]) -> None:
    assert [(field, rule) for field, rule, _ in violations(v2.post(QUERY, **body))] == [expected]


@pytest.mark.parametrize(
    ("name", "may_cancel"),
    [
        ("created", True),
        ("pending", True),
        ("confirmed", True),
        ("waiting", True),
        ("declined", False),
        ("canceled", False),
    ],
)
def test_the_actions_follow_from_the_status(v2: Bookings, name: str, may_cancel: bool) -> None:
    assert v2.extended(v2.id(f"booking_{name}"))["allowedActions"] == {"cancel": may_cancel}


def test_a_part_of_several_services_offers_no_action(v2: Bookings) -> None:
    assert v2.extended(v2.make(multiServiceBookingId="x")["id"])["allowedActions"] == {"cancel": False}


def test_a_member_finds_its_own(v2: Bookings) -> None:
    assert found(v2, "v2_member_b") == [v2.id("booking_b")]
    assert len(found(v2, "v2_member")) == 6


def test_the_calendar_shows_who_comes(v2: Bookings) -> None:
    session = v2.session(v2.id("session_full")).json()["session"]
    assert session == {
        "id": v2.id("session_full"),
        "scheduleId": session["scheduleId"],
        "serviceId": v2.id("service_class"),
        "title": "Yoga class",
        "tags": ["GROUP"],
        "status": "CONFIRMED",
        "start": {"timestamp": "2026-02-06T12:00:00.000Z"},
        "end": {"timestamp": "2026-02-06T13:00:00.000Z"},
        "capacity": 2,
        "totalNumberOfParticipants": 2,
        "participants": [
            {
                "id": v2.id(f"booking_{name}"),
                "name": f"{first} Member",
                "email": f"{first.lower()}@example.com",
                "partySize": party,
                "approvalStatus": approval,
            }
            for name, first, party, approval in sorted(
                [("b", "Emil", 2, "APPROVED"), ("waiting", "Dora", 1, "PENDING")],
                key=lambda each: v2.id(f"booking_{each[0]}"),
            )
        ],
    }
    assert v2.schedule(v2.id("schedule_course")).json() == {
        "schedule": {
            "id": v2.id("schedule_course"),
            "serviceId": v2.id("service_course"),
            "title": "Pottery course",
            "tags": ["COURSE"],
            "capacity": 2,
            "totalNumberOfParticipants": 0,
            "participants": [],
        }
    }


def test_what_is_not_on_the_calendar_is_not_found(v2: Bookings) -> None:
    unknown = v2.id("booking_unknown")
    assert code(v2.session(unknown)) == (404, "SESSION_NOT_FOUND")
    assert code(v2.schedule(unknown)) == (404, "SCHEDULE_NOT_FOUND")
