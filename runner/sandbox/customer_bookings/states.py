"""The statuses of a booking, and all the ways from one to another.

Everything that decides what may happen to a booking in a status stands in this table.
"""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    RESERVED = "reserved"
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    #: How an accepted booking looks to somebody who has yet to answer an invitation to it; never stored.
    INVITED = "invited"
    REJECTED = "rejected"
    CANCELED = "canceled"
    EXPIRED = "expired"


class Action(StrEnum):
    REQUEST = "request"
    ACCEPT = "accept"
    REJECT = "reject"
    CANCEL = "cancel"
    EXPIRE = "expire"


TRANSITIONS = {
    (Status.RESERVED, Action.REQUEST): Status.REQUESTED,
    # An order whose service needs no approval is accepted by nobody in particular.
    (Status.RESERVED, Action.ACCEPT): Status.ACCEPTED,
    (Status.REQUESTED, Action.ACCEPT): Status.ACCEPTED,
    (Status.REQUESTED, Action.REJECT): Status.REJECTED,
    (Status.REQUESTED, Action.CANCEL): Status.CANCELED,
    (Status.ACCEPTED, Action.CANCEL): Status.CANCELED,
    (Status.ACCEPTED, Action.EXPIRE): Status.EXPIRED,
}

CANCELABLE = frozenset(status for status, action in TRANSITIONS if action is Action.CANCEL)

#: A booking holds its slot for as long as anything can still become of it.
LIVE = frozenset(status for status, _ in TRANSITIONS)


def after(status: Status, action: Action) -> Status | None:
    """The status that follows; None when the action is impossible."""
    return TRANSITIONS.get((status, action))
