"""`--changed` as a developer and a pipeline use it: what a change can break is run, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from support.command import Answers, Folder, Said, document
from support.repository import Repository

UPLOAD = "- {id: up, method: POST, path: /items, content_type: multipart, file_fields: [{field_name: f, file_path: up.txt}]}"
CHECKED = "- {id: get, method: GET, path: /items, expect: {schema: shape.json}}"
FILES = {
    "specs/plain.md": document(),
    "specs/user.md": document("- {id: it, use: used.md}", front='endpoint: "GET /user"'),
    "specs/used.md": document(front='endpoint: "GET /used"'),
    "specs/user_of_user.md": document("- {id: it, use: GET /user}", front='endpoint: "GET /more"'),
    "specs/named.md": document(
        "- {id: a, method: GET, path: /other}", front='endpoint: "GET /other"\nswagger: swagger/other.yaml'
    ),
    "specs/upload.md": document(UPLOAD, front='endpoint: "POST /items"'),
    "specs/checked.md": document(CHECKED, front='endpoint: "GET /checked"'),
    "specs/shape.json": "{}",
    "up.txt": "x",
    "swagger/items.yaml": "openapi: 3.0.0\npaths: {/items: {$ref: 'parts/items.yaml'}}\n",
    "swagger/parts/items.yaml": "get: &any {responses: {200: {$ref: 'deep/answer.yaml'}}}\npost: *any\n",
    "swagger/parts/deep/answer.yaml": "description: ok\n",
    "swagger/other.yaml": "openapi: 3.0.0\npaths: {/other: {get: {responses: {200: {description: ok}}}}}\n",
    "notes.txt": "x",
    ".gitignore": "reports\n__pycache__\n",
}
ALL = ["checked", "named", "plain", "upload", "used", "user", "user_of_user"]
ASKING_ITEMS = ["checked", "plain", "upload", "used", "user", "user_of_user"]


@pytest.fixture
def repository(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The project, all of it committed."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    repository = Repository.made(folder.root)
    folder.write(FILES)
    repository.commit()
    return repository


def listed(said: Said) -> list[str]:
    """The specs that would run."""
    rows = [line.split()[0] for line in said.out.splitlines() if line.startswith("    ")]
    return sorted(Path(name).stem for name in rows if name.endswith(".md"))


def meant(folder: Folder, *words: str) -> list[str]:
    return listed(folder.run("list", ".", *(words or ("--changed",))))


def touch(name: str) -> Callable[[Repository], object]:
    return lambda repository: repository.write(name, text=(repository.root / name).read_text() + "\n")


def drop(name: str) -> Callable[[Repository], object]:
    return lambda repository: (repository.root / name).unlink()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda _: None, []),
        (touch("notes.txt"), []),
        (touch("specs/plain.md"), ["plain"]),
        (touch("specs/used.md"), ["used", "user", "user_of_user"]),
        (touch("specs/user.md"), ["user", "user_of_user"]),
        (touch("up.txt"), ["upload"]),
        (touch("specs/shape.json"), ["checked"]),
        (touch("swagger/other.yaml"), ["named"]),
        (touch("swagger/items.yaml"), ASKING_ITEMS),
        (touch("swagger/parts/items.yaml"), ASKING_ITEMS),
        (touch("swagger/parts/deep/answer.yaml"), ASKING_ITEMS),
        (touch("steprun.yaml"), ALL),
        (lambda repository: repository.write("steprun.accepted.yaml", text="accepted: []\n"), ALL),
        (lambda repository: repository.write("specs/new.md", text=document()), ["new"]),
        (lambda repository: repository.write("other/shape.json", "swagger/new.txt"), []),
        (drop("specs/plain.md"), []),
        (drop("specs/used.md"), ["user", "user_of_user"]),
        (drop("specs/user.md"), ["user_of_user"]),
        (drop("up.txt"), ["upload"]),
        (drop("specs/shape.json"), ["checked"]),
        (drop("swagger/other.yaml"), ["named"]),
        (drop("swagger/items.yaml"), ASKING_ITEMS),
        (drop("swagger/parts/deep/answer.yaml"), ASKING_ITEMS),
        (lambda repository: repository.git("mv", "specs/plain.md", "specs/renamed.md"), ["renamed"]),
        (lambda repository: repository.git("mv", "specs/used.md", "specs/elsewhere.md"), ["elsewhere", "user", "user_of_user"]),
        (lambda repository: repository.git("mv", "swagger/other.yaml", "swagger/sub.yaml"), ["named"]),
        (lambda repository: repository.write("specs/rival.md", text=FILES["specs/user.md"]), ["rival", "user_of_user"]),
    ],
)  # fmt: skip
def test_what_a_change_can_break_is_meant(
    folder: Folder, repository: Repository, change: Callable[[Repository], object], expected: list[str]
) -> None:
    change(repository)
    assert meant(folder) == expected


def test_what_is_meant_is_run_and_the_footer_says_of_how_many(folder: Folder, repository: Repository) -> None:
    touch("specs/plain.md")(repository)
    said = folder.run("specs", "--changed", "--no-write")
    assert said.code == 0
    assert "1 passed" in said.out
    assert "  changed  1 of 7 specs depend on what changed since the last commit\n" in said.out
    touch("steprun.yaml")(repository)
    said = folder.run("--changed", "specs", "--no-write", "-k", "plain or used.md")
    assert "  changed  all 2 specs, as steprun.yaml changed since the last commit\n" in said.out


def test_where_nothing_changed_nothing_runs_and_nothing_was_verified(
    folder: Folder, repository: Repository, api: Answers
) -> None:
    said = folder.run("specs", "--changed")
    assert said.code == 5
    assert "  nothing  nothing that the specs depend on changed since the last commit\n" in said.out
    assert api.asked == []
    assert folder.run("gate").code == 1, "what an earlier run verified does not count"


def test_since_a_branch_all_that_this_one_did_counts(folder: Folder, repository: Repository) -> None:
    repository.git("switch", "--quiet", "-c", "feature")
    touch("specs/plain.md")(repository)
    base = repository.git("rev-parse", "--short=7", "main")
    repository.commit()
    touch("specs/used.md")(repository)
    assert meant(folder) == ["used", "user", "user_of_user"]
    assert meant(folder, "--changed=main") == ["plain", "used", "user", "user_of_user"]
    said = folder.run("specs", "--changed=main", "--no-write")
    assert f"  changed  4 of 7 specs depend on what changed since main ({base})\n" in said.out


def test_it_works_from_a_folder_below(
    folder: Folder, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch("swagger/parts/deep/answer.yaml")(repository)
    touch("specs/user.md")(repository)
    monkeypatch.chdir(folder.root / "specs")
    assert meant(folder) == ASKING_ITEMS


def test_the_project_may_be_a_part_of_the_repository(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = (folder.root / "steprun.yaml").read_text()
    repository = Repository.made(tmp_path / "mono")
    project = Folder(tmp_path / "mono" / "apis" / "a", folder.capsys)
    project.write({**FILES, "steprun.yaml": settings + "contract: {roots: [swagger, ../common]}\n"})
    repository.write("apis/common/items.yaml", text=FILES["swagger/other.yaml"].replace("/other", "/checked"))
    repository.write("other/plain.md")
    repository.commit()
    repository.write("other/plain.md", text=document())
    monkeypatch.chdir(project.root)
    assert meant(project) == []
    repository.write("apis/a/specs/plain.md", text=document() + "\n")
    assert meant(project) == ["plain"]


def test_a_project_may_be_reached_through_a_link(
    folder: Folder, repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path.parent / f"{tmp_path.name}-link").symlink_to(tmp_path)
    monkeypatch.chdir(tmp_path.parent / f"{tmp_path.name}-link")
    touch("up.txt")(repository)
    touch("specs/plain.md")(repository)
    assert meant(folder) == ["plain", "upload"]


def test_a_plugin_of_the_project_may_break_any_of_them(folder: Folder, repository: Repository) -> None:
    text = (folder.root / "steprun.yaml").read_text()
    folder.write({"steprun.yaml": f"{text}plugins: [my_checks]\n", "my_checks.py": ""})
    repository.commit()
    assert meant(folder) == []
    folder.write({"my_checks.py": "# more\n"})
    assert meant(folder) == ALL


def test_uploads_that_are_named_later_may_be_any_of_their_folder(
    folder: Folder, repository: Repository
) -> None:
    later = UPLOAD.replace("up.txt", "'files/{{name}}.txt'")
    folder.write({"specs/later.md": document(later, front='endpoint: "POST /later"'), "files/a.txt": "x"})
    repository.commit()
    touch("files/a.txt")(repository)
    assert meant(folder) == ["later"]


def test_a_schema_behind_a_prefix_of_a_url_counts(folder: Folder, repository: Repository) -> None:
    text = (folder.root / "steprun.yaml").read_text()
    mapped = "contract: {ref_map: {'https://hub.example.com/': entities}}\n"
    there = FILES["swagger/other.yaml"].replace(
        "{description: ok}", "{$ref: 'https://hub.example.com/ok.yaml'}"
    )
    folder.write(
        {"steprun.yaml": text + mapped, "swagger/other.yaml": there, "entities/ok.yaml": "description: ok\n"}
    )
    repository.commit()
    touch("entities/ok.yaml")(repository)
    assert meant(folder) == ["named"]


def test_what_cannot_be_compared_is_told(folder: Folder, repository: Repository) -> None:
    said = folder.run("specs", "--changed=origin/main")
    assert said.code == 2
    assert said.err.startswith("error: --changed: there is no commit `origin/main` here\n  help: ")
    assert said.out == ""


def test_outside_of_a_repository_it_says_what_it_needs(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.root.parent))
    folder.write({"specs/a.md": document()})
    said = folder.run("specs", "--changed")
    assert said.code == 2
    assert "run it in a git repository" in said.err


def test_the_word_after_it_is_a_path(folder: Folder, repository: Repository) -> None:
    """Only `=` gives it a commit: `steprun --changed specs/` means the folder."""
    touch("specs/plain.md")(repository)
    assert listed(folder.run("list", "--changed", "specs")) == ["plain"]
    assert listed(folder.run("list", "specs", "--changed=")) == ["plain"]


def test_what_changed_can_be_shared_out(folder: Folder, repository: Repository) -> None:
    touch("specs/used.md")(repository)
    said = [
        folder.run(
            "specs", "--changed", "--no-write", "--shard", f"{number}/3", "--reports", f"reports/{number}"
        )
        for number in (1, 2, 3)
    ]
    assert [each.code for each in said] == [0, 0, 0]
    merged = folder.run("merge", "reports")
    assert "3 specs" in merged.out
    assert "✓ 3 passed" in merged.out
