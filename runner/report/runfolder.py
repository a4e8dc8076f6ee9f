"""The folders of runs: which one is the latest, and which ones are old enough to go."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from runner.record.naming import EVENTS, LATEST, run_id_in

_STILL_RUNNING: Final = 3600.0
"""Seconds without a word after which a run that has no last line must be dead."""
_LAST_LINE: Final = 4096


def point_to(folder: Path) -> None:
    """Make `latest` beside the folder mean it: a link, or a file with its name where there are no links.

    It is for people and for CI systems; steprun itself goes by the names of the folders.
    """
    fresh = folder.parent / f".steprun-{folder.name}"
    with suppress(OSError):
        try:
            fresh.symlink_to(folder.name, target_is_directory=True)
        except OSError:
            fresh.write_text(f"{folder.name}\n", encoding="utf-8")
        fresh.replace(folder.parent / LATEST)


def prune(reports: Path, *, keep: int) -> None:
    """Remove the oldest runs until `keep` are left; 0 keeps all. One that may still go on is spared."""
    runs = sorted((folder for folder in reports.iterdir() if _is_ours(folder)), reverse=True)
    for folder in runs[keep:] if keep else ():
        if _is_over(folder / EVENTS):
            with suppress(OSError):  # it can wait for the next time
                shutil.rmtree(folder)


def _is_ours(folder: Path) -> bool:
    return bool(run_id_in(folder.name)) and (folder / EVENTS).is_file() and not folder.is_symlink()


def _is_over(events: Path) -> bool:
    with suppress(OSError), events.open("rb") as file:
        state = os.fstat(file.fileno())
        file.seek(max(state.st_size - _LAST_LINE, 0))
        return time.time() - state.st_mtime > _STILL_RUNNING or b'"event":"run_finished"' in file.read()
    return False
