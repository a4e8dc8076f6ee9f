from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner.coverage.record import NotARecord
from runner.model.events import RunFinished, RunStarted
from runner.report.record import Recorder, load_record
from support.build import STARTED, make_run, make_spec_result, make_step_result

FINISHED = datetime(2026, 2, 1, 16, 1, tzinfo=UTC)
RUN = make_run(make_spec_result(steps=[make_step_result()]), interrupted=2)


def recorder(file: Path) -> Recorder:
    return Recorder(file, root=file.parent, now=lambda: FINISHED)


def test_the_record_is_written_when_the_run_is_over_however_it_ended(tmp_path: Path) -> None:
    file = tmp_path / "reports" / "last-run.json"
    reporter = recorder(file)
    reporter.handle(RunStarted("sandbox", "http://x", 1, 1, 1, 0, "id", STARTED))
    assert not file.parent.exists()
    reporter.handle(RunFinished(RUN))
    record = load_record(file)
    assert record is not None
    assert (record.run_id, record.finished, record.interrupted) == ("7f3a91c", FINISHED, 2)
    assert [path.name for path in file.parent.iterdir()] == ["last-run.json"]
    assert not reporter.failed


def test_a_run_that_meant_no_spec_leaves_the_record_of_the_last_one(tmp_path: Path) -> None:
    file = tmp_path / "last-run.json"
    recorder(file).handle(RunFinished(RUN))
    before = file.read_bytes()
    recorder(file).handle(RunFinished(make_run()))
    assert file.read_bytes() == before


def test_a_record_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    reporter = recorder(tmp_path / "file" / "last-run.json")
    with pytest.raises(OSError, match="file"):
        reporter.handle(RunFinished(RUN))
    assert reporter.failed


def test_there_may_be_no_record(tmp_path: Path) -> None:
    assert load_record(tmp_path / "last-run.json") is None


def test_bytes_that_are_no_text_are_no_record(tmp_path: Path) -> None:
    (tmp_path / "last-run.json").write_bytes(b"\xff")
    with pytest.raises(NotARecord, match="not UTF-8"):
        load_record(tmp_path / "last-run.json")
