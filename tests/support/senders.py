"""Fakes of the outside: an API that answers by script, and a clock that only moves when it is told to."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TypeAlias

from runner.errors import StepError
from runner.model.http import Request, Response
from runner.model.json import JSON
from runner.model.trouble import Cause

NOW = datetime(2026, 1, 31, 9, 30, 15, 250_000, tzinfo=UTC)

Answer: TypeAlias = "Response | StepError | Callable[[Request], Response]"


def answer(
    status: int = 200, body: JSON = None, *, headers: Mapping[str, str] | None = None, seconds: float = 0.0
) -> Response:
    """An answer in JSON; no body, no content type."""
    content = b"" if body is None else json.dumps(body).encode()
    kind = {} if body is None else {"Content-Type": "application/json"}
    return Response(status, tuple({**kind, **(headers or {})}.items()), content, seconds)


def html(text: str, status: int = 200) -> Response:
    return Response(status, (("Content-Type", "text/html"),), text.encode())


def fault(cause: Cause, what: str = "no answer") -> StepError:
    """What a sender raises when there is no answer."""
    return StepError(what, cause=cause)


class Api:
    """Answers by `METHOD /path` (without query), in turn where there are several; the last one stays.

    What it was not told about is 404. Everything that was asked is in `asked`.
    """

    def __init__(self, answers: Mapping[str, Answer | Sequence[Answer]] | None = None) -> None:
        self._answers = {
            key: list(value) if isinstance(value, Sequence) else [value]
            for key, value in (answers or {}).items()
        }
        self._lock = Lock()
        self.asked: list[Request] = []

    def __call__(self, request: Request, /) -> Response:
        key = f"{request.method} /{request.url.partition('://')[2].partition('/')[2].partition('?')[0]}"
        with self._lock:
            self.asked.append(request)
            turns = self._answers.get(key) or self._answers.get("*") or [answer(404)]
            turn = turns.pop(0) if len(turns) > 1 else turns[0]
        if isinstance(turn, StepError):
            raise turn
        return turn if isinstance(turn, Response) else turn(request)

    @property
    def lines(self) -> list[str]:
        """`GET /items?limit=1`, one for each request."""
        return [f"{item.method} /{item.url.partition('://')[2].partition('/')[2]}" for item in self.asked]


class FakeClock:
    """Stands at `moment`; sleeping moves it on, and is written down."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment
        self.sleeps: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def ticks(self) -> float:
        return self.moment.timestamp()

    def sleep(self, seconds: float, /) -> None:
        self.sleeps.append(seconds)
        self.moment += timedelta(seconds=seconds)
