"""Samples: bodies that came, made fit to be documented: as short as what they replace, without secrets."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from runner.model.json import JSON
from runner.shown import spelt_json
from runner.step.telltale import is_secret_name

_SECRET = "‹secret›"  # noqa: S105 - what stands in place of one


def trimmed(came: JSON, documented: JSON) -> JSON:
    """A body whose lists are no longer than those of the documented one, where that has some items."""
    if isinstance(came, Mapping):
        return {key: trimmed(value, _below(documented, key)) for key, value in came.items()}
    if isinstance(came, list):
        known = documented if isinstance(documented, list) else []
        kept = came[: len(known)] if known else came
        return [trimmed(item, _item(documented)) for item in kept]
    return came


def veiled(came: JSON, documented: JSON, mask: Callable[[str], str]) -> JSON:
    """A body without what `mask` knows of; what its key calls a secret stays what the document says it is."""
    match came:
        case Mapping():
            return {
                mask(key): _called(key, value, _below(documented, key), mask) for key, value in came.items()
            }
        case list():
            return [veiled(item, _item(documented), mask) for item in came]
        case str():
            return mask(came)
        case bool() | None:
            return came
    text = json.dumps(came)
    hidden = mask(text)
    return came if hidden == text else hidden


def _called(key: str, value: JSON, documented: JSON, mask: Callable[[str], str]) -> JSON:
    if isinstance(value, str) and value and is_secret_name(key):
        return documented if isinstance(documented, str) else _SECRET
    return veiled(value, documented, mask)


def json_text(body: JSON) -> str:
    """A body as documents show it. What no file can hold is escaped, and what nobody would see in one."""
    return spelt_json(json.dumps(body, indent=2, ensure_ascii=False))


def _below(documented: JSON, key: str) -> JSON:
    return documented.get(key) if isinstance(documented, Mapping) else None


def _item(documented: JSON) -> JSON:
    """What stands for all items of a list: its first one."""
    return documented[0] if isinstance(documented, list) and documented else None
