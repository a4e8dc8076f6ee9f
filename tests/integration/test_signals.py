"""Ctrl-C and SIGTERM: an orderly end within two seconds, and an immediate one for those who insist."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from support.command import Folder, document

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


@pytest.mark.parametrize("delay", [0.0, 0.1, 0.3])
def test_at_any_moment_the_report_is_whole_or_not_there(folder: Folder, delay: float) -> None:
    slow(folder, *[FIRST.replace("first", f"s{number}") for number in range(300)], specs=4)
    process = folder.spawn("specs", "-q", "--jobs", "2")
    until = time.monotonic() + 10
    while not (folder.root / "reports").exists() and not _listens(process) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(delay)
    process.send_signal(signal.SIGTERM)
    _said, seconds = ended(process)
    assert seconds < 2
    assert process.returncode in (143, 0)
    assert len(folder.report().findall("testsuite")) == 4


def _listens(process: subprocess.Popen[str]) -> bool:
    """Whether the run has begun: it handles SIGTERM by itself."""
    status = Path(f"/proc/{process.pid}/status")
    if not status.exists():
        time.sleep(0.7)
        return True
    caught = next(line for line in status.read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) & (1 << (signal.SIGTERM - 1)))
