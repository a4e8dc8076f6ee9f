"""Write-back: what a run found out goes into the front matter of the specs it ran, and nothing else does.

Only whole runs of a spec count. A spec that was verified a short while ago is left alone, so that running
twice leaves a clean work tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from runner.load import frontmatter
from runner.load.frontmatter import NotEditable
from runner.model import environment
from runner.model.events import Event, RunFinished
from runner.model.json import JSON
from runner.model.result import Outcome, RunResult, SpecResult
from runner.model.spec import Spec, Status
from runner.report import atomic
from runner.report.atomic import NotWritten
from runner.report.words import count

__all__ = ["Note", "WriteBack", "told"]


_MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Note:
    """What became of one file's front matter."""

    file: str
    before: str
    """The status it had, or the `timesReused: 2` that it had where only that was to change."""
    after: str
    reason: str = ""
    """Why it was not written; empty: it was."""

    def __str__(self) -> str:
        if self.reason:
            return f"refused  {self.file} stays as it is: {self.reason}"
        return f"written  {self.file}: {_became(self.before, self.after)}"


def _became(before: str, after: str) -> str:
    return f"{after} again" if before == after else f"{before} → {after}"


def told(notes: Sequence[Note]) -> list[str]:
    """A line for each file; many that went the same way share one, but each refusal has its own."""
    written = [note for note in notes if not note.reason]
    lines = [str(note) for note in written]
    if len(written) > _MOST_LINES:
        ways = Counter((note.before, note.after) for note in written)
        lines = [f"written  {count(many, 'spec')}: {_became(*way)}" for way, many in ways.items()]
    return [*lines, *(str(note) for note in notes if note.reason)]


