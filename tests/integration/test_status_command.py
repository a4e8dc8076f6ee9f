"""`steprun status` as a user meets it."""

from __future__ import annotations

import json

import pytest

from support.command import Folder, document

VERIFIED = "endpoint: GET /items\nstatus: verified\nverifiedAt: '{}'"


@pytest.fixture
def specs(folder: Folder) -> Folder:
    return folder.write(
        {
            "specs/old.md": document(front=VERIFIED.format("2020-01-01")),
            "specs/never.md": document(front="endpoint: GET /items\nstatus: pending"),
            "specs/parked.md": document(front="endpoint: GET /items\nstatus: skipped\nskipReason: gone"),
        }
    )


def test_the_table_shows_the_worst_first(specs: Folder) -> None:
    said = specs.run("status")
    assert (said.code, said.err) == (0, "")
    words = [line.split() for line in said.out.splitlines() if ".md" in line]
    assert [(each[0], each[-1]) for each in words] == [
        ("stale", "specs/old.md"),
        ("never", "specs/never.md"),
        ("skipped", "specs/parked.md"),
    ]
    assert said.out.endswith("3 specs: 1 stale (older than 30d), 1 never verified, 1 parked\n")


def test_a_run_makes_a_spec_fresh(specs: Folder) -> None:
    assert specs.run("run", "specs/old.md", "--write").code == 0
    said = specs.run("status", "specs/old.md", "--fail-stale", "1h")
    assert (said.code, said.err) == (0, "")
    assert "1 spec: 1 fresh" in said.out


@pytest.mark.parametrize(
    ("words", "code", "late"),
    [
        (["--fail-stale", "90d"], 1, ["specs/old.md", "specs/never.md"]),
        (["--fail-stale", "36500d", "specs/old.md"], 0, []),
        (["--fail-stale", "90d", "specs/parked.md"], 0, []),
        (["--stale-after", "1s"], 0, []),
    ],
)
def test_the_gate_says_which_specs_keep_it_shut(
    specs: Folder, words: list[str], code: int, late: list[str]
) -> None:
    said = specs.run("status", *words)
    assert said.code == code
    assert [line.split(":")[0].strip() for line in said.err.splitlines()[1:]] == late


def test_json_stays_json_when_the_gate_is_shut(specs: Folder) -> None:
    said = specs.run("status", "--format", "json", "--fail-stale", "90d")
    assert said.code == 1
    assert [each["overdue"] for each in json.loads(said.out)["specs"]] == [True, True, False]
    assert said.err.startswith("error: 2 of 3 specs were not verified within 90d\n")


def test_markdown_can_be_pasted(specs: Folder) -> None:
    said = specs.run("status", "--format", "markdown", "specs/old.md")
    assert "| 2020-01-01 | [`GET /items`](specs/old.md) |" in said.out


@pytest.mark.parametrize("time", ["soon", "-1d", "1e9d", "999999999.999999999d"])
@pytest.mark.parametrize("option", ["--stale-after", "--fail-stale"])
def test_a_time_that_is_none_is_refused(specs: Folder, option: str, time: str) -> None:
    said = specs.run("status", option, time)
    assert (said.code, said.out) == (2, "")
    assert option in said.err


def test_a_folder_without_specs_has_no_status(folder: Folder) -> None:
    folder.write({"specs/readme.md": "# Nothing to run\n"})
    said = folder.run("status")
    assert (said.code, said.err) == (5, "error: no spec to look at\n")


def test_a_reader_that_leaves_early_does_not_change_the_verdict(specs: Folder) -> None:
    for style in ("text", "json", "markdown"):
        said = specs.shell(f"steprun status --format {style} --fail-stale 1d | head -0")
        assert (said.code, "Traceback" in said.err) == (1, False)
