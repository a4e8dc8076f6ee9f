"""The history in its file: what is written, what is read again, and a file that is not as it should be."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from runner.adapters.history import History, NotUsed, writing
from runner.adapters.history import file as file_room
from runner.model.about import About, Past, Turn
from runner.model.result import Outcome, RunResult, SpecResult
from runner.model.trouble import Cause
from support.build import (
    make_planned,
    make_run,
    make_scenario,
    make_spec,
    make_spec_result,
    make_step,
    make_step_result,
    make_trouble,
)

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
PASSED, FAILED, ERROR, SKIPPED = (
    Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED
)  # fmt: skip
KEY = "specs/a.md"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "reports" / "history.sqlite"


@pytest.fixture
def history(file: Path) -> History:
    return History(file)


def spec(
    outcome: Outcome,
    *,
    key: str = KEY,
    flaky: bool = False,
    text: str = "---\n---\none",
    seconds: float = 0.4,
) -> SpecResult:
    """One with a step of set-up that passes, and a step that decides."""
    document = make_spec(file=key, text=text)
    first = replace(make_planned(make_step("find"), owner=document), name="Prerequisites › find")
    second = make_planned(make_step("get"), owner=document)
    decides = make_step_result(outcome, planned=second, flaky=flaky)
    steps = [make_step_result(planned=first), decides]
    scenario = replace(make_scenario(document, steps=[first, second]), key=key)
    return make_spec_result(outcome, scenario=scenario, steps=steps, seconds=seconds)


def run(
    *specs: SpecResult,
    number: int = 1,
    environment: str = "staging",
    commit: str = "c0ffee",
    branch: str = "main",
) -> RunResult:
    about = About(at=AT + timedelta(hours=number), commit=commit, branch=branch)
    return replace(make_run(*specs), run_id=f"{number:08x}", environment=environment, about=about)


def keep(history: History, *outcomes: Outcome, first: int = 1) -> None:
    for number, outcome in enumerate(outcomes, first):
        history.add(run(spec(outcome), number=number))


def past(history: History, key: str = KEY, environment: str = "staging") -> Past:
    return history.past(environment, [key]).get(key, Past())


def outcomes(past: Past) -> list[str]:
    return [turn.outcome for turn in past.turns]


# ---- what is kept


def test_before_the_first_run_there_is_nothing_and_no_file(history: History, file: Path) -> None:
    assert history.past("staging", [KEY]) == {}
    assert history.steps("staging", KEY) == {}
    assert not file.exists()


def test_a_turn_comes_back_as_it_was(history: History) -> None:
    history.add(run(spec(PASSED, flaky=True, seconds=1.25)))
    assert past(history).turns == (
        Turn(
            run_id="00000001",
            at=AT + timedelta(hours=1),
            outcome="passed",
            flaky=True,
            seconds=1.25,
            commit="c0ffee",
            branch="main",
        ),
    )


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        ([PASSED], None, 1),
        ([FAILED], 1, None),
        ([PASSED, FAILED, ERROR], 2, 1),
        ([FAILED, SKIPPED, FAILED], 1, None),
        ([PASSED, FAILED, SKIPPED], 2, 1),
        ([FAILED, PASSED], None, 2),
        ([FAILED, PASSED, SKIPPED, ERROR], 4, 2),
        ([SKIPPED], None, None),
    ],
)
def test_a_row_of_failures_begins_with_the_first_after_a_pass(
    history: History, told: Sequence[Outcome], first: int | None, last: int | None
) -> None:
    keep(history, *told)
    found = past(history)
    assert outcomes(found) == [outcome.value for outcome in told]
    assert found.first_failed == (found.turns[first - 1] if first else None)
    assert found.last_passed == (found.turns[last - 1] if last else None)
    assert found.failing is (first is not None)


def test_a_run_is_told_the_latest_turns_and_still_since_when_it_fails(history: History) -> None:
    keep(history, PASSED, *[FAILED] * 40)
    found = past(history)
    assert len(found.turns) == 30
    assert found.turns[-1].run_id == f"{41:08x}"
    assert found.first_failed is not None
    assert found.first_failed.run_id == f"{2:08x}"
    assert found.last_passed is not None
    assert found.last_passed.run_id == f"{1:08x}"
    assert len(history.past("staging", [KEY], limit=200)[KEY].turns) == 41


def test_environments_are_kept_apart(history: History) -> None:
    history.add(run(spec(FAILED), number=1, environment="staging"))
    history.add(run(spec(PASSED), number=2, environment="sandbox"))
    assert past(history).failing
    assert not past(history, environment="sandbox").failing
    assert not past(history, environment="elsewhere").turns
    assert outcomes(past(history)) == ["failed"]


def test_only_what_is_asked_for_is_told(history: History) -> None:
    history.add(run(*(spec(PASSED, key=key) for key in ("a", "b", "c"))))
    assert set(history.past("staging", ["b", "c", "never ran"])) == {"b", "c"}


def test_what_had_no_whole_turn_leaves_no_trace(history: History, file: Path) -> None:
    whole = spec(PASSED)
    part = replace(whole, scenario=replace(whole.scenario, complete=False))
    parked = make_spec_result(SKIPPED, scenario=make_scenario(skip_reason="later"))
    history.add(run(part, parked))
    history.add(replace(run(whole), about=About()))
    assert not file.exists()


def test_a_broken_claim_is_no_failure_of_the_steps(history: History) -> None:
    claim = make_trouble("not so", cause=Cause.CLAIM)
    history.add(run(replace(spec(PASSED), outcome=FAILED, troubles=(claim,))))
    assert outcomes(past(history)) == ["passed"]


def test_a_run_is_written_once(history: History) -> None:
    keep(history, PASSED)
    keep(history, FAILED)
    assert outcomes(past(history)) == ["passed"]


def test_names_that_are_no_utf8_or_look_like_sql_are_names(history: History) -> None:
    keys = ["specs/\udcff.md", "specs/'; DROP TABLE runs; --.md", "specs/\x00.md", "specs/a.md › Ä"]
    history.add(run(*(spec(PASSED, key=key) for key in keys), branch="b\udc80"))
    assert set(history.past("staging", keys)) == set(keys)


# ---- chance


@pytest.mark.parametrize(
    ("changed", "fell"),
    [
        ({}, True),
        ({"commit": "deed"}, False),
        ({"text": "---\n---\ntwo"}, False),
        ({"text": "---\nstatus: verified\n---\none"}, True),
    ],
)
def test_what_fails_after_a_pass_fell_unless_something_is_known_to_have_changed(
    history: History, changed: Mapping[str, str], fell: bool
) -> None:
    history.add(run(spec(PASSED), number=1))
    text, commit = changed.get("text", "---\n---\none"), changed.get("commit", "c0ffee")
    history.add(run(spec(FAILED, text=text), number=2, commit=commit))
    assert [turn.fell for turn in past(history).turns] == [False, fell]


def test_only_the_first_of_a_row_of_failures_fell(history: History) -> None:
    keep(history, PASSED, SKIPPED, ERROR, FAILED, PASSED, FAILED)
    assert [turn.fell for turn in past(history).turns] == [False, False, True, False, False, True]


def test_where_no_commit_is_known_nothing_fell(history: History) -> None:
    for number, outcome in enumerate((PASSED, FAILED), 1):
        history.add(run(spec(outcome), number=number, commit=""))
    assert not any(turn.fell for turn in past(history).turns)


# ---- steps


def test_steps_have_a_past_of_their_own(history: History) -> None:
    keep(history, PASSED, FAILED, FAILED)
    steps = history.steps("staging", KEY)
    assert list(steps) == ["Prerequisites › find", "Test Request › get"]
    find, get = steps.values()
    assert outcomes(find) == ["passed"] * 3
    assert outcomes(get) == ["passed", "failed", "failed"]
    assert (get.first_failed, get.last_passed) == (get.turns[1], get.turns[0])
    assert [turn.fell for turn in get.turns] == [False, True, False]
    assert find.first_failed is None


def test_a_step_that_was_blocked_had_no_turn(history: History) -> None:
    told = spec(FAILED)
    blocked = make_step_result(SKIPPED, planned=make_planned(make_step("later")), blocked=True)
    history.add(run(replace(told, steps=(*told.steps, blocked))))
    assert "Test Request › later" not in history.steps("staging", KEY)


# ---- bounds


@pytest.fixture
def forgetful(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with 200 turns, and a tidying after 100 runs."""
    monkeypatch.setattr(writing, "KEPT", 20)
    monkeypatch.setattr(writing, "_TIDY", 10)


