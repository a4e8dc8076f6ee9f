"""`steprun report` as a user meets it: a run leaves a record, and every report can be made of it again."""

from __future__ import annotations

import re
import signal
import time
from pathlib import Path

import pytest

from support.command import Answers, Folder, document

SLOW = "- {id: get, method: GET, path: /items}\n- {id: wait, method: GET, path: /items, sleep: 20000}\n" * 2


@pytest.fixture
def ran(folder: Folder, api: Answers) -> Folder:
    """After a run with one that passes and one that fails."""
    folder.write({"specs/a.md": document(), "specs/b.md": document("- {id: x, method: GET, path: /gone}")})
    assert folder.run("specs/").code == 1
    return folder


def folder_of(folder: Folder) -> Path:
    return (folder.root / "reports" / "latest").resolve()


def test_junit_of_the_record_is_junit_of_the_run(ran: Folder) -> None:
    said = ran.run("report", "--format", "junit")
    assert (said.code, said.err) == (0, "")
    assert said.out == f"reports/{folder_of(ran).name}/junit.xml\n"
    again = (folder_of(ran) / "junit.xml").read_bytes()
    assert again == (ran.root / "reports" / "junit.xml").read_bytes()


def test_the_screen_says_again_what_it_said(folder: Folder, api: Answers) -> None:
    folder.write({"specs/a.md": document(), "specs/b.md": document("- {id: x, method: GET, path: /gone}")})
    before = folder.run("specs/", "--no-write").out
    again = folder.run("report", "--format", "text")
    assert again.code == 0
    facts = re.sub(r"^  (junit|record) .*\n", "", before, flags=re.MULTILINE)
    assert again.out == facts


def test_without_a_word_it_is_the_page_of_the_latest_run(ran: Folder) -> None:
    assert ran.run("report").out == f"reports/{folder_of(ran).name}/report.html\n"
    page = (folder_of(ran) / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "1 failed, 1 passed" in page


def test_every_format_of_the_record_is_that_of_the_run(folder: Folder, api: Answers) -> None:
    folder.write({"specs/a.md": document(), "specs/b.md": document("- {id: x, method: GET, path: /gone}")})
    names = "html,junit,ctrf,markdown,har"
    said = folder.run("specs/", "--format", names)
    run = folder_of(folder)
    assert f"  markdown reports/{run.name}/summary.md\n" in said.out
    assert folder.run("report", "--format", names, "-o", "again").code == 0
    made = sorted(path.name for path in (folder.root / "again").iterdir())
    assert made == ["ctrf.json", "junit.xml", "report.html", "summary.md", "traffic.har"]
    for name in made:
        assert (folder.root / "again" / name).read_bytes() == (run / name).read_bytes()


def test_junit_of_a_record_comes_in_either_style(ran: Folder) -> None:
    assert ran.run("report", "--format", "junit", "--junit-style", "strict", "-o", "a.xml").code == 0
    strict = (ran.root / "a.xml").read_text()
    assert "<system-err />" in strict
    settings = (ran.root / "steprun.yaml").read_text()
    ran.write({"steprun.yaml": f"junit_style: strict\n{settings}"})
    assert ran.run("report", "--format", "junit", "-o", "b.xml").code == 0
    assert (ran.root / "b.xml").read_text() == strict
    assert ran.run("report", "--format", "junit", "--junit-style", "default", "-o", "c.xml").code == 0
    assert "<system-err />" not in (ran.root / "c.xml").read_text()


@pytest.mark.parametrize("command", ["run", "verify"])
@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("junit,pdf", "error: there is no format `pdf`\n  help: there is html"),
        ("marckdown", "error: there is no format `marckdown`\n  help: did you mean `markdown`?"),
        (" , ", "error: no format is named\n  help: there is html"),
    ],
)
def test_a_format_that_there_is_not_is_told_before_anything_is_sent(
    folder: Folder, api: Answers, command: str, names: str, said: str
) -> None:
    folder.write({"specs/a.md": document()})
    told = folder.run(command, "specs/", "--format", names)
    assert told.code == 2
    assert told.err.startswith(said)
    assert api.asked == []
    assert not (folder.root / "reports").exists()


def test_a_format_of_steprun_yaml_that_there_is_not_is_told_with_its_place(
    folder: Folder, api: Answers
) -> None:
    settings = (folder.root / "steprun.yaml").read_text()
    folder.write({"specs/a.md": document(), "steprun.yaml": f"{settings}formats:\n  - ctrf\n  - pdf\n"})
    told = folder.run("specs/")
    assert told.code == 2
    line = settings.count("\n") + 3
    assert f"steprun.yaml:{line}:5: item 2 of `formats` must be " in told.err
    assert f"{line:>5} |   - pdf" in told.err
    assert api.asked == []


