"""Tokens: who is calling, and in which role."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

# Not a secret: the values must be the same on every machine, and must be recognisable as throw-away.
SIGNING_KEY = b"sandbox tokens open nothing"

SCHEMA = """
CREATE TABLE tokens (
  token TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, api TEXT NOT NULL, role TEXT NOT NULL,
  subject TEXT NOT NULL, business_id TEXT NOT NULL, expires_ms INTEGER
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Caller:
    """The owner of a valid token."""

    name: str
    api: str
    role: str
    #: Whom the token stands for: a client's id, a staff member's, a directory's.
    subject: str
    #: The business the token was issued in.
    business_id: str


@dataclass(frozen=True, slots=True)
class Grant:
    """A token about to be issued."""

    caller: Caller
    expires_ms: int | None = None


NOBODY = Caller(name="", api="", role="", subject="", business_id="")


def token_value(name: str) -> str:
    """The same for every seed, so that an environment file outlives a reset."""
    return f"sbx_{name}_{hmac.new(SIGNING_KEY, name.encode(), hashlib.sha256).hexdigest()[:8]}"


def issue(connection: sqlite3.Connection, grant: Grant) -> str:
    caller = grant.caller
    value = token_value(caller.name)
    connection.execute(
        "INSERT INTO tokens (token, name, api, role, subject, business_id, expires_ms)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (value, caller.name, caller.api, caller.role, caller.subject, caller.business_id, grant.expires_ms),
    )
    return value


def bearer(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The value of the one ``Authorization: Bearer`` header; several of them are as good as none."""
    values = [value for name, value in headers if name == b"authorization"]
    if len(values) != 1:
        return None
    scheme, _, token = values[0].decode("latin-1").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def caller_of(connection: sqlite3.Connection, token: str | None, now_ms: int) -> Caller:
    """Who holds `token`; `NOBODY` for a token that is absent, unknown or expired."""
    if token is None:
        return NOBODY
    row = connection.execute(
        "SELECT name, api, role, subject, business_id FROM tokens"
        " WHERE token = ? AND (expires_ms IS NULL OR expires_ms > ?)",
        (token, now_ms),
    ).fetchone()
    return NOBODY if row is None else Caller(*row)


def issued(connection: sqlite3.Connection) -> dict[str, str]:
    """All tokens by name, in the order of their names."""
    return dict(connection.execute("SELECT name, token FROM tokens ORDER BY name").fetchall())