@pytest.mark.usefixtures("forgetful")
def test_long_ago_is_forgotten_but_for_what_still_matters(history: History, file: Path) -> None:
    keep(history, PASSED, *[FAILED] * 34)
    found = history.past("staging", [KEY], limit=20)[KEY]
    assert len(found.turns) == 20
    assert found.first_failed is not None
    assert found.first_failed.run_id == f"{2:08x}"
    assert len(history.steps("staging", KEY)["Test Request › get"].turns) == 22
    connection = sqlite3.connect(file)
    tables = [
        connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for name in ("runs", "spec_turns", "step_turns")
    ]
    connection.close()
    # 20 and the two that still matter; and the runs since the last tidying.
    assert tables == [22 + 5, 22, 2 * 22]


@pytest.mark.usefixtures("forgetful")
def test_a_step_that_is_gone_is_forgotten_in_time(history: History) -> None:
    told = spec(PASSED)
    history.add(run(told, number=1))
    for number in range(2, 31):
        history.add(run(replace(told, steps=told.steps[:1]), number=number))
    assert list(history.steps("staging", KEY)) == ["Prerequisites › find"]


def test_it_may_be_looked_into_with_any_sqlite(history: History, file: Path) -> None:
    keep(history, PASSED)
    connection = sqlite3.connect(file)
    rows = connection.execute("SELECT environment, spec, step, outcome, branch FROM history").fetchall()
    connection.close()
    assert sorted(rows) == [
        ("staging", KEY, "", "p", "main"),
        ("staging", KEY, "Prerequisites › find", "p", "main"),
        ("staging", KEY, "Test Request › get", "p", "main"),
    ]


