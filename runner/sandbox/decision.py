"""A decision: a refusal that no documentation of an API settles, with the reason why it is as it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Decision:
    status: int
    code: str
    text: str
    #: Why it is so and not otherwise.
    because: str
