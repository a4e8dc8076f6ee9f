"""The tables of a history, and whether a file has them."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

OURS: Final = 0x53_74_52_6E
"""`StRn`: written into the head of the file, so that nobody else's is taken for it."""
STRANGE: Final = "is no history of steprun: it stays as it is; name another file in steprun.yaml (`history:`)"
_VERSION: Final = 1
_NEWER: Final = "was written by a newer steprun: it stays as it is; update, or name another file (`history:`)"


class NotUsed(Exception):  # noqa: N818 - it says what is the matter with the file
    """The history can be neither read nor written; `reason` says why, and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_begun(connection: sqlite3.Connection) -> bool:
    """Whether the tables are there; False: the file is empty. Raises NotUsed where it is somebody else's."""
    (identity,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if identity != OURS:
        if identity or version or connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise NotUsed(STRANGE)
        return False
    if version > _VERSION:
        raise NotUsed(_NEWER)
    return True


def begin(connection: sqlite3.Connection) -> None:
    """Make the tables, in the transaction that is open."""
    for statement in (
        (files("runner.adapters.history") / "schema.sql").read_text(encoding="utf-8").split(";\n")
    ):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {OURS}")
    connection.execute(f"PRAGMA user_version = {_VERSION}")
