"""Where something was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from runner.model.json import Path

#: Line and column (both from 1) of every key and value of a YAML document.
#: A value stands under its path, a key under its path with "?" as the last part.
Marks: TypeAlias = "Mapping[Path, tuple[int, int]]"

KEY = "?"


@dataclass(frozen=True, slots=True)
class Place:
    """`file.md:41:7`: `file` is the name shown to people, line and column count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


def nearest_mark(marks: Marks, path: Path) -> tuple[int, int]:
    """The mark at `path`, or that of the closest ancestor that has one; (1, 1) where none has."""
    for length in range(len(path), -1, -1):
        mark = marks.get(path[:length])
        if mark is not None:
            return mark
    return (1, 1)
