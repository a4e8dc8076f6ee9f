"""A lock on a file that is about to be replaced: one writer holds it at a time.

What is locked is the folder itself, so nothing has to lie around beside the file. Where folders cannot be
locked (Windows, some network disks), a file in the system's folder for temporary ones stands in.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

__all__ = ["Busy", "is_free", "locked"]

_PATIENCE = 10.0
"""Seconds until a writer that does not let go is taken for a stuck one."""


class Busy(OSError):  # noqa: N818 - it says what the file is
    """Another process holds the lock, and does not let go."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of the file at `path`, which is resolved and need not exist. Raises Busy, OSError."""
    handle = _taken(path)
    try:
        yield
    finally:
        os.close(handle)


def is_free(handle: int) -> bool:
    """Whether nobody else holds this open file; from now on we do, until it is closed."""
    try:
        _lock(handle)
    except OSError:
        return False
    return True


def _taken(path: Path) -> int:
    handle = _open_folder(path.parent)
    if handle is not None:
        try:
            _wait_for(handle, path)
        except Busy:
            os.close(handle)
            raise
        except OSError:  # a disk that locks files only
            os.close(handle)
        else:
            return handle
    handle = _open_stand_in(path)
    try:
        _wait_for(handle, path)
    except OSError:
        os.close(handle)
        raise
    return handle


def _wait_for(handle: int, path: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    pause = 0.001
    while True:
        try:
            _lock(handle)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise Busy(f"another process has held {path.name} for {_PATIENCE:.0f} s") from None
            time.sleep(pause)
            pause = min(pause * 2, 0.05)
        else:
            return


def _open_stand_in(path: Path) -> int:
    """One file per target, in a folder that is the user's own: nobody else can put something in its place."""
    folder = Path(tempfile.gettempdir(), f"steprun{_user()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    name = sha256(os.fsencode(path)).hexdigest()[:32]
    return os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)


if sys.platform == "win32":
    import msvcrt

    def _user() -> str:
        """Nothing: every user has a folder for temporary files there."""
        return ""

    def _open_folder(_folder: Path) -> int | None:
        return None

    def _lock(handle: int) -> None:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError as fault:  # what it raises for a lock that is held
            raise BlockingIOError(str(fault)) from None
else:
    import fcntl

    def _user() -> str:
        return f"-{os.getuid()}"

    def _open_folder(folder: Path) -> int | None:
        with suppress(OSError):
            return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        return None

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
