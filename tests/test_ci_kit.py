"""Action, workflows, hooks and the pipelines of CI.md: read, and their commands run as they are written."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from support.command import answering, document, settings
from support.pipelines import GitHub, Machine, jenkins_commands, run_azure, run_gitlab

ROOT = Path(__file__).parent.parent
CI = (ROOT / ".github" / "CI.md").read_text(encoding="utf-8")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))

pytestmark = [pytest.mark.usefixtures("uncounted"), pytest.mark.timeout(300)]  # processes of their own


def fences(title: str) -> list[str]:
    """What stands in the fences below a heading."""
    (section,) = re.findall(rf"^## {title}$(.*?)(?=^## |\Z)", CI, flags=re.MULTILINE | re.DOTALL)
    return [token.content for token in MarkdownIt().parse(section) if token.type == "fence"]


def read(path: Path) -> dict[str, Any]:
    """A workflow; YAML 1.1 takes its `on` for true."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Where a project with four documents is checked out, one of which fails."""
    with answering({"/items": {"items": [1]}}) as api:
        checkout = tmp_path / "checkout"
        (checkout / "specs").mkdir(parents=True)
        (checkout / "steprun.yaml").write_text(
            settings(api.url)
            + settings(api.url).partition("environments:\n")[2].replace("  test:", "  staging:")
        )
        for name in "abc":
            (checkout / "specs" / f"{name}.md").write_text(document())
        (checkout / "specs" / "d.md").write_text(document("- {id: gone, method: GET, path: /gone}"))
        store = tmp_path / "store"
        store.mkdir()
        yield Machine(checkout, store, {"NO_COLOR": "1"})


def mended(machine: Machine) -> Machine:
    """The same, without the document that fails."""
    (machine.checkout / "specs" / "d.md").unlink()
    return machine


