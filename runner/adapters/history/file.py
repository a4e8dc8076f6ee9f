"""The file of a history: opened, and what may be the matter with it told in our words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from runner.adapters.history.reading import past_of, steps_of
from runner.adapters.history.schema import OURS, STRANGE, NotUsed, begin, is_begun
from runner.adapters.history.writing import write
from runner.model.about import Past
from runner.model.result import RunResult, SpecResult
from runner.record.turns import is_kept

if TYPE_CHECKING:
    import sqlite3

_LATEST: Final = 30
"""How many turns a run is told of each scenario."""
_PATIENCE: Final = 5.0
"""Seconds to wait for another run that writes."""
_HASTE: Final = 1.0
"""The same after an interruption: somebody waits for the end."""
_WHAT_TO_DO: Final = "move it away, or name another file in steprun.yaml (`history:`)"


class _Damaged(NotUsed):
    """It is a history of ours, and SQLite cannot make it out."""


class History:
    """The file; it comes into being with the first run that is written."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def past(self, environment: str, keys: Collection[str], *, limit: int = _LATEST) -> Mapping[str, Past]:
        """What the latest turns of these scenarios came to; nothing for those without one. Raises NotUsed."""
        with self._read() as connection:
            return past_of(connection, environment, keys, limit=limit) if connection else {}

    def steps(self, environment: str, key: str) -> Mapping[str, Past]:
        """The same of the steps of one scenario, all that is kept, by their names. Raises NotUsed."""
        with self._read() as connection:
            return steps_of(connection, environment, key) if connection else {}

    def add(self, run: RunResult) -> Path | None:
        """Write what the run came to. A damaged file is moved aside before: returns where it is then.

        Raises NotUsed.
        """
        specs = [spec for spec in run.specs if is_kept(run, spec)]
        if not specs or run.about.at is None:
            return None
        for _ in range(2):  # the second time, another run may have moved it aside
            with suppress(_Damaged):
                self._write(run, specs)
                return None
        aside = self._moved_aside(run.run_id)
        self._write(run, specs)
        return aside

    def _write(self, run: RunResult, specs: Sequence[SpecResult]) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise NotUsed(f"cannot be written: {fault.strerror}") from None
        with self._opened("rwc", _HASTE if run.interrupted else _PATIENCE) as connection:
            connection.execute("BEGIN IMMEDIATE")
            if not is_begun(connection):
                begin(connection)
            write(connection, run, specs)
            connection.execute("COMMIT")

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection | None]:
        """A connection for what is of one moment; None where nothing was ever written."""
        try:
            is_there = self._file.exists()
        except OSError as fault:
            raise NotUsed(f"cannot be opened: {fault.strerror}") from None
        if not is_there:
            yield None
            return
        # To be written to: only then can SQLite take back what a killed run left half done.
        with self._opened("rw", _PATIENCE) as connection:
            connection.execute("BEGIN")
            yield connection if is_begun(connection) else None

    @contextmanager
    def _opened(self, mode: str, patience: float) -> Iterator[sqlite3.Connection]:
        """A connection, whose faults are told in our words."""
        try:
            import sqlite3
        except ImportError:
            raise NotUsed("cannot be used: this Python has no `sqlite3`") from None
        connection = None
        try:
            name = f"{self._file.absolute().as_uri()}?mode={mode}"
            connection = sqlite3.connect(name, uri=True, timeout=patience, isolation_level=None)
            # When the machine goes down the last run may be lost, which is no great loss.
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA temp_store = MEMORY")
            yield connection
        except sqlite3.Error as fault:
            raise self._told(fault) from None
        except (LookupError, TypeError, ValueError, OverflowError) as fault:
            raise NotUsed(f"cannot be used ({type(fault).__name__}: {fault}): {_WHAT_TO_DO}") from None
        finally:
            if connection is not None:
                connection.close()

    def _told(self, fault: sqlite3.Error) -> NotUsed:
        import sqlite3

        code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return NotUsed("is locked by another program, and stayed so")
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_FULL):
            return NotUsed(f"cannot be written: {fault}")
        if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOLFS):
            return NotUsed(f"cannot be opened: {fault}")
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            return _Damaged(f"is damaged: {fault}") if self._is_ours() else NotUsed(STRANGE)
        return NotUsed(f"cannot be used ({fault}): {_WHAT_TO_DO}")

    def _is_ours(self) -> bool:
        """By the head of the file, which may be all of it that can still be read."""
        head = b""
        with suppress(OSError), self._file.open("rb") as file:
            head = file.read(72)
        return head.startswith(b"SQLite format 3\0") and head[68:] == OURS.to_bytes(4, "big")

    def _moved_aside(self, run_id: str) -> Path:
        aside = self._file.with_name(f"{self._file.stem}.damaged-{run_id}{self._file.suffix}")
        try:
            self._file.rename(aside)
        except OSError as fault:
            raise NotUsed(f"is damaged, and cannot be moved aside: {fault.strerror}") from None
        return aside
