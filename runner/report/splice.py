"""Lines of a document below its front matter, replaced; every other byte of the file stays what it was."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from runner.load.frontmatter import NotEditable, UnclosedFrontMatter, split
from runner.model.spec import Spec
from runner.report import atomic
from runner.report.atomic import NotWritten

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Splice:
    """New lines, without their ends, in place of those from `first` up to but not including `after`.

    Lines count as in the text of the spec. Where `first` is `after`, the new ones are put in before it.
    """

    first: int
    after: int
    lines: tuple[str, ...]


def rewrite(spec: Spec, splices: Sequence[Splice], *, root: Path) -> None:
    """Make the splices in the file of a spec. Raises NotEditable, which says why it stays as it is."""
    change = partial(spliced, spec=spec, splices=splices)
    try:
        atomic.update(spec.path, change, root=atomic.room_of(spec.path, root))
    except NotWritten as refusal:
        raise NotEditable(refusal.reason) from None
    except OSError as fault:
        raise NotEditable(fault.strerror or str(fault)) from None


def spliced(raw: bytes, spec: Spec, splices: Sequence[Splice]) -> bytes:
    """The file with the splices made, which must not overlap.

    Raises NotEditable where what stands below the front matter is not what the spec was read from.
    """
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise NotEditable("it is not UTF-8") from None
    mark = _BOM if text.startswith(_BOM) else ""
    lines = _LINE.findall(text.removeprefix(mark))
    bare = [line.rstrip("\r\n") for line in lines]
    start, theirs = _body_line(spec.text) - 1, _body_line("\n".join(bare)) - 1
    if bare[theirs:] != _whole_lines(spec.lines)[start:]:
        raise NotEditable("its text changed meanwhile")
    offset = theirs - start
    end = next((_end_of(line) for line in lines if _end_of(line)), "\n")
    for splice in sorted(splices, key=lambda each: -each.first):
        at, after = splice.first - 1 + offset, splice.after - 1 + offset
        new = [f"{line}{end}" for line in splice.lines]
        if after == len(lines) and not _end_of(lines[-1]):
            if at == after:
                lines[-1] += end
            elif new:
                new[-1] = splice.lines[-1]
        lines[at:after] = new
    return (mark + "".join(lines)).encode()


def difference(spec: Spec, splices: Sequence[Splice]) -> list[str]:
    """What the splices change, as a unified diff."""
    new = list(spec.lines)
    for splice in sorted(splices, key=lambda each: -each.first):
        new[splice.first - 1 : splice.after - 1] = splice.lines
    return list(difflib.unified_diff(spec.lines, new, spec.file, spec.file, n=1, lineterm=""))


def _body_line(text: str) -> int:
    """Where what stands below the front matter begins."""
    try:
        matter = split(text)
    except UnclosedFrontMatter as fault:
        raise NotEditable(str(fault)) from None
    return matter.body_line if matter else 1


def _end_of(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _whole_lines(lines: Sequence[str]) -> list[str]:
    """Without the empty one that stands for a final line end."""
    return list(lines[:-1] if lines and not lines[-1] else lines)
