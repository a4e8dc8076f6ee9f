"""A file replaced whole: whoever looks sees the old bytes or the new ones, also when the machine goes down.

The new bytes go to a file of their own beside the old one, reach the disk, and take its name in one move.
"""

from __future__ import annotations

import os
import secrets
import stat
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from runner.report.lock import is_free, locked

__all__ = ["NotWritten", "room_of", "sweep", "update", "write"]

PREFIX = ".steprun-"
_ORPHAN_AGE = 60.0
"""Seconds after which a file of ours that nobody holds was left behind by a killed run."""
_TRIES = 5


class NotWritten(Exception):  # noqa: N818 - it says what happened to the file
    """The file stays as it is; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def write(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Make `path` hold `content`, whole or in pieces: folders are made, links followed, devices written to
    as they are.

    Raises OSError, and whatever the pieces raise.
    """
    pieces = (content,) if isinstance(content, bytes) else content
    if path.exists() and not (path.is_file() or path.is_dir()):
        with path.open("wb") as device:  # /dev/stdout, a pipe: there is nothing to replace
            device.writelines(pieces)
        return
    target = path.resolve()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        sweep([target.parent])
        with locked(target):
            _replace(target, pieces, like=target.stat() if target.exists() else None)
    except OSError as fault:
        # Which file it was in the end is nobody's business but ours.
        fault.filename, fault.filename2 = str(path), None
        raise


def update(path: Path, change: Callable[[bytes], bytes], *, root: Path) -> bool:
    """Replace the bytes of a file inside `root` by what `change` makes of them; False when that is the same.

    Nobody else who comes through here writes meanwhile, and what an editor saves meanwhile is taken into
    account: `change` is then asked again. Raises NotWritten, OSError, and whatever `change` raises.
    """
    target = _inside(path, root)
    with locked(target):
        for _ in range(_TRIES):
            before = _state(target)
            old = target.read_bytes()
            new = change(old)
            if new == old:
                return False
            if _replace(target, (new,), like=before, unless_changed=old):
                return True
    raise NotWritten("it keeps changing while it is written")


def room_of(path: Path, root: Path) -> Path:
    """Where a link may lead: anywhere in the project, or beside a document that was named from elsewhere."""
    inside = path.absolute().is_relative_to(root.absolute()) or path.is_relative_to(root.resolve())
    return root if inside else path.parent


def sweep(folders: Iterable[Path]) -> None:
    """Remove what killed runs left in these folders."""
    for folder in folders:
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(PREFIX):
                    _remove_orphan(Path(entry.path))


def _inside(path: Path, root: Path) -> Path:
    try:
        target = path.resolve(strict=True)
    except RuntimeError:  # a ring of links, in the words of Python 3.11 and 3.12
        raise NotWritten("it is a link that leads back to itself") from None
    if not target.is_relative_to(root.resolve()):
        link = f"it is a link to {target}, which" if target != path.absolute() else "it"
        raise NotWritten(f"{link} lies outside the project")
    return target


def _state(target: Path) -> os.stat_result:
    """Who may do what with it. Raises NotWritten where replacing it would break somebody's wish."""
    state = target.stat()
    if not stat.S_ISREG(state.st_mode):
        raise NotWritten("it is not a regular file")
    if not state.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise NotWritten("it is read-only")
    if state.st_nlink > 1:
        raise NotWritten(f"it has {state.st_nlink} names (hard links), which replacing it would part")
    return state


def _replace(
    target: Path,
    pieces: Iterable[bytes],
    *,
    like: os.stat_result | None,
    unless_changed: bytes | None = None,
) -> bool:
    """False: the file no longer holds what it was expected to hold, and stays."""
    fresh = target.with_name(f"{PREFIX}{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if like is None else 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            is_free(file.fileno())
            file.writelines(pieces)
            file.flush()
            if like is not None:
                _dress(file.fileno(), target, like)
            os.fsync(file.fileno())
        if unless_changed is not None and target.read_bytes() != unless_changed:
            fresh.unlink()
            return False
        fresh.replace(target)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    _sync_folder(target.parent)
    return True


def _remove_orphan(path: Path) -> None:
    with suppress(OSError):
        state = path.lstat()
        if not stat.S_ISREG(state.st_mode) or time.time() - state.st_mtime < _ORPHAN_AGE:
            return
        handle = os.open(path, os.O_RDWR)
        try:
            orphaned = is_free(handle)
        finally:
            os.close(handle)
        if orphaned:
            path.unlink()


if sys.platform == "win32":

    def _dress(_handle: int, _target: Path, _like: os.stat_result) -> None:
        """A new file takes its rights from its folder there."""

    def _sync_folder(_folder: Path) -> None:
        """Folders cannot be opened there; the move itself is as durable as it gets."""
else:

    def _dress(handle: int, target: Path, like: os.stat_result) -> None:
        """Give the new file the owner, attributes and mode of the old one."""
        if (os.fstat(handle).st_uid, os.fstat(handle).st_gid) != (like.st_uid, like.st_gid):
            with suppress(OSError):  # only root may give files away
                os.fchown(handle, like.st_uid, like.st_gid)
        if sys.platform == "linux":
            with suppress(OSError):  # a disk without attributes
                for attribute in os.listxattr(target):
                    os.setxattr(handle, attribute, os.getxattr(target, attribute))
        os.fchmod(handle, stat.S_IMODE(like.st_mode))

    def _sync_folder(folder: Path) -> None:
        with suppress(OSError):  # some disks cannot; the bytes themselves are safe
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
