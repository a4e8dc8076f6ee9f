"""Files that a step names: uploads, and schemas to hold answers against. Nothing outside the project."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from runner.errors import StepError
from runner.model.json import JSON
from runner.model.trouble import Cause

_LARGEST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a project."""

    root: Path
    """Nothing outside this folder is read."""
    files_dir: Path | None = None
    """Where uploads lie; None: the root."""

    def read(self, name: str) -> bytes:
        """A file to upload, by its path below `files_dir`. Raises StepError (REQUEST)."""
        return self._bytes(
            name, (self.files_dir or self.root,), "put it there, or set `files_dir:` in steprun.yaml"
        )

    def schema(self, name: str, spec: str) -> JSON:
        """A JSON Schema, by its path beside the spec or below the root. Raises StepError (REQUEST)."""
        content = self._bytes(
            name, (Path(spec).parent, self.root), "name it relative to this file or the project"
        )
        try:
            value: JSON = json.loads(content)
        except (ValueError, RecursionError) as fault:
            raise StepError(f"the schema {name} is not JSON: {fault}", cause=Cause.REQUEST) from None
        return value

    def _bytes(self, name: str, folders: tuple[Path, ...], hint: str) -> bytes:
        root = self.root.resolve()
        for folder in folders:
            path = _resolved(folder, name)
            if path is None or not _is_file(path):
                continue
            if not path.is_relative_to(root):
                raise StepError(
                    f"the file {name} lies outside the project",
                    cause=Cause.REQUEST,
                    hint=f"files are only read below {root}",
                )
            return _content(path, name)
        looked = " and ".join(dict.fromkeys(str(folder) for folder in folders))
        raise StepError(f"there is no file {name} in {looked}", cause=Cause.REQUEST, hint=hint)


def _resolved(folder: Path, name: str) -> Path | None:
    try:
        return (folder / name).resolve()
    except (OSError, ValueError, RuntimeError):  # a NUL in the name, a circle of links
        return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is too long, a folder that may not be entered
        return False


def _content(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise StepError(f"the file {name} is larger than 64 MiB", cause=Cause.REQUEST)
        return path.read_bytes()
    except OSError as fault:
        raise StepError(f"the file {name} cannot be read: {fault.strerror}", cause=Cause.REQUEST) from None
