"""The file of accepted findings after a run: written anew where that is wanted; and what of it is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from runner.contract.accepted import Accepted, Call, gone, renewed, write_accepted
from runner.model.events import Event, RunFinished
from runner.model.result import RunResult
from runner.report import atomic
from runner.report.measure import cut
from runner.report.words import count

_MANY = 3
_WIDTH = 96


class Acceptance:
    """A Reporter; what it has to say stands in the run's footer."""

    def __init__(
        self, accepted: Sequence[Accepted], *, file: Path | None, note: Callable[[str], None]
    ) -> None:
        self._accepted = accepted
        self._file = file
        self._note = note

    def handle(self, event: Event, /) -> None:
        """Write, or tell, when the run is over. Raises OSError."""
        if not isinstance(event, RunFinished):
            return
        calls = _calls(event.result)
        lost = gone(self._accepted, calls)
        if self._file is None:
            self._tell(lost)
        elif calls:
            self._write(self._file, renewed(self._accepted, calls), lost=len(lost))
        else:
            self._note("accepted nothing: no exchange was held against an OpenAPI document")

    def _write(self, file: Path, entries: Sequence[Accepted], *, lost: int) -> None:
        atomic.write(file, write_accepted(entries).encode())
        new = len(entries) - len(self._accepted) + lost
        changes = ", ".join(f"{number} {word}" for number, word in ((new, "new"), (lost, "gone")) if number)
        said = f"{count(len(entries), 'finding')} in {file.name}"
        self._note(f"accepted {said}: {changes or 'as before'}")

    def _tell(self, lost: Sequence[Accepted]) -> None:
        if not lost:
            return
        are, them = ("is", "it") if len(lost) == 1 else ("are", "them")
        self._note(
            f"gone     {count(len(lost), 'accepted finding')} {are} no longer met: --accept forgets {them}"
        )
        for entry in lost[:_MANY]:
            self._note(cut(f"         {entry.rule} {entry.operation}: {entry.says}", _WIDTH))
        if len(lost) > _MANY:
            self._note(f"         and {len(lost) - _MANY} more")


def _calls(run: RunResult) -> list[Call]:
    return [
        Call(
            step=f"{step.planned.owner.endpoint} › {step.planned.step.id}",
            endpoint=f"{step.planned.step.method} {step.planned.step.path.partition('?')[0]}",
            judged=step.judged,
        )
        for spec in run.specs
        for step in spec.steps
        if step.judged
    ]
