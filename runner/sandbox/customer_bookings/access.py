"""Access: a booking as one caller sees it, and what that lets the caller do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.customer_bookings import bookings
from runner.sandbox.customer_bookings.errors import BOOKING_NOT_FOUND, UNAUTHORIZED, refuse
from runner.sandbox.customer_bookings.roles import ADMIN, API, CUSTOMER
from runner.sandbox.customer_bookings.states import Status

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.api import Call
    from runner.sandbox.tokens import Caller


class Viewer(StrEnum):
    OWNER = "owner"
    PARTICIPANT = "participant"
    ADMIN = "admin"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Seen:
    """A booking and who is looking at it."""

    row: sqlite3.Row
    viewer: Viewer
    #: The viewer's own line among the participants.
    part: sqlite3.Row | None = None

    @property
    def status(self) -> Status:
        """To somebody who has yet to answer an invitation, an accepted booking is one he is invited to."""
        stored = Status(self.row["status"])
        asked = self.part is not None and self.part["status"] == "invited"
        return Status.INVITED if asked and stored is Status.ACCEPTED else stored


def look(connection: sqlite3.Connection, caller: Caller, row: sqlite3.Row) -> Seen:
    if caller.api != API:
        return Seen(row, Viewer.ANONYMOUS)
    if caller.role == ADMIN:
        return Seen(row, Viewer.ADMIN)
    if row["customer_id"] == caller.subject:
        return Seen(row, Viewer.OWNER)
    part = connection.execute(
        "SELECT p.* FROM cb_participant AS p JOIN cb_customer AS c USING (address)"
        " WHERE p.booking_id = ? AND c.id = ?",
        (row["id"], caller.subject),
    ).fetchone()
    return Seen(row, Viewer.ANONYMOUS if part is None else Viewer.PARTICIPANT, part)


def booking_of(connection: sqlite3.Connection, call: Call) -> Seen:
    """The booking a path names, for anybody who has to do with it."""
    row = bookings.find(connection, call.params["booking_id"])
    if row is None:
        raise RefusedError(BOOKING_NOT_FOUND)
    seen = look(connection, call.caller, row)
    if seen.viewer is Viewer.ANONYMOUS:
        raise RefusedError(UNAUTHORIZED)
    return seen


def owned(connection: sqlite3.Connection, call: Call) -> Seen:
    """The booking a path names, for its owner alone."""
    seen = booking_of(connection, call)
    if seen.viewer is not Viewer.OWNER:
        raise refuse("owner_only")
    return seen


def email_of(connection: sqlite3.Connection, caller: Caller) -> str:
    """The address of a customer."""
    assert caller.role == CUSTOMER
    (email,) = connection.execute("SELECT email FROM cb_customer WHERE id = ?", (caller.subject,)).fetchone()
    return str(email)
