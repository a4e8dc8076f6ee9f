"""Who may call what: the identities a token can stand for, with their permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import RefusedError
from runner.sandbox.bookings_v2.errors import UNAUTHORIZED_OPERATION

if TYPE_CHECKING:
    from runner.sandbox.tokens import Caller

API = "bookings_v2"

#: An app, and a user of the business, with all permissions to manage bookings.
APP, USER = "app", "user"
#: A user with the plain permission to manage bookings.
MANAGER = "manager"
#: An app without that permission.
UNPERMITTED = "unpermitted"
MEMBER, VISITOR = "member", "visitor"

MANAGE_ALL = frozenset({APP, USER})
MANAGE = MANAGE_ALL | {MANAGER}
CUSTOMERS = frozenset({MEMBER, VISITOR})
#: Whom the API knows at all; who of them may do what is the matrix's business.
KNOWN = MANAGE | CUSTOMERS | {UNPERMITTED}

MATRIX = {
    "create": MANAGE | CUSTOMERS,
    "cancel": MANAGE | {MEMBER},
    "decline": MANAGE,
    "confirm": MANAGE,
    "mark_pending": MANAGE,
    "confirm_or_decline": MANAGE,
    "query": MANAGE | {MEMBER},
    "read_calendar": MANAGE,
}


def admit(caller: Caller, operation: str) -> None:
    if caller.role not in MATRIX[operation]:
        raise RefusedError(UNAUTHORIZED_OPERATION)


def sees(caller: Caller, owner_id: str | None) -> bool:
    """Whether the caller sees a booking of that owner: its own, or the business everybody's."""
    return caller.role in MANAGE or owner_id == caller.subject
