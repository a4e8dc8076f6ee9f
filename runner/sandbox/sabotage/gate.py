"""The gate at which faults happen: requests pass, or meet the one that was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.answers import send_answer
from runner.sandbox.faults.grammar import FaultError
from runner.sandbox.sabotage.kinds import KINDS, Errand
from runner.sandbox.visit import CONTROL, visit_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from runner.sandbox.api import Refuse


class FaultGate:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, refuse: Refuse) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path.startswith(CONTROL):
            await self.app(scope, receive, send)
            return
        visit = visit_of(scope)
        asked = next(
            (value.decode("latin-1") for name, value in scope["headers"] if name == b"x-sandbox-fault"), None
        )
        try:
            fault = visit.space.faults.strike(scope["method"], path, asked)
        except FaultError as error:
            await send_answer(send, self.refuse(path, 400, "BAD_REQUEST", f"X-Sandbox-Fault: {error}"))
            return
        if fault is None:
            await self.app(scope, receive, send)
            return
        visit.record.fault = str(fault)
        await KINDS[fault.kind](fault, Errand(self.app, scope, receive, send))
