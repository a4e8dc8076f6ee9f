"""Runs in which something beside the API breaks: the other reports are written, and it is said what is not."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from runner.adapters.runs import find_run, load_run
from runner.report.documents import FORMATS
from support.command import Answers, Folder, Said, document, settings

PLUGIN = "broken_at_times"


@pytest.fixture
def ready(folder: Folder, api: Answers) -> Folder:
    """One that passes and one that fails, and every format there is."""
    formats = f"formats: [{', '.join(FORMATS)}]\n{settings(api.url)}"
    files = {"a.md": document(), "b.md": document("- {id: x, method: GET, path: /gone}")}
    return folder.write({"steprun.yaml": formats, **files})


def what_lies_there(folder: Folder, reports: Path) -> set[str]:
    """The reports that are there and whole."""
    found = set()
    if (reports / "junit.xml").is_file():
        assert (
            len(folder.report(str(reports.relative_to(folder.root) / "junit.xml")).findall("testsuite")) == 2
        )
        found.add("junit")
    if list(reports.glob("*/events.jsonl")):
        run = find_run("latest", reports=reports, cwd=folder.root)
        found.add("record" if load_run(run, cwd=folder.root).ended else "half a record")
        found |= {name for name, made in FORMATS.items() if (run / made.file).is_file()}
    return found


ALL = {"record", *FORMATS, "junit"}


# ---- reports that cannot be written


def test_a_folder_where_junit_should_be(ready: Folder) -> None:
    (ready.root / "out" / "x").mkdir(parents=True)
    said = ready.run("a.md", "b.md", "--junit", "out")
    assert said.code == 1, "a check that failed weighs more"
    assert f"error: Junit could not write {ready.root / 'out'}: Is a directory" in said.err
    assert "junit    out was not written" in said.out
    assert ready.run("a.md", "--junit", "out").code == 3


def test_a_file_where_the_reports_should_be(ready: Folder) -> None:
    ready.write({"out": "x"})
    said = ready.run("a.md", "--reports", "out", "--junit", "there.xml")
    assert said.code == 3
    told = said.err.splitlines()
    places = [line.partition(" could not write ")[0] for line in told if f"{ready.root / 'out'}" in line]
    assert places == ["error: Recorder", *["error: Documents"] * len(FORMATS)]
    assert (ready.root / "there.xml").is_file()
    assert "was not written" in said.out
    assert "status: verified" in (ready.root / "a.md").read_text()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only to root")
def test_a_folder_that_is_read_only(ready: Folder) -> None:
    (ready.root / "reports").mkdir(mode=0o555)
    said = ready.run("a.md", "b.md", "--junit", "there.xml")
    assert said.code == 1
    assert "Recorder could not write" in said.err
    assert (ready.root / "there.xml").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_screen_that_has_no_room(ready: Folder) -> None:
    said = ready.shell("steprun a.md b.md > /dev/full")
    assert said.code == 1
    assert "error: Console could not write: No space left on device" in said.err
    assert what_lies_there(ready, ready.root / "reports") == ALL


@pytest.mark.parametrize(
    "line", ["steprun . >&-", "steprun . | head -1", "steprun . -vv | true", "steprun . >&- 2>&-"]
)
def test_a_screen_that_nobody_reads(ready: Folder, line: str) -> None:
    said = ready.shell(line)
    assert (said.code, said.err) == (1, "")
    assert what_lies_there(ready, ready.root / "reports") == ALL


# ---- plugins

REPORTER = """
from runner import hookimpl


class Reporter:
    def handle(self, event):
        if type(event).__name__ == {event!r}:
            raise {fault}

    def close(self):
        if {event!r} == "close":
            raise {fault}


@hookimpl
def steprun_reporters():
    return [Reporter()]
