"""How much a value is: variables made of variables grow by doubling, until one line asks for all memory."""

from __future__ import annotations

from collections.abc import Mapping

from runner.model.json import JSON

MOST = 1 << 24
"""Characters that the values of one step may have together."""
_ITEM = 64
"""An item or a member takes as much room as so many characters."""
_DEEPEST = 200
"""Twice what an answer may have: it can be handed on inside of something else."""


def bulk_of(value: JSON, *, most: int) -> int:
    """In characters; more than `most` where it has more, or is nested too deeply.

    Not recursive, and over as soon as it is too much.
    """
    if isinstance(value, str):
        return len(value)
    bulk, level = _ITEM, [value]
    for _ in range(_DEEPEST):
        below: list[JSON] = []
        for here in level:
            if isinstance(here, str):
                bulk += len(here)
            elif isinstance(here, Mapping):
                bulk += _ITEM * len(here) + sum(map(len, here))
                below += here.values()
            elif isinstance(here, list):
                bulk += _ITEM * len(here)
                below += here
            if bulk > most:
                return bulk
        if not below:
            return bulk
        level = below
    return most + 1
