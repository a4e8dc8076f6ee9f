"""A YAML text inside its file: what was written where, and findings that point at it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from runner.load.rules import RULES
from runner.load.scalars import NotANumber, resolve
from runner.model.finding import Finding
from runner.model.json import JSON, Path
from runner.model.place import KEY, Marks, Place, nearest_mark

_TOKEN = re.compile(
    r"""
    "(?:[^"\\]|\\.)*"                     # quoted
    | '(?:[^']|'')*'
    | [^\s,\[\]{}\#]                       # plain: up to a comment, the end of its key or of its collection
      (?: [^,\[\]{}\s:] | :(?=\S) | [ \t]+(?![\#\s]) | \{[^{}\s]*\} | \[[^\[\]\s]*\] )*
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """The lines of a file, and the marks of one YAML text in it."""

    file: str
    lines: Sequence[str]
    marks: Marks

    def place(self, path: Path) -> Place:
        """Where the value at `path` was written, or its nearest ancestor."""
        return Place(self.file, *nearest_mark(self.marks, path))

    def finding(self, rule: str, path: Path, message: str, *, hint: str = "", column: int = 0) -> Finding:
        """A fault of the value at `path` (of the key, where the path ends in KEY), `column` into it."""
        place = self.place(path)
        width = len(self.token(place)) or 1
        if column:
            quoted = self.token(place)[:1] in {'"', "'"}
            place = Place(place.file, place.line, place.column + column + quoted)
            width = 1
        return self.finding_at(rule, place, message, hint=hint, width=width)

    def finding_at(self, rule: str, place: Place, message: str, *, hint: str = "", width: int = 1) -> Finding:
        """A fault at a place that no value has."""
        return Finding(
            rule=rule,
            severity=RULES[rule].severity,
            place=place,
            message=message,
            hint=hint,
            line=self.lines[place.line - 1] if place.line <= len(self.lines) else "",
            width=width,
        )

    def token(self, place: Place) -> str:
        """The scalar or key that starts at `place`, as far as it goes on its line."""
        line = self.lines[place.line - 1] if place.line <= len(self.lines) else ""
        match = _TOKEN.match(line, place.column - 1)
        return match[0] if match else ""

    def as_written(self, value: JSON, path: Path) -> JSON:
        """`value`, or its source text where a number would be sent otherwise than it was written: `1.10`."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return value
        written = self.token(self.place(path))
        if not written or written == str(value):
            return value
        try:
            return written if resolve(written) == value else value
        except NotANumber:
            return value


def key_of(path: Path) -> Path:
    """Where the key of the value at `path` stands."""
    return (*path, KEY)
