"""A text as an XML report can carry it: what is not allowed there is spelt out, never dropped."""

from __future__ import annotations

import re
from typing import Final

from runner.report.terminal import hushed, spelt
from runner.shown import ACTING

__all__ = ["visible"]

_MAX_BYTES: Final = 65_536
"""Of one text or attribute: some readers refuse the whole file for one huge one."""

#: What XML cannot hold, what a terminal would obey, and what junit-xml would drop without a word.
_UNWRITABLE = re.compile(
    rf"[\x00-\x08\x0b-\x1f{ACTING}\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)


def visible(text: str, *, most: int = _MAX_BYTES) -> str:
    """The text with such characters spelt out, and cut where it has more bytes than readers take."""
    if _UNWRITABLE.search(text):
        text = _UNWRITABLE.sub(spelt, text.replace("\r\n", "\n"))
    text = hushed(text)
    if len(text) * 4 > most and len(raw := text.encode()) > most:
        note = f"\n… cut here: {len(raw):,} bytes are too many for one text"
        text = raw[: most - len(note.encode())].decode(errors="ignore") + note
    return text
