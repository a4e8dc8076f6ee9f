from __future__ import annotations

import os
from pathlib import Path

import pytest

from runner.adapters.runs import find_run, find_runs, load_run
from runner.errors import UsageError
from runner.record import record_lines
from runner.record.naming import EVENTS
from support.build import make_run, make_spec_result

NAMES = ("2026-02-01T16-00-00-7f3a91c4", "2026-02-02T16-00-00-7f3b0000", "2026-02-03T16-00-00-01234567")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    for name in NAMES:
        folder = tmp_path / "reports" / name
        folder.mkdir(parents=True)
        (folder / EVENTS).write_text("".join(record_lines(make_run(make_spec_result()))))
    (tmp_path / "reports" / "latest").symlink_to(NAMES[0])
    (tmp_path / "reports" / "junit.xml").write_text("")
    return tmp_path / "reports"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("latest", 2),  # by its name: the link may be anybody's
        ("7f3a91c4", 0),
        ("7f3b", 1),
        (NAMES[1], 1),
        (f"reports/{NAMES[1]}", 1),
        (f"reports/{NAMES[1]}/{EVENTS}", 1),
        ("reports/latest", 0),
    ],
)
def test_a_run_is_found_by_what_people_call_it(reports: Path, name: str, found: int) -> None:
    assert find_run(name, reports=reports, cwd=reports.parent).name == NAMES[found]


@pytest.mark.parametrize(
    ("name", "what", "hint"),
    [
        ("7f3", "several runs are called `7f3`", "write more of the id"),
        ("7f3a91cf", "there is no run `7f3a91cf` in reports", "did you mean `7f3a91c4`?"),
        ("nonsense", "there is no run `nonsense` in reports", "is called `latest`"),
        ("reports/", "reports/ is no run, but a folder of runs", f"the latest of them is reports/{NAMES[2]}"),
    ],
)
def test_what_is_not_found_is_told_with_what_there_is(reports: Path, name: str, what: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_run(name, reports=reports, cwd=reports.parent)
    assert what in caught.value.what
    assert hint in caught.value.hint


@pytest.mark.parametrize("folder", ["reports", "nowhere"])
def test_before_the_first_run_there_is_none(tmp_path: Path, folder: str) -> None:
    (tmp_path / "reports").mkdir()
    with pytest.raises(UsageError, match="there is no recorded run"):
        find_run("latest", reports=tmp_path / folder, cwd=tmp_path)


def test_a_run_is_loaded(reports: Path) -> None:
    run = load_run(reports / NAMES[0], cwd=reports.parent)
    assert run.ended
    assert len(run.result.specs) == 1


@pytest.mark.parametrize("content", [b"", b"\xff", b"nonsense\n"])
def test_another_file_is_refused(reports: Path, content: bytes) -> None:
    (reports / NAMES[0] / EVENTS).write_bytes(content)
    with pytest.raises(UsageError, match=f"^reports/{NAMES[0]}/events.jsonl is no record of a run"):
        load_run(reports / NAMES[0], cwd=reports.parent)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / EVENTS).mkdir()
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        load_run(tmp_path, cwd=tmp_path)


def test_of_runs_that_began_in_the_same_second_the_one_that_was_written_to_last_is_the_latest(
    reports: Path,
) -> None:
    for seconds, run_id in enumerate(("ffffffff", "00000000", "7f7f7f7f")):
        folder = reports / f"2026-02-04T16-00-00-{run_id}"
        folder.mkdir()
        (folder / EVENTS).write_text("")
        os.utime(folder / EVENTS, (seconds, seconds))
    assert find_run("latest", reports=reports, cwd=reports.parent).name.endswith("7f7f7f7f")


# ---- several at once


def test_a_folder_means_all_runs_below_it_and_a_run_itself(reports: Path) -> None:
    cwd = reports.parent
    assert [folder.name for folder in find_runs("reports", reports=reports, cwd=cwd)] == list(NAMES)
    assert [folder.name for folder in find_runs(f"reports/{NAMES[1]}", reports=reports, cwd=cwd)] == [
        NAMES[1]
    ]
    assert [folder.name for folder in find_runs("7f3b", reports=reports, cwd=cwd)] == [NAMES[1]]


def test_runs_may_lie_as_ci_systems_unpack_them(reports: Path) -> None:
    for number, name in enumerate(NAMES):
        (reports.parent / "shards" / f"shard-{number}" / "deep").mkdir(parents=True)
        (reports / name / EVENTS).rename(reports.parent / "shards" / f"shard-{number}" / "deep" / EVENTS)
    found = find_runs("shards", reports=reports, cwd=reports.parent)
    assert [folder.parent.name for folder in found] == ["shard-0", "shard-1", "shard-2"]


@pytest.mark.parametrize(
    ("name", "what"), [("empty", "no recorded run below empty"), ("x", "there is no run `x`")]
)
def test_where_there_is_none_it_says_so(reports: Path, name: str, what: str) -> None:
    (reports.parent / "empty").mkdir()
    with pytest.raises(UsageError, match=what):
        find_runs(name, reports=reports, cwd=reports.parent)
