"""The git command: which files are not as they were."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from runner.errors import UsageError

_SECONDS = 60
_SHORT = 7
_OF_SOMEBODY_ELSE = re.compile(r"dubious ownership in repository at '(.+)'")
"""Usual in containers: the checkout is not by whoever runs there."""
_DIFF = ("diff", "--name-only", "-z", "--no-renames", "--no-relative", "--no-ext-diff", "--no-color")


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between a commit and the files as they lie here."""

    files: frozenset[Path]
    """Absolute; those that are gone among them."""
    since: str
    """What they are compared with, in words."""


def changes_since(ref: str, *, folder: Path, environ: Mapping[str, str]) -> Changes:
    """What changed since `ref` left for other ways; without one, since the last commit.

    Staged, unstaged and new files count; ignored ones do not. A file that was renamed is gone, and new.
    Raises UsageError where git cannot tell.
    """
    git = _Git(folder, environ)
    top = git.top()
    words: tuple[str, ...]
    if ref:
        base = git.fork(ref)
        words, since = (*_DIFF, base, "--"), f"{ref} ({base[:_SHORT]})"
    elif git.commit("HEAD"):
        words, since = (*_DIFF, "HEAD", "--"), "the last commit"
    else:
        words, since = ("ls-files", "--cached", "-z"), "the repository was made"
    names = [*git.names(*words), *git.names("ls-files", "--others", "--exclude-standard", "-z")]
    return Changes(frozenset(top / name for name in names), since)


class _Git:
    """The command, as the repository around a folder answers it."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self._folder = folder
        self._environ = {**environ, "LC_ALL": "C"}

    def top(self) -> Path:
        """The folder of the whole repository; from then on, names are looked for in all of it."""
        said = self._ask("rev-parse", "--show-toplevel")
        if said.returncode:
            fault = _fault(said)
            hint = "it compares with a commit, so run it in a git repository"
            if distrusted := _OF_SOMEBODY_ELSE.search(fault):
                hint = f"if you trust it: git config --global --add safe.directory '{distrusted[1]}'"
            raise UsageError(f"--changed: {fault}", hint=hint)
        self._folder = Path(os.fsdecode(said.stdout.removesuffix(b"\n")))
        return self._folder

    def commit(self, ref: str) -> str:
        """The full name of a commit; empty where there is none."""
        said = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
        return os.fsdecode(said.stdout).strip() if said.returncode == 0 else ""

    def fork(self, ref: str) -> str:
        """The last commit that `ref` and this checkout have in common."""
        if ref.startswith("-") or "\0" in ref:
            raise UsageError(f"--changed: {ref!r} is no commit", hint="such as --changed=origin/main")
        commit = self.commit(ref)
        if not commit:
            hint = f"a CI job often fetches one branch only: `git fetch origin {ref.removeprefix('origin/')}`"
            raise UsageError(f"--changed: there is no commit `{ref}` here", hint=hint)
        said = self._ask("merge-base", commit, "HEAD")
        if said.returncode:
            raise UsageError(
                f"--changed: `{ref}` and what is checked out have no commit in common here",
                hint="a CI job often fetches one commit only: `git fetch --unshallow`, or `fetch-depth: 0`",
            )
        return os.fsdecode(said.stdout).strip()

    def names(self, *words: str) -> list[str]:
        """The files that git lists, from the top of the repository."""
        said = self._ask(*words)
        if said.returncode:
            raise UsageError(f"--changed: {_fault(said)}", hint=f"`git {' '.join(words)}` says the same")
        return [os.fsdecode(name) for name in said.stdout.split(b"\0") if name]

    def _ask(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        try:
            return subprocess.run(  # noqa: S603 - no shell; what the user gave is checked in `fork`
                ["git", *words],  # noqa: S607 - wherever it is installed
                cwd=self._folder, env=self._environ, capture_output=True, stdin=subprocess.DEVNULL,
                timeout=_SECONDS, check=False,
            )  # fmt: skip
        except FileNotFoundError:
            raise UsageError(
                "--changed: git is not installed", hint="install it, or leave --changed out"
            ) from None
        except subprocess.TimeoutExpired:
            what = f"--changed: git did not answer in {_SECONDS} s"
            raise UsageError(what, hint=f"see what `git {words[0]}` does here") from None
        except OSError as fault:
            raise UsageError(f"--changed: git cannot be run: {fault.strerror}") from None


def _fault(said: subprocess.CompletedProcess[bytes]) -> str:
    """The first line of what git complains about."""
    lines = said.stderr.decode("utf-8", "replace").strip().splitlines() or [
        f"git ended with {said.returncode}"
    ]
    return lines[0].removeprefix("fatal: ")
