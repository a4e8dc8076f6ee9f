"""What a step sends under the names that tables give parameters, as far as it is written down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import TypeAlias
from urllib.parse import parse_qsl

from runner.lint.asks import asks_of_value
from runner.model.claim import Parameter, Where
from runner.model.json import JSON, Path
from runner.model.spec import FormBody, JsonBody, MultipartBody, RawBody, Step

_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}|<<[^<>]*>>")


class Gap(Enum):
    """Where no value is known."""

    LACKING = "lacking"
    """What should hold it is there, and does not."""
    OPEN = "open"
    """A run decides."""


Spot: TypeAlias = tuple[Path, "JSON | Gap"]
"""Where in a step something is sent, and what."""


def sent_as(step: Step, parameter: Parameter) -> list[Spot]:
    """All that is sent under a name; nothing where that which should hold it is not sent either."""
    found: list[Spot] = []
    if parameter.where in (Where.QUERY, Where.UNSAID):
        found += _among(_query(step), parameter.name)
    if parameter.where in (Where.BODY, Where.UNSAID):
        found += _in_body(step, parameter.name)
    if parameter.where is Where.HEADER:
        found += [
            (("headers", name), value)
            for name, value in step.headers.items()
            if name.lower() == parameter.name.lower()
        ]
    return [spot for spot in found if spot[1] is not Gap.LACKING] or found


def names_in_query(step: Step) -> Iterator[tuple[str, Path]]:
    """The names of a query."""
    for path, name, _value in _query(step):
        if not _is_open(name):
            yield name, path


def names_in_body(step: Step) -> Iterator[tuple[str, Path]]:
    """The names of a body with dots, those that hold others before these: `slot`, `slot.id`."""
    match step.body:
        case JsonBody(value=value):
            yield from _names(value, "", ("body",))
        case FormBody(fields=fields):
            yield from ((name, ("form", name)) for name in fields if not _is_open(name))
        case MultipartBody(fields=fields, files=files):
            yield from ((name, ("form_fields", name)) for name in fields if not _is_open(name))
            for index, item in enumerate(files):
                yield item.field_name, ("file_fields", index, "field_name")


def _names(value: JSON, above: str, path: Path) -> Iterator[tuple[str, Path]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _names(item, above, (*path, index))
    elif isinstance(value, Mapping):
        for key, below in value.items():
            if key.isdecimal():  # a list, as forms write it
                yield from _names(below, above, (*path, key))
            elif not _is_open(key):
                name = f"{above}.{key}" if above else key
                yield name, (*path, key)
                yield from _names(below, name, (*path, key))


# ---- queries and forms


def _query(step: Step) -> Iterator[tuple[Path, str, JSON]]:
    for name, value in step.params.items():
        yield ("params", name), name, value
    _path, _mark, own = _PLACEHOLDER.sub("{{}}", step.path).partition("?")
    for name, text in parse_qsl(own, keep_blank_values=True):
        yield ("path",), name, text


def _among(sent: Iterator[tuple[Path, str, JSON]], name: str) -> Iterator[Spot]:
    """`filter[status]` is part of a `filter`; what exactly it stands for, a run shows."""
    lacking = True
    for path, key, value in sent:
        same = plain(key) == plain(name)
        if same or _stem(key) == _stem(name) or _is_open(key):
            lacking = False
            yield path, Gap.OPEN if not same or _is_open(value) else value
    if lacking and "." not in plain(name):
        yield (), Gap.LACKING


def plain(name: str) -> str:
    """`ids[]` and `ids` are the same parameter; `filter[status]` is `filter.status`."""
    return re.sub(r"\[([^\[\]]+)\]", r".\1", name.replace("[]", ""))


def _stem(name: str) -> str:
    return plain(name).partition(".")[0]


# ---- bodies


def _in_body(step: Step, name: str) -> Iterator[Spot]:
    match step.body:
        case JsonBody(value=value):
            yield from _at(value, plain(name).split("."), ("body",))
        case FormBody(fields=fields):
            yield from _among(((("form", key), key, value) for key, value in fields.items()), name)
        case MultipartBody(fields=fields, files=files):
            texts = [(("form_fields", key), key, value) for key, value in fields.items()]
            parts = [(("file_fields",), item.field_name, "{{}}") for item in files]
            yield from _among(iter([*texts, *parts]), name)
        case RawBody():
            yield ("raw",), Gap.OPEN
        case None if "." not in plain(name):
            yield (), Gap.LACKING


def _at(value: JSON, names: Sequence[str], path: Path) -> Iterator[Spot]:
    if isinstance(value, str) and _is_open(value):
        yield path, Gap.OPEN
    elif not names:
        yield path, Gap.OPEN if _is_open(value) and isinstance(value, str) else value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _at(item, names, (*path, index))
    elif isinstance(value, Mapping):
        yield from _below(value, names, path)


def _below(value: Mapping[str, JSON], names: Sequence[str], path: Path) -> Iterator[Spot]:
    first, *rest = names
    if first in value:
        yield from _at(value[first], rest, (*path, first))
    elif any(map(_is_open, value)):
        yield path, Gap.OPEN
    elif value and all(key.isdecimal() for key in value):
        for key, item in value.items():
            yield from _at(item, names, (*path, key))
    elif not rest:
        yield path, Gap.LACKING


def _is_open(value: JSON) -> bool:
    return any(True for _ask in asks_of_value(value))
