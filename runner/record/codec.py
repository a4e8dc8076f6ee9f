"""Frozen dataclasses as JSON and back, by their annotations. What has its default value is left out.

A library would do it, too; the two that were measured cost a tenth of the start-up of a small run.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache, partial
from types import MappingProxyType, NoneType, UnionType
from typing import Any, NamedTuple, TypeAlias, Union, get_args, get_origin, get_type_hints

Way: TypeAlias = Callable[[Any], Any]
"""From a value to JSON, or from JSON to a value."""


class Codec(ABC):
    """The ways of one record. `special` types have ways of their own; some fields are not told at all."""

    def __init__(
        self, special: Mapping[Any, Way], *, untold: Mapping[type, frozenset[str]] = MappingProxyType({})
    ) -> None:
        self._special = special
        self._untold = untold
        self._ways: dict[Any, Way] = {}

    def way(self, kind: Any) -> Way:
        """The way for a type; made once."""
        known = self._ways.get(kind)
        if known is None:
            known = self._ways[kind] = self._special.get(kind) or self._made(kind)
        return known

    def _made(self, kind: Any) -> Way:
        origin, inner = get_origin(kind), get_args(kind)
        if origin is tuple:
            return self._row(inner[0]) if inner[-1] is Ellipsis else self._several(inner)
        if origin in (Union, UnionType):
            (one,) = (each for each in inner if each is not NoneType)
            return partial(_unless_none, self.way(one))
        if isinstance(kind, type) and is_dataclass(kind):
            untold = self._untold.get(kind, frozenset())
            return self._object(kind, [part for part in _parts(kind) if part.name not in untold])
        return self._plain(kind)

    @abstractmethod
    def _row(self, kind: Any) -> Way: ...

    @abstractmethod
    def _several(self, kinds: tuple[Any, ...]) -> Way: ...

    @abstractmethod
    def _object(self, kind: type, parts: Sequence[_Part]) -> Way: ...

    @abstractmethod
    def _plain(self, kind: Any) -> Way: ...


class Writer(Codec):
    """To JSON."""

    def _row(self, kind: Any) -> Way:
        way = self.way(kind)
        return lambda values: [way(value) for value in values]

    def _several(self, kinds: tuple[Any, ...]) -> Way:
        ways = [self.way(kind) for kind in kinds]
        return lambda values: [way(value) for way, value in zip(ways, values, strict=True)]

    def _object(self, kind: type, parts: Sequence[_Part]) -> Way:  # noqa: ARG002 - reading needs it
        ways = [(part.name, part.default, self.way(part.hint)) for part in parts]

        def write(value: Any) -> dict[str, Any]:
            told = {}
            for name, default, way in ways:
                part = getattr(value, name)
                if part != default:
                    told[name] = way(part)
            return told

        return write

    def _plain(self, kind: Any) -> Way:
        if kind is float:
            return _rounded
        if kind in (date, datetime):
            return lambda moment: moment.isoformat()
        return _same


class Reader(Codec):
    """From JSON. Raises KeyError, TypeError, ValueError for what is not as it was written."""

    def _row(self, kind: Any) -> Way:
        way = self.way(kind)
        return lambda values: tuple(way(value) for value in values)

    def _several(self, kinds: tuple[Any, ...]) -> Way:
        ways = [self.way(kind) for kind in kinds]
        return lambda values: tuple(way(value) for way, value in zip(ways, values, strict=True))

    def _object(self, kind: type, parts: Sequence[_Part]) -> Way:
        ways = [(part.name, part.default is MISSING, self.way(part.hint)) for part in parts]

        def read(told: Any) -> Any:
            return kind(**{name: way(told[name]) for name, needed, way in ways if needed or name in told})

        return read

    def _plain(self, kind: Any) -> Way:
        if isinstance(kind, type) and issubclass(kind, Enum | bool | int | float | str):
            return partial(_checked, kind)
        if kind in (date, datetime):
            return kind.fromisoformat  # type: ignore[no-any-return]  # of either
        return _same


class _Part(NamedTuple):
    """One field of a dataclass."""

    name: str
    hint: Any
    default: Any
    """MISSING where there is none."""


@cache
def _parts(kind: type) -> list[_Part]:
    hints = get_type_hints(kind)
    return [_Part(field.name, hints[field.name], _default(field)) for field in fields(kind)]


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


def _unless_none(way: Way, value: Any) -> Any:
    return None if value is None else way(value)


def _checked(kind: type, value: Any) -> Any:
    if issubclass(kind, Enum):
        return kind(value)
    if not isinstance(value, (int, float) if kind is float else kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


def _same(value: Any) -> Any:
    return value


def _rounded(value: float) -> float:
    return round(value, 6)
