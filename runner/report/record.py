"""The record of the last run, in a file: written when a run is over, read by whoever asks what it saw."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from runner.coverage.record import NotARecord, Record, read_record, record_of, write_record
from runner.model.events import Event, RunFinished
from runner.report import atomic

FILE: Final = "last-run.json"


class Recorder:
    """The reporter that leaves the record behind; a run that meant no spec does not replace it."""

    def __init__(self, path: Path, *, root: Path, now: Callable[[], datetime]) -> None:
        self._path = path
        self._root = root
        self._now = now
        self.failed = False

    def handle(self, event: Event, /) -> None:
        """Write when the run is over, however it ended. Raises OSError."""
        if isinstance(event, RunFinished) and event.result.specs:
            self.failed = True
            record = record_of(event.result, root=self._root, finished=self._now())
            atomic.write(self._path, write_record(record).encode("utf-8", "backslashreplace"))
            self.failed = False


def load_record(path: Path) -> Record | None:
    """The record in a file; None where there is no file. Raises NotARecord, OSError."""
    try:
        return read_record(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        raise NotARecord("it is not UTF-8") from None
