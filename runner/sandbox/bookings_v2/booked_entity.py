"""The booked entity of a request: a slot or the schedule of a course, as it is written and as it is meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.bookings_v2.decisions import DEFAULT_TIME_ZONE
from runner.sandbox.bookings_v2.errors import INVALID_DATE_FORMAT, INVALID_TIME_ZONE
from runner.sandbox.bookings_v2.places import Course, Slot
from runner.sandbox.clock import parse_instant, to_ms
from runner.sandbox.zones import zone_called

if TYPE_CHECKING:
    from datetime import tzinfo

    from runner.sandbox.bookings_v2.forms import Form

# Separates a time from its date: a date alone is ISO 8601, too, but no point in time.
TIME = "T"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedEntity:
    """Texts as they came; a schedule's id makes it a course."""

    schedule_id: str | None
    service_id: str | None
    session_id: str | None
    resource_id: str | None
    start: str | None
    end: str | None
    time_zone: str

    def meant(self) -> Slot | Course:
        zone = zone_called(self.time_zone)
        if zone is None:
            raise RefusedError(INVALID_TIME_ZONE)
        if self.schedule_id is not None:
            return Course(self.schedule_id)
        return Slot(
            service_id=self.service_id or "",
            session_id=self.session_id,
            start_ms=_instant(self.start, zone),
            end_ms=_instant(self.end, zone),
            resource_id=self.resource_id,
        )


def read_entity(booking: Form) -> BookedEntity:
    booking.demand("bookedEntity")
    entity = booking.form("bookedEntity")
    if booking.has("bookedEntity") and entity.has("slot") == entity.has("schedule"):
        booking.wrong("bookedEntity", "REQUIRED_ONE_OF_FIELD", "must have either slot or schedule")
    slot, schedule = entity.form("slot"), entity.form("schedule")
    if entity.has("schedule"):
        schedule.demand("scheduleId")
    session_id = slot.text("sessionId") or slot.text("eventId")
    if entity.has("slot"):
        slot.demand("serviceId", *(() if session_id else ("startDate",)))
    return BookedEntity(
        schedule_id=schedule.text("scheduleId"),
        service_id=slot.text("serviceId"),
        session_id=session_id,
        resource_id=slot.form("resource").text("id"),
        start=slot.text("startDate"),
        end=slot.text("endDate"),
        time_zone=slot.text("timezone") or schedule.text("timezone") or DEFAULT_TIME_ZONE,
    )


def _instant(text: str | None, zone: tzinfo) -> int | None:
    if text is None:
        return None
    try:
        instant = to_ms(parse_instant(text, zone))
    except ValueError:
        raise RefusedError(INVALID_DATE_FORMAT) from None
    if TIME not in text:
        raise RefusedError(INVALID_DATE_FORMAT)
    return instant
