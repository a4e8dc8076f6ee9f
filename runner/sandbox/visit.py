"""A visit: one request on its way through the sandbox, with what was found out about it at the door."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from runner.sandbox.answers import send_answer
from runner.sandbox.clock import iso_z, to_ms
from runner.sandbox.store import RequestRecord
from runner.sandbox.tokens import bearer, caller_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from runner.sandbox.api import Refuse
    from runner.sandbox.store import Settle, Space
    from runner.sandbox.tokens import Caller
    from runner.sandbox.wire import Wire

SPACE, WIRE, VISIT = "sandbox.space", "sandbox.wire", "sandbox.visit"

# What a test does to the sandbox itself is neither logged nor spoilt by faults.
CONTROL = "/__sandbox/"


class TooLargeError(Exception):
    """The body is larger than the sandbox reads."""


@dataclass(frozen=True, slots=True)
class Visit:
    space: Space
    caller: Caller
    body: bytes
    record: RequestRecord
    wire: Wire


def enter(scope: Scope, space: Space, wire: Wire) -> None:
    """Says which space a request belongs to, and over which wire it came."""
    scope[SPACE] = space
    scope[WIRE] = wire


def visit_of(scope: Scope) -> Visit:
    visit: Visit = scope[VISIT]
    return visit


class Visits:
    """ASGI middleware that reads the body, recognises the caller and keeps the request log."""

    def __init__(self, app: ASGIApp, *, body_limit: int, refuse: Refuse, settle: Settle) -> None:
        self.app = app
        self.body_limit = body_limit
        self.refuse = refuse
        self.settle = settle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        space: Space = scope[SPACE]
        record = _record(scope, space)

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                record.status = message["status"]
            await send(message)

        try:
            body = await self._read(scope, receive)
        except TooLargeError:
            await send_answer(
                noting, self.refuse(scope["path"], 413, "PAYLOAD_TOO_LARGE", "The body is too large")
            )
            return
        if body is None:
            return
        if body:
            record.body_sha = hashlib.sha256(body).hexdigest()
        with space.lock:
            if not space.clock.stands_still:
                with space.writing() as connection:
                    self.settle(connection, to_ms(space.now()))
            caller = caller_of(space.connection, bearer(scope["headers"]), to_ms(space.now()))
        record.role = caller.role or None
        scope[VISIT] = Visit(space, caller, body, record, scope[WIRE])
        await self.app(scope, receive, noting)

    async def _read(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body; None when the client left before it was through."""
        announced = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if int(announced) > self.body_limit:
            raise TooLargeError
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            part: bytes = message.get("body", b"")
            body += part
            if len(body) > self.body_limit:
                raise TooLargeError
            if not message.get("more_body", False):
                return body


def _record(scope: Scope, space: Space) -> RequestRecord:
    record = RequestRecord(
        n=space.request_count + 1,
        at=iso_z(space.now()),
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
    )
    if not scope["path"].startswith(CONTROL):
        space.request_count += 1
        space.requests.append(record)
    return record
