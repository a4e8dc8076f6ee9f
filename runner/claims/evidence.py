"""What the body of a refusal adds to its reason: the names of the parameters that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from typing import Final

from runner.claims.names import Names
from runner.model.claim import Condition, When
from runner.model.json import JSON

_PAIR: Final = 2


def completed(
    conditions: tuple[Condition, ...], reason: str, body: JSON, names: Names
) -> tuple[Condition, ...]:
    """The conditions of a reason; with those parameters left out that the texts of the body name."""
    missing = tuple(found.what for found in conditions if found.when is When.LEFT_OUT)
    if not missing or missing != names.required or any(_is_named(name, reason) for name in missing):
        return conditions
    named = named_in(body, names.known)
    lacking = [name for name in missing if name in named] or _either(named, "\n".join(_texts(body)))
    others = (found for found in conditions if found.when is not When.LEFT_OUT)
    return (*(Condition(When.LEFT_OUT, name) for name in lacking or missing), *others)


def named_in(body: JSON, names: Iterable[str]) -> list[str]:
    """The parameters that the texts of a body name."""
    said = "\n".join(_texts(body))
    return [name for name in names if _is_named(name, said)]


def names_another(body: JSON, condition: Condition, names: Iterable[str]) -> str:
    """What the body of a refusal names that is not what should be missing; empty where it names that, too."""
    missing = [name.strip() for name in condition.what.split(",")]
    named = named_in(body, dict.fromkeys((*missing, *names)))
    lasts = {_last(name) for name in missing}
    if condition.when is not When.LEFT_OUT or any(_last(name) in lasts for name in named):
        return ""
    return next(iter(named), "")


def _either(names: list[str], said: str) -> list[str]:
    """`a or b` is missing only where both are."""
    if len(names) != _PAIR:
        return names
    pairs = permutations(_last(name) for name in names)
    return [",".join(names)] if any(f"{one} or {other}" in said for one, other in pairs) else names


def _is_named(name: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(_last(name))}(?!\w|\.\w)", words) is not None


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _texts(body: JSON) -> Iterator[str]:
    """All texts in a body, but not its keys."""
    waiting = [body]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping):
            waiting += value.values()
        elif isinstance(value, Sequence):
            waiting += value
