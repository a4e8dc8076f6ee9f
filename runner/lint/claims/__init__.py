"""What the prose of a document claims, held against the rest of it and against its OpenAPI document."""

from __future__ import annotations

from runner.lint.claims import access, bodies, codes, mentions, parameters, promised, reasons, sources
from runner.lint.claims.told import Told

__all__ = ["RULES", "Told"]

RULES = (
    *bodies.RULES,
    *promised.RULES,
    *reasons.RULES,
    *access.RULES,
    *codes.RULES,
    *sources.RULES,
    *parameters.RULES,
    *mentions.RULES,
)
