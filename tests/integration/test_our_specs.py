"""The documents of this repository, run against the sandbox."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from runner.app.order import Order, Surroundings
from runner.app.run import Ran, run
from runner.cli.exits import of_run
from runner.model.result import Outcome

pytestmark = [pytest.mark.usefixtures("uncounted"), pytest.mark.timeout(300)]  # whole runs, several of them

ROOT = Path(__file__).parent.parent.parent
PARKED = "post_platform_v1_scheduling_bookings_cancel__skip.md"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "specs", tmp_path / "specs")
    shutil.copytree(ROOT / "swagger", tmp_path / "swagger")
    shutil.copy(ROOT / "steprun.yaml", tmp_path)
    return tmp_path


def go(folder: Path, **words: object) -> Ran:
    silence = io.StringIO()
    around = Surroundings(cwd=folder, environ={}, stdout=silence, stderr=silence)
    return run(Order(**{"paths": ("specs",), **words}), around)  # type: ignore[arg-type]  # words of the case


def content(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in sorted((folder / "specs").rglob("*.md"))}


def test_all_pass_but_the_one_that_is_meant_to_skip(project: Path) -> None:
    ran = go(project)
    outcomes = {Path(spec.scenario.file).name: spec.outcome for spec in ran.result.specs}
    assert len(outcomes) == 36
    assert [name for name, outcome in outcomes.items() if outcome is not Outcome.PASSED] == [PARKED]
    assert outcomes[PARKED] is Outcome.SKIPPED
    assert of_run(ran.result) == 0


def test_a_second_run_changes_nothing(project: Path) -> None:
    for file, written in content(project).items():
        file.write_bytes(written.replace(b"status: verified", b"status: pending"))
    before = content(project)
    go(project)
    once = content(project)
    go(project)
    assert content(project) == once
    changed = [file.name for file in before if before[file] != once[file]]
    assert len(changed) == 35
    assert PARKED not in changed


def test_they_carry_their_proof_and_running_them_leaves_it_alone(project: Path) -> None:
    settings = project / "steprun.yaml"
    settings.write_text(settings.read_text().replace("refresh_after: 365d", "refresh_after: 36500d"))
    before = content(project)
    go(project)
    assert content(project) == before


@pytest.mark.parametrize("jobs", [1, 16])
def test_they_pass_again_and_again_in_any_order_whatever_runs_beside_them(project: Path, jobs: int) -> None:
    for seed in range(2):
        assert of_run(go(project, jobs=jobs, write=False, shuffle=True, seed=seed).result) == 0


def test_their_examples_pass_too(project: Path) -> None:
    ran = go(project, examples=True, write=False)
    examples = [spec for spec in ran.result.specs if spec.scenario.example]
    assert examples
    assert {spec.outcome for spec in examples} == {Outcome.PASSED}