"""


def said_of(folder: Folder, code: str, *words: str) -> Said:
    return folder.write({f"{PLUGIN}.py": code}).run("a.md", "b.md", "--plugin", PLUGIN, *words)


@pytest.mark.parametrize(
    "fault", ["KeyError('x')", "SystemExit(7)", "RecursionError('deep')", "MemoryError()"]
)
@pytest.mark.parametrize(
    "event", ["RunStarted", "SpecStarted", "StepFinished", "SpecFinished", "RunFinished", "close"]
)
def test_a_reporter_that_raises_takes_nothing_along(ready: Folder, event: str, fault: str) -> None:
    said = said_of(ready, REPORTER.format(event=event, fault=fault))
    assert said.code == 4
    assert f"error: {PLUGIN}.Reporter failed: {fault.partition('(')[0]}" in said.err
    assert said.err.count("\n") == 1
    assert what_lies_there(ready, ready.root / "reports") == ALL
    assert "1 failed, 1 passed" in said.out
    assert "status: verified" in (ready.root / "a.md").read_text()


def test_a_reporter_that_cannot_write_is_no_fault_of_the_program(ready: Folder) -> None:
    code = REPORTER.format(event="RunFinished", fault="PermissionError(13, 'Permission denied', 'mine.txt')")
    said = said_of(ready, code)
    assert said.code == 1
    assert f"error: {PLUGIN}.Reporter could not write mine.txt: Permission denied" in said.err


SENDERS = {
    "nothing": "return 5",
    "text": "return Response(200, content='text')",
    "headers": "return Response(200, headers=(('A', 5),))",
    "a fault": "raise KeyError('x')",
}
TIDY = "- {id: tidy, method: GET, path: /tidy}"


@pytest.mark.parametrize("how", SENDERS)
def test_a_sender_that_breaks_is_told_step_by_step(ready: Folder, how: str) -> None:
    hook = "from runner import hookimpl\nfrom runner.model.http import Response\n\n\n@hookimpl\ndef steprun_send(request):\n"
    rest = "    if request.url.endswith('/tidy'):\n        return Response(200)\n    " + SENDERS[how] + "\n"
    ready.write({"a.md": document(Cleanup=TIDY)})
    said = said_of(ready, hook + rest)
    assert said.code == 4
    assert "error[internal]" in said.out
    assert what_lies_there(ready, ready.root / "reports") == ALL
    names = {case.get("name"): case for case in ready.report().iter("testcase")}
    assert list(names["Cleanup › tidy"]) == [], "the clean-up ran"


HOOKS: Mapping[str, tuple[str, int]] = {
    "steprun_token(role): raise KeyError('x')": ("internal error: KeyError", 4),
    "steprun_token(role): return 'a text'": ("internal error: AttributeError", 4),
    "steprun_variables(): raise KeyError('x')": ("failed in steprun_variables: KeyError", 2),
    "steprun_checks(): return []": ("must return a mapping", 2),
}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_that_breaks_is_named(ready: Folder, hook: str) -> None:
    words, code = HOOKS[hook]
    said = said_of(ready, f"from runner import hookimpl\n\n\n@hookimpl\ndef {hook}\n")
    assert said.code == code
    assert words in said.all
    assert "Traceback" not in said.all
    if code == 4:
        assert what_lies_there(ready, ready.root / "reports") == ALL


def test_a_sender_that_never_returns_does_not_keep_who_asks_twice(ready: Folder) -> None:
    code = "import time\nfrom runner import hookimpl\n\n\n@hookimpl\ndef steprun_send(request):\n    time.sleep(600)\n"
    ready.write({f"{PLUGIN}.py": code})
    process = ready.spawn("a.md", "-v", "--plugin", PLUGIN)
    assert process.stdout
    assert process.stdout.readline().startswith("steprun ")
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.2)
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=2) == 143
    process.communicate()


def test_a_fault_of_ours_is_told_in_a_line_and_the_claims_of_a_document_are_no_success(
    ready: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prove(*_: object) -> None:
        raise KeyError("oops")

    monkeypatch.setattr("runner.app.verify.prove", prove)
    said = ready.run("verify", "a.md")
    assert said.code == 4
    assert "internal error: KeyError: 'oops'" in said.out
    assert ready.report().find("testsuite/testcase/error") is not None
