"""JSON text from strangers: read without trust, written compactly."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | float | bool | None"
JsonObject: TypeAlias = "Mapping[str, Json]"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class MalformedError(Exception):
    """The request cannot be understood; says why."""


def _refuse_constant(name: str) -> Json:
    raise ValueError(name)


def write_json(value: Json) -> bytes:
    return _encode(value).encode()


def read_object(text: bytes) -> dict[str, Json]:
    """The JSON object in `text`."""
    try:
        value = json.loads(text.decode(), parse_constant=_refuse_constant)
        if b"\\u" in text:
            # An escaped lone surrogate parses, but no database and no answer can hold it.
            _encode(value).encode()
    except (ValueError, RecursionError):  # includes bad UTF-8 and integers of thousands of digits
        raise MalformedError("The request body is not valid JSON") from None
    if not isinstance(value, dict):
        raise MalformedError("The request body is not a JSON object")
    return value


def check_names(members: JsonObject, known: Sequence[str], what: str = "") -> None:
    """Refuses an object that has more than the members it may have; `what` they are called together."""
    unknown = sorted(set(members) - set(known))
    if unknown:
        raise MalformedError(f"Unknown{what and f' {what}'}: {', '.join(unknown)}; known: {', '.join(known)}")
