"""Ids that look random and are not: the n-th row of a table always gets the same one."""

from __future__ import annotations

import hashlib
import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

ALPHABET = string.digits + string.ascii_lowercase
LENGTH = 16


def make_id(seed: str, table: str, n: int) -> str:
    number = int.from_bytes(hashlib.sha256(f"{seed}|{table}|{n}".encode()).digest())
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def next_id(connection: sqlite3.Connection, table: str) -> str:
    """The id of the next row of `table`; counts inside the caller's transaction."""
    (n,) = connection.execute(
        "INSERT INTO seq (name, n) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET n = n + 1 RETURNING n",
        (table,),
    ).fetchone()
    (seed,) = connection.execute("SELECT v FROM meta WHERE k = 'seed'").fetchone()
    return make_id(seed, table, n)
