"""Pipelines as CI systems would run them, as far as that can be done without one: their commands, in order.

What is installed is here already, so lines that install are left out. Artifacts are copied.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_INSTALLS = re.compile(r"\bpip\b.* install |-m venv ")


@dataclass(frozen=True, slots=True)
class Done:
    """A command that was run, and what came of it."""

    command: str
    code: int
    out: str


@dataclass(slots=True)
class Machine:
    """A folder in which the jobs of a pipeline run, one after another, each in a checkout of its own."""

    checkout: Path
    """The project, as it is in the repository."""
    store: Path
    """Where artifacts are kept."""
    environ: Mapping[str, str] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)

    def run(self, script: str, *, at: Path, environ: Mapping[str, str] | None = None) -> int:
        """The lines of a script, without those that install. Stops at the first that fails, like CI."""
        lines = [line for line in script.splitlines() if not _INSTALLS.search(line)]
        script = "\n".join(lines).strip()
        if not script:
            return 0
        ended = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script], cwd=at, check=False,
            env={**_surroundings(), **self.environ, **(environ or {})}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, encoding="utf-8", timeout=120,
        )  # fmt: skip
        self.done.append(Done(script, ended.returncode, ended.stdout + ended.stderr))
        return ended.returncode

    def fresh(self, name: str) -> Path:
        """A new checkout."""
        return Path(shutil.copytree(self.checkout, self.store / "jobs" / name))


def _surroundings() -> dict[str, str]:
    """Ours, but for what makes a CI system; `steprun` is the command of these tests."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "STEPRUN_"))}
    path = os.pathsep.join([str(Path(sys.executable).parent), mine.get("PATH", "")])
    return {**mine, "PATH": path, "CI": "true", "PYTHONPATH": str(ROOT), "COLUMNS": "100"}


# ---- GitHub


@dataclass(slots=True)
class GitHub:
    """What a workflow of ours needs: jobs in order, a matrix, our own action, artifacts."""

    machine: Machine
    needs: dict[str, bool] = field(default_factory=dict)
    """What became of the jobs: whether they succeeded."""
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    def run(self, workflow: Mapping[str, Any]) -> None:
        """All jobs, those first that others need."""
        jobs = dict(workflow["jobs"])
        while jobs:
            name = next(
                name for name, job in jobs.items() if set(_listed(job.get("needs"))) <= set(self.needs)
            )
            job = jobs.pop(name)
            ready = all(self.needs[need] for need in _listed(job.get("needs")))
            wanted = ready or "cancelled()" in str(job.get("if", ""))
            self.needs[name] = wanted and all(self._job(name, job, values) for values in _matrix(job))

    def _job(self, name: str, job: Mapping[str, Any], matrix: Mapping[str, Any]) -> bool:
        folder = self.machine.fresh("-".join([name, *map(str, matrix.values())]))
        known = {f"matrix.{key}": str(value) for key, value in matrix.items()}
        known |= {"github.run_id": "7", "github.ref": "refs/heads/main"}
        return self._steps(job["steps"], known, folder)

    def _steps(self, steps: list[dict[str, Any]], known: dict[str, str], folder: Path) -> bool:
        fine = True
        for step in steps:
            if not fine and "cancelled()" not in str(step.get("if", "")):
                continue
            passed = self._step(step, known, folder)
            fine = fine and (passed or bool(step.get("continue-on-error")))
        return fine

    def _step(self, step: dict[str, Any], known: dict[str, str], folder: Path) -> bool:
        uses = str(step.get("uses", ""))
        given = {key: _filled(str(value), known) for key, value in step.get("with", {}).items()}
        if uses == "./" or uses.startswith("OWNER/steprun@"):
            return self._ours(given, folder)
        action = uses.partition("@")[0]
        if action == "actions/upload-artifact":
            source = folder / given["path"]
            if _wanted(step, known) and source.exists():
                shutil.copytree(source, self.machine.store / given["name"] / "kept", dirs_exist_ok=True)
        elif action == "actions/download-artifact":
            for kept in self.machine.store.glob(given["pattern"]):
                shutil.copytree(kept / "kept", folder / given["path"] / kept.name)
        elif "run" in step:
            assert not uses
            return self._command(step, known, folder)
        else:
            assert action in (
                "actions/checkout",
                "actions/setup-python",
                "actions/cache",
                "actions/cache/restore",
            )
        return True

    def _ours(self, given: Mapping[str, str], folder: Path) -> bool:
        """Our composite action, as its file says."""
        action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        assert set(given) <= set(action["inputs"]), "an input that the action does not have"
        inputs = {name: given.get(name, each["default"]) for name, each in action["inputs"].items()}
        known = {f"inputs.{name}": value for name, value in inputs.items()}
        return self._steps(action["runs"]["steps"], known, folder)

    def _command(self, step: Mapping[str, Any], known: dict[str, str], folder: Path) -> bool:
        files = {name: folder.with_name(f"{folder.name}.{name}") for name in ("output", "summary", "path")}
        for file in files.values():
            file.touch()
        environ = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(folder),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "GITHUB_PATH": str(files["path"]),
            **{key: _filled(str(value), known) for key, value in step.get("env", {}).items()},
        }
        code = self.machine.run(_filled(str(step["run"]), known), at=folder, environ=environ)
        told = dict(line.split("=", 1) for line in files["output"].read_text().splitlines())
        self.outputs |= told
        self.summary = files["summary"].read_text(encoding="utf-8") or self.summary
        return code == 0


