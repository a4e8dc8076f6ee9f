"""The control API: what a test does to the sandbox itself, and what it may look at afterwards."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from runner.sandbox import ledger, tokens
from runner.sandbox.answers import Answer, json_answer
from runner.sandbox.api import Api, Call, Operation, RefusedError
from runner.sandbox.clock import iso_z, parse_duration, parse_instant
from runner.sandbox.echo import echo_operations
from runner.sandbox.faults.grammar import FaultError, parse_fault
from runner.sandbox.jsontext import Json, JsonObject, MalformedError, check_names
from runner.sandbox.variables import recall
from runner.sandbox.visit import CONTROL

if TYPE_CHECKING:
    from collections.abc import Callable

    from runner.sandbox.apis import Apis
    from runner.sandbox.store import Space, Spaces

LONGEST_SEED = 200
MOST_REQUESTS = 1_000_000


def error(status: int, code: str, text: str) -> Answer:
    return json_answer(status, {"error": text, "code": code})


def control_api(spaces: Spaces, products: Apis) -> Api:
    """The control API of one sandbox; each call works on the space its header names."""
    return Api(
        name="control",
        prefixes=(CONTROL.rstrip("/"),),
        error=error,
        unauthorized=error(401, "UNAUTHORIZED", "Unauthorized"),
        operations=(
            _get("health", lambda _call: {"status": "ok", "apis": [api.name for api in products.each]}),
            _post("reset", lambda call: _reset(spaces, call)),
            _get("clock", lambda call: _clock(call.space)),
            _post("clock", lambda call: _move_clock(products, call)),
            _post("fixtures", lambda call: _create(products, call), status=201),
            _get("events", lambda call: _page(call, "events")),
            _get("outbox", lambda call: _page(call, "outbox")),
            _get("refunds", lambda call: _page(call, "refunds")),
            _get("requests", lambda call: {"requests": [asdict(record) for record in call.space.requests]}),
            _get("faults", lambda call: {"faults": [rule.describe() for rule in call.space.faults.rules]}),
            _post("faults", _put_up_fault, status=201),
            _operation("DELETE", "faults", _take_down_faults),
            _get("vars", _variables),
            *echo_operations(),
        ),
    )


def _operation(method: str, name: str, act: Callable[[Call], JsonObject], status: int = 200) -> Operation:
    return Operation(method, CONTROL + name, lambda call: json_answer(status, act(call)))


def _get(name: str, look: Callable[[Call], JsonObject]) -> Operation:
    return _operation("GET", name, look)


def _post(name: str, act: Callable[[Call], JsonObject], status: int = 200) -> Operation:
    return _operation("POST", name, act, status)


def _arguments(call: Call, *known: str) -> dict[str, Json]:
    """The members of the body, all of them known; no body is an empty one."""
    arguments = call.json() if call.body else {}
    check_names(arguments, known)
    return {name: value for name, value in arguments.items() if value is not None}


def _text(arguments: dict[str, Json], name: str) -> str | None:
    value = arguments.get(name)
    if value is not None and not isinstance(value, str):
        raise MalformedError(f"{name} must be a string")
    return value


def _count(arguments: dict[str, Json], name: str) -> int | None:
    value = arguments.get(name)
    if value is not None and (type(value) is not int or not 0 < value <= MOST_REQUESTS):
        raise MalformedError(f"{name} must be a whole number from 1 to {MOST_REQUESTS}")
    return value


def _reset(spaces: Spaces, call: Call) -> JsonObject:
    seed = _text(_arguments(call, "seed"), "seed")
    if seed is not None and not 0 < len(seed) <= LONGEST_SEED:
        raise MalformedError(f"seed must have 1 to {LONGEST_SEED} characters")
    spaces.reset(call.space, seed)
    return {"status": "reset", **_clock(call.space)}


def _clock(space: Space) -> dict[str, Json]:
    return {"now": iso_z(space.now()), "clock": str(space.clock)}


def _move_clock(products: Apis, call: Call) -> JsonObject:
    arguments = _arguments(call, "advance", "set")
    by, to = _text(arguments, "advance"), _text(arguments, "set")
    if (by is None) == (to is None):
        raise MalformedError('Give either {"advance": "PT36H"} or {"set": "2026-02-03T08:00:00Z"}')
    try:
        if by is not None:
            due = call.space.advance_clock(parse_duration(by), products.settle)
        else:
            assert to is not None
            due = call.space.set_clock(parse_instant(to), products.settle)
    except ValueError as problem:
        raise MalformedError(str(problem)) from None
    return {**_clock(call.space), "transitions": due}


def _create(products: Apis, call: Call) -> JsonObject:
    arguments = _arguments(call, "type", "attributes")
    type_, attributes = _text(arguments, "type"), arguments.get("attributes", {})
    fixture = products.fixtures.get(type_ or "")
    if fixture is None:
        raise MalformedError(f"type must be one of {', '.join(products.fixtures)}")
    if not isinstance(attributes, dict):
        raise MalformedError("attributes must be an object")
    try:
        with call.space.writing() as connection:
            return {"type": type_, "attributes": fixture(connection, attributes, call.now_ms)}
    except sqlite3.IntegrityError as conflict:
        raise RefusedError(error(409, "CONFLICT", str(conflict))) from None


def _page(call: Call, page: str) -> JsonObject:
    return {page: ledger.read_page(call.space.connection, page)}


def _put_up_fault(call: Call) -> JsonObject:
    arguments = _arguments(call, "fault", "method", "path", "nth", "times", "key")
    text = _text(arguments, "fault")
    if text is None:
        raise MalformedError('Give at least {"fault": "status=503"}')
    try:
        fault = parse_fault(text)
    except FaultError as problem:
        raise MalformedError(str(problem)) from None
    method, nth = _text(arguments, "method"), _count(arguments, "nth")
    times = _count(arguments, "times") or fault.times or (None if nth is None else 1)
    fault = replace(fault, times=times, key=_text(arguments, "key") or fault.key)
    rule = call.space.faults.put_up(
        fault, method=method.upper() if method else None, path=_text(arguments, "path") or "*", nth=nth or 1
    )
    return rule.describe()


def _take_down_faults(call: Call) -> JsonObject:
    wanted = call.query.get("id")
    if wanted is not None and not (
        wanted.isascii() and wanted.isdigit() and len(wanted) < len(str(MOST_REQUESTS))
    ):
        raise MalformedError("id must be the number of a rule")
    return {"removed": call.space.faults.take_down(None if wanted is None else int(wanted))}


def _variables(call: Call) -> JsonObject:
    connection = call.space.connection
    return {"variables": recall(connection), "tokens": tokens.issued(connection)}
