"""Creating a booking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import Call, RefusedError
from runner.sandbox.bookings_v2 import bookings, feature_limits, notices
from runner.sandbox.bookings_v2.bookings import Maker, NewBooking
from runner.sandbox.bookings_v2.changes import shown
from runner.sandbox.bookings_v2.errors import ONE_SERVICE_AT_A_TIME, RESOURCE_NEEDED, refuse
from runner.sandbox.bookings_v2.places import Slot, check_room, place_in, service_of, take
from runner.sandbox.bookings_v2.roles import APP, CUSTOMERS, MEMBER, VISITOR, admit
from runner.sandbox.bookings_v2.routes import writing
from runner.sandbox.bookings_v2.wishes import Wish, read_wish

if TYPE_CHECKING:
    from runner.sandbox.answers import Answer
    from runner.sandbox.jsontext import JsonObject
    from runner.sandbox.tokens import Caller


def create_booking(call: Call) -> Answer:
    admit(call.caller, "create")
    wish = read_wish(call.json())
    _check_settings(wish, call.caller)
    with call.space.writing() as connection:
        service = service_of(connection, wish.entity)
        place = place_in(connection, service, wish.entity)
        if not wish.skip_availability:
            check_room(connection, service, place, wish.party)
        if place.start_ms < call.now_ms and not wish.ignore_window:
            raise refuse("begun")
        feature_limits.use(connection, "create")
        new = NewBooking(
            place=take(connection, service, place),
            maker=_maker(call.caller),
            contact=_contact(wish, call.caller),
            time_zone=wish.time_zone,
            created_ms=call.now_ms,
            status=wish.status,
            payment_option=wish.payment_option,
            party=wish.party,
            additional_fields=wish.additional_fields,
        )
        row = bookings.insert(connection, new)
        bookings.announce(connection, row, "created", call.now_ms)
        notices.send(connection, wish.notice, row, "created")
    return shown(row)


def _check_settings(wish: Wish, caller: Caller) -> None:
    if wish.overrules_the_business and caller.role in CUSTOMERS:
        raise refuse("business_only")
    if wish.of_several_services:
        raise RefusedError(ONE_SERVICE_AT_A_TIME)
    slot = wish.entity
    if (
        wish.skip_availability
        and isinstance(slot, Slot)
        and slot.session_id is None
        and slot.resource_id is None
    ):
        raise RefusedError(RESOURCE_NEEDED)


def _maker(caller: Caller) -> Maker:
    if caller.role == MEMBER:
        return Maker("MEMBER", owner_id=caller.subject)
    if caller.role == VISITOR:
        return Maker("ANONYMOUS_VISITOR")
    return Maker("APP", app_id=caller.subject) if caller.role == APP else Maker("WIX_USER")


def _contact(wish: Wish, caller: Caller) -> JsonObject:
    if caller.role == MEMBER and wish.contact["contactId"] is None:
        # A member is its own contact.
        return {**wish.contact, "contactId": caller.subject}
    return wish.contact


OPERATIONS = writing("/bookings", create_booking)
