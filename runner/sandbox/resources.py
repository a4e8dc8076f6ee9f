"""Resources: one path of an API with its operations; finds the one meant, lets the caller in, and answers."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from starlette.routing import Route

from runner.sandbox.answers import Answer, send_answer
from runner.sandbox.api import Api, Call, Operation, RefusedError
from runner.sandbox.clock import to_ms
from runner.sandbox.jsontext import MalformedError
from runner.sandbox.visit import Visit, visit_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.types import Receive, Scope, Send


class Resource:
    """ASGI application behind one path."""

    def __init__(self, api: Api, operations: Iterable[Operation]) -> None:
        self.api = api
        self.operations = {operation.method: operation for operation in operations}
        get = self.operations.get("GET")
        if get is not None and get.safe:
            # The server leaves the body out.
            self.operations["HEAD"] = get
        self.allow = ((b"allow", ", ".join(sorted([*self.operations, "OPTIONS"])).encode()),)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        await send_answer(send, self._answer(scope, visit_of(scope)))

    def _answer(self, scope: Scope, visit: Visit) -> Answer:
        method = scope["method"]
        operation = self.operations.get(method)
        if operation is None:
            if method == "OPTIONS":
                return Answer(200, b"", self.allow)
            refused = self.api.error(405, "METHOD_NOT_ALLOWED", f"Method not allowed: {method}")
            return Answer(refused.status, refused.body, (*refused.headers, *self.allow))
        if operation.roles is not None and not self._may(visit, operation.roles):
            return self.api.unauthorized
        space = visit.space
        with space.lock:
            call = Call(
                params=scope["path_params"],
                query_string=visit.record.query,
                headers=tuple(scope["headers"]),
                body=visit.body,
                caller=visit.caller,
                space=space,
                now_ms=to_ms(space.now()),
            )
            try:
                return operation.handle(call)
            except RefusedError as refusal:
                return refusal.answer
            except MalformedError as malformed:
                return self.api.error(400, "BAD_REQUEST", str(malformed))

    def _may(self, visit: Visit, roles: frozenset[str]) -> bool:
        return visit.caller.api == self.api.name and visit.caller.role in roles


def routes_of(api: Api) -> Sequence[Route]:
    """A route per path, in the order in which the paths first appear."""
    order = list(dict.fromkeys(operation.path for operation in api.operations))
    by_path = groupby(
        sorted(api.operations, key=lambda operation: order.index(operation.path)), lambda o: o.path
    )
    return [Route(path, Resource(api, operations)) for path, operations in by_path]
