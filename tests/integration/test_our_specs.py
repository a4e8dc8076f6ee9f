"""The documents of this repository, run against the sandbox; and what they claim about the scheduling API."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from runner.app.order import Order, Surroundings
from runner.app.run import Ran, run
from runner.cli.exits import of_run
from runner.load.files import find_specs, load_specs
from runner.model.result import Outcome
from runner.model.spec import Spec, Step

ROOT = Path(__file__).parent.parent.parent
CLAIMS = [f"000-{number:02}" for number in range(1, 22)]
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


def steps() -> Iterator[tuple[Spec, Step]]:
    for spec in load_specs(find_specs([ROOT / "specs"]), cwd=ROOT):
        assert isinstance(spec, Spec)
        for section in spec.sections:
            for step in section.steps:
                yield spec, step


def content(folder: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in sorted((folder / "specs").rglob("*.md"))}


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if claim != "000-20"])
def test_a_step_checks_the_claim(claim: str) -> None:
    checked = [step for _spec, step in steps() if claim in step.description]
    assert checked


def test_no_step_names_a_claim_that_is_none() -> None:
    named = {claim for _spec, step in steps() for claim in re.findall(r"\d{3}-\d{2}", step.description)}
    assert named <= set(CLAIMS)


def test_000_20_the_openapi_file_that_a_spec_names_has_its_operation() -> None:
    for spec, _step in steps():
        document = json.loads((ROOT / spec.swagger).read_text())
        base = document["basePath"].rstrip("/")
        operations = {
            f"{method.upper()} {base}{path}" for path, item in document["paths"].items() for method in item
        }
        assert str(spec.endpoint) in operations


def test_all_pass_but_the_one_that_is_meant_to_skip(project: Path) -> None:
    ran = go(project)
    outcomes = {Path(spec.scenario.file).name: spec.outcome for spec in ran.result.specs}
    assert len(outcomes) == 11
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
    assert len(changed) == 10
    assert PARKED not in changed


def test_they_carry_their_proof_and_running_them_leaves_it_alone(project: Path) -> None:
    before = content(project)
    go(project)
    assert content(project) == before


@pytest.mark.parametrize("jobs", [1, 16])
def test_they_pass_again_and_again_whatever_runs_beside_them(project: Path, jobs: int) -> None:
    for _ in range(3):
        assert of_run(go(project, jobs=jobs, write=False).result) == 0


def test_their_examples_pass_too(project: Path) -> None:
    ran = go(project, examples=True, write=False)
    examples = [spec for spec in ran.result.specs if spec.scenario.example]
    assert examples
    assert {spec.outcome for spec in examples} == {Outcome.PASSED}
