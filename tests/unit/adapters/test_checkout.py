from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from runner.adapters.checkout import Checkout, checkout_of
from support.repository import Repository

COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"


@pytest.mark.parametrize(
    ("environ", "branch"),
    [
        ({"GITHUB_SHA": COMMIT, "GITHUB_REF": "refs/heads/feature/x", "GITHUB_HEAD_REF": ""}, "feature/x"),
        ({"GITHUB_SHA": COMMIT, "GITHUB_REF": "refs/pull/7/merge", "GITHUB_HEAD_REF": "feature/x"}, "feature/x"),
        ({"GITHUB_SHA": COMMIT, "GITHUB_REF": "refs/tags/v1"}, ""),
        ({"CI_COMMIT_SHA": COMMIT, "CI_COMMIT_BRANCH": "main", "CI_COMMIT_REF_NAME": "main"}, "main"),
        ({"CI_COMMIT_SHA": COMMIT, "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "fix"}, "fix"),
        ({"CI_COMMIT_SHA": COMMIT, "CI_COMMIT_TAG": "v1", "CI_COMMIT_REF_NAME": "v1"}, ""),
        ({"BUILD_SOURCEVERSION": COMMIT, "BUILD_SOURCEBRANCH": "refs/heads/a/b"}, "a/b"),
        (
            {
                "BUILD_SOURCEVERSION": COMMIT,
                "BUILD_SOURCEBRANCH": "refs/pull/1/merge",
                "SYSTEM_PULLREQUEST_SOURCEBRANCH": "refs/heads/fix",
            },
            "fix",
        ),
        ({"GIT_COMMIT": COMMIT.upper(), "GIT_BRANCH": "origin/main"}, "main"),
        ({"GIT_COMMIT": COMMIT, "BRANCH_NAME": "PR-7", "CHANGE_BRANCH": "fix"}, "fix"),
        ({"BITBUCKET_COMMIT": COMMIT, "BITBUCKET_BRANCH": "main"}, "main"),
        ({"CIRCLE_SHA1": COMMIT, "CIRCLE_BRANCH": "main"}, "main"),
    ],
)  # fmt: skip
def test_a_ci_system_says_what_it_builds(environ: Mapping[str, str], branch: str, tmp_path: Path) -> None:
    assert checkout_of(tmp_path, environ=environ) == Checkout(COMMIT, branch)


@pytest.mark.parametrize("said", ["", "HEAD", "$(rm -rf)", "main"])
def test_what_is_no_commit_counts_for_nothing(said: str, repository: Repository) -> None:
    commit = repository.commit()
    assert checkout_of(repository.root, environ={"GITHUB_SHA": said}).commit == commit


def test_outside_of_a_repository_nobody_knows(tmp_path: Path) -> None:
    assert checkout_of(tmp_path, environ={}) == Checkout()


def test_before_the_first_commit_there_is_a_branch(repository: Repository) -> None:
    assert checkout_of(repository.root, environ={}) == Checkout("", "main")


def test_a_branch_and_its_commit(repository: Repository) -> None:
    commit = repository.commit()
    below = repository.root / "a" / "b"
    below.mkdir(parents=True)
    assert checkout_of(below, environ={}) == Checkout(commit, "main")
    repository.git("switch", "-c", "feature/ünï")
    assert checkout_of(repository.root, environ={}) == Checkout(commit, "feature/ünï")


def test_refs_may_be_packed(repository: Repository) -> None:
    repository.commit()
    repository.git("branch", "mainly")
    commit = repository.commit()
    repository.git("pack-refs", "--all")
    assert not (repository.root / ".git/refs/heads/main").exists()
    assert checkout_of(repository.root, environ={}) == Checkout(commit, "main")


def test_a_commit_by_itself_is_on_no_branch(repository: Repository) -> None:
    first = repository.commit()
    repository.commit()
    repository.git("switch", "--detach", first)
    assert checkout_of(repository.root, environ={}) == Checkout(first, "")


@pytest.mark.parametrize("packed", [False, True])
def test_a_worktree_has_a_head_of_its_own(repository: Repository, tmp_path: Path, *, packed: bool) -> None:
    commit = repository.commit()
    repository.git("worktree", "add", "-b", "beside", str(tmp_path / "beside"))
    if packed:
        repository.git("pack-refs", "--all")
    assert checkout_of(tmp_path / "beside", environ={}) == Checkout(commit, "beside")


def test_a_branch_may_stand_for_another(repository: Repository) -> None:
    commit = repository.commit()
    repository.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    repository.git("symbolic-ref", "HEAD", "refs/heads/alias")
    assert checkout_of(repository.root, environ={}) == Checkout(commit, "alias")


@pytest.mark.parametrize(
    "head",
    [b"", b"\xff\xfe", b"ref: ../../../etc/passwd", b"ref: refs/heads/../../x", b"ref: refs/heads/gone", b"x" * 40],
)  # fmt: skip
def test_a_repository_that_is_broken_is_no_concern_of_a_run(repository: Repository, head: bytes) -> None:
    repository.commit()
    (repository.root / ".git" / "HEAD").write_bytes(head)
    assert checkout_of(repository.root, environ={}).commit == ""


@pytest.mark.parametrize("said", ["gitdir: /nowhere", "nonsense", ""])
def test_a_worktree_whose_repository_is_gone(tmp_path: Path, said: str) -> None:
    (tmp_path / ".git").write_text(said)
    assert checkout_of(tmp_path, environ={}) == Checkout()


def test_where_only_git_can_read_the_refs_it_is_asked(repository: Repository) -> None:
    """In tables of refs HEAD is no file of any use; git before 2.45 has none, so that it says what it can."""
    repository.commit()
    (repository.root / ".git" / "HEAD").write_text("ref: refs/heads/.invalid\n")
    assert checkout_of(repository.root, environ={}) == Checkout("", "")
