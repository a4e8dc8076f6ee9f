"""`--shard` and `steprun merge` as a pipeline uses them: several runs, and one verdict."""

from __future__ import annotations

import json
import shutil
import signal
import time
from pathlib import Path
from random import Random

import pytest

from runner.model.result import Outcome, RunResult
from runner.record import read_record, record_lines
from support.command import Answers, Folder, document
from support.golden import steady
from support.shards import shards_of

ROOT = Path(__file__).parent.parent.parent
SLOW = "- {id: get, method: GET, path: /items}\n- {id: wait, method: GET, path: /items, sleep: 20000}\n"


def read(folder: Path) -> RunResult:
    return read_record((folder / "events.jsonl").read_text().splitlines()).result


def junit(folder: Folder, name: str) -> str:
    return steady((folder.root / name).read_text(encoding="utf-8"))


@pytest.fixture
def ours(folder: Folder) -> Folder:
    """The documents of this repository and its sandbox."""
    shutil.copytree(ROOT / "specs", folder.root / "specs")
    shutil.copytree(ROOT / "swagger", folder.root / "swagger")
    shutil.copy(ROOT / "steprun.yaml", folder.root)
    return folder


@pytest.fixture
def project(folder: Folder) -> Folder:
    """Five documents: one fails, one is parked."""
    folder.write({f"specs/{name}.md": document() for name in "abc"})
    folder.write({"specs/d.md": document("- {id: x, method: GET, path: /gone}")})
    folder.write({"specs/e.md": document(front='endpoint: "GET /items"\nstatus: skipped')})
    return folder


@pytest.fixture
def shards(project: Folder) -> Folder:
    """Their runs in three shards, each with a folder of its own, as CI unpacks them."""
    for number in (1, 2, 3):
        project.run("specs", "--no-write", "--shard", f"{number}/3", "--reports", f"shards/{number}")
    return project


# ---- the whole


@pytest.mark.usefixtures("uncounted")
@pytest.mark.timeout(300)  # two runs of everything, one of them in parts
def test_our_specs_in_three_shards_are_our_specs(ours: Folder) -> None:
    assert ours.run("specs", "--no-write").code == 0
    whole = read((ours.root / "reports" / "latest").resolve())
    for number in (1, 2, 3):
        assert (
            ours.run("specs", "--no-write", "--shard", f"{number}/3", "--reports", f"shards/{number}").code
            == 0
        )
    said = ours.run("merge", "shards", "-o", "reports/merged")
    assert (said.code, said.err) == (0, "")
    assert "merged from 3 shards · 36 specs" in said.out
    assert "✓ 35 passed, 1 skipped" in said.out
    assert junit(ours, "reports/merged/junit.xml") == junit(ours, "reports/junit.xml")

    merged = read(ours.root / "reports" / "merged")
    assert [spec.scenario.key for spec in merged.specs] == [spec.scenario.key for spec in whole.specs]
    assert [spec.outcome for spec in merged.specs] == [spec.outcome for spec in whole.specs]
    assert [len(spec.steps) for spec in merged.specs] == [len(spec.steps) for spec in whole.specs]
    assert max(spec.worker for spec in merged.specs) >= 8  # each shard has workers of its own
    assert all(0 <= spec.began <= merged.seconds for spec in merged.specs)

    for seed in range(5):  # and however else they might have been cut
        random = Random(seed)
        numbers = [random.randint(1, 4) for _ in whole.specs]
        parts = ours.root / f"parts{seed}"
        for part in shards_of(whole, numbers, 4):
            (parts / part.run_id).mkdir(parents=True)
            (parts / part.run_id / "events.jsonl").write_text("".join(record_lines(part)))
        assert ours.run("merge", f"parts{seed}", "-o", f"merged{seed}", "-q").code == 0
        assert junit(ours, f"merged{seed}/junit.xml") == junit(ours, "reports/junit.xml")


