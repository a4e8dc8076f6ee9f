"""A JSON example of a document: its value, and the places of its keys and values."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Final, NoReturn

from runner.load.markdown import Fence
from runner.load.yaml import YamlFault, read_yaml
from runner.model.json import JSON
from runner.model.place import Marks

_LANGUAGES: Final = ("json", "jsonc", "json5", "jsonp")
_LOOKS_LIKE_IT: Final = re.compile(r"\s*[{\[]")


@dataclass(frozen=True, slots=True)
class Example:
    """The JSON of a fence."""

    value: JSON
    marks: Marks = field(repr=False)


class NoJson(ValueError):  # noqa: N818 - it says why there is none
    """The fence does not hold JSON; the text says where it departs from it."""


def is_example(code: Fence) -> bool:
    """Whether a fence means to hold JSON."""
    return code.language in _LANGUAGES or (not code.language and bool(_LOOKS_LIKE_IT.match(code.content)))


def example_of(code: Fence, *, file: str) -> Example:
    """The JSON of a fence. Raises NoJson."""
    try:
        value = json.loads(code.content, parse_constant=_refuse)
    except json.JSONDecodeError as fault:
        what = fault.msg[:1].lower() + fault.msg[1:]
        raise NoJson(f"no JSON: line {code.line + fault.lineno - 1}: {what}") from None
    except (ValueError, RecursionError) as fault:
        raise NoJson(f"no JSON: {fault}") from None
    try:
        document = read_yaml(code.content, file=file, first_line=code.line, indent=code.indent)
    except YamlFault:
        return Example(value, {})
    return Example(value, document.marks if document.value == value else {})


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"`{constant}` is no value")


def gist(value: JSON) -> str:
    """What a body is, for lists: `3 keys`, `a list`."""
    if isinstance(value, dict):
        return f"{len(value)} key{'' if len(value) == 1 else 's'}"
    return "a list" if isinstance(value, list) else "a single value"
