"""The operators of `expect.body` and `expect.headers`, one line of the table each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from runner.model.json import JSON
from runner.pattern import found_in
from runner.shown import kind_of, shown


@dataclass(frozen=True, slots=True)
class Matches:
    """What a JSONPath found: nothing, one value, or several; the first is the one that counts."""

    values: tuple[JSON, ...]

    @property
    def exists(self) -> bool:
        """Whether there is anything; null is something here."""
        return bool(self.values)

    @property
    def value(self) -> JSON:
        """The first match."""
        return self.values[0]

    @property
    def items(self) -> tuple[JSON, ...]:
        """The items of a list that was found, or else all matches."""
        if len(self.values) == 1 and isinstance(self.value, list):
            return tuple(self.value)
        return self.values


_Operator: TypeAlias = Callable[[Matches, JSON], bool]


def failures(matches: Matches, operators: JSON) -> list[str]:
    """What was expected and is not so, in words; empty when everything holds."""
    assert isinstance(operators, dict)
    return [_WORDS[name](wanted) for name, wanted in operators.items() if not _holds(name, matches, wanted)]


def same(left: JSON, right: JSON) -> bool:
    """Equal as JSON: `3` is `3.0`, but neither `"3"` nor `true` is `1`."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right
    return type(left) is type(right) and left == right


# ---- the table


def _holds(name: str, matches: Matches, wanted: JSON) -> bool:
    if name == "exists":
        return matches.exists is (wanted is True)
    if name == "count":
        return _nested(len(matches.values), wanted)
    if not matches.exists:
        # What is not there equals nothing: only its absence, or a `not`, can be said of it.
        return name == "not"
    return _OPERATORS[name](matches, wanted)


def _is_operators(wanted: JSON) -> bool:
    return isinstance(wanted, dict) and bool(wanted) and all(key in NAMES for key in wanted)


def _nested(value: JSON, wanted: JSON) -> bool:
    """A plain value means equal; a mapping of operators means those."""
    if _is_operators(wanted):
        return not failures(Matches((value,)), wanted)
    return same(value, wanted)


def _contains(matches: Matches, wanted: JSON) -> bool:
    return _is_part(matches.value, wanted)


def _is_part(value: JSON, wanted: JSON) -> bool:
    if isinstance(value, str):
        return isinstance(wanted, str) and wanted in value
    if isinstance(value, list):
        return any(same(item, wanted) or _is_part_of_object(item, wanted) for item in value)
    return _is_part_of_object(value, wanted) or (
        isinstance(value, dict) and isinstance(wanted, str) and wanted in value
    )


def _is_part_of_object(value: JSON, wanted: JSON) -> bool:
    if not isinstance(value, dict) or not isinstance(wanted, dict):
        return False
    return all(
        key in value and (same(value[key], item) or _is_part_of_object(value[key], item))
        for key, item in wanted.items()
    )


def _matches(matches: Matches, wanted: JSON) -> bool:
    return isinstance(matches.value, str) and found_in(str(wanted), matches.value)


def _type(matches: Matches, wanted: JSON) -> bool:
    kind = kind_of(matches.value)
    names = wanted if isinstance(wanted, list) else [wanted]
    return kind in names or (kind == "integer" and "number" in names)


def _length(matches: Matches, wanted: JSON) -> bool:
    value = matches.value
    return isinstance(value, str | list | dict) and _nested(len(value), wanted)


def _compared(how: Callable[[float, float], bool]) -> _Operator:
    """Numbers with numbers, texts with texts (ISO 8601 dates compare as texts)."""

    def operator(matches: Matches, wanted: JSON) -> bool:
        left, right = matches.value, wanted
        if isinstance(left, bool) or isinstance(right, bool):
            return False
        if isinstance(left, int | float) and isinstance(right, int | float):
            return how(left, right)
        if isinstance(left, str) and isinstance(right, str):
            return how((left > right) - (left < right), 0)
        return False

    return operator


def _one_of(matches: Matches, wanted: JSON) -> bool:
    return isinstance(wanted, list) and any(same(matches.value, item) for item in wanted)


_OPERATORS: Mapping[str, _Operator] = MappingProxyType(
    {
        "equals": lambda matches, wanted: same(matches.value, wanted),
        "not": lambda matches, wanted: not _nested(matches.value, wanted),
        "contains": _contains,
        "matches": _matches,
        "type": _type,
        "length": _length,
        "gt": _compared(lambda left, right: left > right),
        "gte": _compared(lambda left, right: left >= right),
        "lt": _compared(lambda left, right: left < right),
        "lte": _compared(lambda left, right: left <= right),
        "in": _one_of,
        "one_of": _one_of,
        "each": lambda matches, wanted: all(_nested(item, wanted) for item in matches.items),
        "any": lambda matches, wanted: any(_nested(item, wanted) for item in matches.items),
    }
)

NAMES = frozenset(_OPERATORS) | {"exists", "count"}


def _in_words(wanted: JSON) -> str:
    if _is_operators(wanted):
        assert isinstance(wanted, dict)
        return " and ".join(_WORDS[name](value) for name, value in wanted.items())
    return shown(wanted)


def _either(wanted: JSON) -> str:
    return " or ".join(map(str, wanted)) if isinstance(wanted, list) else str(wanted)


_WORDS: Mapping[str, Callable[[JSON], str]] = MappingProxyType(
    {
        "equals": shown,
        "not": lambda wanted: f"anything but {_in_words(wanted)}",
        "contains": lambda wanted: f"something that contains {shown(wanted)}",
        "matches": lambda wanted: f"a text that matches /{wanted}/",
        "type": lambda wanted: f"type {_either(wanted)}",
        "length": lambda wanted: f"a length of {_in_words(wanted)}",
        "exists": lambda wanted: "something there" if wanted else "nothing there",
        "gt": lambda wanted: f"more than {shown(wanted)}",
        "gte": lambda wanted: f"at least {shown(wanted)}",
        "lt": lambda wanted: f"less than {shown(wanted)}",
        "lte": lambda wanted: f"at most {shown(wanted)}",
        "in": lambda wanted: f"one of {shown(wanted)}",
        "one_of": lambda wanted: f"one of {shown(wanted)}",
        "each": lambda wanted: f"each item to be {_in_words(wanted)}",
        "any": lambda wanted: f"at least one item to be {_in_words(wanted)}",
        "count": lambda wanted: f"a count of {_in_words(wanted)}",
    }
)
