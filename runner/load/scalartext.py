"""A text as a YAML scalar: plain where every reader of YAML takes it for the same text, quoted otherwise."""

from __future__ import annotations

import re

__all__ = ["is_instant", "yaml_text"]

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z", re.ASCII)
#: Words that some reader of YAML takes for something else than text.
_LOADED_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})


def yaml_text(value: str, quote: str = "") -> str:
    """The text on one line: in these quotes, or without any as long as that is safe."""
    plain = _WORD.fullmatch(value) and value.lower() not in _LOADED_WORDS
    if not quote and (plain or is_instant(value)):
        return value
    if quote == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(map(_escaped, value)) + '"'


def is_instant(value: str) -> bool:
    """Whether it is a point in time as front matter writes it: `2026-02-01T16:00:00.000Z`."""
    return _INSTANT.fullmatch(value) is not None


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08X}"
