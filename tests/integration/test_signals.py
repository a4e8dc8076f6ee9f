"""Ctrl-C and SIGTERM: an orderly end within two seconds, and an immediate one for those who insist."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from xml.etree import ElementTree as ET

import pytest

from runner.adapters.runs import find_run, load_run
from runner.report.documents import FORMATS
from support.command import Answers, Folder, document, settings

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as POSIX knows them")

SETTINGS = 'environments:\n  sandbox:\n    server: {app: "runner.sandbox:create_app"}\n'
PATH = "/platform/v1/scheduling/appointments?business_id={{business_id}}"
FRONT = 'endpoint: "GET /platform/v1/scheduling/appointments"\nstatus: pending'
FIRST = f"- {{id: first, method: GET, path: '{PATH}'}}"
SLOW = f"- {{id: slow, method: GET, path: '{PATH}', headers: {{X-Sandbox-Fault: delay=60s}}}}"
LAST = "- {id: last, method: GET, path: /never}"
TIDY = f"- {{id: tidy, method: GET, path: '{PATH}'}}"
ENDS = ((signal.SIGINT, 130), (signal.SIGTERM, 143))


def slow(folder: Folder, *steps: str, specs: int = 1) -> None:
    text = document("\n".join(steps or (FIRST, SLOW, LAST)), front=FRONT, Cleanup=TIDY)
    folder.write({"steprun.yaml": SETTINGS} | {f"specs/{number:02}.md": text for number in range(specs)})


def started(folder: Folder, *words: str) -> subprocess.Popen[str]:
    """The command, in the middle of its run: it has said its first line."""
    process = folder.spawn("specs", "-v", *words)
    assert process.stdout
    assert process.stdout.readline().startswith("steprun ")
    time.sleep(0.4)
    return process


def ended(process: subprocess.Popen[str]) -> tuple[str, float]:
    asked = time.monotonic()
    out, err = process.communicate(timeout=20)
    assert "Traceback" not in out + err
    return out + err, time.monotonic() - asked


def cases(folder: Folder) -> dict[str, ET.Element]:
    return {case.attrib["name"]: case for case in folder.report().iter("testcase")}


@pytest.mark.parametrize(("number", "code"), ENDS)
def test_a_run_that_is_interrupted_ends_in_order(folder: Folder, number: signal.Signals, code: int) -> None:
    slow(folder)
    process = started(folder)
    process.send_signal(number)
    said, seconds = ended(process)
    assert process.returncode == code
    assert seconds < 2
    assert "interrupted while waiting for the answer" in said
    found = cases(folder)
    assert list(found["Test Request › first"]) == []
    assert found["Test Request › slow"].find("error") is not None
    assert found["Test Request › last"].find("skipped") is not None
    assert list(found["Cleanup › tidy"]) == []
    assert "status: pending" in (folder.root / "specs/00.md").read_text()


def test_many_specs_at_once_end_as_fast(folder: Folder) -> None:
    slow(folder, specs=12)
    process = started(folder, "--jobs", "4")
    process.send_signal(signal.SIGINT)
    _said, seconds = ended(process)
    assert process.returncode == 130
    assert seconds < 2
    assert len(folder.report().findall("testsuite")) == 12


def test_whatever_is_waited_for_is_given_up(folder: Folder) -> None:
    waits = (
        "sleep: 60000",
        "expect: {body: {$.no: 1}}, retry: {times: 99, interval_ms: 60000}",
        "headers: {X-Sandbox-Fault: 'status=429;retry_after=25'}",
        "headers: {X-Sandbox-Fault: slow-body=1b/1s}",
    )
    for number, wait in enumerate(waits):
        step = f"- {{id: wait, method: GET, path: '{PATH}', {wait}}}"
        folder.write({f"specs/{number}.md": document(f"{step}\n{LAST}", front=FRONT, Cleanup=TIDY)})
    folder.write({"steprun.yaml": SETTINGS})
    process = started(folder)
    process.send_signal(signal.SIGTERM)
    _said, seconds = ended(process)
    assert process.returncode == 143
    assert seconds < 2
    suites = folder.report().findall("testsuite")
    tidied = [
        case.attrib["name"]
        for suite in suites
        for case in suite
        if case.get("name", "").startswith("Cleanup")
    ]
    assert len(tidied) == len(waits)
    never = [case for case in folder.report().iter("testcase") if case.get("name") == "Test Request › last"]
    assert all(case.find("skipped") is not None for case in never)


@pytest.mark.parametrize(("number", "code"), ENDS)
def test_who_asks_twice_does_not_wait(folder: Folder, number: signal.Signals, code: int) -> None:
    cleanup = SLOW.replace("id: slow", "id: tidy")
    text = document(f"{FIRST}\n{SLOW}", front=FRONT, Cleanup=cleanup)
    folder.write({"steprun.yaml": SETTINGS, "specs/a.md": text})
    process = started(folder)
    process.send_signal(number)
    time.sleep(0.3)
    assert process.poll() is None
    process.send_signal(number)
    _said, seconds = ended(process)
    assert process.returncode == code
    assert seconds < 1


def test_clean_ups_that_get_no_answer_have_their_time_together(folder: Folder) -> None:
    cleanup = "\n".join(SLOW.replace("id: slow", f"id: tidy_{number}") for number in range(4))
    text = document(f"{FIRST}\n{SLOW}", front=FRONT, Cleanup=cleanup)
    folder.write({"steprun.yaml": SETTINGS, "specs/a.md": text})
    process = started(folder)
    process.send_signal(signal.SIGTERM)
    _said, seconds = ended(process)
    assert process.returncode == 143
    assert seconds < 2
    assert [name for name in cases(folder) if name.startswith("Cleanup")] == [
        f"Cleanup › tidy_{number}" for number in range(4)
    ]


# ---- at any moment


@pytest.fixture
def busy(folder: Folder, api: Answers) -> Folder:
    """A second's worth of specs against the small API, and every format there is."""
    steps = "\n".join(f"- {{id: s{number}, method: GET, path: /items}}" for number in range(60))
    text = document(steps, Cleanup="- {id: tidy, method: GET, path: /items?tidy}")
    text += '\n## Expected Response\n\n```json\n{"items": [{"id": 1}], "name": "y"}\n```\n'
    files = {f"specs/{number}.md": text for number in range(4)}
    folder.write(files | {"steprun.yaml": f"formats: [{', '.join(FORMATS)}]\n{settings(api.url)}"})
    return folder


