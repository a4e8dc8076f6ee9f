from __future__ import annotations

import itertools
import re

import pytest

from runner.sandbox.scheduling.schema import SCHEMA
from runner.sandbox.scheduling.states import LIVE, Action, State, after

P, S, R, D, C, X = (
    State.PENDING,
    State.SCHEDULED,
    State.PENDING_RESCHEDULE,
    State.DONE,
    State.CANCELLED,
    State.REJECTED,
)

TABLE = {
    #                          P     S     R     D     C     X
    Action.ACCEPT:             (S,    None, S,    None, None, None),
    Action.REJECT:             (X,    None, None, None, None, None),
    Action.CANCEL:             (C,    C,    C,    None, None, None),
    Action.REQUEST_RESCHEDULE: (None, R,    None, None, None, None),
    Action.TIME_PASSES:        (None, D,    None, None, None, None),
}  # fmt: skip


@pytest.mark.parametrize(("action", "state"), list(itertools.product(Action, State)))
def test_every_cell(action: Action, state: State) -> None:
    assert after(state, action) is TABLE[action][(P, S, R, D, C, X).index(state)]


def test_the_schema_knows_the_same_live_states() -> None:
    lists = re.findall(r"state IN \(([^)]*)\)", SCHEMA)
    assert len(lists) == 2
    for found in lists:
        assert set(re.findall(r"'(\w+)'", found)) == LIVE
