"""A page: a spec as the rules look at it, with its project, its outline and the way to say what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path as FilePath

from runner.lint.context import LintContext
from runner.lint.rules import RULES
from runner.load.frontmatter import split
from runner.load.markdown import Fence, outline
from runner.load.scalartext import yaml_text
from runner.load.source import Source
from runner.model.finding import Finding, Fix
from runner.model.json import Path
from runner.model.place import KEY, Place
from runner.model.spec import Role, Section, Spec, Status, Step

_COLLECTION = re.compile(r"\[[^\[\]]*\]|\{[^{}]*\}")
_PLAIN_PATH = re.compile(r"[A-Za-z][\w.-]*(?:/[\w.-]+)+")
PARKED = frozenset({Status.SKIPPED, Status.DEPRECATED})


@dataclass(frozen=True)
class Page:
    """A spec and what surrounds it."""

    spec: Spec
    context: LintContext

    @cached_property
    def lines(self) -> list[str]:
        """The source; line n of the file is `lines[n - 1]`."""
        return self.spec.lines

    @cached_property
    def fences(self) -> tuple[Fence, ...]:
        """All fenced blocks below the front matter, whatever they hold."""
        return fences_of(self.spec.text)

    @property
    def is_parked(self) -> bool:
        """Whether its author does not want it run."""
        return self.spec.skip or self.spec.status in PARKED

    def exists(self, path: FilePath) -> bool:
        """Whether there is such a file. One that cannot even be asked for is not there."""
        try:
            return self.context.exists(path)
        except (OSError, ValueError):
            return False

    def is_example(self, place: Place) -> bool:
        """Whether it stands in a block that does not run by default."""
        return any(
            section.place.line <= place.line <= section.last_line
            for section in self.spec.sections
            if section.role is Role.EXAMPLE
        )

    def sections(self, *roles: Role) -> list[Section]:
        """The step blocks with one of these roles, in the order of the roles: that is how they run."""
        return [section for role in roles for section in self.spec.sections if section.role is role]

    def front(self, code: str, key: str, message: str, *, hint: str = "", on_key: bool = False) -> Finding:
        """Something about a front-matter value, or its key."""
        path: Path = (key, KEY) if on_key else (key,)
        return self.finding(code, self.spec.place_at(*path), message, hint=hint)

    def about(self, code: str, step: Step, path: Path, message: str, *, hint: str = "") -> Finding:
        """Something about the value at `path` of a step; about its first line where the path is empty."""
        return self.finding(code, step.place_at(*path), message, hint=hint)

    def finding(self, code: str, place: Place, message: str, *, hint: str = "", width: int = 0) -> Finding:
        """Something about a place; no width means the value or key that stands there."""
        return finding_at(self.lines, code, place, message, hint=hint, width=width)

    def certain(self, finding: Finding, old: str, new: str) -> Finding:
        """The finding with the one right answer to it, as long as `old` is all that stands at its place."""
        token = _token(self.lines, finding.place)
        quote = token[:1] if token[:1] in ("'", '"') else ""
        if token != f"{quote}{old}{quote}":
            return finding  # an escape, an anchor, several lines: to be read before it is changed
        text = new if not quote and _PLAIN_PATH.fullmatch(new) else yaml_text(new, quote)
        return replace(finding, fix=Fix(finding.place, len(token), text))

    def written(self, place: Place) -> str:
        """The scalar or key at a place, without its quotes."""
        return _token(self.lines, place).strip("\"'")


def finding_at(
    lines: list[str], code: str, place: Place, message: str, *, hint: str = "", width: int = 0
) -> Finding:
    """A finding with the severity that its rule has."""
    line = lines[place.line - 1] if 1 <= place.line <= len(lines) else ""
    width = width or len(_token(lines, place)) or 1
    return Finding(code, RULES[code].severity, place, message, hint, line, width)


def fences_of(text: str) -> tuple[Fence, ...]:
    """The fenced blocks of a document, without its front matter."""
    matter = split(text)
    first = matter.body_line if matter else 1
    return outline("\n".join(text.split("\n")[first - 1 :]), first_line=first).fences


def _token(lines: list[str], place: Place) -> str:
    line = lines[place.line - 1] if 1 <= place.line <= len(lines) else ""
    collection = _COLLECTION.match(line, place.column - 1)
    return collection[0] if collection else Source(place.file, lines, {}).token(place)
