"""Texts in frozen dataclasses, masked again: of results, once more is known; of documents, to be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, fields, is_dataclass, replace
from functools import cache
from typing import Any, Final, TypeVar

from runner.model.claim import Claim
from runner.model.place import Place
from runner.model.scenario import PlannedStep, Scenario
from runner.model.spec import Section, Step
from runner.step.redact import Redactor

__all__ = ["mapped", "retouched"]

_T = TypeVar("_T")

_OF_DOCUMENTS: Final = (Scenario, PlannedStep, Claim, Place)
"""What authors wrote does not get into a result because of what an answer said."""
_NAMES: Final = frozenset({"file", "key", "marks", "run_id", "fingerprint"})
"""Fields by which other things are found."""
_NO_TEXTS: Final = frozenset({"int", "float", "bool", "datetime", "Outcome", "Cause", "Severity", "Place"})
_PLAIN: Final = frozenset({int, float, bool, type(None)})
_BETWEEN: Final = "\0"
_CUT: Final = "…"
_LONG: Final = 32 * 1024


def retouched(value: _T, late: Redactor | None) -> _T:
    """A result without the secrets that `late` knows; the same object where it holds none of them."""
    if late is None:
        return value
    seen = _BETWEEN.join(_texts(value, _OF_DOCUMENTS))
    if not (late.knows_of(seen) or _CUT in seen or len(seen) > _LONG):
        return value
    changed: _T = _Retouch(late, late.again, spared=_OF_DOCUMENTS).of(value)
    return changed


def mapped(value: _T, redactor: Redactor, *, in_place: bool = False) -> _T:
    """The value without secrets, those of documents too; the same object where it holds none."""
    mask = redactor.in_place if in_place else redactor.text
    changed: _T = _Retouch(redactor, mask, spared=(Place,)).of(value)
    return changed


class _Retouch:
    """One round through a value. What several parts of it share is looked at once, and stays shared."""

    def __init__(self, redactor: Redactor, mask: Callable[[str], str], *, spared: tuple[type, ...]) -> None:
        self._redactor = redactor
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
        if is_dataclass(value):
            if id(value) not in self._known:
                self._known[id(value)] = value if self._is_clean(value) else self._changed(value)
            return self._known[id(value)]
        if isinstance(value, Mapping):
            pairs = {self.of(name): self.of(item) for name, item in value.items()}
            return pairs if pairs != value else value
        return value

    def _is_clean(self, value: Any) -> bool:
        """Nothing is to be masked in it. The very many small texts of a step are looked through at once."""
        if not isinstance(value, (Step, Section)):
            return isinstance(value, self._spared)
        return not self._redactor.knows_of(_BETWEEN.join(_texts(value, self._spared)))

    def _changed(self, value: Any) -> Any:
        kind: Any = type(value)
        parts = {name: getattr(value, name) for name in _parts(kind)}
        changes = {name: new for name, old in parts.items() if _differ(new := self.of(old), old)}
        return replace(value, **changes) if changes else value


def _differ(new: Any, old: Any) -> bool:
    return new is not old and new != old


def _texts(value: Any, spared: tuple[type, ...]) -> Iterator[str]:
    """All texts in a value, in no order that matters; not recursive, for that would take half of the time."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        kind = type(here)
        if kind is str:
            yield here
        elif kind is tuple or kind is list:
            waiting += here
        elif kind is dict or (kind not in _PLAIN and isinstance(here, Mapping)):
            waiting += here.keys()
            waiting += here.values()
        elif is_dataclass(kind) and not isinstance(here, spared):
            waiting += [getattr(here, name) for name in _parts(kind)]


@cache
def _parts(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if _may_hold_texts(field))


def _may_hold_texts(field: Field[Any]) -> bool:
    return field.name not in _NAMES and field.type not in _NO_TEXTS
