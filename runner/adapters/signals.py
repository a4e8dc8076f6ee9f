"""Ctrl-C and SIGTERM: the first one asks for an orderly end, the second one ends at once."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_GRACE = 1.0
"""Seconds from the first signal on in which all clean-ups together should be over."""
_MOMENT = 0.05


class Interruption:
    """Whether the run was asked to end, and by which signal."""

    def __init__(self) -> None:
        self.event = threading.Event()
        self._signal = 0
        self._asked = 0.0

    def number(self) -> int:
        """The signal; 0 as long as there is none."""
        return self._signal

    def grace(self) -> float:
        """Seconds that are left for what has to be done all the same; for each of it at least a moment."""
        return max(_GRACE - (time.monotonic() - self._asked), _MOMENT)

    def ask(self, number: int) -> None:
        """Ask for an orderly end; asked twice, there is none."""
        if self._signal:
            os._exit(128 + number)
        self._asked = time.monotonic()
        self._signal = number
        self.event.set()

    def forget(self) -> None:
        """What was to end has ended; what comes next was not asked to."""
        self._signal = 0
        self.event.clear()


@contextmanager
def interruptible(interruption: Interruption) -> Iterator[None]:
    """Within, signals go to `interruption`. Only a program's main thread can be asked that way."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def handle(number: int, _frame: FrameType | None) -> None:
        interruption.ask(number)

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