COMMANDS = {"run": ("specs", "-q", "--jobs", "2"), "verify": ("verify", "specs", "-q", "--jobs", "2")}


def interrupted(folder: Folder, command: str, number: signal.Signals, delay: float) -> subprocess.Popen[str]:
    """The command, sent a signal so many seconds after it began to listen to those."""
    process = folder.spawn(*COMMANDS[command])
    until = time.monotonic() + 10
    while not _listens(process) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(delay)
    process.send_signal(number)
    return process


def _has_told_everything(folder: Folder, number: signal.Signals, returncode: int) -> None:
    """Every report is there and whole, and says what the exit code says."""
    assert len(folder.report().findall("testsuite")) == 4
    run = folder.root / "reports" / "latest"
    recorded = load_run(run, cwd=folder.root)
    assert recorded.ended
    assert len(recorded.result.specs) == 4
    assert recorded.result.interrupted == (number if returncode == 128 + number else 0)
    for made in FORMATS.values():
        content = (run.resolve() / made.file).read_bytes()
        assert content
        if made.file.endswith(".xml"):
            ET.fromstring(content)
    for spec in recorded.result.specs:
        begun = [step for step in spec.steps if not step.blocked]
        if begun:
            assert begun[-1].planned.step.id == "tidy", "what was begun is cleaned up"
    for file in (folder.root / "specs").glob("*.md"):
        assert file.read_text().count("status: ") == 1
    assert not list(folder.root.rglob(".steprun-*"))


def _at_a_moment(folder: Folder, command: str, number: signal.Signals, delay: float) -> None:
    process = interrupted(folder, command, number, delay)
    _said, seconds = ended(process)
    assert seconds < 2
    finished = (0,) if command == "run" else (0, 1)
    assert process.returncode in (128 + number, *finished)
    _has_told_everything(folder, number, process.returncode)


def _moments(seed: str, count: int) -> list[float]:
    """Seconds; most of them near the beginning, where the most is set up, some after the end."""
    random = Random(seed)
    return [round(min(random.expovariate(2.5), 1.6), 3) for _ in range(count)]


@pytest.mark.parametrize(("number", "_code"), ENDS)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("delay", [0.0, *_moments("few", 2)])
def test_at_any_moment_all_reports_are_whole(
    busy: Folder, command: str, number: signal.Signals, _code: int, delay: float
) -> None:
    _at_a_moment(busy, command, number, delay)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "_code"), ENDS)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("delay", _moments("many", 40))
def test_at_each_of_many_moments_all_reports_are_whole(
    busy: Folder, command: str, number: signal.Signals, _code: int, delay: float
) -> None:
    _at_a_moment(busy, command, number, delay)


def _killed(folder: Folder, delay: float) -> None:
    process = interrupted(folder, "run", signal.SIGKILL, delay)
    process.communicate(timeout=20)
    said = folder.run("report", "latest", "--format", "text")
    if not list(folder.root.glob("reports/*/events.jsonl")):
        assert said.code == 2
        assert "there is no recorded run" in said.err
        return
    assert said.code == 0, said.err
    latest = find_run("latest", reports=folder.root / "reports", cwd=folder.root)
    assert ("broke off" in said.err) is not load_run(latest, cwd=folder.root).ended
    assert folder.run("report", "latest", "--format", ",".join(FORMATS)).code == 0
    assert folder.run("specs", "-q").code == 0, "the next run does as if nothing had been"


@pytest.mark.parametrize("delay", [0.02, *_moments("killed", 1)])
def test_a_run_that_is_killed_leaves_what_a_report_can_be_made_of(busy: Folder, delay: float) -> None:
    _killed(busy, delay)


@pytest.mark.slow
@pytest.mark.parametrize("delay", _moments("killed often", 50))
def test_a_run_that_is_killed_at_each_of_many_moments(busy: Folder, delay: float) -> None:
    _killed(busy, delay)


def _listens(process: subprocess.Popen[str]) -> bool:
    """Whether the run has begun: it handles SIGTERM by itself."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        time.sleep(0.7)
        return True
    caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) & (1 << (signal.SIGTERM - 1)))