def test_nothing_stands_beside_the_file(history: History, file: Path) -> None:
    keep(history, PASSED, FAILED)
    assert [path.name for path in file.parent.iterdir()] == ["history.sqlite"]


def test_runs_that_end_at_once_lose_nothing(file: Path) -> None:
    def write(number: int) -> None:
        History(file).add(run(spec(PASSED), spec(PASSED, key=f"own/{number}"), number=number))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = History(file).past("staging", [KEY, *(f"own/{number}" for number in range(12))])
    assert len(found) == 13
    assert len({turn.run_id for turn in found[KEY].turns}) == 12


# ---- what may be the matter with the file


def damage(file: Path) -> bytes:
    """Everything but its head."""
    content = file.read_bytes()
    file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    return file.read_bytes()


def test_a_damaged_file_is_moved_aside_whole_and_a_new_one_begun(history: History, file: Path) -> None:
    keep(history, PASSED, FAILED)
    damaged = damage(file)
    with pytest.raises(NotUsed, match="is damaged: "):
        history.past("staging", [KEY])
    aside = history.add(run(spec(PASSED), number=7))
    assert aside == file.with_name("history.damaged-00000007.sqlite")
    assert aside.read_bytes() == damaged
    assert outcomes(past(history)) == ["passed"]
    assert history.add(run(spec(FAILED), number=8)) is None


def test_a_file_that_is_cut_off_is_damaged(history: History, file: Path) -> None:
    keep(history, PASSED)
    file.write_bytes(file.read_bytes()[:5000])
    assert history.add(run(spec(PASSED), number=7)) is not None


