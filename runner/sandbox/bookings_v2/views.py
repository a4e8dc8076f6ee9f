"""The views of rows: what of them goes over the wire, and under which names."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from runner.sandbox.bookings_v2.decisions import APPROVAL, BLOCKING
from runner.sandbox.bookings_v2.states import Status
from runner.sandbox.clock import from_ms, iso_z

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from runner.sandbox.jsontext import Json

CENTS = 100
TAGS = {"appointment": "INDIVIDUAL", "class": "GROUP", "course": "COURSE"}
BUSINESS_IDENTITIES = frozenset({"APP", "WIX_USER"})


@lru_cache(maxsize=4096)
def moment(milliseconds: int) -> str:
    """With milliseconds, in UTC."""
    return from_ms(milliseconds).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def money(minor: int, currency: str) -> dict[str, Json]:
    whole, cents = divmod(minor, CENTS)
    return {"value": f"{whole}.{cents:02d}", "currency": currency}


def booking(row: sqlite3.Row) -> dict[str, Json]:
    contact: dict[str, Json] = json.loads(row["contact"])
    several = {} if row["multi_id"] is None else {"multiServiceBookingInfo": {"id": row["multi_id"]}}
    return {
        "id": row["id"],
        "bookedEntity": _booked_entity(row),
        "contactDetails": contact,
        "additionalFields": json.loads(row["additional_fields"]),
        "totalParticipants": row["party"],
        "status": row["status"],
        "paymentStatus": row["payment_status"],
        "selectedPaymentOption": row["payment_option"],
        "createdDate": moment(row["created_ms"]),
        "externalUserId": None,
        "bookingSource": _source(row),
        # An int64 is a string in the JSON of such an API.
        "revision": str(row["revision"]),
        "createdBy": {
            "contactId": contact["contactId"],
            "memberId": row["owner_id"],
            "identityType": row["identity_type"],
        },
        "startDate": iso_z(from_ms(row["start_ms"])),
        "endDate": iso_z(from_ms(row["end_ms"])),
        "updatedDate": moment(row["updated_ms"]),
        "doubleBooked": bool(row["double_booked"]),
        "extendedFields": None,
        **several,
    }


def _booked_entity(row: sqlite3.Row) -> dict[str, Json]:
    location = {"id": row["location_id"], "name": row["location_name"], "locationType": row["location_type"]}
    if row["kind"] == "course":
        entity: dict[str, Json] = {
            "schedule": {
                "scheduleId": row["schedule_id"],
                "serviceId": row["service_id"],
                "timezone": row["time_zone"],
                "firstSessionStart": moment(row["start_ms"]),
                "lastSessionEnd": moment(row["end_ms"]),
                "location": location,
            }
        }
    else:
        entity = {
            "slot": {
                "sessionId": row["session_id"],
                "eventId": row["event_id"],
                "serviceId": row["service_id"],
                "scheduleId": row["schedule_id"],
                "startDate": moment(row["start_ms"]),
                "endDate": moment(row["end_ms"]),
                "timezone": row["time_zone"],
                "resource": {
                    "id": row["resource_id"],
                    "name": row["resource_name"],
                    "email": row["resource_email"],
                    "scheduleId": row["resource_schedule_id"],
                },
                "location": location,
            }
        }
    return {**entity, "title": row["title"], "tags": [TAGS[row["kind"]]]}


def _source(row: sqlite3.Row) -> dict[str, Json]:
    return {
        "platform": "WEB",
        "actor": "BUSINESS" if row["identity_type"] in BUSINESS_IDENTITIES else "CUSTOMER",
        "appDefId": row["app_id"],
        "appName": None if row["app_id"] is None else "Sandbox app",
    }


def extended_booking(row: sqlite3.Row, *, may_cancel: bool | None) -> dict[str, Json]:
    """A booking with what a list tells about it besides; without `may_cancel`, nothing about actions."""
    actions = {} if may_cancel is None else {"allowedActions": {"cancel": may_cancel}}
    fee = None if row["fee_minor"] is None else money(row["fee_minor"], row["currency"])
    return {"booking": booking(row), **actions, "cancellationFee": fee}


def session(row: sqlite3.Row, bookings: Sequence[sqlite3.Row]) -> dict[str, Json]:
    return {
        "id": row["id"],
        "scheduleId": row["schedule_id"],
        "serviceId": row["service_id"],
        "title": row["title"],
        "tags": [TAGS[row["kind"]]],
        "status": "CONFIRMED",
        "start": {"timestamp": moment(row["start_ms"])},
        "end": {"timestamp": moment(row["end_ms"])},
        **_attendance(row["capacity"], bookings),
    }


def schedule(service: sqlite3.Row, bookings: Sequence[sqlite3.Row]) -> dict[str, Json]:
    return {
        "id": service["schedule_id"],
        "serviceId": service["id"],
        "title": service["name"],
        "tags": [TAGS[service["type"]]],
        **_attendance(service["capacity"], bookings),
    }


def _attendance(capacity: int, bookings: Sequence[sqlite3.Row]) -> dict[str, Json]:
    return {
        "capacity": capacity,
        "totalNumberOfParticipants": sum(row["party"] for row in bookings if row["status"] == BLOCKING),
        "participants": [_participant(row) for row in bookings],
    }


def _participant(row: sqlite3.Row) -> dict[str, Json]:
    contact = json.loads(row["contact"])
    return {
        "id": row["id"],
        "name": " ".join(name for name in (contact["firstName"], contact["lastName"]) if name),
        "email": contact["email"],
        "partySize": row["party"],
        "approvalStatus": APPROVAL[Status(row["status"])],
    }
