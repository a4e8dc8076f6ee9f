"""Rate limits: callers who are too fast, or who repeat themselves, are told to wait."""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from runner.sandbox.answers import send_answer
from runner.sandbox.visit import visit_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.types import ASGIApp, Receive, Scope, Send

    from runner.sandbox.api import Api
    from runner.sandbox.rates import Quota
    from runner.sandbox.settings import RetryAfterForm
    from runner.sandbox.visit import Visit

READS = frozenset({"GET", "HEAD", "OPTIONS"})


def retry_after(seconds: float, form: RetryAfterForm, now: datetime) -> bytes:
    """Whole seconds, never too early; or a date by the sandbox's clock, as `Date` is."""
    whole = max(1, math.ceil(seconds))
    if form == "seconds":
        return b"%d" % whole
    return format_datetime(now.replace(microsecond=0) + timedelta(seconds=whole), usegmt=True).encode()


class RateLimits:
    """ASGI middleware that answers 429 to callers who are too fast.

    Time is that of the wall, by which a client waits, whatever the sandbox's clock says.
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
        visit, api = visit_of(scope), self.api_of(scope["path"])
        if api.quota is not None:
            client = scope.get("client")
            caller = visit.caller.name or (client[0] if client else "")
            text, wait = self._wait(visit, api, api.quota, caller)
            if wait:
                answer = api.error(429, "RATE_LIMITED", text)
                value = retry_after(wait, self.form, visit.space.now())
                await send_answer(send, replace(answer, headers=(*answer.headers, (b"retry-after", value))))
                return
        await self.app(scope, receive, send)

    def _wait(self, visit: Visit, api: Api, quota: Quota, caller: str) -> tuple[str, float]:
        """What the caller did too much of, and for how many seconds to stop it; 0 when nothing."""
        traffic, at = visit.space.traffic, self.monotonic()
        if quota.repeats is not None:
            wait = traffic.wait_to_repeat(_digest(visit, caller), quota.repeats, at)
            if wait:
                return "Too many identical requests", wait
        # A role is one of the API that issued the token.
        pace = quota.pace(visit.caller.role if visit.caller.api == api.name else "")
        reads = visit.record.method in READS
        return "Too many requests", traffic.wait(
            (api.name, caller, reads), pace.reads if reads else pace.writes, at
        )


def _digest(visit: Visit, caller: str) -> bytes:
    """The same for requests that have the same caller, method, path, query and body."""
    record = visit.record
    parts = (caller, record.method, record.path, record.query, record.body_sha or "")
    return hashlib.sha256("\n".join(parts).encode(errors="surrogatepass")).digest()
