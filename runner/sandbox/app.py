"""The composition of the sandbox: its APIs, what stands before them, and its life span."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette

from runner.sandbox.answers import send_answer
from runner.sandbox.apis import Apis
from runner.sandbox.bookings_v2 import BOOKINGS_V2
from runner.sandbox.control import control_api
from runner.sandbox.customer_bookings import CUSTOMER_BOOKINGS
from runner.sandbox.front import Front
from runner.sandbox.limits import RateLimits
from runner.sandbox.resources import routes_of
from runner.sandbox.sabotage.gate import FaultGate
from runner.sandbox.scheduling import SCHEDULING
from runner.sandbox.settings import SandboxSettings
from runner.sandbox.store import Spaces
from runner.sandbox.visit import Visits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Receive, Scope, Send

#: The APIs on offer; the error shape of the first also serves paths that belong to none.
PRODUCTS = Apis((SCHEDULING, BOOKINGS_V2, CUSTOMER_BOOKINGS))


class Sandbox(Starlette):
    """A Starlette application with a middleware stack of its own.

    Starlette's would wrap the server's `send`, through which the sandbox reaches the wire.
    """

    def __init__(self, settings: SandboxSettings) -> None:
        self.settings = settings
        self.spaces = Spaces(settings, PRODUCTS.schema, PRODUCTS.fill)
        self.apis = Apis((*PRODUCTS.each, control_api(self.spaces, PRODUCTS)))
        super().__init__(routes=[route for api in self.apis.each for route in routes_of(api)], lifespan=_open)
        # A path is right or wrong; a redirect to the right one would hide a client's mistake.
        self.router.redirect_slashes = False
        self.router.default = self._not_found

    def build_middleware_stack(self) -> ASGIApp:
        settings, refuse = self.settings, self.apis.refuse
        app: ASGIApp = self.router
        if settings.limits == "realistic":
            app = RateLimits(app, self.apis.owner, settings.retry_after)
        app = FaultGate(app, refuse)
        app = Visits(app, body_limit=settings.body_limit, refuse=refuse, settle=self.apis.settle)
        return Front(app, self.spaces, refuse, settings.allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            scope["app"] = self
            await self.router.lifespan(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def _not_found(self, scope: Scope, _receive: Receive, send: Send) -> None:
        await send_answer(send, self.apis.refuse(scope["path"], 404, "NOT_FOUND", "Not found"))


@asynccontextmanager
async def _open(app: Sandbox) -> AsyncIterator[None]:
    app.spaces.open()
    try:
        yield
    finally:
        app.spaces.close()


def create_app(settings: SandboxSettings | None = None) -> Starlette:
    """The sandbox as an ASGI application; its databases are opened and closed by the lifespan."""
    return Sandbox(settings or SandboxSettings())
