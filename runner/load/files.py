"""Spec files: found, read, decoded. The only place that reads them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path

from runner.load.build import build_spec
from runner.load.rules import RULES
from runner.model.finding import Finding
from runner.model.place import Place
from runner.model.spec import InvalidSpec, Loaded

MAX_BYTES = 2 * 1024 * 1024
_NOT_ENTERED = frozenset({"node_modules", "__pycache__"})
_GLANCE = 64 * 1024
_BOM = b"\xef\xbb\xbf"


def find_specs(paths: Sequence[Path]) -> list[Path]:
    """The files that `paths` mean: files as named, folders with every Markdown file below them, sorted.

    A folder that cannot be looked into stands for itself, so that loading reports it.
    """
    found: dict[str, Path] = {}
    for path in paths:
        for file in _below(path, frozenset()) if path.is_dir() else (path,):
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def load_specs(paths: Sequence[Path], *, cwd: Path, checks: frozenset[str] = frozenset()) -> list[Loaded]:
    """Everything below `paths` that is, or means to be, a spec; in their order."""
    loaded = (load_spec(path, cwd=cwd, checks=checks) for path in find_specs([cwd / path for path in paths]))
    return [spec for spec in loaded if spec is not None]


def load_spec(path: Path, *, cwd: Path, checks: frozenset[str] = frozenset()) -> Loaded | None:
    """The spec in one file; None when it does not mean to be one."""
    whole = cwd / path
    file = shown(whole, cwd=cwd)
    try:
        text = _decode(_content(whole))
    except _Unreadable as fault:
        place = Place(file, fault.line, fault.column)
        finding = Finding("SR001", RULES["SR001"].severity, place, str(fault), fault.hint)
        return InvalidSpec(file, whole, (finding,))
    return build_spec(text, file=file, path=whole, checks=checks)


def may_be_spec(path: Path) -> bool:
    """Whether a glance at a Markdown file shows the word that makes it a spec, in whatever encoding.

    What cannot be opened may be one: loading it will tell.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return True
        with path.open("rb") as stream:
            start = stream.read(_GLANCE)
    except (OSError, ValueError):
        return True
    return b"endpoint" in start.replace(b"\0", b"")


def read_text(path: Path) -> str:
    """The text of a document, without BOM and with LF line ends; empty when it cannot be read."""
    try:
        return _decode(_content(path))
    except _Unreadable:
        return ""


def shown(path: Path, *, cwd: Path) -> str:
    """A path as people see it: relative to where they are if it is below, with forward slashes."""
    whole = Path(os.path.normpath(cwd / path))
    return (whole.relative_to(cwd) if whole.is_relative_to(cwd) else whole).as_posix()


class _Unreadable(Exception):  # noqa: N818 - becomes a finding before anyone sees it
    def __init__(self, what: str, *, hint: str = "", line: int = 1, column: int = 1) -> None:
        super().__init__(what)
        self.hint = hint
        self.line = line
        self.column = column


def _below(folder: Path, above: frozenset[str]) -> Iterator[Path]:
    real = os.path.realpath(folder)
    if real in above:  # a link to a folder that we are in
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield folder
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name in _NOT_ENTERED:
            continue
        path = folder / entry.name
        if _is_folder(entry):
            yield from _below(path, above | {real})
        elif entry.name.lower().endswith(".md"):
            yield path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself: opening it will tell
        return False


def _content(path: Path) -> bytes:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            entries = os.access(path, os.R_OK | os.X_OK)
            raise _Unreadable("this is a folder, not a file" if entries else "the folder cannot be opened")
        if not stat.S_ISREG(status.st_mode):
            raise _Unreadable("not a regular file", hint="specs are plain Markdown files")
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _Unreadable(f"the file cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise _Unreadable(f"this is no path: {error}") from None
    if len(content) > MAX_BYTES:
        raise _Unreadable("the file is larger than 2 MiB", hint="a spec holds one endpoint: split it")
    return content


def _decode(content: bytes) -> str:
    """The text of a file, without BOM and with LF line ends."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _bad_byte(content, error.start, "is not UTF-8", "save the file as UTF-8") from None
    if "\0" in text:
        raise _bad_byte(content, content.index(0), "is NUL, which no text holds", "is it a text file?")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _bad_byte(content: bytes, offset: int, what: str, hint: str) -> _Unreadable:
    before = content[:offset].removeprefix(_BOM).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
    return _Unreadable(f"byte {offset} (0x{content[offset]:02x}) {what}", hint=hint, line=line, column=column)
