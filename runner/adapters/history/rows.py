"""The rows of a history, as far as both its reader and its writer know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import sqlite3


class State(NamedTuple):
    """What stands with a scenario: how many turns it had, and the numbers of those that matter most."""

    id: int
    turns: int
    first_failed: int | None
    last_passed: int | None
    document: int | None


def states_of(connection: sqlite3.Connection, environment: str) -> dict[str, State]:
    """All scenarios of an environment."""
    rows = connection.execute(
        "SELECT spec, id, turns, first_failed, last_passed, document FROM specs WHERE environment = ?",
        (as_text(environment),),
    )
    return {spec: State(*state) for spec, *state in rows}


def as_text(text: str) -> str:
    """As SQLite takes it: the name of a file may hold bytes that are no UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()
