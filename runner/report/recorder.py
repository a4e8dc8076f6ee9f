"""The recorder: writes down what happens as it happens, so that a run that is killed leaves a record, too."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from runner.model.events import Event, RunFinished, RunStarted, SpecFinished, SpecStarted
from runner.model.result import RunResult, SpecResult
from runner.record import Teller, record_lines
from runner.record.naming import EVENTS
from runner.report import atomic
from runner.report.runfolder import point_to, prune


class Recorder:
    """Writes `events.jsonl` into the folder of the run, flushed after each scenario.

    A run that meant no spec is written down, too: a gate must not take the one before for it. What verdicts
    came after a scenario was over (claims), and secrets that were learnt too late, are put right at the end.
    A folder that is `alone` has no older ones beside it, and is nobody's latest. Raises OSError.
    """

    def __init__(
        self,
        folder: Path,
        *,
        root: Path,
        keep: int = 0,
        alone: bool = False,
    ) -> None:
        self._written = False
        self._folder = folder
        self._root = root
        self._keep = keep
        self._alone = alone
        self._teller = Teller(root=root)
        self._file: TextIO | None = None
        self._told: dict[int, SpecResult] = {}

    def handle(self, event: Event, /) -> None:
        """Write it down. Raises OSError, after which it is told nothing more."""
        try:
            self._write_down(event)
        except OSError as fault:
            fault.filename = fault.filename or str(self._folder / EVENTS)
            self.close()
            raise

    def _write_down(self, event: Event) -> None:
        match event:
            case RunStarted():
                self._file = self._begin(event)
                if not self._alone:
                    point_to(self._folder)
            case SpecStarted():
                self._write([self._teller.spec_started(event)])
            case SpecFinished():
                self._write(self._teller.spec_finished(event.index, event.result), flush=True)
                self._told[event.index] = event.result
            case RunFinished():
                self._finish(event.result)
            case _:
                pass

    def _begin(self, event: RunStarted) -> TextIO:
        """The file, which appears with its head in it: whoever reads it finds a run there at any moment."""
        self._folder.mkdir(parents=True, exist_ok=True)
        file = self._folder / EVENTS
        atomic.write(file, "".join(self._teller.started(event)).encode("ascii"))
        return file.open("a", encoding="ascii", newline="\n")

    def told(self, shown: str) -> list[str]:
        """What the run's footer says of the record, whose folder is `shown`."""
        again = f"· as a page: steprun report{f' {shown}' if self._alone else ''}"
        return [f"record   {shown} {again if self._written else 'was not written'}"]

    def close(self) -> None:
        """Let go of the file."""
        file, self._file = self._file, None
        if file is not None:
            with suppress(OSError):  # what could not be written when it was to be
                file.close()

    def _write(self, lines: Iterable[str], *, flush: bool = False) -> None:
        if self._file is not None:
            self._file.writelines(lines)
            if flush:
                self._file.flush()

    def _stands(self, index: int, result: SpecResult) -> bool:
        """Whether it was written down as it came out in the end, with the documents that it is about."""
        documents = (result.scenario.spec, *(step.planned.owner for step in result.steps))
        return self._told.get(index) is result and all(map(self._teller.has_told, documents))

    def _finish(self, result: RunResult) -> None:
        if self._file is None:
            return
        if all(self._stands(index, spec) for index, spec in enumerate(result.specs)):
            self._write([self._teller.finished(result)], flush=True)
            self.close()
        else:
            self.close()
            lines = record_lines(result, root=self._root)
            atomic.write(self._folder / EVENTS, "".join(lines).encode("ascii"))
        self._written = True
        if not self._alone:
            prune(self._folder.parent, keep=self._keep)
