"""What the engine needs of the outside world, and what listens to it."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from runner.model.events import Event
from runner.model.http import Request, Response


class Sender(Protocol):
    """Sends one request and returns the whole answer.

    Raises StepError (causes CONNECTION, TIMEOUT, TLS, PROTOCOL, REQUEST, INTERRUPTED) when there is none.
    """

    def __call__(self, request: Request, /) -> Response: ...


class Clock(Protocol):
    """Time. `now` may be another system's; `ticks` is for measuring, in seconds."""

    def now(self) -> datetime: ...

    def ticks(self) -> float: ...

    def sleep(self, seconds: float, /) -> None:
        """Wait; returns at once when the run is interrupted."""


class Reporter(Protocol):
    """Hears every event, in order, from one thread.

    One that raises is told nothing more, and named; `close()`, where it has one, is called after the run.
    """

    def handle(self, event: Event, /) -> None: ...
