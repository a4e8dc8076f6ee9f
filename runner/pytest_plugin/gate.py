"""Which Markdown files a session takes for specs: those it is asked for. A plain `pytest` sends nothing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from runner.pytest_plugin.options import is_on, names_settings

_SETTINGS = "steprun.yaml"
_SPECS = "specs"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for, as far as it can be told without reading a file."""

    everything: bool
    """Whether it says so."""
    files: frozenset[Path]
    """Markdown files that it names. Links are followed in all paths here."""
    folders: frozenset[Path]
    """Folders that it names, and that may lie in the one where the project keeps its specs."""

    @classmethod
    def of(cls, config: pytest.Config) -> Asked:
        """What this session was asked for."""
        here = config.invocation_params.dir
        named: list[Path] = []
        if config.args_source is pytest.Config.ArgsSource.ARGS:
            named = [_real(here / arg.partition("::")[0]) for arg in config.args]
        # Not those of Path: they raise for names that are too long.
        files = [path for path in named if is_markdown(path) and os.path.isfile(path)]  # noqa: PTH113
        folders = [path for path in named if os.path.isdir(path)]  # noqa: PTH112
        if not (names_settings(config) or _has_settings(here)):
            folders = [path for path in folders if path.is_relative_to(_real(here / _SPECS))]
        return cls(is_on(config), frozenset(files), frozenset(folders))

    @property
    def perhaps(self) -> bool:
        """Whether it is worth a closer look."""
        return bool(self.everything or self.files or self.folders)


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets in what was asked for: a file that is named, and what lies in a folder of specs that is named."""

    everything: bool
    files: frozenset[Path] = frozenset()
    folders: frozenset[Path] = frozenset()

    @classmethod
    def of(cls, asked: Asked, *, specs: Path) -> Gate:
        """The gate of a project that keeps its specs there; its other folders hold something else."""
        home = _real(specs)
        folders = [folder for folder in asked.folders if folder.is_relative_to(home)]
        return cls(asked.everything, asked.files, frozenset(folders))

    @property
    def is_open(self) -> bool:
        """Whether anything can come through."""
        return bool(self.everything or self.files or self.folders)

    def lets_in(self, path: Path) -> bool:
        """Whether this file may be taken for a spec."""
        if not is_markdown(path):
            return False
        real = _real(path)
        return (
            self.everything
            or real in self.files
            or any(real.is_relative_to(folder) for folder in self.folders)
        )


def is_markdown(path: Path) -> bool:
    """By its name."""
    return path.suffix.lower() == ".md"


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


def _has_settings(here: Path) -> bool:
    """Whether there is a steprun.yaml, which may say where the specs are."""
    return any((folder / _SETTINGS).is_file() for folder in (here, *here.parents))
