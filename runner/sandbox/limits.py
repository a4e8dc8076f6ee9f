"""Rate limits: a token bucket per caller for reads and one for writes."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from runner.sandbox.answers import send_answer
from runner.sandbox.rates import take
from runner.sandbox.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.types import ASGIApp, Receive, Scope, Send

    from runner.sandbox.api import Api
    from runner.sandbox.settings import RetryAfterForm

READS = frozenset({"GET", "HEAD", "OPTIONS"})


def retry_after(seconds: float, form: RetryAfterForm, now: datetime) -> bytes:
    """Whole seconds, never too early; or a date by the sandbox's clock, as `Date` is."""
    whole = max(1, math.ceil(seconds))
    if form == "seconds":
        return b"%d" % whole
    return format_datetime(now.replace(microsecond=0) + timedelta(seconds=whole), usegmt=True).encode()


class RateLimits:
    """ASGI middleware that answers 429 to callers who are too fast.

    Buckets fill in real time: a client waits by the clock on the wall, whatever the sandbox's clock says.
    """

    def __init__(
        self,
        app: ASGIApp,
        api_of: Callable[[str], Api],
        form: RetryAfterForm,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app = app
        self.api_of = api_of
        self.form = form
        self.monotonic = monotonic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        visit = visit_of(scope)
        api = self.api_of(scope["path"])
        if api.rate is not None:
            client = scope.get("client")
            caller = visit.caller.name or (client[0] if client else "")
            key = (api.name, caller, scope["method"] in READS)
            buckets = visit.space.buckets
            buckets[key], wait = take(buckets.get(key), api.rate, self.monotonic())
            if wait:
                answer = api.error(429, "RATE_LIMITED", "Too many requests")
                value = retry_after(wait, self.form, visit.space.now())
                await send_answer(send, replace(answer, headers=(*answer.headers, (b"retry-after", value))))
                return
        await self.app(scope, receive, send)
