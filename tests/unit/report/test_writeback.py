from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from runner.model import environment
from runner.model.events import RunFinished, RunStarted
from runner.model.result import Outcome, SpecResult
from runner.model.spec import Spec, Status
from runner.report.writeback import Note, WriteBack, told
from support.build import (
    STARTED,
    make_invalid,
    make_planned,
    make_run,
    make_scenario,
    make_spec,
    make_spec_result,
    make_step,
    make_step_result,
)

_NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
_STAMP = "2026-11-21T08:00:00.000Z"
_BEFORE = "2026-02-01T16:00:00.000Z"
_PENDING = f"""---
endpoint: "POST /bookings"
status: pending   # by hand
savedAt: "{_BEFORE}"
verifiedAt: "{_BEFORE}"
timesReused: 2
---

# Bookings
"""


class _Project:
    """A folder of specs, and what a run made of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.policy = environment.WriteBack()
        self.force = False
        self.now = _NOW
        self.notes: tuple[Note, ...] = ()

    def spec(
        self,
        name: str = "a.md",
        *,
        text: str = _PENDING,
        status: Status = Status.PENDING,
        verified_at: datetime | None = None,
    ) -> Spec:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return replace(
            make_spec("POST /bookings", file=name, text=text, status=status),
            path=path,
            verified_at=verified_at,
        )

    def run(self, *results: SpecResult) -> None:
        reporter = WriteBack(
            root=self.root, policy=self.policy, now=lambda: self.now, force_refresh=self.force
        )
        reporter.handle(RunStarted("sandbox", "http://x", 1, 1, 1, 0, "id", STARTED))
        assert reporter.summary() == ()
        reporter.handle(RunFinished(make_run(*results)))
        self.notes = reporter.summary()

    def text(self, name: str = "a.md") -> str:
        return (self.root / name).read_bytes().decode()


@pytest.fixture
def project(tmp_path: Path) -> _Project:
    return _Project(tmp_path)


def _result(
    spec: Spec,
    outcome: Outcome = Outcome.PASSED,
    *,
    reused: Sequence[Spec] = (),
    verified: bool | None = None,
    example: str = "",
    complete: bool = True,
) -> SpecResult:
    planned = [make_planned(make_step(), owner=owner) for owner in (spec, *reused)]
    scenario = replace(make_scenario(spec, steps=planned, example=example), complete=complete)
    result = make_spec_result(
        outcome, scenario=scenario, steps=[make_step_result(outcome, planned=planned[0])], verified=verified
    )
    return replace(result, reused=tuple(owner.path for owner in reused))


def _verified(text: str = _PENDING) -> str:
    return text.replace("status: pending", "status: verified").replace(
        f'verifiedAt: "{_BEFORE}"', f'verifiedAt: "{_STAMP}"'
    )


def _failed(text: str = _PENDING) -> str:
    return text.replace("status: pending", "status: failed")


def test_a_pass_is_written_as_verified_now(project: _Project) -> None:
    project.run(_result(project.spec()))
    assert project.text() == _verified()
    assert project.notes == (Note("a.md", "pending", "verified"),)


@pytest.mark.parametrize(
    ("note", "said"),
    [
        (Note("a.md", "pending", "verified"), "written  a.md: pending → verified"),
        (Note("a.md", "verified", "verified"), "written  a.md: verified again"),
        (
            Note("a.md", "pending", "verified", "it is read-only"),
            "refused  a.md stays as it is: it is read-only",
        ),
    ],
)
def test_a_note_says_what_became_of_the_file(note: Note, said: str) -> None:
    assert str(note) == said


def test_a_failure_keeps_the_last_good_date(project: _Project) -> None:
    project.run(_result(project.spec(), Outcome.FAILED))
    assert project.text() == _failed()
    assert project.notes == (Note("a.md", "pending", "failed"),)


@pytest.mark.parametrize(
    ("outcome", "options"),
    [
        (Outcome.SKIPPED, {}),
        (Outcome.ERROR, {}),
        (Outcome.PASSED, {"verified": False}),
        (Outcome.PASSED, {"example": "Option 1"}),
        (Outcome.FAILED, {"example": "Option 1"}),
        (Outcome.PASSED, {"complete": False}),
        (Outcome.FAILED, {"complete": False}),
    ],
)
def test_anything_less_than_a_whole_run_changes_nothing(
    project: _Project, outcome: Outcome, options: dict[str, Any]
) -> None:
    project.run(_result(project.spec(), outcome, **options))
    assert project.text() == _PENDING
    assert project.notes == ()


def test_an_invalid_spec_is_left_alone(project: _Project) -> None:
    spec = project.spec()
    invalid = replace(make_invalid(), path=spec.path)
    project.run(make_spec_result(Outcome.ERROR, scenario=make_scenario(invalid)))
    assert project.text() == _PENDING


def test_nothing_is_written_when_it_is_switched_off(project: _Project) -> None:
    project.policy = environment.WriteBack(enabled=False)
    project.run(_result(project.spec()))
    assert project.text() == _PENDING


def test_the_date_is_utc_wherever_the_machine_stands(project: _Project) -> None:
    project.now = datetime(2026, 11, 21, 10, 0, 0, 1999, tzinfo=timezone(timedelta(hours=2)))
    project.run(_result(project.spec()))
    assert _verified().replace(_STAMP, "2026-11-21T08:00:00.001Z") == project.text()


@pytest.mark.parametrize(
    ("verified_at", "left_alone"),
    [
        (_NOW - timedelta(hours=23, minutes=59), True),
        (_NOW - timedelta(days=1), False),
        (_NOW + timedelta(minutes=5), True),
        (_NOW + timedelta(days=400), False),
        (_NOW.replace(tzinfo=None), True),
        (None, False),
    ],
)
def test_a_fresh_verification_is_left_alone(
    project: _Project, verified_at: datetime | None, left_alone: bool
) -> None:
    project.run(_result(project.spec(status=Status.VERIFIED, verified_at=verified_at)))
    assert (project.text() == _PENDING) is left_alone
    assert (project.notes == ()) is left_alone


def test_a_fresh_verification_is_written_again_on_demand(project: _Project) -> None:
    project.force = True
    project.run(_result(project.spec(status=Status.VERIFIED, verified_at=_NOW)))
    assert project.text() == _verified()


def test_a_fresh_verification_that_fails_is_written(project: _Project) -> None:
    project.run(_result(project.spec(status=Status.VERIFIED, verified_at=_NOW), Outcome.FAILED))
    assert project.text() == _failed()


def test_failing_again_changes_nothing(project: _Project) -> None:
    text = _failed()
    project.run(_result(project.spec(text=text, status=Status.FAILED), Outcome.FAILED))
    assert project.text() == text
    assert project.notes == ()


def test_a_second_run_leaves_a_clean_tree(project: _Project) -> None:
    used, user = project.spec("used.md"), project.spec("user.md")
    project.run(_result(used), _result(user, reused=[used]))
    first = (project.text("used.md"), project.text("user.md"))
    assert first == (_verified().replace("timesReused: 2", "timesReused: 3"), _verified())
    fresh = [
        project.spec(name, text=text, status=Status.VERIFIED, verified_at=_NOW)
        for name, text in zip(("used.md", "user.md"), first, strict=True)
    ]
    project.run(_result(fresh[0]), _result(fresh[1], reused=[fresh[0]]))
    assert (project.text("used.md"), project.text("user.md")) == first
    assert project.notes == ()


def test_each_verified_user_counts_once(project: _Project) -> None:
    used = project.spec("used.md")
    users = [project.spec(f"user{number}.md") for number in range(4)]
    project.run(
        _result(users[0], reused=[used, used]),
        _result(users[1], reused=[used]),
        _result(users[2], Outcome.FAILED, reused=[used]),
        _result(users[3], verified=False, reused=[used]),
    )
    assert project.text("used.md") == _PENDING.replace("timesReused: 2", "timesReused: 4")
    assert project.notes[-1] == Note("used.md", "timesReused: 2", "timesReused: 4")


@pytest.mark.parametrize("line", ["", "timesReused:\n", "timesReused: null\n", "timesReused: 0\n"])
def test_a_count_that_was_never_written_starts_at_one(project: _Project, line: str) -> None:
    used = project.spec("used.md", text=_PENDING.replace("timesReused: 2\n", line))
    project.run(_result(project.spec(), reused=[used]))
    assert project.text("used.md") == _PENDING.replace("timesReused: 2", "timesReused: 1")


def test_a_count_that_is_none_is_refused(project: _Project) -> None:
    used = project.spec("used.md", text=_PENDING.replace("2\n", "often\n"))
    project.run(_result(project.spec(), reused=[used]))
    assert project.notes[-1].reason == "its `timesReused` is not a number"
    assert project.text() == _verified()


def test_a_fresh_spec_that_passed_itself_is_not_counted(project: _Project) -> None:
    used = project.spec("used.md", status=Status.VERIFIED, verified_at=_NOW)
    project.run(_result(used), _result(project.spec(), reused=[used]))
    assert project.text("used.md") == _PENDING


def test_a_reused_spec_that_is_not_known_otherwise_is_counted(project: _Project) -> None:
    used = project.spec("used.md")
    user = replace(_result(project.spec()), reused=(used.path,))
    project.run(user)
    assert project.notes[-1] == Note(str(used.path), "timesReused: 2", "timesReused: 3")


def test_line_ends_and_bom_stay(project: _Project) -> None:
    spec = project.spec()
    raw = b"\xef\xbb\xbf" + _PENDING.replace("\n", "\r\n").encode()
    spec.path.write_bytes(raw)
    project.run(_result(spec))
    assert spec.path.read_bytes() == b"\xef\xbb\xbf" + _verified().replace("\n", "\r\n").encode()


def test_front_matter_edited_meanwhile_is_kept(project: _Project) -> None:
    spec = project.spec()
    edited = _PENDING.replace("timesReused: 2\n", "timesReused: 9\nnotes: new\n")
    spec.path.write_text(edited, encoding="utf-8")
    project.run(_result(spec))
    assert project.text() == _verified(edited)


@pytest.mark.parametrize(
    ("now_there", "reason"),
    [
        (_PENDING + "more\n", "its text changed while its steps ran"),
        ("# Bookings\n", "it has no front matter"),
        (_PENDING.replace("---\n\n", "\n"), "the front matter that opens in line 1 is never closed"),
        (_PENDING.replace("status: p", "status: *p"), "line 3 of its front matter: "),
        (_PENDING.replace("status: p", "status: &p"), "the value of `status` carries an anchor"),
    ],
)
def test_a_file_that_became_another_one_is_refused(project: _Project, now_there: str, reason: str) -> None:
    spec = project.spec()
    spec.path.write_text(now_there, encoding="utf-8")
    project.run(_result(spec))
    assert project.text() == now_there
    (note,) = project.notes
    assert note.after == "verified"
    assert note.reason.startswith(reason)


def test_a_file_that_is_no_longer_text_is_refused(project: _Project) -> None:
    spec = project.spec()
    spec.path.write_bytes(b"\xff")
    project.run(_result(spec))
    assert project.notes == (Note("a.md", "pending", "verified", "it is not UTF-8"),)


def test_one_file_that_cannot_be_written_does_not_stop_the_others(project: _Project, tmp_path: Path) -> None:
    gone, locked, last = project.spec("gone.md"), project.spec("locked.md"), project.spec("last.md")
    gone.path.unlink()
    locked.path.chmod(0o444)
    outside = project.spec("outside.md")
    project.root = tmp_path / "project"
    inside = project.spec("link.md")
    inside.path.unlink()
    inside.path.symlink_to(outside.path)
    project.root = tmp_path
    project.run(_result(gone), _result(locked), _result(last))
    assert [note.reason for note in project.notes] == ["it is no longer there", "it is read-only", ""]
    assert project.text("last.md") == _verified()
    project.root = tmp_path / "project"
    project.run(_result(inside))
    assert "lies outside the project" in project.notes[0].reason
    assert outside.path.read_text(encoding="utf-8") == _PENDING


def test_a_document_from_elsewhere_is_written_but_not_through_a_link(
    project: _Project, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "hidden").mkdir()
    project.root = tmp_path / "elsewhere"
    named, link = project.spec("named.md"), project.spec("link.md")
    link.path.rename(tmp_path / "hidden" / "target.md")
    link.path.symlink_to(tmp_path / "hidden" / "target.md")
    project.root = tmp_path / "project"
    project.run(_result(named), _result(link))
    assert [note.reason != "" for note in project.notes] == [False, True]
    assert named.path.read_text(encoding="utf-8") == _verified()
    assert link.path.read_text(encoding="utf-8") == _PENDING


def test_a_disk_that_refuses_is_a_note(project: _Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_named: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("runner.report.atomic.update", full)
    project.run(_result(project.spec()))
    assert project.notes[0].reason == "No space left on device"


def test_a_ring_of_links_is_a_note(project: _Project) -> None:
    spec = project.spec()
    spec.path.unlink()
    spec.path.symlink_to("a.md")
    project.run(_result(spec))
    assert project.notes[0].reason


def test_a_fault_of_ours_is_a_note_too(project: _Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_named: object) -> bool:
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("runner.report.atomic.update", broken)
    project.run(_result(project.spec()))
    assert project.notes[0].reason == "ZeroDivisionError: oops"


def test_a_link_and_its_target_are_one_file_and_the_failure_counts(project: _Project) -> None:
    spec = project.spec()
    link = project.root / "b.md"
    link.symlink_to("a.md")
    project.run(_result(spec), _result(replace(spec, path=link, file="b.md"), Outcome.FAILED))
    assert project.text() == _failed()
    assert link.is_symlink()


def test_what_a_killed_run_left_beside_the_specs_is_removed(project: _Project) -> None:
    spec = project.spec(status=Status.FAILED)
    orphan = project.root / ".steprun-0123456789abcdef"
    orphan.write_bytes(b"half")
    os.utime(orphan, (time.time() - 3600,) * 2)
    project.run(_result(spec, Outcome.FAILED))
    assert not orphan.exists()
    assert project.text() == _PENDING


def test_many_that_went_the_same_way_share_a_line() -> None:
    notes = [Note(f"{number}.md", "pending", "verified") for number in range(20)]
    notes += [Note("a.md", "verified", "verified"), Note("b.md", "pending", "verified", "it is read-only")]
    assert told(notes[:2]) == ["written  0.md: pending → verified", "written  1.md: pending → verified"]
    assert told(notes) == [
        "written  20 specs: pending → verified",
        "written  1 spec: verified again",
        "refused  b.md stays as it is: it is read-only",
    ]
