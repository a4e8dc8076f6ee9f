"""Every example of the README is run."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt

from runner.adapters.settings import load_settings
from runner.app.order import Order, Surroundings
from runner.app.run import run
from runner.model.result import Outcome

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = {
    token.info: token.content for token in reversed(MarkdownIt().parse(README)) if token.type == "fence"
}


def around(folder: Path) -> Surroundings:
    return Surroundings(cwd=folder, environ={}, stdout=io.StringIO(), stderr=io.StringIO())


def test_the_spec_runs_and_passes(tmp_path: Path) -> None:
    (tmp_path / "cancel.md").write_text(FENCES["markdown"])
    ran = run(Order(paths=(".",)), around(tmp_path))
    assert [spec.outcome for spec in ran.result.specs] == [Outcome.PASSED]
    assert "status: verified" in (tmp_path / "cancel.md").read_text()


def test_the_settings_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "steprun.yaml").write_text(FENCES["yaml"])
    (tmp_path / "test-files").mkdir()
    settings = load_settings(start=tmp_path, config=None, environ={"STEPRUN_TOKEN_STAFF": "a-staff-token"})
    staging = settings.environment("staging")
    assert staging.base_url == "https://staging.example.com/apigw"
    assert set(staging.tokens) >= {"staff", "admin", "client"}
    assert settings.environment("local").server is not None


def test_the_plugin_brings_its_word_and_its_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_checks.py").write_text(FENCES["python"])
    (tmp_path / "spec.md").write_text(
        "---\nendpoint: GET /platform/v1/services\n---\n# S\n## Test Request\n```yaml\nsteps:\n"
        "  - {id: a, method: GET, path: /platform/v1/services, params: {year: '{{next_year}}'},"
        " expect: {fresh: 60}}\n```\n"
    )
    monkeypatch.setattr(sys, "path", list(sys.path))
    ran = run(Order(paths=("spec.md",), plugins=("my_checks",)), around(tmp_path))
    (step,) = ran.result.specs[0].steps
    assert ran.result.specs[0].outcome is Outcome.PASSED
    assert [check.kind for check in step.checks] == ["status", "fresh"]
    assert step.exchange is not None
    assert step.exchange.url.endswith("?year=2027")  # the clock of the sandbox stands still in 2026


@pytest.mark.parametrize("command", ["make run", "make test"])
def test_the_two_commands_are_there(command: str) -> None:
    targets = (ROOT / "Makefile").read_text()
    assert command in README
    assert f"\n{command.removeprefix('make ')}:" in targets


def test_the_workflow_is_yaml() -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    assert {"test", "wheel"} <= set(workflow["jobs"])
