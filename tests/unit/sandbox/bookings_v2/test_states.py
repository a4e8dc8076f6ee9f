from __future__ import annotations

import itertools

import pytest

from runner.sandbox.bookings_v2.decisions import BLOCKING, DEFAULT_MESSAGES, EVENTS, REFUSALS
from runner.sandbox.bookings_v2.states import REFUSED, TRANSITIONS, Action, Status

NEW, PENDING, CONFIRMED = Status.CREATED, Status.PENDING, Status.CONFIRMED
DECLINED, CANCELED, WAITING = Status.DECLINED, Status.CANCELED, Status.WAITING_LIST
SETTLE = "either"
WRONG, DONE = "wrong_status", "cancel_over"

ORDER = (NEW, PENDING, CONFIRMED, DECLINED, CANCELED, WAITING)
TABLE = {
    #                          CREATED    PENDING    CONFIRMED            DECLINED CANCELED WAITING_LIST
    Action.MARK_PENDING:       (PENDING,   WRONG,     WRONG,               WRONG,   WRONG,   WRONG),
    Action.CONFIRM:            (CONFIRMED, CONFIRMED, "confirm_confirmed", WRONG,   WRONG,   CONFIRMED),
    Action.DECLINE:            (DECLINED,  DECLINED,  "decline_confirmed", WRONG,   WRONG,   DECLINED),
    Action.CANCEL:             (CANCELED,  CANCELED,  CANCELED,            DONE,    DONE,    CANCELED),
    Action.CONFIRM_OR_DECLINE: (SETTLE,    WRONG,     WRONG,               WRONG,   WRONG,   WRONG),
}  # fmt: skip


@pytest.mark.parametrize(("action", "status"), list(itertools.product(Action, Status)))
def test_every_cell(action: Action, status: Status) -> None:
    attempt = (status, action)
    outcome = TRANSITIONS.get(attempt, REFUSED.get(attempt, SETTLE))
    assert outcome == TABLE[action][ORDER.index(status)]
    assert not (attempt in TRANSITIONS and attempt in REFUSED)


def test_what_is_refused_is_decided() -> None:
    assert set(REFUSED.values()) <= set(REFUSALS)


def test_every_status_that_is_reached_is_announced_and_can_be_told() -> None:
    reached = set(TRANSITIONS.values())
    assert reached == set(EVENTS) == set(DEFAULT_MESSAGES) - {"created"}


def test_what_takes_a_place_can_give_it_back() -> None:
    assert (BLOCKING, Action.CANCEL) in TRANSITIONS
