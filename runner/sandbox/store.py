"""The store: one private SQLite database per space, cloned from a seeded template."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from runner.sandbox import ledger, tokens
from runner.sandbox.clock import Clock, check_year, parse_clock, system_time, to_ms
from runner.sandbox.faults.board import FaultBoard
from runner.sandbox.rates import Traffic

if TYPE_CHECKING:
    from pathlib import Path

    from runner.sandbox.settings import SandboxSettings

SHARED_SCHEMA = (
    """
CREATE TABLE meta (k TEXT PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE seq (name TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
"""
    + tokens.SCHEMA
    + ledger.SCHEMA
)

DEFAULT_SPACE = ""
REMEMBERED_REQUESTS = 10_000

Fill = Callable[[sqlite3.Connection, int], None]
Settle = Callable[[sqlite3.Connection, int], int]


class StoreError(Exception):
    """The database file cannot be used; says why and what to do."""


@dataclass(slots=True)
class RequestRecord:
    """A line of the request log; what is not known on arrival is filled in as it becomes known."""

    n: int
    at: str
    method: str
    path: str
    query: str
    role: str | None = None
    body_sha: str | None = None
    status: int | None = None
    fault: str | None = None


class Space:
    """A world of its own: database, clock, request log, faults and rate limits."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock, wall: Callable[[], datetime]) -> None:
        self.connection = connection
        self.clock = clock
        self.lock = threading.RLock()
        self._wall = wall
        self.forget()

    def forget(self) -> None:
        """Empties everything but the database."""
        self.requests: deque[RequestRecord] = deque(maxlen=REMEMBERED_REQUESTS)
        self.request_count = 0
        self.faults = FaultBoard()
        self.traffic = Traffic()

    def now(self) -> datetime:
        return self.clock.now(self._wall())

    def advance_clock(self, by: timedelta, settle: Settle) -> int:
        return self._move_clock(self.clock.advanced(by), settle)

    def set_clock(self, to: datetime, settle: Settle) -> int:
        return self._move_clock(self.clock.moved(to, self._wall()), settle)

    def _move_clock(self, clock: Clock, settle: Settle) -> int:
        """Moves the clock and makes what is due by then, both or neither; returns how much was due."""
        now = clock.now(self._wall())
        check_year(now)
        with self.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO meta (k, v) VALUES ('clock', ?)", (str(clock),))
            due = settle(connection, to_ms(now))
        self.clock = clock
        return due

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from the start, so that checks made in it stay true."""
        with self.lock:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")

    def close(self) -> None:
        with self.lock:
            self.connection.close()


@dataclass(frozen=True, slots=True)
class Template:
    """A seeded database to clone; the day is kept because seed rows lie around the day of seeding."""

    connection: sqlite3.Connection
    day: datetime


@dataclass(slots=True)
class Loan:
    """A private space and how many requests are using it; an evicted one is closed by the last of them."""

    space: Space
    borrowers: int = 0
    evicted: bool = False

    def close_if_over(self) -> None:
        if self.evicted and not self.borrowers:
            self.space.close()


class Spaces:
    """All spaces of a sandbox; the private ones come into being when they are first named."""

    def __init__(
        self, settings: SandboxSettings, schema: str, fill: Fill, wall: Callable[[], datetime] = system_time
    ) -> None:
        self._settings = settings
        self._schema = SHARED_SCHEMA + schema
        self._fill = fill
        self._wall = wall
        self._lock = threading.RLock()
        self._default: Space | None = None
        self._private: OrderedDict[str, Loan] = OrderedDict()
        self._template: Template | None = None
        self.clock = parse_clock(settings.clock)

    def now(self) -> datetime:
        """The time in a space that was not touched yet."""
        return self.clock.now(self._wall())

    def open(self) -> Space:
        """The default space; opening it early shows early that a database file cannot be used."""
        with self._lock:
            if self._default is None:
                db = self._settings.db
                self._default = self._new_space() if db is None else self._open_file(db)
            return self._default

    @contextmanager
    def borrow(self, name: str) -> Iterator[Space]:
        """The space called `name`, which stays open until it is given back."""
        if name == DEFAULT_SPACE:
            yield self.open()
            return
        with self._lock:
            loan = self._loan(name)
            loan.borrowers += 1
        try:
            yield loan.space
        finally:
            with self._lock:
                loan.borrowers -= 1
                loan.close_if_over()

    def reset(self, space: Space, seed: str | None = None) -> None:
        """Makes the space as new; with another seed, as new with other ids."""
        fresh = self._template_connection() if seed is None else self._build(seed)
        try:
            with space.lock:
                fresh.backup(space.connection)
                space.forget()
                space.clock = self.clock
        finally:
            if seed is not None:
                fresh.close()

    def close(self) -> None:
        with self._lock:
            for loan in self._private.values():
                loan.space.close()
            if self._default is not None:
                self._default.close()
            if self._template is not None:
                self._template.connection.close()
            self._private.clear()
            self._default = self._template = None

    def _loan(self, name: str) -> Loan:
        loan = self._private.get(name)
        if loan is None:
            loan = self._private[name] = Loan(self._new_space())
        self._private.move_to_end(name)
        while len(self._private) > self._settings.space_limit:
            _, oldest = self._private.popitem(last=False)
            oldest.evicted = True
            oldest.close_if_over()
        return loan

    def _new_space(self) -> Space:
        connection = _connect(":memory:")
        self._template_connection().backup(connection)
        return Space(connection, self.clock, self._wall)

    def _template_connection(self) -> sqlite3.Connection:
        with self._lock:
            day = self.now().replace(hour=0, minute=0, second=0, microsecond=0)
            if self._template is not None and self._template.day != day:
                self._template.connection.close()
                self._template = None
            if self._template is None:
                self._template = Template(self._build(self._settings.seed), day)
            return self._template.connection

    def _build(self, seed: str) -> sqlite3.Connection:
        connection = _connect(":memory:")
        now_ms = to_ms(self.now())
        connection.executescript("BEGIN;" + self._schema)
        connection.executemany(
            "INSERT INTO meta (k, v) VALUES (?, ?)", [("seed", seed), ("schema", self._schema_mark())]
        )
        self._fill(connection, now_ms)
        connection.execute("COMMIT")
        return connection

    def _schema_mark(self) -> str:
        return hashlib.sha256(self._schema.encode()).hexdigest()

    def _open_file(self, path: Path) -> Space:
        connection = None
        try:
            connection = _connect(str(path))
            connection.execute("PRAGMA journal_mode = WAL")
            # In WAL mode this loses no integrity when the process is killed, and spares a sync per write.
            connection.execute("PRAGMA synchronous = NORMAL")
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if not tables:
                self._template_connection().backup(connection)
            return Space(connection, self._remembered_clock(connection, path), self._wall)
        except (sqlite3.Error, StoreError) as error:
            if connection is not None:
                connection.close()
            raise error if isinstance(error, StoreError) else StoreError(f"{path}: {error}") from None

    def _remembered_clock(self, connection: sqlite3.Connection, path: Path) -> Clock:
        """Where a sandbox on the same file left its clock, unless it was started with another one."""
        (has_meta,) = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'meta'").fetchone()
        meta = dict(connection.execute("SELECT k, v FROM meta").fetchall()) if has_meta else {}
        if meta.get("schema") != self._schema_mark():
            raise StoreError(
                f"{path} was made by something else or by another version: delete it, or name another file"
            )
        origin = self._settings.clock
        if meta.get("origin") == origin:
            return parse_clock(meta["clock"])
        connection.executemany(
            "INSERT OR REPLACE INTO meta (k, v) VALUES (?, ?)",
            [("origin", origin), ("clock", str(self.clock))],
        )
        return self.clock


def _connect(database: str) -> sqlite3.Connection:
    # Spaces are opened in one thread and served in another; `Space.lock` keeps them apart.
    connection = sqlite3.connect(database, check_same_thread=False, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    return connection
