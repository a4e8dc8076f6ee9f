"""The documents that can be made of a run: each format is a function of its result, and has a file name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
    """The module below `runner.report` that makes it; imported when it is wanted."""
    maker: str = "render"
    """Its function."""

    def render(self, result: RunResult) -> bytes:
        """The document."""
        made: bytes = getattr(import_module(f"runner.report.{self.room}"), self.maker)(result)
        return made


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "html": Format("report.html", "html"),
        "junit": Format("junit.xml", "junit"),
        "ctrf": Format("ctrf.json", "ctrf"),
        "markdown": Format("summary.md", "summary"),
        "har": Format("traffic.har", "har"),
    }
)
_STRICT_JUNIT: Final = Format("junit.xml", "junit", "render_strict")


def formats_of(names: Sequence[str], *, strict_junit: bool = False) -> Mapping[str, Format]:
    """The formats of these names, in the style that is wanted."""
    known = {**FORMATS, "junit": _STRICT_JUNIT} if strict_junit else FORMATS
    return {name: known[name] for name in names}


class Documents:
    """The reporter that leaves documents in the folder of the run."""

    def __init__(self, folder: Path, formats: Mapping[str, Format]) -> None:
        self._files = {name: (each, folder / each.file) for name, each in formats.items()}
        self._written: list[Path] = []

    def handle(self, event: Event, /) -> None:
        """Write them when the run is over. Raises an ExceptionGroup, after all others are written."""
        if isinstance(event, RunFinished):
            faults = list(write_documents(event.result, self._files.values(), done=self._written.append))
            if faults:
                raise ExceptionGroup("some documents were not written", faults)

    def told(self, shown: Callable[[Path], str]) -> list[str]:
        """What the run's footer says of each: where it is, or that it is nowhere."""
        return [
            f"{name:<8} {shown(file)}{'' if file in self._written else ' was not written'}"
            for name, (_, file) in self._files.items()
        ]


def write_documents(
    result: RunResult, files: Iterable[tuple[Format, Path]], *, done: Callable[[Path], None]
) -> Iterator[Exception]:
    """Make each format and write it into its file, and call `done` for it; yields why one is not there.

    That is an OSError, or a NotRendered.
    """
    for made, file in files:
        try:
            atomic.write(file, _rendered(made, result))
        except (OSError, NotRendered) as fault:
            yield fault
        else:
            done(file)


class NotRendered(Exception):  # noqa: N818 - it says what happened to the document
    """A format failed at a run: a fault of ours, which must not take the others along."""


def _rendered(made: Format, result: RunResult) -> bytes:
    try:
        return made.render(result)
    except Exception as fault:
        raise NotRendered(f"{made.file} broke: {type(fault).__name__}: {fault}") from fault
