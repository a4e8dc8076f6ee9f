"""Who may call what: customers with their own token, administrators for their organization."""

from __future__ import annotations

API = "customer_bookings"

CUSTOMER, ADMIN = "customer", "admin"

CUSTOMERS = frozenset({CUSTOMER})
ADMINS = frozenset({ADMIN})
MEMBERS = CUSTOMERS | ADMINS

#: None: anybody, without a token.
MATRIX = {
    "look up by number": None,
    "get service": None,
    "list availability": None,
    "get booking": MEMBERS,
    "list bookings": MEMBERS,
    "preview cancellation": MEMBERS,
    "cancel booking": MEMBERS,
    "answer invitation": CUSTOMERS,
    "personalize": CUSTOMERS,
    "edit booking": CUSTOMERS,
    "book instantly": CUSTOMERS,
    "order booking": CUSTOMERS,
    "complete order": CUSTOMERS,
    "decide on booking": ADMINS,
    "check in": ADMINS,
}
