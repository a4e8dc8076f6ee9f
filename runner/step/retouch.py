"""Texts in frozen dataclasses, masked again: of results, once more is known; of documents, to be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, fields, is_dataclass, replace
from functools import cache
from typing import Any, Final, TypeVar

from runner.model.claim import Claim
from runner.model.place import Place
from runner.model.scenario import PlannedStep, Scenario
from runner.step.redact import Redactor

__all__ = ["mapped", "retouched"]

_T = TypeVar("_T")

_OF_DOCUMENTS: Final = (Scenario, PlannedStep, Claim, Place)
"""What authors wrote does not get into a result because of what an answer said."""
_NAMES: Final = frozenset({"file", "key", "marks", "run_id", "fingerprint"})
"""Fields by which other things are found."""
_NO_TEXTS: Final = frozenset({"int", "float", "bool", "datetime", "Outcome", "Cause", "Severity", "Place"})
_BETWEEN: Final = "\0"
_CUT: Final = "…"
_LONG: Final = 32 * 1024


def retouched(value: _T, late: Redactor | None) -> _T:
    """A result without the secrets that `late` knows; the same object where it holds none of them."""
    if late is None:
        return value
    seen = _BETWEEN.join(_texts(value))
    if not (late.knows_of(seen) or _CUT in seen or len(seen) > _LONG):
        return value
    changed: _T = _Retouch(late.again, spared=_OF_DOCUMENTS).of(value)
    return changed


def mapped(value: _T, mask: Callable[[str], str]) -> _T:
    """The value with all of its texts masked, those of documents too; the same object where none changes."""
    changed: _T = _Retouch(mask, spared=(Place,)).of(value)
    return changed


class _Retouch:
    """One round through a value. What several parts of it share is looked at once, and stays shared."""

    def __init__(self, mask: Callable[[str], str], *, spared: tuple[type, ...]) -> None:
        self._mask = mask
        self._spared = spared
        self._known: dict[int, Any] = {}

    def of(self, value: Any) -> Any:
        kind = type(value)  # a member of a StrEnum is a text, too, and not meant
        if kind is str:
            return self._mask(value)
        if kind is tuple or kind is list:
            items = [self.of(item) for item in value]
            return kind(items) if any(map(_differ, items, value)) else value
        if isinstance(value, Mapping):
            pairs = {self.of(name): self.of(item) for name, item in value.items()}
            return pairs if pairs != value else value
        if not is_dataclass(kind) or isinstance(value, self._spared):
            return value
        if id(value) not in self._known:
            parts = {name: getattr(value, name) for name in _parts(kind)}
            changes = {name: new for name, old in parts.items() if _differ(new := self.of(old), old)}
            self._known[id(value)] = replace(value, **changes) if changes else value
        return self._known[id(value)]


def _differ(new: Any, old: Any) -> bool:
    return new is not old and new != old


def _texts(value: Any) -> Iterator[str]:
    kind = type(value)
    if kind is str:
        yield value
    elif kind is tuple or kind is list:
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Mapping):
        yield from _texts([*value.items()])
    elif is_dataclass(kind) and not isinstance(value, _OF_DOCUMENTS):
        for name in _parts(kind):
            yield from _texts(getattr(value, name))


@cache
def _parts(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if _may_hold_texts(field))


def _may_hold_texts(field: Field[Any]) -> bool:
    return field.name not in _NAMES and field.type not in _NO_TEXTS
