"""A result soaked in a text: it stands wherever a document, a server or a plugin could have put one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeVar

_T = TypeVar("_T")


def soaked(value: _T, text: str) -> _T:
    """The value with every text in it replaced; enums, numbers and what is empty stay."""
    return retold(value, lambda told: text if told else told)


def retold(value: _T, change: Callable[[str], str]) -> _T:
    """The value with every text in it changed."""
    changed: Any = _retold(value, change)
    return changed  # type: ignore[no-any-return]  # of the same type


def _retold(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        items = [_retold(item, change) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, Mapping):
        return {key: _retold(item, change) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{field.name: _retold(getattr(value, field.name), change) for field in fields(value)}
        )
    return value
