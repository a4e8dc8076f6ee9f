"""The code frame: the lines of a document that a message is about, with the characters it means marked."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.report.measure import MORE, TAB, cells, wrap
from runner.report.terminal import Line, Span, Style, escape, line

#: Lines of a step that are always shown: its id, method and path.
_HEAD: Final = 3
#: Digits of a line number that the gutter has room for without moving.
_DIGITS: Final = 3
#: The narrowest column that a note's words are broken to.
_NARROW: Final = 36
_QUOTED: Final = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\'\'|[^\'])*\'')
_KEY: Final = re.compile(r"[^\s:]+(?=:(?:\s|$))")
_SEVERITIES: Final = {
    Severity.ERROR: Style.FAILED,
    Severity.WARNING: Style.FLAKY,
    Severity.NOTE: Style.NOTE,
}


@dataclass(frozen=True, slots=True)
class Note:
    """Words under a marked stretch of a line. A main note is what the message is about, others explain it."""

    place: Place
    text: str = ""
    columns: int = 0
    """How many characters are meant; 0: the whole value or key that stands there."""
    main: bool = True


def frame(
    lines: Sequence[str],
    place: Place,
    *,
    width: int,
    notes: Sequence[Note] = (),
    title: tuple[str, str] = ("", ""),
    first: int = 0,
) -> list[Line]:
    """The frame of a step that begins at line `first`; a `title` has a left and a right half."""
    here = [note for note in notes if note.place.file == place.file and 1 <= note.place.line <= len(lines)]
    shown = _shown(here, first=first, last=len(lines))
    digits = max(_DIGITS, len(str(max(shown, default=0))))
    gutter = " " * digits
    rows = [line(Span(f"{gutter} ╭─ ", Style.FAINT), Span(str(place), Style.STRONG))]
    rows += [line(Span(f"{gutter} │  ", Style.FAINT), text) for text in _title(title, width - digits - 4)]
    if shown:
        rows.append(line(Span(f"{gutter} │", Style.FAINT)))
    previous = shown[0] - 1 if shown else 0
    for number in shown:
        if number > previous + 1:
            rows.append(line(Span(f"{gutter} ┆", Style.FAINT)))
        previous = number
        mine = sorted((note for note in here if note.place.line == number), key=lambda note: note.main)
        source, *under = marked(lines[number - 1], mine, width=width - digits - 3)
        rows.append(line(Span(f"{number:>{digits}} │ ", Style.FAINT), *source))
        rows += [line(Span(f"{gutter} │ ", Style.FAINT), *row) for row in under]
    return [*rows, line(Span(f"{gutter} ╰─", Style.FAINT))]


def finding_text(finding: Finding, *, width: int = 100) -> list[Line]:
    """A finding in the plain style of lint: `error[SR203]: …`, `-->`, the line, its mark, and what to do."""
    style = _SEVERITIES[finding.severity]
    head = f"{finding.severity}[{finding.rule}]: " if finding.rule else f"{finding.severity}: "
    first, *more = wrap(finding.message, width - cells(head)) or [""]
    rows = [line(Span(head, style), Span(first, Style.STRONG))]
    rows += [line(" " * cells(head), Span(text, Style.STRONG)) for text in more]
    digits = max(2, len(str(finding.place.line)))
    gutter = " " * digits
    rows.append(line(Span(f"{gutter}--> ", Style.FAINT), str(finding.place)))
    hint = finding.hint
    if finding.line.strip():
        beside = hint if hint and "\n" not in hint and cells(hint) <= width // 2 else ""
        hint = "" if beside else hint
        note = Note(finding.place, beside, columns=max(finding.width, 0))
        source, *under = marked(finding.line, [note], width=width - digits - 3)
        rows.append(line(Span(f"{gutter} |", Style.FAINT)))
        rows.append(line(Span(f"{finding.place.line:>{digits}} | ", Style.FAINT), *source))
        rows += [line(Span(f"{gutter} | ", Style.FAINT), *row) for row in under]
    for index, text in enumerate(wrap(hint, width - digits - 9) if hint else ()):
        rows.append(
            line(Span(f"{gutter} = help: " if index == 0 else f"{gutter}         ", Style.HINT), text)
        )
    return rows


def extent(source: str, column: int) -> int:
    """How many characters the key or value has that begins at `column` of a line of YAML."""
    text = source[max(column - 1, 0) :].rstrip()
    if quoted := _QUOTED.match(text):
        return quoted.end()
    if text[:1] in ("[", "{"):
        return _bracketed(text)
    if key := _KEY.match(text):
        return key.end()
    text = re.split(r"\s#", text, maxsplit=1)[0].rstrip()
    if source[: max(column - 1, 0)].count("{") > source[: max(column - 1, 0)].count("}"):
        text = re.split(r"[,}]", text, maxsplit=1)[0].rstrip()
    return max(len(text), 1)


def marked(source: str, notes: Sequence[Note], *, width: int) -> list[Line]:
    """A line of source as it is shown, and under it one or more rows for each note."""
    pieces, starts = _layout(source)
    focus = min(notes[-1].place.column - 1, len(source)) if notes else 0
    text, shift = _window(pieces, starts, width=width, focus=max(focus, 0))
    rows = [line(text)]
    for note in notes:
        begin = min(max(note.place.column - 1, 0), len(source))
        columns = note.columns or extent(source, note.place.column)
        end = min(begin + columns, len(source))
        left = min(max(starts[begin] - shift, 0), width - 1)
        span = max(1, min(starts[end] - starts[begin], width - left))
        rows += _under(note, left=left, span=span, width=width)
    return rows


def _under(note: Note, *, left: int, span: int, width: int) -> list[Line]:
    style = Style.MARK if note.main else Style.NOTE
    mark = Span(("^" if note.main else "─") * span, style)
    if not note.text:
        return [line(" " * left, mark)]
    room = width - left - span - 1
    if cells(note.text) <= room and "\n" not in note.text:
        return [line(" " * left, mark, " ", Span(note.text, style))]
    indent = max(0, min(left, width - (cells(note.text) if cells(note.text) <= width else _NARROW)))
    words = [line(" " * indent, Span(text, style)) for text in wrap(note.text, width - indent)]
    return [line(" " * left, mark), *words]


def _shown(notes: Sequence[Note], *, first: int, last: int) -> list[int]:
    """The step's first lines, each line with a note, the line above a main one; no gap of a single line."""
    numbers = {note.place.line for note in notes}
    numbers |= {note.place.line - 1 for note in notes if note.main and note.place.line > max(first, 1)}
    if first and numbers:
        numbers |= set(range(first, min(first + _HEAD, max(numbers) + 1)))
    elif first:
        numbers = set(range(first, first + _HEAD))
    numbers = {number for number in numbers if 1 <= number <= last}
    bridged = {number + 1 for number in numbers if number + 2 in numbers}
    return sorted(numbers | bridged)


