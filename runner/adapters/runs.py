"""Recorded runs: found by what people call them, and read."""

from __future__ import annotations

import difflib
from pathlib import Path

from runner.errors import UsageError
from runner.record import NotARecord, Run, read_record
from runner.record.naming import EVENTS, LATEST, run_id_in

_HINT = "`steprun specs/` makes one; a run is called `latest`, by its id, or by its folder"


def find_run(name: str, *, reports: Path, cwd: Path) -> Path:
    """The folder of a run: `latest`, an id or the start of one, the name of a folder, or a path.

    Raises UsageError.
    """
    path = cwd / name
    if path.name == EVENTS and path.is_file():
        return path.parent
    if (path / EVENTS).is_file():
        return path.resolve() if path.is_symlink() else path
    runs = newest_first(reports)
    if name == LATEST and runs:
        return runs[0]
    mine = [folder for folder in runs if folder.name == name or run_id_in(folder.name).startswith(name)]
    if len(mine) == 1:
        return mine[0]
    shown = reports.relative_to(cwd) if reports.is_relative_to(cwd) else reports
    if len(mine) > 1:
        names = ", ".join(folder.name for folder in mine)
        raise UsageError(f"several runs are called `{name}`: {names}", hint="write more of the id")
    inside = newest_first(path)
    if inside:
        latest = f"{name.rstrip('/')}/{inside[0].name}"
        raise UsageError(f"{name} is no run, but a folder of runs", hint=f"the latest of them is {latest}")
    if not runs:
        absent = "there is no recorded run" if name == LATEST else f"there is no run `{name}`, and none"
        raise UsageError(f"{absent} in {shown}", hint=_HINT)
    near = difflib.get_close_matches(name, [run_id_in(folder.name) for folder in runs], n=1)
    raise UsageError(
        f"there is no run `{name}` in {shown}", hint=f"did you mean `{near[0]}`?" if near else _HINT
    )


def find_runs(name: str, *, reports: Path, cwd: Path) -> list[Path]:
    """The folders of the runs that are meant: one, or all below a folder that is none of a run itself.

    Raises UsageError.
    """
    path = cwd / name
    if not path.is_dir() or (path / EVENTS).is_file():
        return [find_run(name, reports=reports, cwd=cwd)]
    found = sorted(file.parent for file in path.rglob(EVENTS) if file.is_file())
    if not found:
        raise UsageError(
            f"there is no recorded run below {name}", hint=f"a run is a folder with `{EVENTS}` in it"
        )
    return found


def load_run(folder: Path, *, cwd: Path) -> Run:
    """The run in a folder. Raises UsageError."""
    path = folder / EVENTS
    file = path.relative_to(cwd) if path.is_relative_to(cwd) else path
    try:
        with path.open(encoding="utf-8") as lines:
            return read_record(lines)
    except NotARecord as fault:
        raise UsageError(f"{file} is no record of a run: {fault}", hint=_HINT) from None
    except OSError as fault:
        raise UsageError(f"{file} cannot be read: {fault.strerror}", hint=_HINT) from None


def newest_first(reports: Path) -> list[Path]:
    """The folders of all runs there."""
    folders = list(reports.iterdir()) if reports.is_dir() else []
    runs = [folder for folder in folders if run_id_in(folder.name) and (folder / EVENTS).is_file()]
    return sorted(runs, key=_age, reverse=True)


def _age(folder: Path) -> tuple[str, int]:
    """When it began; of those that began in the same second, when it was last written to."""
    return folder.name.removesuffix(run_id_in(folder.name)), (folder / EVENTS).stat().st_mtime_ns
