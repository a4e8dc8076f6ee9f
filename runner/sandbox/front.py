"""The front door: only known hosts, each into their space, and no answer without the sandbox's date."""

from __future__ import annotations

import logging
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from runner.sandbox.answers import send_answer
from runner.sandbox.visit import enter
from runner.sandbox.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from runner.sandbox.api import Refuse
    from runner.sandbox.store import Spaces

# Through another name, a page in a browser could reach a server on the loopback (DNS rebinding).
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
ANY_HOST = "*"
LONGEST_SPACE_NAME = 200

logger = logging.getLogger("runner.sandbox")


@lru_cache(maxsize=64)
def http_date(instant: datetime) -> bytes:
    return format_datetime(instant, usegmt=True).encode()


def host_name(host: str) -> str:
    """The name in a ``Host`` header, without its port."""
    return host if host.endswith("]") else host.rpartition(":")[0] or host


class Front:
    """The outermost ASGI application."""

    def __init__(self, app: ASGIApp, spaces: Spaces, refuse: Refuse, allowed_hosts: tuple[str, ...]) -> None:
        self.app = app
        self.spaces = spaces
        self.refuse = refuse
        self.allowed = LOOPBACK | {host.lower() for host in allowed_hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        wire = Wire(send)
        wire.silence_server_date()
        headers = dict(scope["headers"])
        name = headers.get(b"x-sandbox-space", b"").decode("latin-1")
        if not self._knows(headers.get(b"host", b"").decode("latin-1").lower()):
            answer = self.refuse(scope["path"], 400, "FOREIGN_HOST", "This host is not served here")
            await send_answer(_dating(send, self.spaces.now), answer)
        elif len(name) > LONGEST_SPACE_NAME:
            answer = self.refuse(scope["path"], 400, "BAD_REQUEST", "The name of the space is too long")
            await send_answer(_dating(send, self.spaces.now), answer)
        else:
            with self.spaces.borrow(name) as space:
                enter(scope, space, wire)
                await self._serve(scope, receive, _dating(send, space.now))

    def _knows(self, host: str) -> bool:
        return host_name(host) in self.allowed or ANY_HOST in self.allowed

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            logger.exception("the sandbox failed at %s %s", scope["method"], scope["path"])
            if started:
                raise
            await send_answer(
                send, self.refuse(scope["path"], 500, "SANDBOX_FAILURE", "The sandbox itself failed")
            )


def _dating(send: Send, now: Callable[[], datetime]) -> Send:
    async def dated(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"].append((b"date", http_date(now().replace(microsecond=0))))
        await send(message)

    return dated
