"""Where a YAML text stands in its file, and the fault that points there."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Protocol

from runner.model.place import Place


class YamlFault(Exception):  # noqa: N818 - the fault is the author's, not the program's
    """The text is not YAML, or more than we take of it."""

    def __init__(self, message: str, *, place: Place, hint: str = "", width: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.place = place
        self.width = width

    @property
    def line(self) -> int:
        """Of the file, from 1."""
        return self.place.line

    @property
    def column(self) -> int:
        """Of the file, from 1."""
        return self.place.column


class Mark(Protocol):
    """A position as the parsers count it: from 0."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...

    @property
    def index(self) -> int: ...


#: Both parsers count these as line ends; an editor, and the rest of this program, do not.
_ODD_BREAKS = re.compile("[\x85\u2028\u2029]")


@dataclass(slots=True)
class Origin:
    """Translates the parser's marks into places of the file."""

    text: str
    file: str
    first_line: int
    indent: int
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        if _ODD_BREAKS.search(self.text):
            self._starts = [0, *(match.end() for match in re.finditer("\n", self.text))]

    def at(self, mark: Mark | None) -> tuple[int, int]:
        if mark is None:
            return (self.first_line, self.indent + 1)
        if self._starts:
            return self.at_index(mark.index)
        if mark.column == 0 and mark.index >= len(self.text):
            return self.at_index(len(self.text.rstrip("\n")))
        return (self.first_line + mark.line, self.indent + mark.column + 1)

    def at_index(self, index: int) -> tuple[int, int]:
        starts = self._starts or [0, *(match.end() for match in re.finditer("\n", self.text))]
        line = bisect_right(starts, index) - 1
        return (self.first_line + line, self.indent + index - starts[line] + 1)

    def fault(self, message: str, where: tuple[int, int], *, hint: str = "", width: int = 1) -> YamlFault:
        return YamlFault(message, place=Place(self.file, *where), hint=hint, width=width)
