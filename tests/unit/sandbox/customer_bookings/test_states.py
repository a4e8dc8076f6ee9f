from __future__ import annotations

import itertools
import re

import pytest

from runner.sandbox.customer_bookings.schema import SCHEMA
from runner.sandbox.customer_bookings.states import CANCELABLE, LIVE, Action, Status, after

V, Q, A, N, R, C, E = Status

TABLE = {
    #                V     Q     A     N     R     C     E
    Action.REQUEST: (Q,    None, None, None, None, None, None),
    Action.ACCEPT:  (A,    A,    None, None, None, None, None),
    Action.REJECT:  (None, R,    None, None, None, None, None),
    Action.CANCEL:  (None, C,    C,    None, None, None, None),
    Action.EXPIRE:  (None, None, E,    None, None, None, None),
}  # fmt: skip


@pytest.mark.parametrize(("action", "status"), list(itertools.product(Action, Status)))
def test_every_cell(action: Action, status: Status) -> None:
    assert after(status, action) is TABLE[action][list(Status).index(status)]


def test_only_what_is_requested_or_accepted_can_be_canceled() -> None:
    assert {Status.REQUESTED, Status.ACCEPTED} == CANCELABLE


def test_the_schema_knows_the_same_live_and_stored_statuses() -> None:
    stored, live = (
        set(re.findall(r"'(\w+)'", found)) for found in re.findall(r"status IN \(('re[^)]*)\)", SCHEMA)
    )
    assert live == LIVE
    assert stored == set(Status) - {Status.INVITED}