def test_what_comes_out_is_a_run_like_any_other(shards: Folder) -> None:
    said = shards.run("merge", "shards")
    assert said.code == 0  # the gate judges
    latest = (shards.root / "reports" / "latest").resolve()
    assert f"record   reports/{latest.name} · as a page: steprun report" in said.out
    assert "shards   3 of 3" in said.out
    assert "1 failed, 3 passed, 1 skipped" in said.out
    again = shards.run("report", "--format", "text")
    assert "merged from 3 shards · 5 specs" in again.out
    assert shards.run("report", "--format", "junit", "-o", "again.xml").code == 0
    assert (shards.root / "again.xml").read_bytes() == (shards.root / "reports" / "junit.xml").read_bytes()


@pytest.mark.parametrize(
    "named",
    [
        ["shards"],
        ["shards/1", "shards/2", "shards/3"],
        ["shards/3", "shards/1/latest/events.jsonl", "shards/2/latest"],
    ],
)
def test_shards_are_meant_by_any_folder_they_lie_in(shards: Folder, named: list[str]) -> None:
    assert shards.run("merge", *named, "-o", "merged").code == 0
    assert [spec.scenario.key for spec in read(shards.root / "merged").specs] == [
        f"specs/{name}.md" for name in "abcde"
    ]


def test_copies_of_a_record_count_once(shards: Folder) -> None:
    """`latest` may come out of an archive as a folder."""
    latest = shards.root / "shards" / "1" / "latest"
    real = latest.resolve()
    latest.unlink()
    shutil.copytree(real, latest)
    assert shards.run("merge", "shards", "-o", "merged").code == 0


def test_what_the_whole_came_to_is_remembered_once(shards: Folder) -> None:
    assert shards.run("history").code == 5  # a shard alone is no turn
    for name in ("merged", "again"):
        assert shards.run("merge", "shards", "-o", name).code == 0
    (spec,) = json.loads(shards.run("history", "specs/d.md", "--format", "json").out)["specs"]
    assert [turn["outcome"] for turn in spec["turns"]] == ["failed"]


def test_beside_its_folder_and_the_history_nothing_is_touched(shards: Folder) -> None:
    assert shards.run("merge", "shards", "-o", "out/merged", "--format", "junit").code == 0
    assert [path.name for path in (shards.root / "out").iterdir()] == ["merged"]
    assert sorted(path.name for path in (shards.root / "out" / "merged").iterdir()) == [
        "events.jsonl",
        "junit.xml",
    ]
    assert [path.name for path in (shards.root / "reports").iterdir()] == ["history.sqlite"]