def test_formats_and_style_may_come_from_outside(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write({"specs/a.md": document()})
    monkeypatch.setenv("STEPRUN_FORMATS", "har")
    monkeypatch.setenv("STEPRUN_JUNIT_STYLE", "strict")
    assert folder.run("specs/").code == 0
    assert (folder_of(folder) / "traffic.har").exists()
    assert "<system-err />" in (folder.root / "reports" / "junit.xml").read_text()


def test_a_document_that_cannot_be_written_is_told_and_the_others_are_there(ran: Folder) -> None:
    (ran.root / "out" / "ctrf.json").mkdir(parents=True)
    said = ran.run("report", "--format", "har,ctrf,markdown", "-o", "out")
    assert said.code == 3
    assert said.out == "out/traffic.har\nout/summary.md\n"
    assert said.err == "error: out/ctrf.json cannot be written: Is a directory\n"


def test_a_run_is_meant_by_its_id_its_folder_or_as_the_latest(ran: Folder) -> None:
    name = folder_of(ran).name
    for word in ("latest", name, name[-8:], name[-8:-2], f"reports/{name}"):
        assert ran.run("report", word, "--format", "junit").code == 0
    said = ran.run("report", "none", "--format", "junit")
    assert said.code == 2
    assert "there is no run `none` in reports" in said.err


def test_a_format_that_there_is_not_is_told_with_those_that_there_are(ran: Folder) -> None:
    said = ran.run("report", "--format", "junit,pdf")
    assert said.code == 2
    assert "there is no format `pdf`" in said.err
    assert "junit" in said.err


def test_output_is_a_folder_or_for_one_format_a_file_or_the_screen(ran: Folder) -> None:
    assert ran.run("report", "--format", "junit", "-o", "out").out == "out/junit.xml\n"
    assert ran.run("report", "--format", "junit", "-o", "deep/x.xml").out == "deep/x.xml\n"
    assert (ran.root / "deep" / "x.xml").read_bytes() == (ran.root / "out" / "junit.xml").read_bytes()
    told = ran.shell("steprun report --format junit -o -")
    assert told.out.encode() == (ran.root / "out" / "junit.xml").read_bytes()
    assert ran.shell("steprun report --format junit -o - | head -c 10").code == 0


def test_what_is_there_and_no_folder_is_meant_as_a_file(ran: Folder) -> None:
    (ran.root / "again").write_text("of yesterday")
    assert ran.run("report", "--format", "junit", "-o", "again").out == "again\n"
    told = ran.shell("steprun report --format junit -o /dev/stdout | cat")
    assert told.out.encode() == (ran.root / "again").read_bytes()


def test_what_cannot_be_written_is_told(ran: Folder) -> None:
    (ran.root / "out").write_text("a file")
    said = ran.run("report", "--format", "junit", "-o", "out/deeper")
    assert said.code == 3
    assert "cannot be written" in said.err


def test_before_a_run_it_says_how_to_get_one(folder: Folder) -> None:
    said = folder.run("report")
    assert said.code == 2
    assert "there is no recorded run in reports" in said.err
    assert "`steprun specs/` makes one" in said.err


def test_of_a_run_that_was_killed_the_rest_is_an_error(folder: Folder, api: Answers) -> None:
    folder.write({"specs/a.md": document(), "specs/b.md": document(SLOW)})
    process = folder.spawn("specs/", "--jobs", "1")
    events = folder.root / "reports" / "latest" / "events.jsonl"
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if events.exists() and '"spec_finished"' in events.read_text():
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    said = folder.run("report", "--format", "junit")
    assert said.code == 0
    assert "broke off, or still runs" in said.err
    suites = folder.report("reports/latest/junit.xml").findall("testsuite")
    assert [(suite.get("failures"), suite.get("errors")) for suite in suites] == [("0", "0"), ("0", "1")]


def test_old_runs_are_pruned(folder: Folder, api: Answers) -> None:
    settings = (folder.root / "steprun.yaml").read_text()
    folder.write({"specs/a.md": document(), "steprun.yaml": f"{settings}keep_runs: 2\n"})
    for _ in range(4):
        assert folder.run("specs/").code == 0
    kept = [path for path in (folder.root / "reports").iterdir() if (path / "events.jsonl").exists()]
    assert len([path for path in kept if not path.is_symlink()]) == 2