class WriteBack:
    """The reporter that writes into the specs, once everything is over."""

    edits_documents: Final = True
    """It is told what they say, not what may be shown of them."""

    def __init__(
        self,
        *,
        root: Path,
        policy: environment.WriteBack,
        now: Callable[[], datetime],
        force_refresh: bool = False,
    ) -> None:
        self._root = root
        self._policy = policy
        self._now = now
        self._force_refresh = force_refresh
        self._notes: tuple[Note, ...] = ()

    def handle(self, event: Event, /) -> None:
        """Write when the run is over. One file's trouble is a note, and never stops the others."""
        if not isinstance(event, RunFinished) or not self._policy.enabled:
            return
        known = _specs(event.result)
        root = _resolved(self._root)
        atomic.sweep({path.parent for path in known if path.is_relative_to(root)})
        notes = [self._write(edit) for edit in self._edits(event.result, known)]
        self._notes = tuple(note for note in notes if note is not None)

    def summary(self) -> tuple[Note, ...]:
        """What was written, and what was not and why, in the order of the files."""
        return self._notes

    def _edits(self, result: RunResult, known: Mapping[Path, Spec]) -> Sequence[_Edit]:
        now = self._now().astimezone(UTC)
        verdicts: dict[Path, _Verdict] = {}
        for spec_result in result.specs:
            path = _resolved(spec_result.scenario.spec.path)
            verdict = self._judge(spec_result, now)
            if verdict is not None and (path not in verdicts or verdict.status is Status.FAILED):
                verdicts[path] = verdict
        counts = Counter(
            _resolved(path)
            for verdict in verdicts.values()
            if verdict.status is Status.VERIFIED and not verdict.is_fresh
            for path in set(verdict.reused)
        )
        edits = [
            _Edit(path, known.get(path), verdicts[path].changes if path in verdicts else {}, counts[path])
            for path in dict.fromkeys([*verdicts, *counts])
            if path not in verdicts or not verdicts[path].is_fresh
        ]
        return [edit for edit in edits if edit.changes or edit.reuses]

    def _judge(self, result: SpecResult, now: datetime) -> _Verdict | None:
        """The rules, all of them; None: this result says nothing about the file."""
        scenario, spec = result.scenario, result.scenario.spec
        if not isinstance(spec, Spec) or scenario.example or not scenario.complete:
            return None
        if result.outcome is Outcome.FAILED:
            changes = {} if spec.status is Status.FAILED else {"status": Status.FAILED.value}
            return _Verdict(Status.FAILED, changes)
        if result.outcome is not Outcome.PASSED or not result.verified:
            return None
        if self._is_fresh(spec, now):
            return _Verdict(Status.VERIFIED, {}, is_fresh=True)
        moment = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        changes = {"status": Status.VERIFIED.value, "verifiedAt": moment}
        return _Verdict(Status.VERIFIED, changes, reused=result.reused)

    def _is_fresh(self, spec: Spec, now: datetime) -> bool:
        """A date that lies as far ahead is as stale as one that lies far back: somebody mistyped it."""
        if self._force_refresh or spec.status is not Status.VERIFIED or spec.verified_at is None:
            return False
        at = spec.verified_at if spec.verified_at.tzinfo else spec.verified_at.replace(tzinfo=UTC)
        return abs(now - at) < self._policy.refresh_after

    def _write(self, edit: _Edit) -> Note | None:
        try:
            written = atomic.update(edit.name, edit.apply, root=atomic.room_of(edit.name, self._root))
        except (NotEditable, NotWritten) as refusal:
            return edit.note(refusal.reason)
        except FileNotFoundError:
            return edit.note("it is no longer there")
        except OSError as fault:
            return edit.note(fault.strerror or str(fault))
        except Exception as fault:  # noqa: BLE001 - whatever it is, the other files are still to be written
            return edit.note(f"{type(fault).__name__}: {fault}")
        return edit.note("") if written else None


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a result says about its file."""

    status: Status
    changes: Mapping[str, JSON]
    reused: tuple[Path, ...] = ()
    is_fresh: bool = False
    """Verified a short while ago, and again just now: the file is left alone entirely."""


@dataclass(slots=True)
class _Edit:
    """All that one run changes in one file. Remembers what it found there, for the note."""

    path: Path
    spec: Spec | None
    changes: Mapping[str, JSON]
    reuses: int
    found: Mapping[str, JSON] = field(default_factory=dict)

    @property
    def name(self) -> Path:
        """The path by which it was run: a link, perhaps."""
        return self.path if self.spec is None else self.spec.path

    def apply(self, raw: bytes) -> bytes:
        """The file with the changes made to what it says now. Raises NotEditable."""
        if self.spec is not None and _body(_text(raw)) != _body(self.spec.text):
            raise NotEditable("its text changed while its steps ran")
        self.found = frontmatter.read(raw)
        counted = {"timesReused": self._times_reused() + self.reuses} if self.reuses else {}
        return frontmatter.edit(raw, {**self.changes, **counted})

    def note(self, reason: str) -> Note:
        file = self.spec.file if self.spec is not None else str(self.path)
        if "status" in self.changes:
            before = self.found.get("status") or (self.spec.status.value if self.spec else "")
            return Note(file, str(before), str(self.changes["status"]), reason)
        count = self.found.get("timesReused")
        known = count if isinstance(count, int) else 0
        return Note(file, f"timesReused: {known}", f"timesReused: {known + self.reuses}", reason)

    def _times_reused(self) -> int:
        count = self.found.get("timesReused") or 0
        if not isinstance(count, int) or isinstance(count, bool):
            raise NotEditable("its `timesReused` is not a number")
        return count


def _specs(result: RunResult) -> Mapping[Path, Spec]:
    """Every spec whose steps ran, also those that were only used by others."""
    found: dict[Path, Spec] = {}
    for spec_result in result.specs:
        scenario = spec_result.scenario
        for spec in (scenario.spec, *(planned.owner for planned in scenario.steps)):
            if isinstance(spec, Spec):
                found.setdefault(_resolved(spec.path), spec)
    return found


def _resolved(path: Path) -> Path:
    """One name for a file, whichever links led to it."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a ring of links: the write will say so
        return path.absolute()


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise NotEditable("it is not UTF-8") from None


def _body(text: str) -> str:
    """What stands below the front matter. Raises NotEditable."""
    try:
        front = frontmatter.split(text)
    except frontmatter.UnclosedFrontMatter as fault:
        raise NotEditable(str(fault)) from None
    if front is None:
        raise NotEditable("it has no front matter")
    return "\n".join(text.split("\n")[front.body_line - 1 :])
