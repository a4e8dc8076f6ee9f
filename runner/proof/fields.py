"""Fields of answers: where a path such as `booking.id` leads, wherever in an answer it begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from runner.model.json import JSON, Path

_KEY = re.compile(r"[A-Za-z_]\w*")
_DEEPEST = 24
_MOST = 20_000
"""Objects of an answer that are looked into."""


@dataclass(slots=True)
class Walk:
    """What came of following the keys of a path in some bodies."""

    values: list[JSON] = field(default_factory=list)
    last: int = 0
    """The body that has them; else, the last of all."""
    at_root: int = 0
    """How many keys were found one below the other, from the outermost object on."""
    lacking: dict[int, set[tuple[int, Path]]] = field(default_factory=dict)
    """After how many keys, from any object on, there was no next one: in which bodies, and where."""
    empty: int = 0
    """After how many keys there was nothing, which may be more another time: null, or an empty list."""

    @property
    def anywhere(self) -> int:
        """How many keys were found one below the other, from any object on, and then no more."""
        return max(self.lacking, default=0)

    @property
    def is_open(self) -> bool:
        """Whether it nowhere came as far as there where there was nothing."""
        return self.empty > self.anywhere


def keys_of(query: str) -> tuple[str, ...]:
    """The keys of a plain path, without what tells items of lists apart."""
    return tuple(_KEY.findall(re.sub(r"\[[^\]]*\]", "", query.removeprefix("$"))))


def follow(keys: Sequence[str], bodies: Iterable[JSON]) -> Walk:
    """Follow the keys from each object of the bodies on, until one of these has something at their end."""
    walk = Walk()
    for number, body in enumerate(bodies):
        for path, value in islice(_objects(body, ()), _MOST):
            found = _down(value, keys, 0, (number, path), walk)
            if not any(isinstance(part, str) for part in path):
                walk.at_root = max(walk.at_root, found)
        walk.last = number
        if walk.values:
            break
    return walk


def _objects(value: JSON, path: Path) -> Iterator[tuple[Path, Mapping[str, JSON]]]:
    """All objects, and where they are."""
    if len(path) > _DEEPEST:
        return
    if isinstance(value, Mapping):
        yield path, value
        for key, item in value.items():
            yield from _objects(item, (*path, key))
    elif isinstance(value, list):
        for item in value:
            yield from _objects(item, (*path, 0))


def _down(value: JSON, keys: Sequence[str], found: int, at: tuple[int, Path], walk: Walk) -> int:
    """How many keys were found, those before among them; the values at their end are kept."""
    number, path = at
    if found == len(keys):
        walk.values.append(value)
    elif isinstance(value, list) and value:
        return max(_down(item, keys, found, (number, (*path, 0)), walk) for item in value)
    elif isinstance(value, Mapping) and keys[found] in value:
        return _down(value[keys[found]], keys, found + 1, (number, (*path, keys[found])), walk)
    elif value is None or not value:
        walk.empty = max(walk.empty, found)
    elif found:
        walk.lacking.setdefault(found, set()).add(at)
    return found
