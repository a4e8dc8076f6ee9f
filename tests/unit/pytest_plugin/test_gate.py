from __future__ import annotations

from pathlib import Path

import pytest

from runner.pytest_plugin.gate import Asked, Gate

SPEC = '---\nendpoint: "GET /items"\n---\n'


@pytest.fixture(autouse=True)
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("STEPRUN_CONFIG", raising=False)
    for name in ("specs/shop/a.md", "specs/b.md", "docs/c.md", "tests/d.md"):
        file = pytester.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(SPEC)
    (pytester.path / "tests/test_e.py").write_text("")
    return pytester.path


def asked(pytester: pytest.Pytester, *words: str) -> Asked:
    return Asked.of(pytester.parseconfig(*words))


def let_in(asked: Asked, project: Path, specs: str = "specs") -> set[str]:
    gate = Gate.of(asked, specs=project / specs)
    files = [file for file in project.rglob("*") if file.is_file()]
    found = {file.relative_to(project).as_posix() for file in files if gate.lets_in(file)}
    assert gate.is_open or not found
    return found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], set()),
        (["."], set()),
        (["tests"], set()),
        (["docs"], set()),
        (["tests/test_e.py"], set()),
        (["specs"], {"specs/shop/a.md", "specs/b.md"}),
        (["specs/"], {"specs/shop/a.md", "specs/b.md"}),
        (["specs/shop"], {"specs/shop/a.md"}),
        (["tests", "specs/shop"], {"specs/shop/a.md"}),
        (["specs/b.md"], {"specs/b.md"}),
        (["specs/b.md::GET /items"], {"specs/b.md"}),
        (["docs/c.md"], {"docs/c.md"}),
        (["tests/../docs/c.md"], {"docs/c.md"}),
        (["--steprun"], {"specs/shop/a.md", "specs/b.md", "docs/c.md", "tests/d.md"}),
        (["-o", "steprun=true"], {"specs/shop/a.md", "specs/b.md", "docs/c.md", "tests/d.md"}),
    ],
)
def test_only_what_is_asked_for_comes_in(
    pytester: pytest.Pytester, project: Path, words: list[str], found: set[str]
) -> None:
    said = asked(pytester, *words)
    assert let_in(said, project) == found
    assert said.perhaps or not found


def test_paths_from_the_settings_of_pytest_are_not_asked_for(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\ntestpaths = specs\n")
    assert not asked(pytester).perhaps


def test_the_project_says_where_its_specs_are(pytester: pytest.Pytester, project: Path) -> None:
    assert not asked(pytester, "docs").perhaps
    (project / "steprun.yaml").write_text("specs: docs\n")
    said = asked(pytester, "docs", "specs")
    assert said.perhaps
    assert let_in(said, project, specs="docs") == {"docs/c.md"}


@pytest.mark.parametrize("how", ["option", "variable", "ini"])
def test_settings_that_are_named_may_say_it_too(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    words = {"option": ["--steprun-config=far.yaml"], "ini": ["-o", "steprun_config=far.yaml"]}.get(how, [])
    if how == "variable":
        monkeypatch.setenv("STEPRUN_CONFIG", "far.yaml")
    assert asked(pytester, "docs", *words).perhaps


def test_a_link_is_the_file_that_it_leads_to(pytester: pytest.Pytester, project: Path) -> None:
    (project / "linked").symlink_to(project / "specs")
    said = asked(pytester, "linked")
    assert let_in(said, project) >= {"specs/b.md"}


def test_what_is_not_there_is_left_to_pytest(pytester: pytest.Pytester) -> None:
    assert not asked(pytester, "specs/none.md", "x" * 5000).perhaps
