"""What a reporter may want to know of a run before it starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TextIO

from runner.model.environment import WriteBack


@dataclass(frozen=True, slots=True)
class Workflow:
    """A job of GitHub Actions."""

    folder: str = ""
    """Where the command runs in the repository: `api/`; empty: at its top."""
    summary: FilePath | None = None
    """Where Markdown for the page of the job is appended."""
    output: FilePath | None = None
    """Where `name=value` is appended, for the steps that follow."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """The run as its reporters see it."""

    root: FilePath
    """The project: the folder of steprun.yaml, or where the command runs."""
    cwd: FilePath
    reports: FilePath
    """The folder of what a run leaves behind, unless something has a place of its own."""
    folder: FilePath
    """Below it: what belongs to this run alone."""
    junit: FilePath
    write_back: WriteBack
    stdout: TextIO
    width: int
    colour: bool
    live: bool
    """Whether the terminal can be redrawn."""
    domains: tuple[str, ...] = ()
    """Of the scenarios that will run, one for each."""
    verbosity: int = 0
    ci: bool = False
    workflow: Workflow | None = None
    """None: this is no job of GitHub Actions."""
    strict_junit: bool = False
    """Whether JUnit keeps to what schemas allow."""
    formats: tuple[str, ...] = ()
    """What is made of the run, beside JUnit; the names that `steprun report` knows."""
    keep_runs: int = 0
    """How many runs are kept; 0: all."""
    history: FilePath | None = None
    """The file that keeps what runs came to; None: none does."""
    mask: Callable[[str], str] = str
    """Takes the secrets of the run out of a text."""

    def shown(self, path: FilePath) -> str:
        """A path as people see it: from where the command runs, where that is shorter."""
        return path.relative_to(self.cwd).as_posix() if path.is_relative_to(self.cwd) else str(path)
