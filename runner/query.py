"""A JSONPath: compiled once, asked often. The one door to jsonpath-ng.

Nearly every path in real documents is plain (`$.data.items[0].id`); those are walked by hand, thousands of
times faster than any library would. All others go through jsonpath-ng's extended syntax. Three habits of real
documents are served on top of it:

    $.a[?(@.b == 1)][0].id     an index after a filter is the n-th match
    $.a[?(@.b == 1)].id | [0]  so is an index after a pipe
    $.a[0].b || 'text'         a default for nothing and for null
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from runner.model.json import JSON, Path
from runner.pattern import found_in

_PLAIN = re.compile(
    r"""\$(?:\.[^\W\d][\w-]*|\.[0-9]+(?=$|[.\[])|\[[0-9]+\]|\['[^'\\]*'\]|\["[^"\\]*"\])*""", re.VERBOSE
)
_PART = re.compile(r"""\.([\w-]+)|\[([0-9]+)\]|\['([^']*)'\]|\["([^"]*)"\]""")
_LEADING_INDEX = re.compile(r"\s*\[\s*(\d+)\s*\]")
_TOKEN = re.compile(r"Parse error at \d+:(\d+) near token (\S+)")
_LIMIT = 2000


class QueryError(ValueError):
    """The expression cannot be read, or not applied. `column` counts from 0 into the expression."""

    def __init__(self, message: str, *, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


_Missing = object()
_Find: TypeAlias = "Callable[[JSON], list[JSON]]"


@dataclass(frozen=True, slots=True)
class _Stage:
    """A piece of a path that the library or the walk answers, and which of its matches goes on."""

    source: str
    plain: tuple[str | int, ...] | None
    find: _Find
    pick: int | None


@dataclass(frozen=True, slots=True)
class Query:
    """A compiled JSONPath."""

    source: str
    _stages: tuple[_Stage, ...]
    _default: JSON = None
    _has_default: bool = False

    def find(self, document: JSON) -> list[JSON]:
        """All matches, in document order; the default where there is none, or only null.

        Raises QueryError when the expression cannot be applied to this document.
        """
        found = [document]
        for stage in self._stages:
            found = [match for item in found for match in stage.find(item)]
            if stage.pick is not None:
                found = found[stage.pick : stage.pick + 1]
        if self._has_default and (not found or found[0] is None):
            return [self._default]
        return found

    @property
    def plain(self) -> Path | None:
        """Keys and indexes, of a path that is nothing but those."""
        stage = self._stages[0]
        return (
            stage.plain if len(self._stages) == 1 and stage.pick is None and not self._has_default else None
        )

    def dead_end(self, document: JSON) -> tuple[str, JSON]:
        """For an expression that matched nothing: the longest leading part that did, and what it found."""
        stage = self._stages[0]
        plain = stage.plain if stage.plain is not None else _parts(_leading_plain(self.source))
        reached, value = "$", document
        for part in plain:
            below = _child(value, part)
            if below is _Missing:
                break
            reached, value = reached + _show(part), below  # type: ignore[assignment]  # not _Missing
        return reached, value


@lru_cache(maxsize=4096)
def compile_query(text: str) -> Query:
    """Compile a JSONPath expression.

    Raises QueryError, with the column, for one that cannot be read.
    """
    source = text.strip()
    if not source:
        raise QueryError("the JSONPath is empty")
    if len(source) > _LIMIT:
        raise QueryError(f"the JSONPath is longer than {_LIMIT} characters")
    if _PLAIN.fullmatch(source):
        return Query(source, (_plain_stage(source, None),))
    expression, default = _split(source, "||")
    path, pick = _split(expression, "|")
    stages = _stages(path.rstrip())
    if pick is not None:
        stages = _piped(stages, pick, column=len(path) + 1)
    if default is None:
        return Query(source, stages)
    return Query(source, stages, _literal(default, column=len(expression) + 2), _has_default=True)


# ---- habits


def _split(text: str, mark: str) -> tuple[str, str | None]:
    """Split at the last `mark` outside brackets and quotes; the second part is None where there is none."""
    depth, quote, at = 0, "", -1
    index = 0
    while index < len(text):
        char = text[index]
        if quote:
            index += char == "\\"
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char in "[(":
            depth += 1
        elif char in "])":
            depth -= 1
        elif char == "|" and not depth:
            width = 2 if text.startswith("||", index) else 1
            if width == len(mark):
                at = index
            index += width - 1
        index += 1
    return (text, None) if at < 0 else (text[:at], text[at + len(mark) :])


def _literal(text: str, *, column: int) -> JSON:
    """The default behind `||`: a quoted text, or any JSON value."""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == bare[-1] == "'":
        return bare[1:-1]
    try:
        value: JSON = json.loads(bare)
    except ValueError:
        raise QueryError(
            f"the default behind `||` must be a quoted text or a JSON value, not {bare!r}", column=column
        ) from None
    return value


def _piped(stages: tuple[_Stage, ...], pipe: str, *, column: int) -> tuple[_Stage, ...]:
    index = _LEADING_INDEX.match(pipe)
    if not index:
        raise QueryError("only an index may follow `|`, as in `… | [0]`", column=column)
    last = stages[-1]
    picked = (*stages[:-1], _Stage(last.source, last.plain, last.find, int(index[1])))
    rest = pipe[index.end() :].strip()
    return (*picked, *_stages("$" + rest)) if rest else picked


def _stages(path: str) -> tuple[_Stage, ...]:
    """Cut a path behind each filter that is followed by an index."""
    for end in _filter_ends(path):
        index = _LEADING_INDEX.match(path, end)
        if index:
            first = _stage(path[:end], int(index[1]))
            rest = path[index.end() :]
            return (first, *_stages("$" + rest)) if rest.strip() else (first,)
    return (_stage(path, None),)


def _filter_ends(path: str) -> list[int]:
    """Where each `[?...]` ends."""
    ends, depth, quote, opened = [], 0, "", -1
    for index, char in enumerate(path):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "[":
            depth += 1
            if opened < 0 and path.startswith("?", index + 1):
                opened = depth
        elif char == "]":
            if depth == opened:
                ends.append(index + 1)
                opened = -1
            depth -= 1
    return ends


# ---- plain paths


def _stage(source: str, pick: int | None) -> _Stage:
    return _plain_stage(source, pick) if _PLAIN.fullmatch(source) else _library_stage(source, pick)


def _plain_stage(source: str, pick: int | None) -> _Stage:
    parts = _parts(source)

    def find(document: JSON) -> list[JSON]:
        value = document
        for part in parts:
            value = _child(value, part)  # type: ignore[assignment]  # checked in the next line
            if value is _Missing:
                return []
        return [value]

    return _Stage(source, parts, find, pick)


def _parts(source: str) -> tuple[str | int, ...]:
    found: list[str | int] = []
    for name, index, single, double in _PART.findall(source):
        found.append(int(index) if index else name or single or double)
    return tuple(found)


def _child(value: JSON, part: str | int) -> object:
    if isinstance(part, str):
        return value.get(part, _Missing) if isinstance(value, dict) else _Missing
    return value[part] if isinstance(value, list) and part < len(value) else _Missing


def _leading_plain(source: str) -> str:
    match = _PLAIN.match(source)
    return match[0] if match else "$"


def _show(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    return f".{part}" if re.fullmatch(r"\w+", part) else f"['{part}']"


# ---- jsonpath-ng

_NOT_SERVED = {
    ".length()": "`length()` is not a part of a path; `expect.body` has the operator `length`",
    "`sub(": "`sub()` is not served: its regular expression could not be stopped",
}


def _library_stage(source: str, pick: int | None) -> _Stage:
    from jsonpath_ng.ext import arithmetic  # 22 ms, and only one path in fifty needs it
    from jsonpath_ng.ext import filter as filters
    from jsonpath_ng.ext.parser import parse

    filters.OPERATOR_MAP["=~"] = _is_like
    arithmetic.OPERATOR_MAP["*"] = _product
    for word, why in _NOT_SERVED.items():
        if word in source:
            raise QueryError(why, column=source.index(word))
    try:
        with warnings.catch_warnings():
            # The library would rather see `&&` than `&`; documents are written in both, and both work.
            warnings.simplefilter("ignore", DeprecationWarning)
            expression = parse(source)
    except Exception as fault:  # noqa: BLE001 - the parser raises bare Exceptions
        raise _unreadable(str(fault)) from None

    def find(document: JSON) -> list[JSON]:
        try:
            return [match.value for match in expression.find(document)]
        except RecursionError:
            raise QueryError(f"`{source}`: the document is nested too deeply for it") from None
        except Exception as fault:  # noqa: BLE001 - comparing unlike things raises anything
            why = str(fault) or type(fault).__name__
            raise QueryError(f"`{source}` cannot be applied: {why}") from None

    return _Stage(source, None, find, pick)


def _is_like(value: object, pattern: str) -> bool:
    """What stands behind `=~`: bounded in time, as the library's own is not."""
    return isinstance(value, str) and found_in(pattern, value)


def _product(left: object, right: object) -> object:
    """Of numbers. A text times a number would be as long as the number says."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left * right
    raise TypeError("only numbers can be multiplied")


def _unreadable(complaint: str) -> QueryError:
    """The parser's complaint, in words for the author of the path."""
    token = _TOKEN.search(complaint)
    if token:
        return QueryError(f"not a JSONPath: `{token[2]}` cannot stand here", column=int(token[1]))
    if "end of string" in complaint or "EOF" in complaint:
        return QueryError("not a JSONPath: it ends too early")
    return QueryError(f"not a JSONPath: {complaint.splitlines()[0] if complaint else 'it cannot be read'}")


def first(matches: Sequence[JSON]) -> JSON:
    """The match that counts: the first one; None where there is none."""
    return matches[0] if matches else None
