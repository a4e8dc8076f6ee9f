from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from runner.adapters.signals import Interruption, interruptible


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_lets_everything_go_on(number: signal.Signals) -> None:
    interruption = Interruption()
    assert interruption.number() == 0
    with interruptible(interruption):
        os.kill(os.getpid(), number)
        assert interruption.event.wait(5)
        assert interruption.number() == number


def test_what_held_before_holds_again_afterwards_also_after_an_error() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)

    def fail() -> None:
        with interruptible(Interruption()):
            assert signal.getsignal(signal.SIGINT) is not before[0]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before


def test_in_a_thread_of_a_program_signals_stay_the_programs_business() -> None:
    before = signal.getsignal(signal.SIGINT)
    found: list[object] = []

    def work() -> None:
        with interruptible(Interruption()):
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(5)
    assert found == [before]


@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_asked_twice_the_process_ends_at_once_with_the_second_number(
    second: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    interruption = Interruption()
    interruption.ask(signal.SIGINT)
    assert ended == []
    interruption.ask(second)
    assert ended == [128 + second]


def test_what_is_forgotten_may_be_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "_exit", lambda _code: pytest.fail("it was asked for the first time"))
    interruption = Interruption()
    for _ in range(2):
        interruption.ask(signal.SIGINT)
        assert interruption.event.is_set()
        interruption.forget()
        assert (interruption.number(), interruption.event.is_set()) == (0, False)


_STUBBORN = """
import os, signal
from runner.adapters.signals import Interruption, interruptible
try:
    with interruptible(Interruption()):
        os.kill(os.getpid(), signal.SIGTERM)
        print("still here", flush=True)
        os.kill(os.getpid(), signal.SIGINT)
        print("and here", flush=True)
finally:
    print("no end is this orderly", flush=True)
"""


def test_the_second_signal_leaves_no_time_for_anything() -> None:
    done = subprocess.run([sys.executable, "-c", _STUBBORN], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("still here\n", "", 130)


def test_what_is_left_to_do_has_its_time_together_and_for_each_a_moment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr("runner.adapters.signals.time.monotonic", lambda: now[0])
    interruption = Interruption()
    interruption.ask(signal.SIGTERM)
    left = []
    for later in (0.0, 0.5, 1.0, 60.0):
        now[0] = 100.0 + later
        left.append(round(interruption.grace(), 2))
    assert left == [1.0, 0.5, 0.05, 0.05]
