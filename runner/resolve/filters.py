"""The filters: what may be done with a value between the braces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from math import isfinite
from types import MappingProxyType

from runner.resolve.instants import day_of, shifted

LONGEST_VALUE = 1 << 20
_LONGEST_NUMBER = 100
_DIGITS = 4 * _LONGEST_NUMBER
"""Enough for all that two such numbers make: nothing is rounded but to the places of the result."""


def _text(value: object) -> str:
    if not isinstance(value, str | int | float):
        raise TypeError("only a text or a number has that")
    return str(value)


def _number(value: object) -> float:
    """Without the value in the message: it may be a secret."""
    try:
        number = float(_text(value))
    except ValueError:
        raise ValueError("the value is no number") from None
    if not isfinite(number):
        raise ValueError("the value is no number that JSON knows")
    return number


def _replace(value: object, old: str, new: str) -> str:
    text = _text(value)
    if len(text) + text.count(old) * len(new) > LONGEST_VALUE:
        raise ValueError("the result is too long")
    return text.replace(old, new)


def _repeat(value: object, times: object) -> str:
    text = _text(value)
    if not isinstance(times, int) or not 0 <= len(text) * times <= LONGEST_VALUE:
        raise ValueError(f"it can be repeated so often that {LONGEST_VALUE:,} characters come out, at most")
    return text * times


def _slice(value: object, start: int, end: int | None = None) -> object:
    return value[start:end] if isinstance(value, list) else _text(value)[start:end]


def _join(value: object, between: str = "") -> str:
    if not isinstance(value, list):
        raise TypeError("only a list can be joined")
    if len(between) * len(value) > LONGEST_VALUE:
        raise ValueError("the result is too long")
    return between.join(_text(item) for item in value)


def _item(index: int) -> Callable[[object], object]:
    def pick(value: object) -> object:
        if not isinstance(value, list | str):
            raise TypeError("only a list or a text has a first and a last")
        return value[index]

    return pick


def _length(value: object) -> int:
    if not isinstance(value, list | str | dict):
        raise TypeError("only a list, a text or an object has a length")
    return len(value)


def _counted(how: Callable[[Decimal, Decimal], Decimal]) -> Callable[[object, object], object]:
    """Arithmetic that keeps the kind of the value: a text stays a text with as many places."""

    def filter_(value: object, by: object) -> object:
        left, right = _decimal(value), _decimal(by)
        with localcontext(prec=_DIGITS):
            result = how(left, right)
            if isinstance(value, str):
                places = min(_exponent(left), _exponent(right) if how is not _times else 0)
                return str(result.quantize(Decimal(1).scaleb(places), rounding=ROUND_HALF_UP))
        if isinstance(value, int) and isinstance(by, int):
            return int(result)
        return float(result)

    return filter_


def _times(left: Decimal, right: Decimal) -> Decimal:
    return left * right


def _decimal(value: object) -> Decimal:
    """A number as it is written. Without the value in the message: it may be a secret."""
    text = "" if isinstance(value, bool) else _text(value).strip()
    try:
        number = Decimal(text) if len(text) <= _LONGEST_NUMBER else Decimal("NaN")
    except InvalidOperation:
        raise ValueError("the value is no number") from None
    if not number.is_finite() or abs(number.adjusted()) > _LONGEST_NUMBER:
        raise ValueError("the value is no number that can be counted with")
    return number


def _exponent(number: Decimal) -> int:
    """Minus the places after the point."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int), "it is finite"
    return min(exponent, 0)


FILTERS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "date": lambda value: day_of(_text(value)),
        "first": _item(0),
        "float": _number,
        "int": lambda value: int(_decimal(value)),
        "join": _join,
        "last": _item(-1),
        "length": _length,
        "lower": lambda value: _text(value).lower(),
        "minus": _counted(lambda left, right: left - right),
        "plus": _counted(lambda left, right: left + right),
        "repeat": _repeat,
        "replace": _replace,
        "shift": lambda value, by: shifted(_text(value), _text(by)),
        "slice": _slice,
        "string": _text,
        "times": _counted(_times),
        "title": lambda value: _text(value).title(),
        "trim": lambda value: _text(value).strip(),
        "upper": lambda value: _text(value).upper(),
    }
)
