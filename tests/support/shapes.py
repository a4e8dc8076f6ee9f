"""Shapes of JSON documents, in our own words: what HAR 1.2 and CTRF ask for, as far as a shape can say it.

A shape is a type, a test, a list with the shape of its items, or a mapping of keys to shapes; `key?` may be
missing, and other keys than those are a misfit, unless they begin with what a format leaves free (`_` in HAR).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final, TypeAlias
from uuid import UUID

Shape: TypeAlias = Any


def misfits(value: object, shape: Shape, *, at: str = "$", free: str = "") -> Iterator[str]:
    """All that is otherwise."""
    if isinstance(shape, dict):
        yield from _of_object(value, shape, at=at, free=free)
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{at} is no list"
        else:
            for index, item in enumerate(value):
                yield from misfits(item, shape[0], at=f"{at}[{index}]", free=free)
    elif isinstance(shape, type):
        if not isinstance(value, shape) or (isinstance(value, bool) and shape is not bool):
            yield f"{at} is {value!r}"
    elif not shape(value):
        yield f"{at} is {value!r}"


def _of_object(value: object, shape: dict[str, Shape], *, at: str, free: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at} is no object"
        return
    known = {key.removesuffix("?"): inner for key, inner in shape.items()}
    for key, item in value.items():
        if key in known:
            yield from misfits(item, known[key], at=f"{at}.{key}", free=free)
        elif not (free and key.startswith(free)):
            yield f"{at}.{key} is not known"
    yield from (f"{at}.{key} is missing" for key in shape if not key.endswith("?") and key not in value)


def _number(least: float) -> Callable[[object], bool]:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value >= least


def _natural(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _filled(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _instant(value: object) -> bool:
    """With a date, a time and a zone."""
    return isinstance(value, str) and "T" in value and datetime.fromisoformat(value).tzinfo is not None


def _uuid(value: object) -> bool:
    return isinstance(value, str) and str(UUID(value)) == value


def _uri(value: object) -> bool:
    characters = r"[\w\-.~:/?#\[\]@!$&'()*+,;=%]"
    return isinstance(value, str) and bool(re.fullmatch(rf"[a-z][a-z0-9+.-]*:{characters}+", value, re.ASCII))


def _version(value: object) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"\d+\.\d+\.\d+", value))


def _one_of(*words: str) -> Callable[[object], bool]:
    return lambda value: value in words


_UNKNOWN_TOO: Final = _number(-1)
_PAIRS: Final = [{"name": str, "value": str, "comment?": str}]
_MESSAGE: Final = {
    "httpVersion": str, "cookies": _PAIRS, "headers": _PAIRS, "headersSize": _UNKNOWN_TOO,
    "bodySize": _UNKNOWN_TOO, "comment?": str,
}  # fmt: skip
HAR: Final[Shape] = {
    "log": {
        "version": _one_of("1.2"),
        "creator": {"name": str, "version": str, "comment?": str},
        "browser?": {"name": str, "version": str, "comment?": str},
        "pages?": [
            {
                "startedDateTime": _instant, "id": str, "title": str, "comment?": str,
                "pageTimings": {"onContentLoad?": _UNKNOWN_TOO, "onLoad?": _UNKNOWN_TOO, "comment?": str},
            }
        ],
        "entries": [
            {
                "pageref?": str, "startedDateTime": _instant, "time": _number(0),
                "request": {
                    **_MESSAGE, "method": str, "url": _uri, "queryString": _PAIRS,
                    "postData?": {"mimeType": str, "params?": list, "text": str, "comment?": str},
                },
                "response": {
                    **_MESSAGE, "status": _natural, "statusText": str, "redirectURL": str,
                    "content": {
                        "size": _natural, "mimeType": str, "compression?": int, "text?": str,
                        "encoding?": str, "comment?": str,
                    },
                },
                "cache": {"beforeRequest?": dict, "afterRequest?": dict, "comment?": str},
                "timings": {
                    "blocked?": _UNKNOWN_TOO, "dns?": _UNKNOWN_TOO, "connect?": _UNKNOWN_TOO,
                    "ssl?": _UNKNOWN_TOO, "send": _number(0), "wait": _number(0), "receive": _number(0),
                    "comment?": str,
                },
                "serverIPAddress?": str, "connection?": str, "comment?": str,
            }
        ],
        "comment?": str,
    }
}  # fmt: skip

_STATUS: Final = _one_of("passed", "failed", "skipped", "pending", "other")
CTRF: Final[Shape] = {
    "reportFormat": _one_of("CTRF"), "specVersion": _version, "reportId?": _uuid, "timestamp?": _instant,
    "generatedBy?": str, "extra?": dict,
    "results": {
        "tool": {"name": _filled, "version?": str, "extra?": dict},
        "summary": {
            "tests": _natural, "passed": _natural, "failed": _natural, "skipped": _natural, "pending": _natural,
            "other": _natural, "flaky?": _natural, "suites?": _natural, "start": _natural, "stop": _natural,
            "duration?": _natural, "extra?": dict,
        },
        "tests": [
            {
                "id?": _uuid, "name": _filled, "status": _STATUS, "duration": _natural, "start?": _natural,
                "stop?": _natural, "suite?": [_filled], "message?": str, "trace?": str, "line?": _natural,
                "rawStatus?": str, "tags?": [str], "type?": str, "filePath?": str, "retries?": _natural,
                "retryAttempts?": [
                    {
                        "attempt": _natural, "status": _STATUS, "duration?": _natural, "message?": str,
                        "trace?": str, "line?": _natural, "start?": _natural, "stop?": _natural, "extra?": dict,
                    }
                ],
                "flaky?": bool, "threadId?": str, "steps?": [{"name": str, "status": _STATUS, "extra?": dict}],
                "extra?": dict,
            }
        ],
        "environment?": {
            "testEnvironment?": str, "commit?": str, "branchName?": str, "extra?": dict,
        },
        "extra?": dict,
    },
}  # fmt: skip