# ---- GitHub


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_may_do_little_and_use_what_was_looked_at(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"] == {"contents": "read"}
        assert job["timeout-minutes"] <= 30
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize(
    "text", [path.read_text() for path in WORKFLOWS] + [(ROOT / "action.yml").read_text(), CI]
)
def test_foreign_actions_are_pinned_and_shells_read_no_input(text: str) -> None:
    for used in re.findall(r"uses: *(\S+)", text):
        assert re.fullmatch(r"\./|OWNER/steprun@main|[\w/-]+@[0-9a-f]{40}", used), used
    for script in re.findall(r"^ *-? ?run: (.+(?:\n {8,}.+)*)", text, flags=re.MULTILINE):
        assert not re.search(r"\$\{\{\s*(inputs|github|matrix)", script), script


def test_the_action_tells_all_that_it_promises() -> None:
    action = read(ROOT / "action.yml")
    assert re.findall(r"steps\.run\.outputs\.([\w-]+)", str(action["outputs"])) == list(action["outputs"])
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    assert all(f"inputs.{name} " in text.replace("}}", " ") for name in action["inputs"])
    documented = set(re.findall(r"`([\w-]+)`", "".join(re.findall(r"^\| `.*?\|", CI, flags=re.MULTILINE))))
    assert documented == set(action["inputs"])
    told = CI.partition("Outputs: ")[2].partition("\n\n")[0]
    assert re.findall(r"`([\w-]+)`", told) == list(action["outputs"])


def test_the_documents_of_this_repository_in_shards(tmp_path: Path) -> None:
    """specs.yml, as it is."""
    checkout = tmp_path / "checkout"
    for folder in ("specs", "swagger"):
        shutil.copytree(ROOT / folder, checkout / folder)
    shutil.copy(ROOT / "steprun.yaml", checkout)
    (tmp_path / "store").mkdir()
    github = GitHub(Machine(checkout, tmp_path / "store"))
    github.run(read(ROOT / ".github" / "workflows" / "specs.yml"))
    assert github.needs == {"lint": True, "run": True, "gate": True}, github.machine.done[-1].out
    assert (tmp_path / "store" / "specs" / "kept" / "junit.xml").is_file()
    assert (tmp_path / "store" / "specs" / "kept" / "report.html").is_file()
    assert "35 passed, 1 skipped" in github.summary
    gate = github.machine.done[-1]
    assert (gate.command, gate.code) == ("steprun gate reports/merged --max-failures 0", 0)


def test_one_job(machine: Machine) -> None:
    workflow, _ = (yaml.safe_load(text) for text in fences("GitHub"))
    github = GitHub(machine)
    github.run(workflow)
    assert github.needs == {"specs": False}
    expected = {"exit-code": "1", "passed": "3", "failed": "1", "error": "0", "skipped": "0"}
    assert {name: github.outputs[name] for name in expected} == expected
    assert "::error file=specs/d.md,line=10" in machine.done[-1].out
    assert "specs/d.md" in github.summary
    kept = machine.store / "steprun" / "kept"
    assert (kept / "junit.xml").is_file()
    assert (kept / Path(github.outputs["folder"]).name / "report.html").is_file()


def test_shards_are_judged_together(machine: Machine) -> None:
    _, workflow = (yaml.safe_load(text) for text in fences("GitHub"))
    github = GitHub(machine)
    github.run(workflow)
    assert github.needs == {"run": True, "gate": False}
    assert "specs/d.md" in machine.done[-1].out
    shutil.rmtree(machine.store)
    machine.store.mkdir()
    github = GitHub(mended(machine))
    github.run(workflow)
    assert github.needs == {"run": True, "gate": True}


# ---- the others


def test_gitlab(machine: Machine) -> None:
    (pipeline,) = (yaml.safe_load(text) for text in fences("GitLab"))
    assert run_gitlab(pipeline, machine) == {"specs": 0, "gate": 1}
    assert "specs/d.md" in machine.done[-1].out
    shutil.rmtree(machine.store)
    assert run_gitlab(pipeline, mended(machine)) == {"specs": 0, "gate": 0}


def test_jenkins(machine: Machine) -> None:
    (pipeline,) = fences("Jenkins")
    install, run = jenkins_commands(pipeline)
    assert machine.run(install, at=machine.checkout) == 0
    assert machine.done == []
    (machine.checkout / ".steprun" / "bin").mkdir(parents=True)
    (machine.checkout / ".steprun" / "bin" / "steprun").symlink_to(Path(sys.executable).parent / "steprun")
    assert machine.run(run, at=machine.checkout) == 1
    (published,) = re.findall(r"junit '(.*)'", pipeline)
    assert (machine.checkout / published).is_file()
    assert list(machine.checkout.glob("reports/*/report.html"))


def test_azure(machine: Machine) -> None:
    (pipeline,) = (yaml.safe_load(text) for text in fences("Azure"))
    codes = run_azure(pipeline, machine)
    assert sorted(codes) == [0, 0, 0, 1]


@pytest.mark.parametrize("title", ["Anywhere else", "pytest"])
def test_by_hand(machine: Machine, title: str) -> None:
    (script,) = fences(title)
    lines = [line.partition("  #")[0] for line in script.splitlines()]
    script = "\n".join(lines).replace("sandbox", "test")
    if title == "pytest":
        assert machine.run(script.replace("-n auto", "-n 2"), at=machine.checkout) == 1
        assert "1 failed, 3 passed" in machine.done[-1].out
        return
    codes = [machine.run(line, at=machine.checkout) for line in script.splitlines()]
    assert codes == [1, 1, 0]
    assert "specs/d.md" in (machine.checkout / "summary.md").read_text(encoding="utf-8")


# ---- pre-commit


HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_the_documented_hooks_are_there() -> None:
    (config,) = (yaml.safe_load(text) for text in fences("pre-commit"))
    assert [hook["id"] for repo in config["repos"] for hook in repo["hooks"]] == [
        hook["id"] for hook in HOOKS
    ]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hooks_stop_what_is_wrong(hook: dict[str, Any], tmp_path: Path) -> None:
    good, bad = document(), document("- {id: get, method: GET, path: /items, extrct: {}}")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "good.md").write_text(good)
    (tmp_path / "specs" / "bad.md").write_text(bad)
    pattern = re.compile(hook["files"])
    assert [bool(pattern.search(name)) for name in ("specs/a/b.md", "README.md", "specs/a.yaml")] == [
        True,
        False,
        False,
    ]

    def ended(*files: str) -> int:
        command = [str(Path(sys.executable).parent / "steprun"), *shlex.split(hook["entry"])[1:], *files]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=60, check=False).returncode

    assert ended("specs/good.md") == 0
    assert ended("specs/good.md", "specs/bad.md") == 1
