"""The states of a booking, and all the ways from one to another.

Everything that decides what may happen to a booking in a state stands in this table.
"""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    PENDING = "pending"
    SCHEDULED = "scheduled"
    PENDING_RESCHEDULE = "pending_reschedule"
    DONE = "done"
    CANCELLED = "cancelled"
    REJECTED = "rejected"


class Action(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"
    CANCEL = "cancel"
    REQUEST_RESCHEDULE = "request_reschedule"
    TIME_PASSES = "time_passes"


TRANSITIONS = {
    (State.PENDING, Action.ACCEPT): State.SCHEDULED,
    (State.PENDING, Action.REJECT): State.REJECTED,
    (State.PENDING, Action.CANCEL): State.CANCELLED,
    (State.SCHEDULED, Action.CANCEL): State.CANCELLED,
    (State.SCHEDULED, Action.REQUEST_RESCHEDULE): State.PENDING_RESCHEDULE,
    (State.SCHEDULED, Action.TIME_PASSES): State.DONE,
    (State.PENDING_RESCHEDULE, Action.ACCEPT): State.SCHEDULED,
    (State.PENDING_RESCHEDULE, Action.CANCEL): State.CANCELLED,
}

#: A booking holds its slot or seat for as long as it can still be cancelled.
LIVE = frozenset(state for state, action in TRANSITIONS if action is Action.CANCEL)


def after(state: State, action: Action) -> State | None:
    """The state that follows; None when the action is impossible."""
    return TRANSITIONS.get((state, action))
