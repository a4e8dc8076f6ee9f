"""The contents of a booking that its owner may edit: participants, add-ons, time and resource."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

from runner.sandbox.customer_bookings import bookings

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    email: str
    name: str = ""
    status: str = "invited"
    can_edit: bool = False
    attending_virtually: bool = False

    @property
    def address(self) -> str:
        """The same for addresses that differ in case alone."""
        return self.email.lower()

    def with_status(self, status: str) -> Participant:
        return replace(self, status=status)


@dataclass(frozen=True, slots=True)
class Choice:
    add_on_id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Place:
    """When and where."""

    resource_id: str
    start_ms: int
    end_ms: int

    @property
    def span(self) -> tuple[int, int]:
        return self.start_ms, self.end_ms


@dataclass(frozen=True, slots=True)
class Contents:
    participants: tuple[Participant, ...]
    choices: tuple[Choice, ...]
    place: Place

    def without(self, address: str) -> Contents:
        return replace(self, participants=tuple(p for p in self.participants if p.address != address))

    def __str__(self) -> str:
        return json.dumps(asdict(self))


def parse_contents(text: str) -> Contents:
    told = json.loads(text)
    return Contents(
        participants=tuple(Participant(**one) for one in told["participants"]),
        choices=tuple(Choice(**one) for one in told["choices"]),
        place=Place(**told["place"]),
    )


def place_of(row: sqlite3.Row) -> Place:
    return Place(row["resource_id"], row["start_ms"], row["end_ms"])


def contents_of(connection: sqlite3.Connection, row: sqlite3.Row) -> Contents:
    return Contents(participants_of(connection, row), _choices_of(connection, row), place_of(row))


def participants_of(connection: sqlite3.Connection, row: sqlite3.Row) -> tuple[Participant, ...]:
    rows = connection.execute(
        "SELECT * FROM cb_participant WHERE booking_id = ? ORDER BY position", (row["id"],)
    )
    return tuple(
        Participant(
            email=one["email"],
            name=one["name"],
            status=one["status"],
            can_edit=bool(one["can_edit"]),
            attending_virtually=bool(one["attending_virtually"]),
        )
        for one in rows
    )


def _choices_of(connection: sqlite3.Connection, row: sqlite3.Row) -> tuple[Choice, ...]:
    rows = connection.execute(
        "SELECT add_on_id, quantity FROM cb_chosen_add_on WHERE booking_id = ? ORDER BY position",
        (row["id"],),
    )
    return tuple(Choice(*one) for one in rows)


def put_participants(
    connection: sqlite3.Connection, row: sqlite3.Row, participants: Sequence[Participant]
) -> None:
    connection.execute("DELETE FROM cb_participant WHERE booking_id = ?", (row["id"],))
    connection.executemany(
        "INSERT INTO cb_participant"
        " (booking_id, position, email, address, name, status, can_edit, attending_virtually)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                row["id"],
                n,
                one.email,
                one.address,
                one.name,
                one.status,
                one.can_edit,
                one.attending_virtually,
            )
            for n, one in enumerate(participants)
        ],
    )


def put_choices(connection: sqlite3.Connection, row: sqlite3.Row, choices: Sequence[Choice]) -> None:
    connection.execute("DELETE FROM cb_chosen_add_on WHERE booking_id = ?", (row["id"],))
    connection.executemany(
        "INSERT INTO cb_chosen_add_on (booking_id, position, add_on_id, quantity) VALUES (?, ?, ?, ?)",
        [(row["id"], n, one.add_on_id, one.quantity) for n, one in enumerate(choices)],
    )


def put_place(connection: sqlite3.Connection, row: sqlite3.Row, place: Place) -> None:
    until = bookings.check_in_until(bookings.service_of(connection, row), place.start_ms)
    connection.execute(
        "UPDATE cb_booking SET resource_id = ?, start_ms = ?, end_ms = ?, check_in_until_ms = ? WHERE id = ?",
        (place.resource_id, place.start_ms, place.end_ms, until, row["id"]),
    )
