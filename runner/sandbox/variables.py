"""The variables of a space: seeded ids that are worth knowing by name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def keep(connection: sqlite3.Connection, variables: Mapping[str, str]) -> None:
    connection.execute("INSERT INTO meta (k, v) VALUES ('variables', ?)", (json.dumps(variables),))


def recall(connection: sqlite3.Connection) -> dict[str, str]:
    (text,) = connection.execute("SELECT v FROM meta WHERE k = 'variables'").fetchone()
    found: dict[str, str] = json.loads(text)
    return found
