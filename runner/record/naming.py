"""What the folder of a run is called, and what lies in it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

EVENTS: Final = "events.jsonl"
LATEST: Final = "latest"
_NAME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-([0-9a-f]{8})")


def folder_name(at: datetime, run_id: str) -> str:
    """`2026-11-28T20-15-30-7f3a91c4`: in the order of time, and without what file systems refuse."""
    return f"{at:%Y-%m-%dT%H-%M-%S}-{run_id}"


def run_id_in(name: str) -> str:
    """The id in the name of a run's folder; empty for other names."""
    found = _NAME.fullmatch(name)
    return found[1] if found else ""
