"""The shape of steprun.yaml: what its schema has to say, as faults that an author can read.

A fault never quotes a value: it may be a secret.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from runner.glance import Glance, glance_of, inlined
from runner.model.json import JSON, Path
from runner.model.place import KEY, Marks, nearest_mark

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

#: What stands below these may be secret, so that their lines are not shown.
_PRIVATE = frozenset(
    {"tokens", "headers", "variables", "base_url", "fallback_url", "authorization", "allow_hosts", "command"}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at `path`; KEY as the last part means the key itself."""

    path: Path
    message: str


def check_shape(value: JSON) -> list[Fault]:
    """All that the schema objects to."""
    if _glance()(value):
        return []
    errors = list(_validator().iter_errors(value))
    # One fault is the reason for another: a wrong type for a missing key, a misspelt key for the right one.
    explained = {
        tuple(error.absolute_path) for error in errors if error.validator in ("type", "additionalProperties")
    }
    faults: dict[Fault, None] = {}
    for error in errors:
        if error.validator in ("oneOf", "required") and tuple(error.absolute_path) in explained:
            continue
        faults.update(dict.fromkeys(_faults(error)))
    return list(faults)


def nearest(word: str, known: Sequence[str]) -> str:
    """`did you mean …?`, or what there is to choose from."""
    close = get_close_matches(word, known, n=1)
    return f"did you mean `{close[0]}`?" if close else f"known: {', '.join(known)}"


def frame(faults: Sequence[Fault], *, file: str, text: str, marks: Marks) -> str:
    """One text for all faults, each with its place and, where nothing secret can stand in it, its line."""
    hidden = {line for path, (line, _) in marks.items() if _PRIVATE.intersection(path)}
    lines = text.split("\n")
    parts = [f"{file} cannot be used" + (f": {len(faults)} faults" if len(faults) > 1 else "")]
    located = sorted((nearest_mark(marks, fault.path), fault.message) for fault in faults)
    for (line, column), message in located:
        parts.append(f"{file}:{line}:{column}: {message}")
        if line not in hidden and line <= len(lines) and lines[line - 1].strip():
            parts.append(f"{line:>5} | {lines[line - 1].rstrip()}")
    return "\n".join(parts)


@cache
def _schema() -> Any:
    return json.loads((files("runner.adapters") / "settings.schema.json").read_text(encoding="utf-8"))


@cache
def _glance() -> Glance:
    return glance_of(inlined(_schema(), _schema()))


@cache
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(_schema())


def _faults(error: ValidationError) -> Iterator[Fault]:
    path: Path = tuple(error.absolute_path)
    value: JSON = cast("JSON", error.instance)
    schema: Mapping[str, JSON] = error.schema if isinstance(error.schema, dict) else {}
    meant = str(schema.get("description", "something else"))
    noun = str(schema.get("title", meant))
    known = list(cast("Mapping[str, JSON]", schema.get("properties", {})))
    keys = list(value) if isinstance(value, Mapping) else []
    if error.validator == "additionalProperties":
        for key in keys:
            if key not in known:
                yield Fault((*path, key, KEY), f"`{key}` is not a key of {noun}; {nearest(key, known)}")
    elif error.validator == "required":
        for key in cast("Sequence[str]", error.validator_value):
            if key not in keys:
                yield Fault(path, f"{_name(path)} has no `{key}`: it must be {meant}")
    else:
        kind = f", not {_kind(value)}" if error.validator == "type" else ""
        yield Fault(path, f"{_name(path)} must be {meant}{kind}")


def _name(path: Path) -> str:
    if not path:
        return "steprun.yaml"
    return f"item {path[-1] + 1} of {_name(path[:-1])}" if isinstance(path[-1], int) else f"`{path[-1]}`"


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "true or false"),
    (str, "text"),
    (int, "a number"),
    (float, "a number"),
    (list, "a list"),
    (dict, "a mapping"),
)


def _kind(value: JSON) -> str:
    return next((words for kind, words in _KINDS if isinstance(value, kind)), "nothing")
