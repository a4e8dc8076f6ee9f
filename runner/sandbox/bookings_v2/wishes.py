"""Wishes: what a request to create a booking asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.bookings_v2.booked_entity import read_entity
from runner.sandbox.bookings_v2.bookings import PaymentOption
from runner.sandbox.bookings_v2.decisions import MOST_PARTICIPANTS
from runner.sandbox.bookings_v2.errors import CONTACT_DETAILS_CONFLICT, INVALID_CHOICES
from runner.sandbox.bookings_v2.forms import Form
from runner.sandbox.bookings_v2.notices import Notice, read_notice
from runner.sandbox.bookings_v2.states import Status

if TYPE_CHECKING:
    from runner.sandbox.bookings_v2.places import Course, Slot
    from runner.sandbox.jsontext import JsonObject

    Texts = dict[str, str | None]

PERSON = ("firstName", "lastName", "email", "phone")
CONTACT = ("contactId", *PERSON)
ADDITIONAL_FIELD = ("id", "label", "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    entity: Slot | Course
    time_zone: str
    contact: Texts
    additional_fields: tuple[Texts, ...]
    party: int
    payment_option: PaymentOption
    status: Status
    of_several_services: bool
    skip_availability: bool
    ignore_window: bool
    notice: Notice

    @property
    def overrules_the_business(self) -> bool:
        return self.skip_availability or self.ignore_window or self.status is Status.CONFIRMED


def read_wish(body: JsonObject) -> Wish:
    form = Form(body)
    form.demand("booking")
    booking, settings = form.form("booking"), form.form("flowControlSettings")
    entity, party = read_entity(booking), _read_party(booking)
    contact = _texts(booking.form("contactDetails"), CONTACT)
    submitted = _texts(form.form("formSubmission"), PERSON)
    fields = tuple(_read_field(field) for field in booking.each("additionalFields", Form.form))
    payment_option = booking.choice("selectedPaymentOption", PaymentOption)
    confirmed = booking.text("status") == Status.CONFIRMED
    skip, ignore = settings.flag("skipAvailabilityValidation"), settings.flag("ignoreBookingWindow")
    notice = read_notice(form)
    form.check()
    return Wish(
        entity=entity.meant(),
        time_zone=entity.time_zone,
        contact=_agreed(contact, submitted),
        additional_fields=fields,
        party=_countable(booking, party),
        payment_option=payment_option or PaymentOption.UNDEFINED,
        status=Status.CONFIRMED if confirmed else Status.CREATED,
        of_several_services=booking.has("multiServiceBookingInfo"),
        skip_availability=skip is True,
        ignore_window=ignore is True,
        notice=notice,
    )


def _texts(form: Form, names: tuple[str, ...]) -> Texts:
    return {name: form.text(name) for name in names}


def _read_field(form: Form) -> Texts:
    form.demand("id")
    return _texts(form, ADDITIONAL_FIELD)


def _read_party(booking: Form) -> int | None:
    """The number of participants; None when choices stand in its place."""
    if not booking.has("participantsChoices"):
        booking.demand("totalParticipants")
    return booking.whole("totalParticipants", MOST_PARTICIPANTS)


def _countable(booking: Form, party: int | None) -> int:
    if booking.has("participantsChoices") or party is None:
        # None of the services has options to choose from.
        raise RefusedError(INVALID_CHOICES)
    return party


def _agreed(contact: Texts, submitted: Texts) -> Texts:
    """The contact, with what a submitted form says about the same person."""
    said = {name: text for name, text in submitted.items() if text is not None}
    if any(contact[name] not in (None, text) for name, text in said.items()):
        raise RefusedError(CONTACT_DETAILS_CONFLICT)
    return {**contact, **said}
