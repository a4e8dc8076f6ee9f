"""The checkout that a project lies in: which commit and branch it is. Nobody knows is an answer, too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_CI: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("GITHUB_SHA", ("GITHUB_HEAD_REF", "GITHUB_REF")),
    ("CI_COMMIT_SHA", ("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_BRANCH")),
    ("BUILD_SOURCEVERSION", ("SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH")),
    ("BITBUCKET_COMMIT", ("BITBUCKET_BRANCH",)),
    ("CIRCLE_SHA1", ("CIRCLE_BRANCH",)),
    ("GIT_COMMIT", ("CHANGE_BRANCH", "BRANCH_NAME", "GIT_BRANCH")),
)
"""Where GitHub, GitLab, Azure, Bitbucket, CircleCI, Jenkins say what is built: they check out no branch."""
_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_HEADS = "refs/heads/"
_LONGEST_CHAIN = 5
_ELSEWHERE = f"{_HEADS}.invalid"
"""What HEAD says where refs are kept in tables that only git itself can read."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """What is checked out; empty where nobody knows."""

    commit: str = ""
    branch: str = ""
    """Empty too where none is: a tag, or a commit by itself."""


def checkout_of(folder: Path, *, environ: Mapping[str, str]) -> Checkout:
    """As the CI system says; else by the repository that the folder lies in. Never raises."""
    for commit, branches in _CI:
        if _COMMIT.fullmatch(environ.get(commit, "").lower()):
            said = ((name, environ.get(name, "")) for name in branches)
            named = next((_branch(name, value) for name, value in said if value), "")
            return Checkout(environ[commit].lower(), named)
    with suppress(OSError, ValueError):  # whatever is wrong with it, it is no concern of a run
        home = _repository(folder)
        if home is not None:
            return _read(home, folder)
    return Checkout()


def _branch(name: str, value: str) -> str:
    """A branch as people call it; empty for tags and merges that only the CI system knows."""
    if value.startswith(_HEADS):
        return value.removeprefix(_HEADS)
    bare = value.removeprefix("origin/") if name == "GIT_BRANCH" else value
    return "" if bare.startswith("refs/") else bare


def _repository(folder: Path) -> Path | None:
    """The folder with HEAD in it; that of a worktree or a submodule is named by a file."""
    for place in (folder, *folder.parents):
        git = place / ".git"
        if git.is_dir():
            return git
        if git.is_file():
            return place / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
    return None


def _read(home: Path, folder: Path) -> Checkout:
    """Without asking git, which would take longer than a small run may."""
    shared = home / (home / "commondir").read_text().strip() if (home / "commondir").is_file() else home
    head = (home / "HEAD").read_text(encoding="utf-8").strip()
    if _ref(head) == _ELSEWHERE:
        return _asked(folder)
    value = head
    for _ in range(_LONGEST_CHAIN):
        name = _ref(value)
        if not name:
            break
        value = _value(name, home, shared)
    commit = value if _COMMIT.fullmatch(value) else ""
    return Checkout(commit, _ref(head).removeprefix(_HEADS))


def _ref(value: str) -> str:
    """The name in `ref: refs/heads/main`; empty for a commit."""
    name = value.removeprefix("ref:").strip()
    return name if value.startswith("ref:") and name.startswith("refs/") and ".." not in name else ""


def _value(name: str, home: Path, shared: Path) -> str:
    """What a ref says, from its own file or from among the packed ones; empty: no commit yet."""
    for folder in (home, shared):
        if (folder / name).is_file():
            return (folder / name).read_text(encoding="utf-8").strip()
    packed = shared / "packed-refs"
    found = re.search(
        rb"^([0-9a-f]+) " + re.escape(name.encode()) + rb"$",
        packed.read_bytes() if packed.is_file() else b"",
        re.MULTILINE,
    )
    return found[1].decode() if found else ""


def _asked(folder: Path) -> Checkout:
    """What git itself says."""
    import subprocess

    def ask(*words: str) -> str:
        done = subprocess.run(  # noqa: S603 - fixed words
            ["git", *words],  # noqa: S607 - wherever it is installed
            cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, timeout=5, check=False,
        )  # fmt: skip
        return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""

    try:
        commit = ask("rev-parse", "--verify", "--quiet", "HEAD")
        return Checkout(commit, ask("symbolic-ref", "--short", "--quiet", "HEAD"))
    except subprocess.TimeoutExpired:
        return Checkout()
