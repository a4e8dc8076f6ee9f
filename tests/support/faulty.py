"""A disk that fails: at the n-th thing that is asked of it, once or from then on."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Self

import pytest

_CALLS = ("open", "fsync", "replace", "mkdir", "symlink", "unlink")
_WRITES = frozenset("wax+")


@dataclass(slots=True)
class Disk:
    """Counts what is asked of the files below a folder, and fails where it is told to."""

    root: Path
    number: int
    """The error."""
    fails_at: int = 0
    """Which call, from 1 on; 0: none."""
    stays: bool = False
    """Whether all calls after it fail, too."""
    calls: list[str] = field(default_factory=list)

    def ask(self, what: str) -> None:
        self.calls.append(what)
        count = len(self.calls)
        if self.fails_at and (count == self.fails_at or (self.stays and count > self.fails_at)):
            raise OSError(self.number, os.strerror(self.number), what.partition(" ")[2] or None)

    def is_mine(self, target: object) -> bool:
        return isinstance(target, int) or str(target).startswith(str(self.root))


class _File:
    """An open file on that disk."""

    def __init__(self, file: IO[Any], disk: Disk, name: str) -> None:
        self._file = file
        self._disk = disk
        self._name = name

    def write(self, data: Any) -> int:
        self._disk.ask(f"write {self._name}")
        return self._file.write(data)

    def writelines(self, lines: Any) -> None:
        self._disk.ask(f"write {self._name}")
        self._file.writelines(lines)

    def flush(self) -> None:
        self._disk.ask(f"flush {self._name}")
        self._file.flush()

    def close(self) -> None:
        self._file.close()
        self._disk.ask(f"close {self._name}")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def failing(monkeypatch: pytest.MonkeyPatch, disk: Disk) -> None:
    """From now on, within `monkeypatch`, files are on that disk."""
    real_open = io.open

    def opened(file: Any, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        writes = bool(_WRITES & set(mode))
        if not disk.is_mine(file) or not (writes or isinstance(file, int)):
            return real_open(file, mode, *args, **kwargs)
        if not isinstance(file, int):
            disk.ask(f"open {file}")
        return _File(real_open(file, mode, *args, **kwargs), disk, "" if isinstance(file, int) else str(file))

    monkeypatch.setattr(io, "open", opened)
    for name in _CALLS:
        monkeypatch.setattr(os, name, _asking(getattr(os, name), name, disk))


def _asking(real: Callable[..., Any], name: str, disk: Disk) -> Callable[..., Any]:
    def call(target: Any, *args: Any, **kwargs: Any) -> Any:
        if disk.is_mine(target):
            disk.ask(f"{name} {'' if isinstance(target, int) else target}".rstrip())
        return real(target, *args, **kwargs)

    return call
