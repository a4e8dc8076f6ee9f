"""The clients of a business; a new one gets a token to call with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.api import Call, Operation
from runner.sandbox.ids import next_id
from runner.sandbox.scheduling import views
from runner.sandbox.scheduling.errors import bad_request, refuse
from runner.sandbox.scheduling.parameters import text
from runner.sandbox.scheduling.roles import API, CLIENT, MATRIX, reaches
from runner.sandbox.tokens import Caller, Grant, issue

if TYPE_CHECKING:
    import sqlite3

    from runner.sandbox.answers import Answer

LONGEST_NAME = 200


def create_client(call: Call) -> Answer:
    body = call.json()
    business_id = text(body, "business_id") or call.caller.business_id
    names = [text(body, name) for name in ("first_name", "last_name", "email")]
    if any(len(name) > LONGEST_NAME for name in names):
        raise bad_request(f"A name or an address has at most {LONGEST_NAME} characters")
    with call.space.writing() as connection:
        if not reaches(connection, call.caller, business_id):
            raise refuse("other_business")
        row, token = add_client(connection, (business_id, *names), call.now_ms)
    return views.success(201, {"client": views.client(row), "token": token})


def add_client(
    connection: sqlite3.Connection, fields: tuple[str, ...], now_ms: int
) -> tuple[sqlite3.Row, str]:
    """A client row (business, first name, last name, address) and a token for it."""
    row: sqlite3.Row = connection.execute(
        "INSERT INTO sch_client (id, business_id, first_name, last_name, email, created_ms)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING *",
        (next_id(connection, "client"), *fields, now_ms),
    ).fetchone()
    caller = Caller(f"client_{row['id']}", API, CLIENT, row["id"], row["business_id"])
    return row, issue(connection, Grant(caller))


OPERATIONS = (Operation("POST", "/platform/v1/clients", create_client, MATRIX["create client"]),)
