"""Whether this is a CI job, and of which system."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path, PurePath

from runner.plugins.settings import Workflow


def in_ci(environ: Mapping[str, str]) -> bool:
    """`CI` is set, and not to something that means no."""
    return environ.get("CI", "").lower() not in ("", "0", "false")


def workflow_of(environ: Mapping[str, str], cwd: Path) -> Workflow | None:
    """The job of GitHub Actions that this is; None: it is none."""
    if environ.get("GITHUB_ACTIONS", "").lower() != "true":
        return None
    files = [environ.get(name, "") for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")]
    summary, output = (Path(file) if file else None for file in files)
    return Workflow(folder=_below(environ.get("GITHUB_WORKSPACE", ""), cwd), summary=summary, output=output)


def _below(workspace: str, cwd: Path) -> str:
    """Where the command runs in the repository, with a slash behind it; nothing at its top, or outside."""
    if not workspace:
        return ""
    folder = PurePath(os.path.relpath(os.path.realpath(cwd), os.path.realpath(workspace)))
    return "" if folder == PurePath() or ".." in folder.parts else f"{folder.as_posix()}/"
