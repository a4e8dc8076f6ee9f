from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from runner import InvalidSpec, Outcome, Spec
from runner.app.front import load_specs as load
from runner.app.front import run_specs as run
from runner.errors import SettingsError, UsageError
from support.project import SETTINGS, Project
from support.senders import Api


@pytest.fixture
def project(project: Project, api: Api) -> Project:
    project.settings(SETTINGS.replace("enabled: false", "enabled: true") + "plugins: [scripted_network]\n")
    return project


def test_specs_are_loaded_in_the_order_of_their_paths_with_the_faulty_ones(project: Project) -> None:
    project.spec(name="b.md")
    project.spec(name="a.md", test="- {methd: GET}")
    faulty, good = load("specs", cwd=project.root)
    assert isinstance(faulty, InvalidSpec)
    assert isinstance(good, Spec)
    assert [spec.file for spec in load(Path("specs/b.md"), cwd=project.root)] == ["specs/b.md"]


def test_the_folder_is_that_of_the_program_unless_another_one_is_named(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.spec()
    monkeypatch.chdir(project.root)
    assert [spec.file for spec in load()] == ["specs/a.md"]


def test_a_run_is_silent_and_leaves_a_report_and_no_verdict_unless_asked(
    project: Project, api: Api, capfd: pytest.CaptureFixture[str]
) -> None:
    spec = project.spec("- {method: GET, path: '/items/{{wanted}}'}")
    before = spec.read_bytes()
    result = run("specs", variables={"wanted": "a b"}, cwd=project.root)
    assert result.count(Outcome.PASSED) == 1
    assert api.lines == ["GET /items/a%20b"]
    assert capfd.readouterr() == ("", "")
    assert (project.root / "reports" / "junit.xml").exists()
    assert spec.read_bytes() == before
    run("specs", variables={"wanted": "x"}, write=True, cwd=project.root)
    assert b"status: verified" in spec.read_bytes()


def test_the_surroundings_are_those_of_the_process(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.spec("- {method: GET, path: '/{{wanted}}'}")
    monkeypatch.setenv("STEPRUN_VAR_WANTED", "x")
    assert run(cwd=project.root).count(Outcome.PASSED) == 1


def test_what_cannot_start_is_raised(project: Project, api: Api) -> None:
    project.spec()
    with pytest.raises(UsageError):
        load("nowhere", cwd=project.root)
    with pytest.raises(SettingsError):
        run(environment="nowhere", cwd=project.root)
    assert api.asked == []


@pytest.mark.parametrize(
    "code",
    [
        "import runner; runner.load_specs; runner.load_specs()",
        "import runner; runner.run_specs; runner.load_specs()",
        "import runner.load.files; from runner import load_specs; load_specs()",
    ],
)
def test_the_front_door_stays_open_whatever_was_imported_before(code: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
