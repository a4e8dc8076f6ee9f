"""Whether this is a CI job."""

from __future__ import annotations

from collections.abc import Mapping


def in_ci(environ: Mapping[str, str]) -> bool:
    """`CI` is set, and not to something that means no."""
    return environ.get("CI", "").lower() not in ("", "0", "false")