def _title(title: tuple[str, str], width: int) -> list[str]:
    left, right = title
    if not (left and right):
        return [left or right] if left or right else []
    gap = width - cells(left) - cells(right)
    return [f"{left}{' ' * gap}{right}"] if gap > 1 else [left, right]


def _layout(source: str) -> tuple[list[str], list[int]]:
    """What is shown for each character, and the cell at which each begins, with the end as the last one."""
    pieces: list[str] = []
    starts = [0]
    for char in source:
        piece = " " * (TAB - starts[-1] % TAB) if char == "\t" else escape(char)
        pieces.append(piece)
        starts.append(starts[-1] + cells(piece))
    return pieces, starts


def _window(pieces: list[str], starts: list[int], *, width: int, focus: int) -> tuple[str, int]:
    """The part of a long line around `focus`, and by how many cells it is shifted."""
    if starts[-1] <= width:
        return "".join(pieces).rstrip(), 0
    left = bisect_left(starts, max(0, starts[focus] - width // 3))
    before = MORE if left else ""
    room = width - len(before)
    right = left
    while right < len(pieces) and starts[right + 1] - starts[left] <= room:
        right += 1
    if right < len(pieces):
        while right > left and starts[right] - starts[left] > room - 1:
            right -= 1
        return f"{before}{''.join(pieces[left:right])}{MORE}", starts[left] - len(before)
    return before + "".join(pieces[left:right]), starts[left] - len(before)


def _bracketed(text: str) -> int:
    depth = 0
    for match in re.finditer(r'"(?:\\.|[^"\\])*"|\'(?:\'\'|[^\'])*\'|[\[\]{}]', text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match.group(), 0)
        if depth == 0:
            return match.end()
    return len(text)
