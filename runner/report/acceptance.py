"""The file of accepted findings after a run: written anew where that is wanted; and what of it is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from runner.contract.accepted import Accepted, gone, renewed, write_accepted
from runner.model.events import Event, RunFinished
from runner.report import atomic
from runner.report.words import count

_MANY = 3


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
        judged = [step.judged for spec in event.result.specs for step in spec.steps if step.judged]
        if self._file is not None:
            entries = renewed(self._accepted, judged)
            atomic.write(self._file, write_accepted(entries).encode())
            self._note(f"accepted {count(len(entries), 'finding')} in {self._file.name}")
            return
        lost = gone(self._accepted, judged)
        if lost:
            names = ", ".join(f"{entry.rule} of {entry.operation}" for entry in lost[:_MANY])
            more = f" and {len(lost) - _MANY} more" if len(lost) > _MANY else ""
            are = "is" if len(lost) == 1 else "are"
            said = f"{count(len(lost), 'accepted finding')} {are} no longer met"
            self._note(f"gone     {said}: {names}{more}; --accept forgets them")