def test_from_another_folder_it_comes_to_the_same(shards: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shards.run("merge", "shards", "-o", "here").code == 0
    (shards.root / "below").mkdir()
    monkeypatch.chdir(shards.root / "below")
    assert shards.run("merge", "../shards", "-o", "../there").code == 0
    assert junit(shards, "here/junit.xml") == junit(shards, "there/junit.xml")


# ---- what is missing


def test_a_shard_that_left_no_record_is_an_error_in_the_whole(shards: Folder) -> None:
    shutil.rmtree(shards.root / "shards" / "2")
    said = shards.run("merge", "shards", "-o", "merged")
    assert said.code == 0
    assert "not run: shard 2/3 left no record" in said.out
    assert "shards   2 of 3: 2/3 left no record" in said.out
    result = read(shards.root / "merged")
    assert len(result.specs) == 5
    lost = [spec for spec in result.specs if spec.outcome is Outcome.ERROR]
    assert lost
    errors = sum(int(suite.get("errors", 0)) for suite in shards.report("merged/junit.xml"))
    assert errors == len(lost)


def test_a_shard_that_was_killed_keeps_what_was_over(folder: Folder, api: Answers) -> None:
    folder.write({"specs/a.md": document(), "specs/b.md": document(SLOW), "specs/c.md": document()})
    process = folder.spawn("specs", "--no-write", "--jobs", "1", "--shard", "1/1")
    events = folder.root / "reports" / "latest" / "events.jsonl"
    until = time.monotonic() + 20
    while time.monotonic() < until and not (events.exists() and '"spec_finished"' in events.read_text()):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    said = folder.run("merge", "latest", "-o", "merged")
    assert said.code == 0
    assert "shards   1 of 1: 1/1 broke off" in said.out
    outcomes = [spec.outcome for spec in read(folder.root / "merged").specs]
    assert outcomes == [Outcome.PASSED, Outcome.ERROR, Outcome.ERROR]


@pytest.mark.parametrize("left", [b"", b'{"event":"run_started","format":1,"run_'])
def test_a_shard_that_was_killed_at_once_left_no_record(shards: Folder, left: bytes) -> None:
    (events,) = (file for file in (shards.root / "shards" / "2").glob("2*/events.jsonl"))
    events.write_bytes(left)
    said = shards.run("merge", "shards", "-o", "merged")
    assert said.code == 0
    assert "shards   2 of 3: 2/3 left no record" in said.out
    said = shards.run("merge", "shards/2", "-o", "merged")
    assert said.code == 2
    assert said.err.startswith("error: no run has begun in shards/2/")


def test_a_shard_that_was_left_nothing_is_a_shard(folder: Folder, api: Answers) -> None:
    folder.write({"specs/a.md": document()})
    codes = [
        folder.run("specs", "--no-write", "--shard", f"{number}/3", "--reports", f"shards/{number}").code
        for number in (1, 2, 3)
    ]
    assert codes == [0, 0, 0]
    said = folder.run("merge", "shards", "-o", "merged")
    assert "shards   3 of 3" in said.out
    assert "✓ 1 passed" in said.out


# ---- what does not belong together


def test_what_does_not_belong_together_is_refused_with_a_reason(shards: Folder) -> None:
    folder = shards.root / "shards"
    shards.run("specs", "--no-write", "--shard", "2/3", "--reports", "shards/2")
    said = shards.run("merge", "shards", "-o", "merged")
    assert said.code == 2
    assert said.err.startswith("error: these runs do not belong together\n  shards/2/")
    assert "are both shard 2/3" in said.err
    assert not (shards.root / "merged").exists()

    shutil.rmtree(folder / "2")
    shards.run("specs", "--no-write", "--shard", "2/3", "-k", "a or b", "--reports", "shards/2")
    said = shards.run("merge", "shards")
    assert said.code == 2
    assert "with the others, and shards/2/" in said.err

    shutil.rmtree(folder / "2")
    shards.run("specs", "--no-write", "--reports", "shards/2")
    assert "is no shard, but a whole run" in shards.run("merge", "shards").err


def test_a_document_that_changed_meanwhile_makes_another_whole(shards: Folder) -> None:
    shutil.rmtree(shards.root / "shards" / "2")
    shards.write({"specs/a.md": document("- {id: get, method: GET, path: /items, description: other}")})
    shards.run("specs", "--no-write", "--shard", "2/3", "--reports", "shards/2")
    said = shards.run("merge", "shards")
    assert said.code == 2
    assert "read other texts of the same documents" in said.err


def test_writing_over_one_of_the_runs_is_refused(shards: Folder) -> None:
    (name,) = (path.name for path in (shards.root / "shards" / "1").iterdir() if path.name.startswith("2"))
    said = shards.run("merge", "shards", "-o", f"shards/1/{name}")
    assert said.code == 2
    assert "is one of the runs" in said.err


def test_what_cannot_be_written_is_told(shards: Folder) -> None:
    (shards.root / "out").write_text("a file")
    said = shards.run("merge", "shards", "-o", "out")
    assert said.code == 3
    assert "Recorder could not write" in said.err
    assert "record   out was not written" in said.out


@pytest.mark.parametrize(
    ("words", "what", "hint"),
    [
        (["merge"], "Missing argument 'RUNS...'", ""),
        (["merge", "nowhere"], "there is no run `nowhere`", "latest"),
        (["merge", "specs"], "there is no recorded run below specs", "events.jsonl"),
        (["merge", "shards", "--format", "pdf"], "there is no format `pdf`", "junit"),
        (["specs", "--shard", "5/4"], "of 4 the last is 4/4, not 5/4", ""),
        (["specs", "--shard", "0/4"], "the first is 1/4, not 0/4", ""),
        (["specs", "--shard", "/"], "write which one of how many, such as 2/4, not '/'", ""),
        (["specs", "--shard", "1/0"], "such as 2/4, not '1/0'", ""),
    ],
)
def test_a_typing_error_is_told_with_what_was_meant(
    shards: Folder, words: list[str], what: str, hint: str
) -> None:
    said = shards.run(*words)
    assert said.code == 2
    assert what in said.err
    assert hint in said.err


def test_the_shard_may_come_from_the_surroundings(project: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEPRUN_SHARD", "2/5")
    assert "· shard 2/5 · 1 spec of 5" in project.run("specs", "--no-write").out
    monkeypatch.setenv("STEPRUN_SHARD", "")
    assert "· 5 specs, " in project.run("specs", "--no-write").out
    monkeypatch.setenv("STEPRUN_SHARD", "2 of 5")
    assert "the value comes from the environment variable STEPRUN_SHARD" in project.run("specs").err


def test_verify_shares_out_what_it_lints_too(folder: Folder, api: Answers) -> None:
    folder.write({f"specs/{name}.md": document() + "\n## Parameters\n\n| a |\n" for name in "ab"})
    folder.write(
        {"specs/a.md": document("- {id: get, method: GET, path: /items, params: {q: '{{nowhere}}'}}")}
    )
    found = [folder.run("verify", "specs", "--no-write", "--shard", f"{number}/2") for number in (1, 2)]
    assert sum("nowhere" in said.out for said in found) == 1


def test_shards_of_verify_leave_out_what_the_whole_leaves_out(folder: Folder, api: Answers) -> None:
    """Blocks that no claim is about do not run; the shards know that of each other."""
    example = "\n## Example\n```yaml\nsteps:\n  - {id: more, method: GET, path: /items}\n```\n"
    folder.write({f"specs/{name}.md": document() + example for name in "abc"})
    for number in (1, 2):
        shard = f"{number}/2"
        assert folder.run("verify", "specs", "--no-write", "--shard", shard, "--reports", shard).code == 0
    said = folder.run("merge", "1", "2", "-o", "merged")
    assert said.code == 0, said.all
    assert "merged from 2 shards · 3 specs" in said.out
    assert folder.run("gate", "merged").code == 0


def test_shards_of_verify_find_what_the_whole_finds(folder: Folder, api: Answers) -> None:
    """Documents of one endpoint bear witness for each other, and so stay in one shard."""
    api.bodies["/items/1"] = {"id": 1}
    for name, path, status in (("a", "/items/1", 200), ("b", "/items/9", 404), ("c", "/items/1", 200)):
        step = f"- {{id: get, method: GET, path: {path}, expect: {{status: {status}}}}}"
        codes = "\n## Response Codes\n\n| code | |\n| --- | --- |\n| 200 | found |\n| 404 | not there |\n"
        front = f'endpoint: "GET /items/{{{name}}}"'
        folder.write({f"specs/{name}.md": document(step, front=front) + codes})
    folder.write({"specs/d.md": document()})
    assert folder.run("verify", "specs", "--no-write").code == 0
    for number in (1, 2, 3):
        shard = f"{number}/3"
        assert folder.run("verify", "specs", "--no-write", "--shard", shard, "--reports", shard).code == 0
    assert folder.run("merge", "1", "2", "3", "-o", "merged").code == 0
    assert junit(folder, "merged/junit.xml") == junit(folder, "reports/junit.xml")
