"""JSON as a type: read-only, so that changing a value in place is a type error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

JSON: TypeAlias = "Mapping[str, JSON] | Sequence[JSON] | str | int | float | bool | None"

#: Where a value stands inside a document: keys and indexes from the root down.
Path: TypeAlias = "tuple[str | int, ...]"
