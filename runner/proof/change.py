"""A step with one thing changed: a parameter left out, an id that does not exist, another token."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias
from urllib.parse import quote, unquote

from runner.contract.promises import parts_of
from runner.contract.segments import path_values, segments_of
from runner.model.claim import ANONYMOUS, STRANGER, Condition, When
from runner.model.json import JSON
from runner.model.spec import FormBody, JsonBody, MultipartBody, RawBody, Step
from runner.proof.sighting import Sighting

_MADE_UP = "Bearer steprun-gave-this-token-to-nobody"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]{16,}", re.IGNORECASE)
_NOBODY = "00000000-0000-4000-8000-000000000000"
_FAR_OFF = 999_999_999

_Edit: TypeAlias = Callable[[Mapping[str, JSON], str], Mapping[str, JSON]]
"""Gives a mapping with the value of one of its keys changed, or without it."""


class CannotAsk(Exception):  # noqa: N818 - it says why a question cannot be asked
    """There is no such request; the text says why."""


def changed(step: Step, condition: Condition, base: Sighting, *, template: str) -> Step:
    """The step under a condition. `base` is its exchange as it is, `template` the path of the endpoint.

    Raises CannotAsk.
    """
    names = [name.strip() for name in condition.what.split(",")]
    match condition.when:
        case When.ROLE:
            return _as_role(step, condition.what)
        case When.LEFT_OUT:
            for name in names:
                step = _without(step, name, template)
        case When.EMPTY:
            return _with_empty(step, condition.what)
        case When.UNKNOWN:
            for name in names:
                step = _with_unknown(step, name, base, template)
        case When.NO_OBJECT:
            if step.body is None:
                raise CannotAsk("the Test Request has no body")
            return replace(step, body=RawBody("[]", "application/json"))
    return step


def unlike(value: JSON) -> JSON:
    """An id that looks like another one, and means nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        return "no-such-id"
    if isinstance(value, int):
        return _FAR_OFF if value != _FAR_OFF else _FAR_OFF - 1
    low, high = "fF" if _HEX.fullmatch(value) else "zZ"
    other = re.sub(r"[a-z]", low, re.sub(r"[A-Z]", high, re.sub(r"\d", "9", value)))
    other = _NOBODY if _UUID.fullmatch(value) else other
    return other if other != value else f"{value}9"


def _as_role(step: Step, role: str) -> Step:
    headers = {name: value for name, value in step.headers.items() if name.lower() != "authorization"}
    if role == STRANGER:
        return replace(step, token=ANONYMOUS, headers={**headers, "Authorization": _MADE_UP})
    return replace(step, token=role, headers=headers)


def _without(step: Step, name: str, template: str) -> Step:
    if name in _variables(template):
        raise CannotAsk(f"`{name}` is part of the path: it cannot be left out")

    def drop(holder: Mapping[str, JSON], key: str) -> Mapping[str, JSON]:
        return {other: value for other, value in holder.items() if other != key}

    return _edited(step, name, drop)


def _with_empty(step: Step, name: str) -> Step:
    """The step with one more object at the top of its body."""
    body = step.body
    if not isinstance(body, JsonBody) or not isinstance(body.value, Mapping) or "." in name:
        raise CannotAsk(f"`{name}` cannot be put into the body")
    if name in body.value:
        raise CannotAsk(f"`{name}` is sent, and holds something")
    return replace(step, body=replace(body, value={**body.value, name: {}}))


def _with_unknown(step: Step, name: str, base: Sighting, template: str) -> Step:
    if name in _variables(template):
        return _elsewhere(step, name, base, template)
    known = next((value for value in base.sent_as(name) if value is not None), None)

    def put(holder: Mapping[str, JSON], key: str) -> Mapping[str, JSON]:
        return {**holder, key: unlike(known)}

    return _edited(step, name, put)


# ---- paths


def _variables(template: str) -> set[str]:
    return {name for part in segments_of(template) for name in part.names}


