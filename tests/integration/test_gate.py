"""`steprun gate` as the last job of a pipeline uses it."""

from __future__ import annotations

import json

import pytest

from support.command import Answers, Folder, document

GONE = "- {id: x, method: GET, path: /gone}"


@pytest.fixture
def ran(folder: Folder, api: Answers) -> Folder:
    """After a run with two that pass and one that fails, which is `base`."""
    folder.write({"specs/a.md": document(), "specs/b.md": document(GONE), "specs/c.md": document()})
    assert folder.run("specs", "--no-write", "--reports", "base").code == 1
    assert folder.run("specs", "--no-write").code == 1
    return folder


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 1, "✗ the gate is shut: max-failures"),
        (["latest"], 1, "✗ shut  max-failures  1, at most 0 allowed"),
        (["--max-failures", "1"], 0, "✓ the gate is open"),
        (["--min-pass-rate", "66%"], 0, "66.66% of 3 specs that were not skipped, at least 66% asked"),
        (["--min-pass-rate", "66.67"], 1, "at least 66.67% asked"),
        (["--base", "base/latest"], 0, "0 new, and 1 that were there before"),
        (["--no-new-failures"], 1, "1 new"),
        (["--max-flaky", "0", "--max-skipped", "0%"], 0, "✓ open  max-skipped"),
    ],
)
def test_it_is_open_or_shut(ran: Folder, words: list[str], code: int, said: str) -> None:
    found = ran.run("gate", *words)
    assert (found.code, found.err) == (code, "")
    assert said in found.out


def test_a_failure_that_the_base_does_not_have_shuts_it(ran: Folder) -> None:
    ran.write({"specs/c.md": document(GONE)})
    ran.run("specs", "--no-write")
    said = ran.run("gate", "--base", "base/latest")
    assert said.code == 1
    assert "1 new, and 1 that were there before (compared with run " in said.out
    assert "specs/c.md:10  status 2xx → 404 Not Found\n" in said.out
    assert "specs/b.md" not in said.out


def test_a_base_of_another_environment_is_pointed_out(ran: Folder) -> None:
    text = (ran.root / "steprun.yaml").read_text()
    url = text.partition("base_url: ")[2].split()[0]
    ran.write(
        {"steprun.yaml": f"{text}  other: {{base_url: '{url}', tokens: {{staff: {{value: abcdefgh}}}}}}\n"}
    )
    ran.run("specs", "--no-write", "--env", "other")
    said = ran.run("gate", "--base", "base/latest")
    assert said.code == 0
    assert said.err == "note: the base ran in `test`, and this run in `other`\n"


def test_a_shard_alone_is_not_good_enough_and_all_together_are(folder: Folder, api: Answers) -> None:
    folder.write({f"specs/{name}.md": document() for name in "abcd"})
    for number in (1, 2):
        folder.run("specs", "--no-write", "--shard", f"{number}/2", "--reports", f"shards/{number}")
    alone = folder.run("gate", "shards/1/latest")
    assert alone.code == 1
    assert "this is shard 1/2 only" in alone.out
    folder.run("merge", "shards/1", "-o", "part", "-q")
    said = folder.run("gate", "part", "--max-failures", "99")
    assert said.code == 1
    assert "✗ shut  finished      shard 2/2 left no record" in said.out
    folder.run("merge", "shards", "-o", "whole", "-q")
    assert folder.run("gate", "whole").code == 0


def test_a_run_that_stopped_at_the_first_failure_did_not_come_to_its_end(ran: Folder) -> None:
    ran.run("specs", "--no-write", "-x", "--jobs", "1")
    said = ran.run("gate", "--max-failures", "9")
    assert said.code == 1
    assert "✗ shut  finished" in said.out
    assert "1 spec not run: stopped after 1 that did not pass" in said.out


def test_what_an_earlier_run_verified_does_not_open_it_for_a_run_of_nothing(
    folder: Folder, api: Answers
) -> None:
    folder.write({"specs/a.md": document()})
    assert folder.run("specs", "--no-write").code == 0
    assert folder.run("gate").code == 0
    assert folder.run("specs", "--no-write", "-k", "nowhere").code == 5
    said = folder.run("gate")
    assert said.code == 1
    assert "✗ shut  verified" in said.out


def test_programs_read_the_figures(ran: Folder) -> None:
    said = ran.run("gate", "--format", "json")
    assert said.code == 1
    value = json.loads(said.out)
    assert value["open"] is False
    assert [(rule["rule"], rule["open"]) for rule in value["rules"]] == [
        ("finished", True),
        ("verified", True),
        ("max-failures", False),
    ]


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["nowhere"], "there is no run `nowhere` in reports"),
        (["--base", "nowhere"], "there is no run `nowhere` in reports"),
        (["--base", "latest"], "the base is the run itself, "),
        (["base/latest", "--base", "base/latest"], "nothing in it could be new"),
        (["--min-pass-rate", "101%"], "write a percentage from 0% to 100%"),
        (["--max-failures", "-1"], "-1 is not in the range"),
        (["--max-failuers", "1"], "no such option: --max-failuers"),
    ],
)
def test_a_typing_error_is_told(ran: Folder, words: list[str], what: str) -> None:
    said = ran.run("gate", *words)
    assert said.code == 2
    assert what in said.err


def test_the_verdict_does_not_depend_on_who_reads_it(ran: Folder) -> None:
    assert ran.shell("steprun gate | head -c 0").code == 1
