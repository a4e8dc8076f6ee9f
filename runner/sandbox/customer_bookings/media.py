"""The media type of the API: what it answers in, and what it accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from runner.sandbox.answers import Answer, Headers
from runner.sandbox.jsontext import write_json

if TYPE_CHECKING:
    from runner.sandbox.api import Call
    from runner.sandbox.jsontext import JsonObject

JSON_API = "application/vnd.api+json"
ACCEPTED = frozenset({JSON_API, "application/json"})


def document(status: int, content: JsonObject) -> Answer:
    headers: Headers = ((b"content-type", JSON_API.encode()),)
    return Answer(status, write_json(content), headers)


def readable(call: Call) -> bool:
    """Whether the request has no body, or one of an accepted type."""
    type_ = (call.header(b"content-type") or "").partition(";")[0].strip().lower()
    return type_ in ACCEPTED or not (type_ or call.body)
