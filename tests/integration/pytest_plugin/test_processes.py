"""pytest as a process, and as several: side by side with pytest-xdist, interrupted, out of time."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from support.command import document, surroundings
from support.suite import FREE_OF_WEIGHT, Suite

ROOT = Path(__file__).parent.parent.parent.parent
FAIL = "- {id: get, method: GET, path: /items, expect: {body: {$.name: y}}}"
SLOW = "- {id: first, method: GET, path: /items?first}\n- {id: slow, method: GET, path: /items?slow, sleep: 60000}"
TIDY = "- {id: tidy, method: GET, path: /items?tidy}"
NEVER = "- {id: never, method: GET, path: /items?never}"


# ---- side by side


def test_side_by_side_all_is_told_as_by_one(suite: Suite) -> None:
    tolerated = "- {id: odd, method: GET, path: /odd, onFail: continue}\n- {method: GET, path: /items}"
    suite.write(
        {
            "specs/a.md": document(),
            "specs/b.md": document(FAIL),
            "specs/c.md": document("- {methd: GET}"),
            "specs/d.md": document("- {method: GET, path: /no, onFail: skip, skipReason: none today}"),
            "specs/e.md": document(tolerated),
        }
    )
    done = suite.spawn("specs", "-n", "2", "-rsfE", "--junitxml=junit.xml", "--steprun-seed=7")
    done.assert_outcomes(passed=2, failed=1, errors=1, skipped=1)
    done.stdout.fnmatch_lines_random(
        [
            "steprun * · environment test · seed 7",
            "*╭─ specs/b.md:10:*",
            'FAILED specs/b.md::GET /items - $.name "y" → "x"',
            "ERROR specs/c.md::GET /items - could not be tested: *",
            "SKIPPED ?1? specs/d.md:10: none today",
            "  tolerated: Test Request › odd: status 2xx → 404 Not Found",
        ]
    )
    assert max(len(line) for line in done.outlines if "step 1 of 1" in line) <= 100
    assert {name: case[-1].tag for name, case in suite.cases().items()} == {
        "a": "properties", "b": "failure", "c": "error", "d": "skipped", "e": "properties"
    }  # fmt: skip


def test_all_processes_make_the_same_random_values(suite: Suite) -> None:
    one = "- {method: GET, path: '/items?{{run_id}}&{{random_email}}'}"
    suite.write({f"specs/{name}.md": document(one) for name in "abcd"})
    suite.run("specs", "--steprun-seed=7").assert_outcomes(passed=4)
    suite.spawn("specs", "--steprun-seed=7", "-n", "2").assert_outcomes(passed=4)
    runs = [line.partition("?")[2].partition("&")[0] for line in suite.api.asked]
    emails = [line.partition("&")[2] for line in suite.api.asked]
    assert len(set(runs[:4])) == 1
    assert len(set(runs[4:])) == 2  # each process is a run of its own
    assert set(emails[:4]) == set(emails[4:])


SERVER = """\
import http.server, pathlib, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
with pathlib.Path("starts").open("a") as file:
    file.write("x")
server.serve_forever()
"""


def test_a_server_that_can_only_be_started_once_is_shared(suite: Suite) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = f'"{sys.executable}" serve.py {port}'
    suite.write(
        {
            "serve.py": SERVER,
            "steprun.yaml": f"environments:\n  sandbox:\n    server: {{command: '{command}', url: 'http://127.0.0.1:{port}/'}}\n",
            **{f"specs/{name}.md": document("- {method: GET, path: /x, token: none}") for name in "abcd"},
        }
    )
    suite.spawn("specs", "-n", "2").assert_outcomes(passed=4)
    assert (suite.root / "starts").read_text() == "x"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port))


def test_one_that_does_not_start_is_an_error_of_usage(suite: Suite) -> None:
    server = 'environments: {sandbox: {server: {command: "python none.py", url: "http://127.0.0.1:9/"}}}'
    suite.write({"steprun.yaml": server, "specs/a.md": document()})
    done = suite.spawn("specs", "-n", "2")
    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines(["ERROR: the server `python none.py` ended with exit code 2 *"])


@pytest.mark.timeout(120)
def test_our_specs_pass_but_for_the_one_that_is_meant_to_skip(suite: Suite) -> None:
    for name in ("specs", "swagger"):
        shutil.copytree(ROOT / name, suite.root / name)
    shutil.copy(ROOT / "steprun.yaml", suite.root)
    before = {file: file.read_bytes() for file in (suite.root / "specs").rglob("*.md")}
    done = suite.spawn("specs", "-n", "2")
    done.assert_outcomes(passed=35, skipped=1)
    assert done.ret == 0
    assert {file: file.read_bytes() for file in before} == before


# ---- ended early

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as POSIX knows them")


def started(suite: Suite, *words: str) -> subprocess.Popen[str]:
    """pytest, in the middle of a spec that takes its time."""
    suite.write({"specs/a.md": document(f"{SLOW}\n{NEVER}", Cleanup=TIDY), "specs/b.md": document()})
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "specs", *FREE_OF_WEIGHT, *words],
        cwd=suite.root, env=surroundings(), text=True, encoding="utf-8", start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    until = time.monotonic() + 20
    while "GET /items?slow" not in suite.api.asked and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.1)
    return process


def everybody(process: subprocess.Popen[str]) -> None:
    """As a terminal does it."""
    os.killpg(process.pid, signal.SIGINT)


def alone(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)


@posix
@pytest.mark.parametrize(("send", "words"), [(alone, ()), (everybody, ()), (everybody, ("-n", "2"))])
def test_ctrl_c_leaves_nothing_behind_and_is_pytests_own(
    suite: Suite, send: Callable[[subprocess.Popen[str]], None], words: tuple[str, ...]
) -> None:
    process = started(suite, *words)
    send(process)
    asked = time.monotonic()
    while "GET /items?tidy" not in suite.api.asked and time.monotonic() - asked < 5:
        time.sleep(0.01)
    seconds = time.monotonic() - asked
    said, _ = process.communicate(timeout=20)
    assert seconds < 2
    assert process.returncode == pytest.ExitCode.INTERRUPTED
    assert "KeyboardInterrupt !!!" in said
    assert "INTERNALERROR" not in said
    assert "GET /items?never" not in suite.api.asked


@posix
def test_a_time_limit_of_pytest_ends_one_spec_in_order_and_no_other(suite: Suite) -> None:
    process = started(suite, "--timeout=1")
    said, _ = process.communicate(timeout=20)
    assert "1 failed, 1 passed" in said
    assert suite.api.asked == ["GET /items?first", "GET /items?slow", "GET /items?tidy", "GET /items"]
