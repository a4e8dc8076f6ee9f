"""`steprun history`, `--last-failed` and quarantine as a user meets them."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
import time
from pathlib import Path

import pytest

from support.command import Answers, Folder, document, settings

FINE = document("- {id: get, method: GET, path: /items}")
SHAKY = document("- {id: find, method: GET, path: /items}\n- {id: get, method: GET, path: /shaky}")


@pytest.fixture
def specs(folder: Folder, api: Answers) -> Folder:
    """Two specs after two runs: `specs/b.md` passed, and then failed."""
    folder.write({"specs/a.md": FINE, "specs/b.md": SHAKY})
    api.bodies["/shaky"] = {}
    assert folder.run("specs/", "--no-write").code == 0
    del api.bodies["/shaky"]
    assert folder.run("specs/", "--no-write").code == 1
    return folder


def test_before_a_run_there_is_none(folder: Folder) -> None:
    folder.write({"specs/a.md": FINE})
    said = folder.run("history")
    assert (said.code, said.out) == (5, "")
    assert said.err == (
        "error: no run of it in test is known\n"
        "  help: a run makes history: `steprun specs/`; --env names another environment\n"
    )
    assert not (folder.root / "reports").exists()


def test_several_specs_are_a_table(specs: Folder) -> None:
    said = specs.run("history")
    assert (said.code, said.err) == (0, "")
    rows = said.out.splitlines()
    assert rows[0].split() == ["LAST", "SINCE", "FLAKY", "P50", "P95", "LATEST", "TURNS"]
    assert (rows[1].split()[0], rows[1].split()[-1], rows[2].strip()) == ("failed", "✓✗", "specs/b.md")
    assert (rows[3].split()[0], rows[3].split()[-1], rows[4].strip()) == ("passed", "✓✓", "specs/a.md")
    assert rows[-1] == "2 specs in test: 1 failing, 1 not failing"


def test_one_spec_has_its_steps(specs: Folder) -> None:
    said = specs.run("history", "specs/b.md")
    assert said.code == 0
    assert "── FAILED ── GET /items ──" in said.out
    assert "· 1 run ago" in said.out
    steps = [row.split() for row in said.out.splitlines() if row.startswith("Test Request")]
    assert [(row[3], row[-1]) for row in steps] == [("find", "✓✓"), ("get", "✓✗")]


def test_programs_and_pages_get_the_same(specs: Folder) -> None:
    told = json.loads(specs.run("history", "specs/b.md", "--format", "json", "--limit", "1").out)
    (spec,) = told["specs"]
    assert (spec["file"], spec["failing"], len(spec["turns"])) == ("specs/b.md", True, 1)
    assert spec["last_passed"]["outcome"] == "passed"
    assert "| failed |" in specs.run("history", "--format", "markdown").out


def test_selectors_are_those_of_list(specs: Folder) -> None:
    assert "specs/a.md" not in specs.run("history", "-k", "shaky or b.md").out
    assert "specs/a.md in test" in specs.run("history", "specs/a.md").out
    assert specs.run("history", "specs/c.md").code == 2
    said = specs.run("history", "--domain", "none")
    assert (said.code, said.err) == (5, "error: no spec to look at\n")
    assert specs.run("history", "--env", "sandbox").code == 5
    assert specs.run("history", "--reports", "elsewhere").code == 5
    assert specs.run("history", "--limit", "0").code == 2


def test_a_reader_that_leaves_early_is_no_fault(specs: Folder) -> None:
    for style in ("text", "json", "markdown"):
        said = specs.shell(f"steprun history --format {style} | head -0")
        assert (said.code, said.err) == (0, "")


def test_a_history_that_cannot_be_read_is_told_with_what_to_do(specs: Folder) -> None:
    (specs.root / "reports" / "history.sqlite").write_text("# no history")
    said = specs.run("history")
    assert said.code == 2
    assert said.err.startswith("error: reports/history.sqlite is no history of steprun: it stays as it is")
    (specs.root / "steprun.yaml").write_text((specs.root / "steprun.yaml").read_text() + "history: off\n")
    said = specs.run("history")
    assert (said.code, said.err) == (2, "error: there is no history: steprun.yaml says `history: off`\n")


def test_a_folder_that_may_not_be_written_does_not_change_the_verdict(specs: Folder, api: Answers) -> None:
    reports = specs.root / "reports"
    (specs.root / "steprun.yaml").write_text(
        (specs.root / "steprun.yaml").read_text() + "history: reports/latest\n"
    )
    said = specs.run("specs/a.md", "--no-write")
    assert said.code == 0
    assert "  history  reports/latest cannot be opened: unable to open database file\n" in said.out
    assert (reports / "latest").is_dir()


def test_only_what_failed_runs_again(specs: Folder, api: Answers) -> None:
    said = specs.run("specs/", "--lf", "--no-write")
    assert said.code == 1
    assert "1 of 2 specs did not pass the last time in test; 1 left out" in said.out
    listed = specs.run("list", "--last-failed")
    assert "specs/b.md" in listed.out
    assert "specs/a.md" not in listed.out
    assert listed.err == "note: last 1 of 2 specs did not pass the last time in test; 1 left out\n"
    assert "/shaky" in specs.run("show", "--lf").out
    api.bodies["/shaky"] = {}
    assert "✓ 1 passed (1 fixed) ·" in specs.run("--lf", "specs/", "--no-write").out
    asked = len(api.asked)
    said = specs.run("specs/", "--lf", "--no-write")
    assert (said.code, len(api.asked)) == (5, asked)
    assert "  nothing  of 2 specs none failed the last time in test: see --last-failed\n" in said.out


def test_the_record_tells_the_same_news_again(specs: Folder, api: Answers) -> None:
    api.bodies["/shaky"] = {}
    del api.bodies["/items"]
    specs.run("specs/", "--no-write")
    said = specs.run("report", "reports/latest", "--format", "text").out
    assert "✗ 2 failed (1 new) ·" in said
    assert "since: first failed in this run; last passed" in said
    assert "since: first failed 1 run ago," in said


def test_verify_knows_the_past_as_well(specs: Folder) -> None:
    said = specs.run("verify", "specs/", "--lf", "--no-write")
    assert said.code == 1
    assert "✗ 1 failed" in said.out
    assert "new" not in said.out.splitlines()[-6]


def test_runs_that_end_at_the_same_time_lose_nothing(folder: Folder) -> None:
    folder.write({f"specs/{number}.md": FINE for number in range(4)})
    processes = [folder.spawn(f"specs/{number}.md", "--no-write") for number in range(4)]
    for process in processes:
        said, _ = process.communicate(timeout=30)
        assert "history " not in said
        assert process.returncode == 0
    assert "4 specs in test: 4 not failing" in folder.run("history").out


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as POSIX knows them")
def test_what_was_cut_short_has_no_turn(folder: Folder) -> None:
    steps = ("get", "wait, sleep: 60000", "last")
    slow = document("\n".join(f"- {{method: GET, path: /items, id: {step}}}" for step in steps))
    folder.write({"specs/a.md": FINE, "specs/b.md": slow, "specs/c.md": FINE})
    process = folder.spawn("specs/", "--jobs", "1", "--no-write", "-v")
    assert process.stdout
    while "specs/b" not in (line := process.stdout.readline()) and "PASS" not in line:
        assert line
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    assert process.returncode == 130
    assert "3 specs in test: 1 not failing, 2 never ran" in folder.run("history").out


def test_quarantine_holds_and_ends(specs: Folder, api: Answers) -> None:
    entry = "quarantine:\n  - {{spec: specs/b.md, until: {until}, reason: 'waits for BOOK-12'}}\n"
    held = settings(api.url) + entry.format(until="9999-12-31")
    specs.write({"steprun.yaml": held})
    said = specs.run("specs/", "-x", "--jobs", "1", "--no-write")
    assert said.code == 0
    assert "QUAR " in said.out
    assert "✓ 1 passed, 1 quarantined ·" in said.out
    assert specs.run("specs/b.md", "--no-write").code == 5
    assert "◇ quarantined until 9999-12-31: waits for BOOK-12" in specs.run("list").out
    specs.write({"steprun.yaml": settings(api.url) + entry.format(until="2020-01-01")})
    said = specs.run("specs/", "--no-write")
    assert said.code == 1
    assert "steprun.yaml:7: the quarantine of specs/b.md ended with 2020-01-01" in said.out


def test_the_file_says_who_was_in_quarantine(specs: Folder, api: Answers) -> None:
    entry = "quarantine: [{spec: 'GET /items', until: 9999-12-31, reason: x}]\n"
    specs.write({"steprun.yaml": settings(api.url) + entry})
    specs.run("specs/", "--no-write")
    connection = sqlite3.connect(specs.root / "reports" / "history.sqlite")
    rows = connection.execute(
        "SELECT spec, outcome, quarantined FROM history WHERE step = '' ORDER BY at DESC, spec LIMIT 2"
    ).fetchall()
    connection.close()
    assert rows == [("specs/a.md", "p", 0), ("specs/b.md", "f", 1)]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anything")
def test_a_read_only_file_is_read_and_not_written(specs: Folder) -> None:
    file: Path = specs.root / "reports" / "history.sqlite"
    file.chmod(0o444)
    said = specs.run("specs/", "--no-write")
    assert said.code == 1
    assert "  history  reports/history.sqlite cannot be written: attempt to write" in said.out
    assert "✓✗" in specs.run("history").out
