"""Accepted findings: broken promises that a project knows of, and lives with for now."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from runner.model.contract import Judged

_HEAD = """\
# Broken promises of OpenAPI documents that this project lives with: `steprun run` does not show them again,
# and says when one is gone. `steprun run --accept` writes this file anew.
accepted:
"""
_UNPRINTABLE = re.compile(
    "[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
    "|[\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb]"
)
"""What YAML wants escaped and JSON leaves as it is; and what nobody would see who reviews the file.

Nothing beyond four hex digits: JSON spells that in two halves, which YAML does not put together.
"""


class NotAccepted(ValueError):  # noqa: N818 - a fault of a file, not an error of ours
    """The file holds something else."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One of them. The fingerprint is what counts, the step tells when it is gone; the rest is to be read."""

    fingerprint: str
    rule: str = ""
    operation: str = ""
    step: str = ""
    """One that met it: `GET /items › list_items`."""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """An exchange that was judged, by the step that made it."""

    step: str
    endpoint: str
    """As the author of the step calls it."""
    judged: Judged

    @property
    def operation(self) -> str:
        """What was called, as the document has it, if one has."""
        return self.judged.operation or self.endpoint

    @property
    def marks(self) -> tuple[str, ...]:
        """The fingerprints of what is not as promised, accepted or not."""
        return (*self.judged.accepted, *(item.fingerprint for item in self.judged.findings))


def read_accepted(value: object) -> tuple[Accepted, ...]:
    """The content of the file. Raises NotAccepted."""
    if not isinstance(value, Mapping) or not isinstance(value.get("accepted", ""), list | None):
        raise NotAccepted("there is no list `accepted`")
    return tuple(_row(row, number) for number, row in enumerate(value["accepted"] or (), 1))


def write_accepted(entries: Iterable[Accepted]) -> str:
    """The text of the file, sorted so that it differs only where findings do."""
    rows = [
        f"  - fingerprint: {_quoted(entry.fingerprint)}\n"
        f"    rule: {_quoted(entry.rule)}\n"
        f"    operation: {_quoted(entry.operation)}\n"
        f"    step: {_quoted(entry.step)}\n"
        f"    says: {_quoted(entry.says)}\n"
        for entry in sorted(entries, key=lambda entry: (entry.operation, entry.rule, entry.fingerprint))
    ]
    return _HEAD + ("".join(rows) or "  []\n")


def gone(entries: Sequence[Accepted], calls: Sequence[Call]) -> tuple[Accepted, ...]:
    """Those that nobody met, although the step that once did was judged again.

    What does not name a step is told by its operation.
    """
    met = {mark for call in calls for mark in call.marks}
    steps = {call.step for call in calls}
    operations = {name for call in calls for name in (call.operation, call.endpoint)}
    return tuple(
        entry
        for entry in entries
        if entry.fingerprint not in met
        and (entry.step in steps if entry.step else entry.operation in operations)
    )


def renewed(entries: Sequence[Accepted], calls: Sequence[Call]) -> tuple[Accepted, ...]:
    """What is accepted from now on: all that was met, and what could not be met in this run."""
    lost = {entry.fingerprint for entry in gone(entries, calls)}
    kept = {entry.fingerprint: entry for entry in entries if entry.fingerprint not in lost}
    meeting: dict[str, list[str]] = {}
    for call in calls:
        for mark in call.marks:
            meeting.setdefault(mark, []).append(call.step)
        for item in call.judged.findings:
            if item.fingerprint:
                new = Accepted(item.fingerprint, item.rule, call.operation, call.step, item.message)
                kept.setdefault(new.fingerprint, new)
    return tuple(_met_by(entry, meeting.get(mark, ())) for mark, entry in kept.items())


def _met_by(entry: Accepted, steps: Sequence[str]) -> Accepted:
    """The entry, with a step that still meets it."""
    return replace(entry, step=steps[0]) if steps and entry.step not in steps else entry


def _row(row: object, number: int) -> Accepted:
    if not isinstance(row, Mapping) or not isinstance(row.get("fingerprint"), str):
        raise NotAccepted(f"entry {number} has no text `fingerprint`")
    return Accepted(
        *(str(row.get(key) or "") for key in ("fingerprint", "rule", "operation", "step", "says"))
    )


def _quoted(text: str) -> str:
    """As a text in double quotes that JSON and YAML read alike; half a surrogate pair is none."""
    whole = text.encode("utf-8", "replace").decode()
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(whole, ensure_ascii=False))