def _filled(text: str, known: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: known[found[1]], text)


def _wanted(step: Mapping[str, Any], known: Mapping[str, str]) -> bool:
    """`a == 'b' && c != 'd'`, the only conditions of ours beside `!cancelled()`."""
    bare = str(step.get("if", "")).replace("${{", "").replace("}}", "")
    for part in (part.strip() for part in bare.split("&&")):
        found = re.fullmatch(r"([\w.]+) (==|!=) '([^']*)'", part)
        if found:
            if (known[found[1]] == found[3]) is not (found[2] == "=="):
                return False
        else:
            assert part in ("", "!cancelled()"), part
    return True


def _listed(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [])  # type: ignore[call-overload]  # YAML


def _matrix(job: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    matrix = job.get("strategy", {}).get("matrix", {})
    ((name, values),) = matrix.items() or [("", [""])]
    yield from ({name: value} if name else {} for value in values)


# ---- the others


def run_gitlab(pipeline: Mapping[str, Any], machine: Machine) -> dict[str, int]:
    """The jobs in their order: each sees the artifacts of those before. Returns how they ended."""
    codes: dict[str, int] = {}
    for name, job in pipeline.items():
        total = job.get("parallel", 1)
        for index in range(1, total + 1):
            folder = machine.fresh(f"{name}-{index}")
            for kept in machine.store.glob("kept-*"):
                shutil.copytree(kept, folder, dirs_exist_ok=True)
            code = machine.run(
                "\n".join(job["script"]), at=folder,
                environ={"CI_NODE_INDEX": str(index), "CI_NODE_TOTAL": str(total)},
            )  # fmt: skip
            for path in job["artifacts"]["paths"]:
                shutil.copytree(folder / path, machine.store / f"kept-{name}-{index}" / path)
            allowed = job.get("allow_failure", {}).get("exit_codes", [])
            codes[name] = max(codes.get(name, 0), 0 if code in allowed else code)
            for file in job["artifacts"].get("reports", {}).values():
                assert (folder / file).is_file()
    return codes


def jenkins_commands(pipeline: str) -> list[str]:
    """What `sh` is handed, in order."""
    return re.findall(r"\bsh '([^']*)'", pipeline)


def run_azure(pipeline: Mapping[str, Any], machine: Machine) -> list[int]:
    """The same steps on each of the machines. Returns how the scripts of each ended."""
    total = pipeline["strategy"]["parallel"]
    codes = []
    for index in range(1, total + 1):
        folder = machine.fresh(f"azure-{index}")
        values = {"System.JobPositionInPhase": str(index), "System.TotalJobsInPhase": str(total)}

        def filled(text: str, values: Mapping[str, str] = values) -> str:
            return re.sub(r"\$\(([\w.]+)\)", lambda found: values.get(found[1], "a-token"), text)

        code = 0
        for step in pipeline["steps"]:
            if "script" in step:
                environ = {key: filled(value) for key, value in step.get("env", {}).items()}
                code = code or machine.run(filled(step["script"]), at=folder, environ=environ)
            elif "publish" in step:
                assert (folder / step["publish"]).is_dir()
            elif step["task"].startswith("PublishTestResults"):
                assert (folder / step["inputs"]["testResultsFiles"]).is_file()
        codes.append(code)
    return codes


def with_environ(machine: Machine, **more: str) -> Machine:
    """The same machine, with more in its environment."""
    return replace(machine, environ={**machine.environ, **more})
