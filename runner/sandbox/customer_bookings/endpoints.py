"""An endpoint: an operation of this API behind its doors, media type, role and organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import Call, Operation
from runner.sandbox.customer_bookings.errors import refuse
from runner.sandbox.customer_bookings.media import readable
from runner.sandbox.customer_bookings.roles import ADMINS, CUSTOMER, MATRIX, MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner.sandbox.answers import Answer

ROOT = "/api/v1"


def endpoint(route: str, act: Callable[[Call], Answer], *, may: str, safe: bool = True) -> Operation:
    """The operation at `route` (``GET /bookings``), for those to whom the matrix grants `may`."""
    roles = MATRIX[may]
    method, _, path = route.partition(" ")

    def handle(call: Call) -> Answer:
        if not readable(call):
            raise refuse("wrong_media")
        if roles is not None:
            _check_role(call, roles)
        return act(call)

    # Whoever is known but has the wrong role is told so; the table of roles alone could only say 401.
    return Operation(method, ROOT + path, handle, None if roles is None else MEMBERS, safe=safe)


def _check_role(call: Call, roles: frozenset[str]) -> None:
    role = call.caller.role
    if role not in roles:
        raise refuse("admin_only" if roles == ADMINS else "customer_only")
    if role == CUSTOMER:
        return
    organization = call.query.get("o")
    if not organization:
        raise refuse("no_organization", parameter="o")
    if organization != call.caller.business_id:
        raise refuse("other_organization", parameter="o")
