"""An excerpt of a body: laid out where it is JSON, cut where it is long."""

from __future__ import annotations

import re
from typing import Final

from runner.report.measure import cells, chop, cut, expand
from runner.report.words import count

_TOKEN: Final = re.compile(r'"(?:\\.|[^"\\])*"?|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_CLOSERS: Final = {"{": "}", "[": "]"}
#: How many rows one endless line may take.
_CHOPPED: Final = 4


def excerpt(text: str, *, width: int, rows: int = 20) -> list[str]:
    """The body in at most `rows` lines of at most `width` cells, and one that counts the rest."""
    lines = _lines(text, width)
    shown = [cut(line, width) for line in lines[:rows]]
    rest = len(lines) - len(shown)
    return [*shown, f"… {count(rest, 'more line')}"] if rest else shown


def _lines(text: str, width: int) -> list[str]:
    stripped = text.strip()
    if stripped[:1] in _CLOSERS:
        laid_out = layout(stripped)
        compact = "".join(f"{row.strip()} " if row.endswith(",") else row.strip() for row in laid_out)
        return [compact] if cells(compact) <= width else laid_out
    lines = [expand(line) for line in stripped.replace("\r\n", "\n").split("\n")] if stripped else []
    if len(lines) == 1 and cells(lines[0]) > width:
        pieces = chop(lines[0][: width * (_CHOPPED + 1)], width)
        return pieces if len(pieces) <= _CHOPPED else [*pieces[: _CHOPPED - 1], pieces[_CHOPPED - 1] + "…"]
    return lines


def layout(text: str) -> list[str]:
    """JSON text, one value to a line. Goes by its tokens, so that a cut or faulty text keeps all it has."""
    pieces = _TOKEN.findall(text)
    rows: list[str] = []
    row, depth = "", 0
    for piece, follower in zip(pieces, [*pieces[1:], ""], strict=True):
        if piece in _CLOSERS:
            row += piece
            if follower != _CLOSERS[piece]:
                rows.append(row)
                depth += 1
                row = _indent(depth)
        elif piece in ("}", "]") and row[-1:] not in _CLOSERS:
            if row.strip():
                rows.append(row)
            depth = max(depth - 1, 0)
            row = _indent(depth) + piece
        elif piece == ",":
            rows.append(row + piece)
            row = _indent(depth)
        else:
            row += ": " if piece == ":" else piece
    return [*rows, row] if row.strip() else rows


def _indent(depth: int) -> str:
    """Bounded: what a hostile server nests ten thousand deep must not become megabytes of blanks."""
    return "  " * min(depth, 20)
