"""The shape of an example: its keys and types, held against what really came."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from runner.model.json import JSON, Path

_DATA = re.compile(
    r"\d[\d:.TZ+-]*|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=.*\d)[0-9a-f]{16,}", re.IGNORECASE
)
"""Numbers, dates, and ids of machines."""


class Kind(StrEnum):
    """How a value departs from an example."""

    TYPE = "type"
    """Of another type."""
    MISSING = "missing"
    """A key of the example is not there."""
    EXTRA = "extra"
    """A key that the example does not have."""


@dataclass(frozen=True, slots=True)
class Departure:
    """One difference."""

    kind: Kind
    path: Path
    """From the root of the value; of what is missing or too much, its key is the last part."""
    wanted: str
    found: str


def departures(examples: Sequence[JSON], value: JSON, path: Path = ()) -> Iterator[Departure]:
    """How `value` differs in shape from all examples of it taken together.

    An example is not a template: texts and numbers are of any value, null may be anything, what is empty may
    hold anything, and where examples differ in type or keys each of them will do.
    """
    known = [example for example in examples if example is not None]
    if not known or len(known) < len(examples) or value is None:
        return  # null in an example, or in the answer: nothing is said about the type
    same = [example for example in known if _kind(example) == _kind(value)]
    if not same:
        kinds = " or ".join(dict.fromkeys(map(_kind, known)))
        yield Departure(Kind.TYPE, path, kinds, _kind(value))
    elif isinstance(value, Mapping):
        yield from _of_object([example for example in same if isinstance(example, Mapping)], value, path)
    elif isinstance(value, list):
        items = [item for example in same if isinstance(example, list) for item in example]
        for index, item in enumerate(value if items else ()):
            yield from departures(items, item, (*path, index))


def _of_object(
    examples: Sequence[Mapping[str, JSON]], value: Mapping[str, JSON], path: Path
) -> Iterator[Departure]:
    if not any(examples):
        return
    if all(_is_data(name) for example in examples for name in example):
        # The keys are ids or dates: what is below each of them is alike.
        values = [item for example in examples for item in example.values()]
        for name, item in value.items():
            yield from departures(values, item, (*path, name))
        return
    every = set.intersection(*(set(example) for example in examples))
    names = dict.fromkeys(name for example in examples for name in example)
    for name in names:
        if name in value:
            yield from departures(
                [example[name] for example in examples if name in example], value[name], (*path, name)
            )
        elif name in every:
            yield Departure(Kind.MISSING, (*path, name), _kind(examples[0][name]), "nothing")
    for name in value:
        if name not in names:
            yield Departure(Kind.EXTRA, (*path, name), "nothing", _kind(value[name]))


def _is_data(name: str) -> bool:
    return _DATA.fullmatch(name) is not None


def _kind(value: JSON) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case Mapping():
            return "object"
    return "array"
