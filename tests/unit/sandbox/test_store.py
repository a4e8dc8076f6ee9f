from __future__ import annotations

import gc
import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from runner.sandbox.settings import SandboxSettings
from runner.sandbox.store import Space, Spaces

SCHEMA = "CREATE TABLE thing (name TEXT PRIMARY KEY);"


def fill(connection: sqlite3.Connection, now_ms: int) -> None:
    connection.execute("INSERT INTO thing VALUES (?)", (f"seeded at {now_ms}",))


def nothing_due(_connection: sqlite3.Connection, _now_ms: int) -> int:
    return 0


def things(space: Space) -> int:
    (count,) = space.connection.execute("SELECT count(*) FROM thing").fetchone()
    return int(count)


def add(space: Space, name: str) -> None:
    with space.writing() as connection:
        connection.execute("INSERT INTO thing VALUES (?)", (name,))


def is_closed(space: Space) -> bool:
    try:
        space.connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return True
    return False


@pytest.fixture
def spaces() -> Iterator[Spaces]:
    made = Spaces(SandboxSettings(space_limit=2), SCHEMA, fill)
    yield made
    made.close()


def test_spaces_are_isolated_and_start_as_the_template(spaces: Spaces) -> None:
    with spaces.borrow("a") as a, spaces.borrow("b") as b, spaces.borrow("") as default:
        add(a, "x")
        assert (things(a), things(b), things(default)) == (2, 1, 1)
    with spaces.borrow("a") as again:
        assert things(again) == 2


def test_a_failed_transaction_leaves_nothing(spaces: Spaces) -> None:
    with spaces.borrow("a") as a:
        with pytest.raises(sqlite3.IntegrityError), a.writing() as connection:
            connection.executemany("INSERT INTO thing VALUES (?)", [("x",), ("x",)])
        assert things(a) == 1
        add(a, "x")


def test_the_least_recently_used_space_is_closed_once_it_is_given_back(spaces: Spaces) -> None:
    with spaces.borrow("a") as a:
        with spaces.borrow("b"), spaces.borrow("c"):
            assert not is_closed(a)
        add(a, "x")
    assert is_closed(a)
    with spaces.borrow("a") as fresh:
        assert things(fresh) == 1


def test_a_reset_forgets_and_seeds_again(spaces: Spaces) -> None:
    with spaces.borrow("a") as a:
        add(a, "x")
        a.advance_clock(timedelta(hours=1), nothing_due)
        spaces.reset(a)
        assert things(a) == 1
        assert a.now() == datetime(2026, 2, 2, 8, tzinfo=UTC)
        spaces.reset(a, "another seed")
        assert a.connection.execute("SELECT v FROM meta WHERE k = 'seed'").fetchone()["v"] == "another seed"


def test_the_clock_stays_when_what_is_due_fails(spaces: Spaces) -> None:
    def failing(_connection: sqlite3.Connection, _now_ms: int) -> int:
        raise RuntimeError

    with spaces.borrow("a") as a:
        with pytest.raises(RuntimeError):
            a.advance_clock(timedelta(hours=1), failing)
        assert a.now() == datetime(2026, 2, 2, 8, tzinfo=UTC)


def test_seed_rows_of_a_running_clock_are_those_of_the_day() -> None:
    wall = [datetime(2026, 5, 1, 12, tzinfo=UTC)]
    spaces = Spaces(SandboxSettings(clock="wall"), SCHEMA, fill, wall=lambda: wall[0])

    def seeded(name: str) -> str:
        with spaces.borrow(name) as space:
            return str(space.connection.execute("SELECT name FROM thing").fetchone()[0])

    today = seeded("a")
    wall[0] += timedelta(hours=1)
    assert seeded("b") == today
    wall[0] += timedelta(days=1)
    assert seeded("c") != today
    spaces.close()


def test_threads_may_share_a_space(spaces: Spaces) -> None:
    def work(worker: int) -> None:
        for n in range(50):
            with spaces.borrow("shared") as space:
                add(space, f"{worker} {n}")

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with spaces.borrow("shared") as space:
        assert things(space) == 401


@pytest.mark.filterwarnings("error::ResourceWarning")
def test_closing_closes_everything() -> None:
    spaces = Spaces(SandboxSettings(), SCHEMA, fill)
    with spaces.borrow("a") as a, spaces.borrow("") as default:
        pass
    spaces.close()
    assert is_closed(a)
    assert is_closed(default)
    spaces.close()
    gc.collect()
