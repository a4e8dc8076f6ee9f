"""Accepted findings: broken promises that a project knows of, and lives with for now."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from runner.model.contract import Judged

_HEAD = """\
# Broken promises of OpenAPI documents that this project lives with: `steprun run` does not show them again,
# and says when one is gone. `steprun run --accept` writes this file anew.
accepted:
"""


class NotAccepted(ValueError):  # noqa: N818 - a fault of a file, not an error of ours
    """The file holds something else."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One of them. What it says is for readers; the fingerprint is what counts."""

    fingerprint: str
    rule: str
    operation: str
    says: str


def read_accepted(value: object) -> tuple[Accepted, ...]:
    """The content of the file. Raises NotAccepted."""
    rows = value.get("accepted") if isinstance(value, dict) else None
    if rows is None and isinstance(value, dict) and "accepted" in value:
        return ()
    if not isinstance(rows, list):
        raise NotAccepted("there is no list `accepted`")
    return tuple(_row(row, number) for number, row in enumerate(rows, 1))


def write_accepted(entries: Iterable[Accepted]) -> str:
    """The text of the file, sorted so that it differs only where findings do."""
    rows = [
        f"  - fingerprint: {json.dumps(entry.fingerprint)}\n"
        f"    rule: {entry.rule}\n"
        f"    operation: {json.dumps(entry.operation, ensure_ascii=False)}\n"
        f"    says: {json.dumps(entry.says, ensure_ascii=False)}\n"
        for entry in sorted(entries, key=lambda entry: (entry.operation, entry.rule, entry.fingerprint))
    ]
    return _HEAD + ("".join(rows) or "  []\n")


def gone(entries: Sequence[Accepted], judged: Sequence[Judged]) -> tuple[Accepted, ...]:
    """Those that were not met, although their operation was called."""
    met = {mark for item in judged for mark in item.accepted}
    called = {item.operation for item in judged}
    return tuple(entry for entry in entries if entry.fingerprint not in met and entry.operation in called)


def renewed(entries: Sequence[Accepted], judged: Sequence[Judged]) -> tuple[Accepted, ...]:
    """What is accepted from now on: all that was met, and what could not be met in this run."""
    lost = {entry.fingerprint for entry in gone(entries, judged)}
    kept = {entry.fingerprint: entry for entry in entries if entry.fingerprint not in lost}
    for item in judged:
        for finding in item.findings:
            if finding.fingerprint:
                new = Accepted(finding.fingerprint, finding.rule, item.operation, finding.message)
                kept.setdefault(new.fingerprint, new)
    return tuple(kept.values())


def _row(row: object, number: int) -> Accepted:
    if not isinstance(row, dict) or not isinstance(row.get("fingerprint"), str):
        raise NotAccepted(f"entry {number} has no `fingerprint`")
    return Accepted(*(str(row.get(key, "")) for key in ("fingerprint", "rule", "operation", "says")))
