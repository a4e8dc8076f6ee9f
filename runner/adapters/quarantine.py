"""`quarantine:` in steprun.yaml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from runner.adapters.shape import Fault
from runner.load.files import shown
from runner.model.about import Quarantine
from runner.model.json import JSON
from runner.model.place import Marks, Place, nearest_mark
from runner.plan import parse_selector
from runner.plan.quarantine import Ward

KEY = "quarantine"


def read_quarantine(value: JSON, *, root: Path, file: str, marks: Marks) -> tuple[Ward, ...]:
    """The entries, whose shape is right; `file` is what steprun.yaml is called."""
    wards = []
    for index, entry in enumerate(cast("Sequence[Mapping[str, str]]", value or ())):
        endpoint = parse_selector(entry["spec"]).endpoint
        wards.append(
            Ward(
                name=endpoint or shown(Path(entry["spec"]), cwd=root),
                quarantine=Quarantine(date.fromisoformat(entry["until"]), entry["reason"].strip()),
                place=Place(file, *nearest_mark(marks, (KEY, index))),
                is_endpoint=bool(endpoint),
            )
        )
    return tuple(wards)


def no_such_days(value: JSON) -> list[Fault]:
    """A day that the calendar does not have; what is no day at all, its shape says."""
    entries = value.get(KEY) if isinstance(value, Mapping) else None
    faults = []
    for index, entry in enumerate(entries if isinstance(entries, Sequence) else ()):
        until = entry.get("until") if isinstance(entry, Mapping) else None
        if isinstance(until, str) and len(until) == len("2026-12-31") and not _is_day(until):
            faults.append(Fault((KEY, index, "until"), f"`{until}` is no day of the calendar"))
    return faults


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
