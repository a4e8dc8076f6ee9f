"""Mending: what lint is certain about goes into the documents, and no other character changes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from runner.model.finding import Finding, Fix
from runner.model.place import Place
from runner.model.spec import Spec
from runner.report import atomic
from runner.report.atomic import NotWritten
from runner.report.terminal import escape

_BOM = "\ufeff".encode()
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
"""As documents are read: other line ends than these are none."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of one fix."""

    place: Place
    before: str
    after: str
    reason: str = ""
    """Why it was not written; empty: it was."""

    def __str__(self) -> str:
        where = f"{self.place.file}:{self.place.line}"
        if self.reason:
            return f"refused  {where} stays as it is: {self.reason}"
        return f"mended   {where}: {self.before} → {self.after}"


def mend(specs: Iterable[Spec], findings: Sequence[Finding], *, root: Path) -> tuple[Mended, ...]:
    """Write every fix of the findings into its document; the documents in their order, each written once."""
    fixes: dict[str, list[Fix]] = {}
    for finding in findings:
        if finding.fix:
            fixes.setdefault(finding.place.file, []).append(finding.fix)
    meant = [spec for spec in specs if spec.file in fixes]
    atomic.sweep({spec.path.parent for spec in meant if spec.path.absolute().is_relative_to(root)})
    return tuple(mended for spec in meant for mended in _mend(spec, _apart(fixes[spec.file]), root))


def told(mended: Iterable[Mended]) -> str:
    """A line for each."""
    return "".join(f"{escape(str(each))}\n" for each in mended)


def spliced(raw: bytes, text: str, fixes: Sequence[Fix]) -> bytes:
    """The file with its fixes made. `text` is what it said when they were thought of. Raises NotWritten."""
    mark = _BOM if raw.startswith(_BOM) else b""
    try:
        now = raw[len(mark) :].decode()
    except UnicodeDecodeError:
        now = ""  # a document that was read is UTF-8
    if now.replace("\r\n", "\n").replace("\r", "\n") != text:
        raise NotWritten("it changed since it was read")
    lines = _LINE.findall(now)
    for fix in sorted(fixes, key=_position, reverse=True):
        row, start = fix.place.line - 1, fix.place.column - 1
        lines[row] = lines[row][:start] + fix.text + lines[row][start + fix.width :]
    return mark + "".join(lines).encode()


def _mend(spec: Spec, fixes: Sequence[Fix], root: Path) -> list[Mended]:
    reason = "it is a link: mend the file that it leads to" if spec.path.is_symlink() else ""
    try:
        if not reason:
            atomic.update(
                spec.path, lambda raw: spliced(raw, spec.text, fixes), root=atomic.room_of(spec.path, root)
            )
    except NotWritten as refusal:
        reason = refusal.reason
    except OSError as fault:
        reason = fault.strerror or str(fault)
    return [Mended(fix.place, _before(spec, fix), fix.text, reason) for fix in fixes]


def _before(spec: Spec, fix: Fix) -> str:
    start = fix.place.column - 1
    return spec.lines[fix.place.line - 1][start : start + fix.width]


def _apart(fixes: Iterable[Fix]) -> list[Fix]:
    """In their order, without those that would change what another one changes."""
    found: list[Fix] = []
    for fix in sorted(fixes, key=_position):
        last = found[-1] if found else None
        if last is None or _position(fix) >= (last.place.line, last.place.column + last.width):
            found.append(fix)
    return found


def _position(fix: Fix) -> tuple[int, int]:
    return fix.place.line, fix.place.column
