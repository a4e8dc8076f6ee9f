"""The settings of one sandbox: everything that may differ between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

Limits = Literal["off", "realistic"]
RetryAfterForm = Literal["seconds", "http-date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxSettings:
    """How a sandbox behaves; the defaults make every run the same as the one before."""

    #: Ids are derived from it: the same seed and the same order of calls give the same ids.
    seed: str = "sandbox"
    #: ``fixed:<instant>``, ``wall`` or ``offset:<ISO 8601 duration>``.
    clock: str = "fixed:2026-02-02T08:00:00Z"
    limits: Limits = "off"
    retry_after: RetryAfterForm = "seconds"
    #: Where the default space is kept; without it, in memory.
    db: Path | None = None
    #: Names accepted in the ``Host`` header besides those of the loopback; ``*`` accepts all.
    allowed_hosts: tuple[str, ...] = ()
    body_limit: int = 1024 * 1024
    #: How many private spaces are kept before the least recently used one is closed.
    space_limit: int = 256
