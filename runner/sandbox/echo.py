"""The echo: says what was sent, for whoever wants to see what a client makes of its instructions."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from runner.sandbox.answers import JSON_TYPE, Answer
from runner.sandbox.api import Call, Operation
from runner.sandbox.visit import CONTROL

if TYPE_CHECKING:
    from runner.sandbox.jsontext import Json

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PATHS = (f"{CONTROL}echo", f"{CONTROL}echo/{{rest:path}}")


def echo_operations() -> tuple[Operation, ...]:
    """The echo, at its own path and at every path below."""
    return tuple(Operation(method, path, partial(echo, method)) for path in PATHS for method in METHODS)


def echo(method: str, call: Call) -> Answer:
    """Answers with the request: 200 whatever it is."""
    rest = call.params.get("rest")
    said: dict[str, Json] = {
        "method": method,
        "path": "" if rest is None else f"/{rest}",
        "query": call.query_string,
        "headers": _headers(call),
        "body": call.body.decode(errors="replace"),
    }
    try:
        return _answer({**said, "json": json.loads(call.body)})
    except (ValueError, RecursionError):  # no JSON, or more than JSON can say again: 1e999, NaN, a deep nest
        return _answer({**said, "json": None})


def _headers(call: Call) -> dict[str, Json]:
    """Each name once, in lower case; what was sent several times is joined."""
    values: dict[str, list[str]] = {}
    for name, value in call.headers:
        values.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return {name: ", ".join(each) for name, each in values.items()}


def _answer(said: dict[str, Json]) -> Answer:
    # ASCII, as no other answer of the sandbox: escaped, even half of a surrogate pair comes back as it was.
    return Answer(200, json.dumps(said, allow_nan=False, separators=(",", ":")).encode(), (JSON_TYPE,))
