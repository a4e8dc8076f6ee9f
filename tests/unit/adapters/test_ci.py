from __future__ import annotations

from pathlib import Path

import pytest

from runner.adapters.ci import workflow_of
from runner.plugins.settings import Workflow

JOB = {"GITHUB_ACTIONS": "true"}


@pytest.mark.parametrize("environ", [{}, {"CI": "true"}, {"GITHUB_ACTIONS": "false"}, {"GITHUB_ACTIONS": ""}])
def test_other_systems_are_no_workflow(environ: dict[str, str], tmp_path: Path) -> None:
    assert workflow_of(environ, tmp_path) is None


def test_a_job_says_where_it_wants_what() -> None:
    files = {"GITHUB_STEP_SUMMARY": "/tmp/s.md", "GITHUB_OUTPUT": "/tmp/o"}
    assert workflow_of({**JOB, **files}, Path("/w")) == Workflow("", Path("/tmp/s.md"), Path("/tmp/o"))
    assert workflow_of({**JOB, "GITHUB_OUTPUT": ""}, Path("/w")) == Workflow()


@pytest.mark.parametrize(
    ("workspace", "cwd", "folder"),
    [("", "api", ""), (".", ".", ""), (".", "api/v1", "api/v1/"), ("api", ".", ""), ("link", "api", ""), (".", "link", "api/")],
)  # fmt: skip
def test_files_are_named_from_the_top_of_the_repository(
    tmp_path: Path, workspace: str, cwd: str, folder: str
) -> None:
    (tmp_path / "api" / "v1").mkdir(parents=True)
    (tmp_path / "link").symlink_to("api")
    environ = {**JOB, "GITHUB_WORKSPACE": str(tmp_path / workspace) if workspace else ""}
    found = workflow_of(environ, tmp_path / cwd)
    assert found is not None
    assert found.folder == folder