@pytest.mark.parametrize(
    "content", [b"# Notes\nkeep them", b"\x00" * 4096, b"SQLite format 3\x00" + b"x" * 4000]
)
def test_what_is_no_history_stays_as_it_is(history: History, file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    for attempt in (lambda: history.past("staging", [KEY]), lambda: history.add(run(spec(PASSED)))):
        with pytest.raises(NotUsed, match=r"is no history of steprun: it stays as it is.*`history:`"):
            attempt()
    assert file.read_bytes() == content
    assert list(file.parent.iterdir()) == [file]


def test_the_database_of_somebody_else_stays_as_it_is(history: History, file: Path) -> None:
    file.parent.mkdir()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE theirs (x)")
    connection.commit()
    connection.close()
    before = file.read_bytes()
    with pytest.raises(NotUsed, match="is no history of steprun"):
        history.add(run(spec(PASSED)))
    assert file.read_bytes() == before


def test_an_empty_file_is_a_history_that_begins(history: History, file: Path) -> None:
    file.parent.mkdir()
    file.touch()
    assert history.past("staging", [KEY]) == {}
    keep(history, PASSED)
    assert outcomes(past(history)) == ["passed"]


def change(file: Path, statement: str) -> None:
    connection = sqlite3.connect(file)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_the_file_of_a_newer_steprun_stays_as_it_is(history: History, file: Path) -> None:
    keep(history, PASSED)
    change(file, "PRAGMA user_version = 2")
    before = file.read_bytes()
    for attempt in (lambda: history.past("staging", [KEY]), lambda: history.add(run(spec(PASSED), number=2))):
        with pytest.raises(NotUsed, match="was written by a newer steprun"):
            attempt()
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE runs SET at = 'yesterday'",
        "UPDATE spec_turns SET outcome = 'x'",
        "UPDATE specs SET last_passed = 1, turns = 99",
        "DELETE FROM runs",
        "DROP TABLE runs",
    ],
)
def test_what_no_run_writes_is_told_and_left_alone(history: History, file: Path, statement: str) -> None:
    keep(history, PASSED, PASSED)
    change(file, statement)
    before = file.read_bytes()
    with pytest.raises(NotUsed, match=r"cannot be used \(.*\): move it away, or name another file"):
        history.past("staging", [KEY])
    assert file.read_bytes() == before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anything")
def test_a_file_that_may_not_be_written_can_be_read(history: History, file: Path) -> None:
    keep(history, PASSED)
    file.chmod(0o444)
    with pytest.raises(NotUsed, match="cannot be written: "):
        history.add(run(spec(FAILED), number=2))
    assert outcomes(past(history)) == ["passed"]


def test_a_folder_in_its_place_or_a_file_above_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "plain").touch()
    with pytest.raises(NotUsed, match="cannot be opened: "):
        History(tmp_path / "folder").add(run(spec(PASSED)))
    with pytest.raises(NotUsed, match="cannot be opened: "):
        History(tmp_path / "folder").past("staging", [KEY])
    with pytest.raises(NotUsed, match="cannot be written: "):
        History(tmp_path / "plain" / "history.sqlite").add(run(spec(PASSED)))
    assert History(tmp_path / "plain" / "history.sqlite").past("staging", [KEY]) == {}


def test_a_lock_that_stays_is_waited_for_and_told(
    history: History, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_room, "_PATIENCE", 0.05)
    keep(history, PASSED)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for attempt in (lambda: history.past("staging", [KEY]), lambda: history.add(run(spec(PASSED), number=2))):
        with pytest.raises(NotUsed, match="is locked by another program"):
            attempt()
    other.execute("ROLLBACK")
    other.close()
    keep(history, FAILED, first=2)
    assert outcomes(past(history)) == ["passed", "failed"]


def test_a_run_that_is_written_half_is_not_written(history: History, file: Path) -> None:
    keep(history, PASSED)
    broken = replace(run(spec(FAILED, key="specs/b.md"), spec(FAILED), number=2))
    change(file, "CREATE TRIGGER no BEFORE INSERT ON step_turns BEGIN SELECT RAISE(ABORT, 'no'); END")
    with pytest.raises(NotUsed, match=r"cannot be used \(no\)"):
        history.add(broken)
    assert outcomes(past(history)) == ["passed"]
    assert not past(history, "specs/b.md").turns


def test_a_python_without_sqlite_keeps_none(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    with pytest.raises(NotUsed, match="this Python has no `sqlite3`"):
        history.add(run(spec(PASSED)))
