from __future__ import annotations

import threading
from math import inf

import pytest

from runner.adapters.deadline import SLICE, Expired, Interrupted, Phase, Watch


def test_waiting_is_cut_into_slices() -> None:
    watch = Watch()
    watch.start(60)
    assert watch.left() == SLICE
    watch.start(0.1)
    assert 0 < watch.left() <= 0.1


def test_the_end_is_an_exception() -> None:
    watch = Watch()
    watch.start(0)
    with pytest.raises(Expired):
        watch.left()
    with pytest.raises(Expired):
        watch.pause(1)


def test_a_stop_is_heard_while_a_request_is_on_its_way_and_not_before() -> None:
    stop = threading.Event()
    watch = Watch(stop)
    watch.start(60)
    stop.set()
    with pytest.raises(Interrupted):
        watch.left()
    watch.start(60)
    assert watch.left() == SLICE


def test_another_attempt_starts_from_nothing_with_the_same_end() -> None:
    watch = Watch()
    watch.start(0.05)
    watch.phase, watch.sent, watch.received, watch.head, watch.ended = Phase.READING, 1, 2, b"x", True
    watch.again()
    assert (watch.phase, watch.sent, watch.received, watch.head, watch.ended) == (
        Phase.CONNECTING,
        0,
        0,
        b"",
        False,
    )
    assert watch.left() <= 0.05


def test_addresses_share_the_time_and_the_last_has_it_all() -> None:
    watch = Watch()
    watch.start(60)
    assert watch.share(3) < watch.share(2) < watch.share(1) == inf
