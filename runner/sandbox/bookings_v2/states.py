"""The statuses of a booking, and all the ways from one to another.

Everything that decides what may happen to a booking in a status stands in these two tables.
"""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    CREATED = "CREATED"
    PENDING = "PENDING"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"
    CANCELED = "CANCELED"
    WAITING_LIST = "WAITING_LIST"


class Action(StrEnum):
    MARK_PENDING = "mark_pending"
    CONFIRM = "confirm"
    DECLINE = "decline"
    CANCEL = "cancel"
    CONFIRM_OR_DECLINE = "confirm_or_decline"


#: Where an action leads. From CREATED, confirming or declining leads to more than one status.
TRANSITIONS = {
    (Status.CREATED, Action.MARK_PENDING): Status.PENDING,
    (Status.CREATED, Action.CONFIRM): Status.CONFIRMED,
    (Status.PENDING, Action.CONFIRM): Status.CONFIRMED,
    (Status.WAITING_LIST, Action.CONFIRM): Status.CONFIRMED,
    (Status.CREATED, Action.DECLINE): Status.DECLINED,
    (Status.PENDING, Action.DECLINE): Status.DECLINED,
    (Status.WAITING_LIST, Action.DECLINE): Status.DECLINED,
    (Status.CREATED, Action.CANCEL): Status.CANCELED,
    (Status.PENDING, Action.CANCEL): Status.CANCELED,
    (Status.CONFIRMED, Action.CANCEL): Status.CANCELED,
    (Status.WAITING_LIST, Action.CANCEL): Status.CANCELED,
}

#: The name, in the table of decisions, of what is said to an action that leads nowhere.
REFUSED: dict[tuple[Status, Action], str] = {
    (Status.CONFIRMED, Action.DECLINE): "decline_confirmed",
    (Status.DECLINED, Action.DECLINE): "wrong_status",
    (Status.CANCELED, Action.DECLINE): "wrong_status",
    (Status.CONFIRMED, Action.CONFIRM): "confirm_confirmed",
    (Status.DECLINED, Action.CONFIRM): "wrong_status",
    (Status.CANCELED, Action.CONFIRM): "wrong_status",
    (Status.DECLINED, Action.CANCEL): "cancel_over",
    (Status.CANCELED, Action.CANCEL): "cancel_over",
    **{
        (status, action): "wrong_status"
        for status in Status
        if status is not Status.CREATED
        for action in (Action.MARK_PENDING, Action.CONFIRM_OR_DECLINE)
    },
}
