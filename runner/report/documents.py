"""The documents that can be made of a run: each format is a function of its result, and has a file name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final

from runner.model.events import Event, RunFinished
from runner.model.result import RunResult
from runner.report import atomic


@dataclass(frozen=True, slots=True)
class Format:
    """A way to tell of a run."""

    file: str
    """Its name in the folder of the run."""
    room: str
    """The module below `runner.report` whose `render` makes it; imported when it is wanted."""

    def render(self, result: RunResult) -> bytes:
        """The document."""
        made: bytes = import_module(f"runner.report.{self.room}").render(result)
        return made


FORMATS: Final[Mapping[str, Format]] = MappingProxyType({"junit": Format("junit.xml", "junit")})


class Documents:
    """The reporter that leaves documents in the folder of the run."""

    def __init__(self, folder: Path, formats: Sequence[str]) -> None:
        self.written: list[Path] = []
        self._files = {name: folder / FORMATS[name].file for name in formats}

    def handle(self, event: Event, /) -> None:
        """Write them when the run is over. Raises an ExceptionGroup, after all others are written."""
        if isinstance(event, RunFinished):
            faults = list(write_documents(event.result, self._files, done=self.written.append))
            if faults:
                raise ExceptionGroup("some documents were not written", faults)


def write_documents(
    result: RunResult, files: Mapping[str, Path], *, done: Callable[[Path], None]
) -> Iterator[Exception]:
    """Write each format into its file, and call `done` for it; yields why one could not be written.

    That is an OSError, or a NotRendered.
    """
    for name, file in files.items():
        try:
            atomic.write(file, _rendered(name, result))
        except (OSError, NotRendered) as fault:
            yield fault
        else:
            done(file)


class NotRendered(Exception):  # noqa: N818 - it says what happened to the document
    """A format failed at a run: a fault of ours, which must not take the others along."""


def _rendered(name: str, result: RunResult) -> bytes:
    try:
        return FORMATS[name].render(result)
    except Exception as fault:
        raise NotRendered(f"the format `{name}` broke: {type(fault).__name__}: {fault}") from fault