def _elsewhere(step: Step, name: str, base: Sighting, template: str) -> Step:
    """The step with another value in its path: in the segment where the template has the variable."""
    known = path_values(template, base.path)
    if name not in known:
        raise CannotAsk(f"`{name}` is not found in the path of the Test Request")
    theirs = segments_of(template)
    index, segment = next((at, part) for at, part in enumerate(theirs) if name in part.names)
    values = [str(unlike(known[each])) if each == name else known[each] for each in segment.names]
    bare, mark, query = step.path.partition("?")
    parts = bare.split("/")
    places = [at for at, part in enumerate(parts) if part]
    if len(places) < len(theirs):
        raise CannotAsk(f"the path of the Test Request is not that of the endpoint: `{step.path}`")
    first, *rest = segment.rest or ("", "")
    text = first + "".join(f"{value}{after}" for value, after in zip(values, rest, strict=True))
    parts[places[len(places) - len(theirs) + index]] = text
    return replace(step, path="/".join(parts) + mark + query)


# ---- whatever else a request sends


def _edited(step: Step, name: str, edit: _Edit) -> Step:
    """The step, edited in the first place where it sends the name. Raises CannotAsk."""
    for place in (_in_params, _in_query, _in_body, _in_headers):
        found = place(step, name, edit)
        if found is not None:
            return found
    raise CannotAsk(f"the Test Request does not send `{name}`")


def _in_params(step: Step, name: str, edit: _Edit) -> Step | None:
    key = next((key for key in (name, f"{name}[]") if key in step.params), None)
    return None if key is None else replace(step, params=edit(step.params, key))


def _in_query(step: Step, name: str, edit: _Edit) -> Step | None:
    """In a query that is written into the path."""
    path, _mark, query = step.path.partition("?")
    kept: list[str] = []
    found = False
    for pair in query.split("&"):
        key, _sign, value = pair.partition("=")
        if unquote(key) not in (name, f"{name}[]"):
            kept.append(pair)
            continue
        found = True
        kept += (f"{key}={quote(str(new))}" for new in edit({key: value}, key).values())
    if not found:
        return None
    return replace(step, path=path + (f"?{'&'.join(kept)}" if kept else ""))


def _in_headers(step: Step, name: str, edit: _Edit) -> Step | None:
    key = next((key for key in step.headers if key.lower() == name.lower()), None)
    if key is None:
        return None
    return replace(step, headers={other: str(value) for other, value in edit(step.headers, key).items()})


def _in_body(step: Step, name: str, edit: _Edit) -> Step | None:
    body = step.body
    if isinstance(body, JsonBody):
        value = _in_value(body.value, parts_of(name), edit)
        return None if value is None else replace(step, body=replace(body, value=value))
    if isinstance(body, FormBody | MultipartBody):
        if name in body.fields:
            return replace(step, body=replace(body, fields=edit(body.fields, name)))
        if isinstance(body, MultipartBody) and any(file.field_name == name for file in body.files):
            if edit({name: None}, name):
                raise CannotAsk(f"`{name}` is a file, and no id")
            kept = tuple(file for file in body.files if file.field_name != name)
            return replace(step, body=replace(body, files=kept))
    return None


def _in_value(value: JSON, parts: Sequence[str], edit: _Edit) -> JSON | None:
    """The value with the named key edited, in every item of a list; None: there is no such key."""
    if isinstance(value, list):
        items = [_in_value(item, parts, edit) for item in value]
        if all(item is None for item in items):
            return None
        return [old if new is None else new for old, new in zip(value, items, strict=True)]
    if isinstance(value, str) and ("{{" in value or "<<" in value):
        raise CannotAsk(f"`{'.'.join(parts)}` stands in a variable: `{value}`")
    if not isinstance(value, Mapping) or parts[0] not in value:
        return None
    if len(parts) == 1:
        return edit(value, parts[0])
    below = _in_value(value[parts[0]], parts[1:], edit)
    return None if below is None else {**value, parts[0]: below}
