"""Ids that look random and are not: the n-th row of a table always gets the same one."""

from __future__ import annotations

import hashlib
import string
import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

ALPHABET = string.digits + string.ascii_lowercase
LENGTH = 16
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "steprun:sandbox")


def make_id(seed: str, table: str, n: int) -> str:
    number = int.from_bytes(hashlib.sha256(f"{seed}|{table}|{n}".encode()).digest())
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def make_uuid(seed: str, table: str, n: int) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{seed}|{table}|{n}"))


def next_id(connection: sqlite3.Connection, table: str) -> str:
    """The id of the next row of `table`; counts inside the caller's transaction."""
    return make_id(_seed(connection), table, next_number(connection, table))


def next_uuid(connection: sqlite3.Connection, table: str) -> str:
    """As `next_id`, in the shape of a UUID."""
    return make_uuid(_seed(connection), table, next_number(connection, table))


def next_number(connection: sqlite3.Connection, table: str) -> int:
    """The number of the next row of `table`, from 1."""
    (n,) = connection.execute(
        "INSERT INTO seq (name, n) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1 RETURNING n",
        (table,),
    ).fetchone()
    return int(n)


def _seed(connection: sqlite3.Connection) -> str:
    (seed,) = connection.execute("SELECT v FROM meta WHERE k = 'seed'").fetchone()
    return str(seed)
