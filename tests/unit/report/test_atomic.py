from __future__ import annotations

import errno
import os
import random
import resource
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runner.report import atomic, lock
from runner.report.atomic import NotWritten, sweep, update, write

_ROOT = Path(atomic.__file__).parents[2]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "spec.md"
    path.write_bytes(b"old")
    return path


def _to(content: bytes) -> Callable[[bytes], bytes]:
    return lambda _old: content


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _script(text: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", text, *map(str, arguments)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
    )


def test_an_update_replaces_the_bytes_and_leaves_nothing_else(file: Path, tmp_path: Path) -> None:
    assert update(file, lambda old: old + b" and new", root=tmp_path)
    assert file.read_bytes() == b"old and new"
    assert _names(tmp_path) == ["spec.md"]


def test_what_comes_in_pieces_is_one_file(file: Path, tmp_path: Path) -> None:
    write(file, (f"{number}\n".encode() for number in range(3)))
    assert file.read_bytes() == b"0\n1\n2\n"
    assert _names(tmp_path) == ["spec.md"]


def test_pieces_that_break_off_leave_what_was_there(file: Path, tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        write(file, pieces())
    assert file.read_bytes() == b"old"
    assert _names(tmp_path) == ["spec.md"]


def test_an_update_that_changes_nothing_does_not_touch_the_file(file: Path, tmp_path: Path) -> None:
    before = file.stat()
    assert not update(file, lambda old: old, root=tmp_path)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_mode_owner_and_attributes_are_kept(file: Path, tmp_path: Path) -> None:
    file.chmod(0o664)
    if os.getuid() == 0:
        os.chown(file, 1234, 4321)
    try:
        os.setxattr(file, "user.note", b"kept")
        attributes = {"user.note": b"kept"}
    except OSError:
        attributes = {}
    before = file.stat()
    update(file, _to(b"new"), root=tmp_path)
    after = file.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert {name: os.getxattr(file, name) for name in attributes} == attributes


def test_a_link_inside_the_project_leads_to_its_target(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "deep" / "link.md"
    link.parent.mkdir()
    link.symlink_to("../spec.md")
    update(link, _to(b"new"), root=tmp_path)
    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert not file.is_symlink()


def test_a_link_out_of_the_project_is_refused(file: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    link = project / "link.md"
    link.symlink_to(file)
    with pytest.raises(NotWritten, match=r"a link to .*spec\.md, which lies outside the project"):
        update(link, _to(b"new"), root=project)
    with pytest.raises(NotWritten, match=r"^it lies outside the project"):
        update(file, _to(b"new"), root=project)
    assert file.read_bytes() == b"old"


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    link = tmp_path / "ring.md"
    link.symlink_to("ring.md")
    with pytest.raises((NotWritten, OSError)):
        update(link, _to(b"new"), root=tmp_path)


def test_a_read_only_file_stays_as_it_is(file: Path, tmp_path: Path) -> None:
    file.chmod(0o444)
    with pytest.raises(NotWritten, match="read-only"):
        update(file, _to(b"new"), root=tmp_path)
    assert file.read_bytes() == b"old"
    assert stat.S_IMODE(file.stat().st_mode) == 0o444


def test_a_hard_link_is_not_parted(file: Path, tmp_path: Path) -> None:
    (tmp_path / "other.md").hardlink_to(file)
    with pytest.raises(NotWritten, match=r"2 names \(hard links\)"):
        update(file, _to(b"new"), root=tmp_path)
    assert file.read_bytes() == b"old"


def test_only_regular_files_are_updated(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    for path in (tmp_path / "pipe.md", tmp_path):
        with pytest.raises(NotWritten, match="not a regular file"):
            update(path, _to(b"new"), root=tmp_path.parent)
    with pytest.raises(FileNotFoundError):
        update(tmp_path / "gone.md", _to(b"new"), root=tmp_path)


def test_a_change_that_raises_leaves_the_file_and_frees_the_lock(file: Path, tmp_path: Path) -> None:
    def refuse(_old: bytes) -> bytes:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        update(file, refuse, root=tmp_path)
    assert update(file, _to(b"new"), root=tmp_path)


def test_what_an_editor_saves_meanwhile_is_taken_into_account(file: Path, tmp_path: Path) -> None:
    saved = [b"one", b"two"]

    def change(old: bytes) -> bytes:
        if saved:
            file.write_bytes(saved.pop(0))
        return old + b"!"

    assert update(file, change, root=tmp_path)
    assert file.read_bytes() == b"two!"
    assert _names(tmp_path) == ["spec.md"]


def test_a_file_that_never_rests_is_given_up(file: Path, tmp_path: Path) -> None:
    def change(old: bytes) -> bytes:
        file.write_bytes(old + b".")
        return b"never"

    with pytest.raises(NotWritten, match="keeps changing"):
        update(file, change, root=tmp_path)
    assert _names(tmp_path) == ["spec.md"]


@pytest.mark.parametrize(
    "fault", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS, errno.EMFILE, errno.EDQUOT]
)
@pytest.mark.parametrize("call", ["open", "fdopen", "fsync", "replace", "fchmod", "fchown", "listxattr"])
def test_each_call_that_fails_leaves_the_old_file_or_the_new_one(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, fault: int
) -> None:
    real = getattr(os, call)

    def failing(first: object, *rest: object, **named: object) -> object:
        # the lock on the folder is another matter
        if call == "open" and not str(first).rpartition("/")[2].startswith(".steprun-"):
            return real(first, *rest, **named)
        raise OSError(fault, os.strerror(fault))

    with monkeypatch.context() as patched:
        patched.setattr(os, call, failing)
        try:
            update(file, _to(b"new"), root=tmp_path)
        except OSError as error:
            assert error.errno == fault  # noqa: PT017 - whether it raises depends on the call
    assert file.read_bytes() in (b"old", b"new")
    assert _names(tmp_path) == ["spec.md"]


def test_a_full_disk_leaves_the_old_file(file: Path, tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OSError, match="large"):
            update(file, _to(b"new" * 10_000), root=tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_bytes() == b"old"
    assert _names(tmp_path) == ["spec.md"]


def test_orphans_go_once_they_are_old_and_nobody_holds_them(file: Path, tmp_path: Path) -> None:
    young, orphan, held = (tmp_path / f".steprun-{name}" for name in ("young", "orphan", "held"))
    for path in (young, orphan, held):
        path.write_bytes(b"half")
    for path in (orphan, held):
        os.utime(path, (time.time() - 3600,) * 2)
    (tmp_path / ".steprun-folder").mkdir()
    handle = os.open(held, os.O_RDWR)
    try:
        assert lock.is_free(handle)
        sweep([tmp_path, tmp_path / "no such folder"])
    finally:
        os.close(handle)
    assert _names(tmp_path) == [".steprun-folder", ".steprun-held", ".steprun-young", "spec.md"]


def test_reports_make_their_folders_and_follow_links(tmp_path: Path) -> None:
    report = tmp_path / "a" / "b" / "junit.xml"
    write(report, b"one")
    link = tmp_path / "link.xml"
    link.symlink_to(report)
    write(link, b"two")
    assert report.read_bytes() == b"two"
    assert link.is_symlink()
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(report.stat().st_mode) == 0o666 & ~mask


def test_a_report_may_go_to_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = _script("import sys; print(open(sys.argv[1]).read())", pipe)
    write(pipe, b"hello")
    assert reader.communicate(timeout=20)[0] == "hello\n"
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_report_cannot_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory"):
        write(tmp_path, b"x")
    assert _names(tmp_path) == []


_FOREVER = """
import sys
from pathlib import Path
from runner.report.atomic import update
path = Path(sys.argv[1])
print("ready", flush=True)
while True:
    update(path, lambda old: (b"b" if old[:1] == b"a" else b"a") * 200_000, root=path.parent)
"""


def test_a_killed_writer_leaves_a_whole_file_and_no_orphan_for_long(file: Path, tmp_path: Path) -> None:
    chance = random.Random(11)
    file.write_bytes(b"a" * 200_000)
    for _ in range(30):
        writer = _script(_FOREVER, file)
        with writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0, 0.02))
            writer.kill()
        assert file.read_bytes() in (b"a" * 200_000, b"b" * 200_000)
    for orphan in tmp_path.glob(".steprun-*"):
        os.utime(orphan, (time.time() - 3600,) * 2)
    sweep([tmp_path])
    assert update(file, _to(b"end"), root=tmp_path)
    assert _names(tmp_path) == ["spec.md"]


_COUNT = """
import sys
from pathlib import Path
from runner.load.frontmatter import edit, read
from runner.report.atomic import update
path = Path(sys.argv[1])
for _ in range(200):
    update(path, lambda old: edit(old, {"timesReused": read(old)["timesReused"] + 1}), root=path.parent)
"""


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "spec.md"
    file.write_bytes(b"---\ntimesReused: 0\n---\n")
    writers = [_script(_COUNT, file) for _ in range(2)]
    for writer in writers:
        writer.communicate(timeout=50)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert file.read_bytes() == b"---\ntimesReused: 400\n---\n"
    assert _names(tmp_path) == ["spec.md"]


_HOLD = """
import sys
import time
from pathlib import Path
from runner.report.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_writer_that_does_not_let_go_is_given_up(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "_PATIENCE", 0.05)
    with _script(_HOLD, file) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(lock.Busy, match=r"another process has held spec\.md"):
            update(file, _to(b"new"), root=tmp_path)
        holder.kill()
    assert update(file, _to(b"new"), root=tmp_path)


def test_where_folders_cannot_be_locked_a_file_elsewhere_stands_in(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, elsewhere = lock._lock, tmp_path / "temporary"
    elsewhere.mkdir()

    def files_only(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EBADF, "not on this disk")
        real(handle)

    monkeypatch.setattr(lock, "_lock", files_only)
    monkeypatch.setattr(lock, "_PATIENCE", 0.05)
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(elsewhere))
    with lock.locked(file), pytest.raises(lock.Busy):
        update(file, _to(b"new"), root=tmp_path)
    assert update(file, _to(b"new"), root=tmp_path)
    assert _names(tmp_path) == ["spec.md", "temporary"]
    assert [path.suffix for path in elsewhere.rglob("*.lock")] == [".lock"]
