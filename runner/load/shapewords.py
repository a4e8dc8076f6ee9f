"""What a JSON Schema complains about, in plain words with a way out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from runner.model.json import JSON, Path


def describe(validator: str, limit: Any, instance: JSON, path: Path) -> tuple[str, str]:
    """What the schema word `validator: limit` finds wrong with `instance`, and what to do about it."""
    name, shown = _name(path), _shown(instance)
    match validator:
        case "enum":
            words = _WORDS.get(str(path[-1]), tuple(str(word) for word in limit))
            hint = did_you_mean(instance, words) if isinstance(instance, str) else ""
            return f"{name} must be one of {', '.join(words)}, not {shown}", hint
        case "type":
            return _wrong_type(name, shown, limit, instance)
        case "pattern":
            wanted = _PATTERNS.get(str(_key(path)), "text of another form")
            return f"{name} must be {wanted}, not {shown}", _unquoted(instance)
        case "minItems" | "minProperties" | "minLength":
            return f"{name} is empty", _EMPTY.get(str(_key(path)), "fill it, or remove the key")
        case "maxItems":
            count = len(instance) if isinstance(instance, list) else 0
            if _key(path) == "cases":
                return f"{count:,} cases are more than the {limit:,} a step may have", "split the step"
            return f"{count:,} steps are more than the {limit:,} a block may have", "split the spec"
    return f"{name} must be {_BOUNDS.get(validator, validator)} {limit:,}, not {shown}", ""


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """The nearest known word as a question; empty where none is near."""
    lower = {one.lower(): one for one in known}
    close = get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return f"did you mean `{lower[close[0]]}`?" if close else ""


_BOUNDS = {"minimum": "at least", "maximum": "at most", "exclusiveMinimum": "more than"}
_EMPTY = {
    "expect": "an expectation that asks for nothing can never fail: leave `expect` out for any 2xx",
    "until": "leave `until` out to wait for the step's own expectations",
    "status": "name the codes, or leave `status` out for any 2xx",
}
_WORDS = {
    "onFail": ("abort", "skip", "continue"),
    "status": ("pending", "verified", "failed", "skipped", "deprecated"),
}
_PATTERNS = {
    "status": "a number such as 200",
    "max_ms": "a number of milliseconds",
    "method": "an HTTP method in letters, such as GET",
}
_TYPES = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
}


def _wrong_type(name: str, shown: str, limit: str | list[str], instance: JSON) -> tuple[str, str]:
    allowed = [limit] if isinstance(limit, str) else limit
    words = [_TYPES[kind] for kind in allowed if kind != "null"]
    either = f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
    message = f"{name} must be {either}, not {shown}"
    if instance is None:
        return message, "fill it, or remove the key"
    if isinstance(instance, str) and "boolean" in allowed:
        return message, "write true or false, without quotes"
    return message, _unquoted(instance)


def _unquoted(instance: JSON) -> str:
    digits = isinstance(instance, str) and instance.strip().isdecimal()
    return f"write it without quotes: {str(instance).strip()}" if digits else ""


def _key(path: Path) -> str | int:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _name(path: Path) -> str:
    if not path:
        return "this block"
    if isinstance(path[-1], str):
        return f"`{path[-1]}`"
    return "a step" if path[0] == "steps" and len(path) == 2 else f"item {path[-1] + 1} of `{_key(path)}`"  # noqa: PLR2004 - steps, index


def _shown(instance: JSON) -> str:
    if instance is None:
        return "empty"
    if isinstance(instance, dict):
        return "a mapping"
    if isinstance(instance, list):
        return "a list"
    if isinstance(instance, str):
        return f"the text `{instance[:60]}`" if instance.strip().isdecimal() else f"`{instance[:60]}`"
    return f"`{json.dumps(instance)}`"
