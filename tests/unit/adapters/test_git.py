from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from runner.adapters.git import changes_since
from runner.errors import UsageError
from support.repository import Repository

ALONE: Mapping[str, str] = {
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def changed(repository: Repository, ref: str = "", *, folder: Path | None = None) -> list[str]:
    found = changes_since(ref, folder=folder or repository.root, environ=ALONE).files
    return sorted(file.relative_to(repository.root.resolve()).as_posix() for file in found)


def refusal(folder: Path, ref: str = "", environ: Mapping[str, str] = ALONE) -> str:
    with pytest.raises(UsageError) as caught:
        changes_since(ref, folder=folder, environ=environ)
    return f"{caught.value.what} | {caught.value.hint}"


def test_nothing_changed_since_the_last_commit(repository: Repository) -> None:
    repository.write("a.md", "b.md")
    repository.commit()
    assert changed(repository) == []


def test_staged_unstaged_new_and_deleted_files_changed(repository: Repository) -> None:
    repository.write("same.md", "staged.md", "unstaged.md", "gone.md", "gone_for_good.md", ".gitignore")
    repository.write(".gitignore", text="*.log\n")
    repository.commit()
    repository.write("staged.md", "unstaged.md", text="other\n")
    repository.write("new.md", "deep/new.md", "some.log", "added.md")
    repository.git("add", "staged.md", "added.md")
    (repository.root / "gone.md").unlink()
    repository.git("rm", "--quiet", "gone_for_good.md")
    expected = [
        "added.md",
        "deep/new.md",
        "gone.md",
        "gone_for_good.md",
        "new.md",
        "staged.md",
        "unstaged.md",
    ]
    assert changed(repository) == expected


def test_a_file_that_was_renamed_is_gone_and_new(repository: Repository) -> None:
    repository.write("old.md", text="a document\n" * 20)
    repository.commit()
    repository.git("mv", "old.md", "renamed.md")
    assert changed(repository) == ["old.md", "renamed.md"]


def test_from_a_folder_below_all_of_the_repository_counts(repository: Repository) -> None:
    repository.write("api/specs/a.md", "shared/b.yaml")
    repository.commit()
    repository.git("config", "diff.relative", "true")
    repository.write("api/specs/a.md", "shared/b.yaml", text="other\n")
    repository.write("shared/new.yaml")
    folder = repository.root / "api" / "specs"
    assert changed(repository, folder=folder) == ["api/specs/a.md", "shared/b.yaml", "shared/new.yaml"]


@pytest.mark.parametrize(
    "name", ['a "quoted" name.md', "süß/ünï.md", " blanks .md", "new\nline.md", "-dash.md", "a\\b.md"]
)
def test_files_may_be_called_anything(repository: Repository, name: str) -> None:
    repository.write(name, "same.md")
    repository.commit()
    repository.write(name, text="other\n")
    assert changed(repository) == [name]


def test_a_file_whose_name_is_no_text(repository: Repository) -> None:
    repository.commit()
    Path(os.fsdecode(os.fsencode(repository.root) + b"/caf\xe9.md")).write_text("x")
    assert [os.fsencode(name) for name in changed(repository)] == [b"caf\xe9.md"]


def test_since_a_branch_what_this_one_did_counts_and_not_what_that_one_did(repository: Repository) -> None:
    repository.write("a.md", "b.md", "c.md")
    base = repository.commit()
    repository.git("switch", "--quiet", "-c", "feature/x")
    repository.write("a.md", text="mine\n")
    repository.commit()
    repository.git("switch", "--quiet", "main")
    repository.write("b.md", text="theirs\n")
    repository.commit()
    repository.git("switch", "--quiet", "feature/x")
    repository.write("c.md", text="not yet committed\n")
    assert changed(repository, "main") == ["a.md", "c.md"]
    since = changes_since("main", folder=repository.root, environ=ALONE).since
    assert since == f"main ({base[:7]})"


def test_a_checkout_of_somebody_else_has_to_be_trusted(repository: Repository) -> None:
    below = repository.root / "below"
    below.mkdir()
    said = refusal(below, environ={**ALONE, "GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"})
    top = repository.root.resolve()
    assert said.startswith("--changed: detected dubious ownership")
    assert said.endswith(f"git config --global --add safe.directory '{top}'")


@pytest.mark.parametrize("ref", ["v1", "HEAD~1", "HEAD@{1}"])
def test_a_commit_is_called_whatever_git_calls_it(repository: Repository, ref: str) -> None:
    repository.write("a.md")
    repository.commit()
    repository.git("tag", "--annotate", "--message", "one", "v1")
    repository.write("a.md", text="other\n")
    repository.commit()
    assert changed(repository, ref) == ["a.md"]


def test_before_the_first_commit_everything_is_new(repository: Repository) -> None:
    repository.write("a.md", "b.md")
    repository.git("add", "a.md")
    assert changed(repository) == ["a.md", "b.md"]


def test_outside_of_a_repository_it_says_what_it_needs(tmp_path: Path) -> None:
    told = refusal(tmp_path, environ={**ALONE, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)})
    assert "--changed: not a git repository" in told
    assert "run it in a git repository" in told


@pytest.mark.parametrize("ref", ["origin/main", "nonsense", "main..HEAD", "main:a.md", "a b"])
def test_a_commit_that_is_not_here_is_told(repository: Repository, ref: str) -> None:
    repository.write("a.md")
    repository.commit()
    told = refusal(repository.root, ref)
    assert f"there is no commit `{ref}` here" in told
    assert "git fetch origin" in told


@pytest.mark.parametrize("ref", ["--output=pwned", "-O", "a\0b"])
def test_what_could_be_an_option_is_no_commit(repository: Repository, ref: str) -> None:
    repository.commit()
    assert "is no commit" in refusal(repository.root, ref)
    assert not (repository.root / "pwned").exists()


def test_history_that_was_not_fetched_is_told(repository: Repository) -> None:
    repository.commit()
    repository.git("switch", "--quiet", "--orphan", "other")
    repository.write("other.md")
    repository.commit()
    told = refusal(repository.root, "main")
    assert "no commit in common" in told
    assert "fetch-depth: 0" in told


def test_where_git_is_not_installed_it_says_so(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in refusal(repository.root, environ={"PATH": str(tmp_path)})


def test_a_file_that_was_only_touched_is_as_it_was(repository: Repository) -> None:
    repository.write("a.md")
    repository.commit()
    os.utime(repository.root / "a.md", (1, 1))
    assert changed(repository) == []
