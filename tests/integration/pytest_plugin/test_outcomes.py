"""What pytest says of a spec that passed, failed, could not be tested, or was skipped; in all its reports."""

from __future__ import annotations

import io
import json
import re
import sys
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from runner.engine.scenarios import run_scenario
from runner.model.about import Quarantine
from runner.model.result import SpecResult
from support.command import TOKEN, document
from support.suite import Suite

GET = "- {id: get, method: GET, path: /items}"
FAIL = "- {id: get, method: GET, path: /items, expect: {body: {$.name: y}}}"
HEAD = 'endpoint: "GET /items"\ndomain: shop\ntags: [a, b]'
INVALID = "- {id: get, methd: GET, path: /x}\n- {id: other, method: GET, path: /x, expcet: 5}"
FLAKY = "- {id: get, method: GET, path: /late, retry: {times: 3, interval_ms: 1}}"


def failures(run: pytest.RunResult) -> str:
    """What stands below the heading of the failures, or of the errors."""
    text = run.stdout.str()
    for heading in ("= FAILURES =", "= ERRORS ="):
        if heading in text:
            return text.partition(heading)[2].partition("= short test summary info =")[0]
    return ""


def test_a_spec_that_passes_is_a_test_that_passes(suite: Suite) -> None:
    suite.write({"specs/a.md": document()})
    done = suite.run("specs")
    done.assert_outcomes(passed=1)
    assert done.ret == 0
    assert suite.api.asked == ["GET /items"]
    assert "status: pending" in (suite.root / "specs/a.md").read_text()
    assert not (suite.root / "reports").exists()


def test_a_failure_is_our_block_and_no_traceback(suite: Suite) -> None:
    suite.write({"specs/a.md": document(FAIL, Cleanup="- {id: tidy, method: GET, path: /items?tidy}")})
    done = suite.run("specs")
    done.assert_outcomes(failed=1)
    assert done.ret == 1
    done.stdout.fnmatch_lines(
        [
            '*error?body?: *expected "y"*',
            "*╭─ specs/a.md:15:*",
            "*Test Request › get*step 1 of 2*",
            "*← 200 OK · *",
            "*rerun: steprun specs/a.md:15",
            "*Captured steprun steps call*",
            "✗ failed   Test Request › get · GET /items · 200 · *",
            "✓ passed   Cleanup › tidy · GET /items · 200 · *",
            'FAILED specs/a.md::GET /items - $.name "y" → "x"',
        ]
    )
    said = done.stdout.str()
    assert not any(word in said for word in ("Traceback", "runner/", "items.py", "NotPassedError"))


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("- {id: get, method: GET, path: '/{{nobody}}'}", "`{{nobody}}` has no value"),
        ("- {id: get, method: GET, path: /items, token: admin}", "token `admin` is not set"),
        ("- {id: get, method: GET, path: /items, onFail: skip, token: admin}", "token `admin` is not set"),
        ("- {id: get, methd: GET, path: /items}", "`method` is missing in step `get` (+1 more)"),
    ],
)
def test_what_could_not_be_tested_is_an_error_and_says_so(suite: Suite, step: str, said: str) -> None:
    suite.write({"specs/a.md": document(step)})
    done = suite.run("specs", "--junitxml=junit.xml", "-o", "console_output_style=count", "-vv")
    done.assert_outcomes(errors=1)
    assert done.ret == 1
    done.stdout.fnmatch_lines(["specs/a.md::GET /items*ERROR*"])
    assert f"ERROR specs/a.md::GET /items - could not be tested: {said}\n" in f"{done.stdout.str()}\n"
    error = suite.cases()["a"].find("error")
    assert error is not None
    assert f"could not be tested: {said}" in error.attrib["message"]
    assert "Traceback" not in done.stdout.str()


def test_a_dead_host_is_an_error(suite: Suite) -> None:
    suite.write({"specs/a.md": document("- {method: GET, path: /items, onFail: skip}")})
    done = suite.run("specs", "--steprun-base-url=http://127.0.0.1:9")
    done.assert_outcomes(errors=1)
    done.stdout.fnmatch_lines(["ERROR specs/a.md::GET /items - could not be tested: *127.0.0.1:9*"])


def test_an_invalid_spec_tells_all_its_faults_and_stands_in_nobodys_way(suite: Suite) -> None:
    suite.write({"specs/a.md": document(INVALID), "specs/b.md": document()})
    done = suite.run("specs")
    done.assert_outcomes(errors=1, passed=1)
    told = failures(done)
    assert "error[SR203]: unknown key `methd` in step `get`" in told
    assert "error[SR203]: unknown key `expcet` in step `other`" in told


@pytest.mark.parametrize("front", ["endpoint: nonsense", "endpoint: [", 'endpoint: "GET /items"'])
def test_a_spec_whose_endpoint_cannot_be_read_is_an_item_all_the_same(suite: Suite, front: str) -> None:
    text = document(front=front).replace("---\n# Items", "" if "GET" in front else "---\n# Items")
    suite.write({"specs/a.md": text})
    done = suite.run("specs", "-v")
    done.assert_outcomes(errors=1)
    assert "error[SR10" in failures(done)


def test_a_file_that_is_no_text_is_an_error_too(suite: Suite) -> None:
    suite.write({"specs/a.md": ""})
    (suite.root / "specs/a.md").write_bytes(document().encode("utf-16"))
    done = suite.run("specs")
    done.assert_outcomes(errors=1)
    assert "is not UTF-8" in failures(done)


def test_a_skip_names_its_reason_and_its_line(suite: Suite) -> None:
    step = "- {id: get, method: GET, path: /none, onFail: skip, skipReason: 'no [items] today'}"
    parked = document(front='endpoint: "GET /items"\nstatus: skipped\nskipReason: later')
    suite.write({"specs/a.md": document(step), "specs/b.md": parked})
    done = suite.run("specs", "-rs")
    done.assert_outcomes(skipped=2)
    assert "SKIPPED [1] specs/a.md:10: no [items] today" in done.outlines
    assert "SKIPPED [1] specs/b.md:8: later" in done.outlines
    suite.run("specs/b.md", "--steprun-force").assert_outcomes(passed=1)


def test_what_passed_only_just_is_told_in_the_end(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    tolerated = f"- {{id: odd, method: GET, path: /odd, onFail: continue}}\n{GET}"
    suite.write({"specs/a.md": document(FLAKY), "specs/b.md": document(tolerated), "specs/c.md": document()})
    said, late = suite.api.said, [404, 404]
    monkeypatch.setattr(
        type(suite.api),
        "said",
        lambda _self, path: (late.pop() if late else 200, b"{}") if path == "/late" else said(path),
    )
    done = suite.run("specs", "--junitxml=junit.xml")
    done.assert_outcomes(passed=3)
    done.stdout.fnmatch_lines(
        [
            "*= steprun notes =*",
            "specs/a.md::GET /items",
            "  flaky: passed at attempt 3",
            "specs/b.md::GET /items",
            "  tolerated: Test Request › odd: status 2xx → 404 Not Found",
        ],
        consecutive=True,
    )
    assert properties(suite.cases()["a"])["flaky"] == "passed at attempt 3"
    assert properties(suite.cases()["b"])["tolerated"] == "1"


@pytest.mark.parametrize("words", [[], ["--runxfail"]])
def test_what_is_in_quarantine_is_expected_to_fail(
    suite: Suite, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    def quarantined(*given: object) -> SpecResult:
        result = run_scenario(*given)  # type: ignore[arg-type]  # handed on as they come
        quarantine = Quarantine(date(2027, 1, 2), "the shop is being rebuilt")
        return replace(result, scenario=replace(result.scenario, quarantine=quarantine))

    monkeypatch.setattr("runner.app.turns.run_scenario", quarantined)
    suite.write({"specs/a.md": document(FAIL), "specs/b.md": document()})
    done = suite.run("specs", "-rx", *words)
    if words:
        done.assert_outcomes(failed=1, passed=1)
        return
    done.assert_outcomes(xfailed=1, passed=1)
    assert done.ret == 0
    done.stdout.fnmatch_lines(
        [
            '  quarantine until 2027-01-02: the shop is being rebuilt: $.name "y" → "x"',
            "XFAIL specs/a.md::GET /items - quarantine until 2027-01-02: the shop is being rebuilt",
        ]
    )


def test_nothing_that_is_said_drives_the_terminal_or_the_job(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil = "x\n::error::y \x1b]52;c;eA==\x07\x9b2J\u202e ##[error]z\r\n  ::add-mask::w"

    def quarantined(*given: object) -> SpecResult:
        result = run_scenario(*given)  # type: ignore[arg-type]  # handed on as they come
        quarantine = Quarantine(date(2027, 1, 2), evil) if "wards" in result.scenario.file else None
        return replace(result, scenario=replace(result.scenario, quarantine=quarantine))

    monkeypatch.setattr("runner.app.turns.run_scenario", quarantined)
    settings = (suite.root / "steprun.yaml").read_text().replace("test", json.dumps(evil))
    front = f"endpoint: GET /items\nstatus: pending\ndomain: {json.dumps(evil)}\ntags: [{json.dumps(evil)}]"
    failing = document(FAIL.replace("y}", json.dumps(evil) + "}"), front=front)
    skipping = document(
        f"- {{id: a, method: GET, path: /none, onFail: skip, skipReason: {json.dumps(evil)}}}"
    )
    suite.write(
        {"steprun.yaml": settings, "specs/a.md": failing, "specs/wards.md": failing, "specs/b.md": skipping}
    )
    said = suite.run("specs", "-v", "-rA", "--junitxml=junit.xml").stdout.str()
    assert "XFAIL" in said
    assert "::error::y" in said
    for row in said.split("\n"):
        assert not row.lstrip().startswith("::")
        assert not re.search(r"##\[|[\x00-\x1f\x7f-\x9f\u202e]", row)
    assert set(suite.cases()) == {"a", "b", "wards"}


def test_a_terminal_without_our_glyphs_gets_others(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    suite.write({"specs/a.md": document(FAIL)})
    monkeypatch.setattr(sys, "__stdout__", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    said = suite.run("specs").stdout.str()
    assert said.isascii()
    assert "    +- specs/a.md:10:66" in said
    assert 'FAILED specs/a.md::GET /items - $.name "y" -> "x"' in said


def test_nobody_has_to_look(suite: Suite) -> None:
    suite.write({"specs/a.md": document(FAIL)})
    assert suite.run("specs", "-p", "no:terminal", "--junitxml=junit.xml").ret == 1
    assert suite.cases()["a"].find("failure") is not None


# ---- the reports of pytest


def properties(case: ET.Element) -> dict[str, str]:
    return {each.attrib["name"]: each.attrib["value"] for each in case.iter("property")}


def test_the_junit_of_pytest_has_it_all(suite: Suite) -> None:
    broken = document("- {method: GET, path: /items, token: admin}", front=HEAD)
    skipped = document("- {method: GET, path: /none, onFail: skip}", front=HEAD)
    suite.write(
        {
            "specs/passed.md": document(front=HEAD),
            "specs/failed.md": document(FAIL, front=HEAD),
            "specs/broken.md": broken,
            "specs/skipped.md": skipped,
        }
    )
    suite.run("specs", "--junitxml=junit.xml", "-o", "junit_family=xunit1")
    cases = suite.cases()
    kinds = {name: [part.tag for part in case if part.tag != "properties"] for name, case in cases.items()}
    assert kinds == {"passed": [], "failed": ["failure"], "broken": ["error"], "skipped": ["skipped"]}
    failure = cases["failed"].find("failure")
    assert failure is not None
    assert failure.attrib["message"] == '$.name "y" → "x"'
    assert (failure.text or "").startswith("error[body]: ")
    assert cases["failed"].attrib["file"] == "specs/failed.md"
    assert cases["failed"].attrib["line"] == "10"  # from 0, as pytest counts
    said = properties(cases["failed"])
    assert {"seconds"} == said.keys() - {
        "domain", "endpoint", "tags", "environment", "outcome", "steps"
    }  # fmt: skip
    assert (said["domain"], said["tags"]) == ("shop", "a, b")
    assert (said["endpoint"], said["environment"], said["outcome"], said["steps"]) == (
        "GET /items",
        "test",
        "failed",
        "1",
    )
    assert float(said["seconds"]) > 0


def test_the_place_is_where_the_step_is_written_also_in_a_spec_that_is_used(suite: Suite) -> None:
    suite.write({"specs/a.md": document("- {use: b.md}"), "specs/b.md": document(FAIL)})
    suite.run("specs/a.md", "--junitxml=junit.xml", "-o", "junit_family=xunit1")
    assert suite.cases()["a"].attrib["file"] == "specs/b.md"


@pytest.mark.parametrize("style", ["long", "short", "native", "line", "no"])
def test_every_style_of_traceback_is_ours(suite: Suite, style: str) -> None:
    suite.write({"specs/a.md": document(FAIL)})
    said = suite.run("specs", f"--tb={style}").stdout.str()
    assert ("error[body]" in said) is (style not in ("line", "no"))
    assert ('specs/a.md:10: $.name "y" → "x"' in said) is (style == "line")
    assert "NotPassedError" not in said


# ---- what selects by outcome


def test_the_last_failed_and_the_first_failure(suite: Suite) -> None:
    suite.write({"specs/a.md": document(), "specs/b.md": document(FAIL), "specs/c.md": document(INVALID)})
    suite.run("specs", "-x").assert_outcomes(passed=1, failed=1)
    suite.run("specs").assert_outcomes(passed=1, failed=1, errors=1)
    again = suite.run("specs", "--lf")
    again.assert_outcomes(failed=1, errors=1)
    suite.write({"specs/b.md": document(), "specs/c.md": document()})
    suite.run("specs", "--lf").assert_outcomes(passed=2)
    suite.run("specs", "--lf").assert_outcomes(passed=3)


def test_an_error_ends_a_run_that_stops_at_the_first_failure(suite: Suite) -> None:
    suite.write({"specs/a.md": document(INVALID), "specs/b.md": document()})
    suite.run("specs", "-x").assert_outcomes(errors=1)
    assert suite.api.asked == []


# ---- what may go wrong beside the specs


def test_a_server_that_does_not_start_is_an_error_of_each_item_and_is_tried_once(suite: Suite) -> None:
    count = "import pathlib\nwith pathlib.Path('starts').open('a') as file:\n    file.write('x')\n"
    server = 'environments: {sandbox: {server: {command: "python dead.py", url: "http://127.0.0.1:9/"}}}'
    suite.write({"dead.py": count, "steprun.yaml": server})
    suite.write({"specs/a.md": document(), "specs/b.md": document()})
    done = suite.run("specs")
    done.assert_outcomes(errors=2)
    assert (suite.root / "starts").read_text() == "x"
    done.stdout.fnmatch_lines(
        [
            "error: the server `python dead.py` ended with exit code 0 before it answered*",
            "  help: see `server:` in steprun.yaml",
            "ERROR specs/a.md::GET /items - could not be tested: the server `python dead.py` *",
        ]
    )
    assert "Traceback" not in done.stdout.str()


def test_warnings_that_are_errors_are_no_trouble(suite: Suite) -> None:
    suite.pytester.makeini("[pytest]\nfilterwarnings = error\naddopts = --strict-markers --strict-config\n")
    suite.write({"specs/a.md": document(front=HEAD), "specs/b.md": document(FAIL)})
    done = suite.spawn("specs")
    done.assert_outcomes(passed=1, failed=1)
    assert "Warning" not in done.stdout.str() + done.stderr.str()


def test_status_is_written_on_request(suite: Suite) -> None:
    suite.write({"specs/a.md": document(), "specs/b.md": document(FAIL)})
    done = suite.run("specs", "--steprun-write", "--junitxml=junit.xml")
    done.assert_outcomes(passed=1, failed=1)
    assert "status: verified" in (suite.root / "specs/a.md").read_text()
    assert "status: failed" in (suite.root / "specs/b.md").read_text()
    written = properties(suite.cases()["a"])["front matter"]
    assert written == "written  specs/a.md: pending → verified"


def test_what_could_not_be_written_is_told(suite: Suite) -> None:
    text = document(front='{endpoint: "GET /items", status: pending}')
    suite.write({"specs/a.md": text})
    done = suite.run("specs", "--steprun-write")
    done.assert_outcomes(passed=1)
    done.stdout.fnmatch_lines(["  refused  specs/a.md stays as it is: *"])


# ---- the contract

CONTRACT = {
    "openapi": "3.0.0",
    "info": {"title": "Items", "version": "1"},
    "paths": {
        "/items": {
            "get": {
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {"type": "object", "properties": {"name": {"type": "integer"}}}
                            }
                        },
                    }
                }
            }
        }
    },
}


@pytest.mark.parametrize("mode", ["off", "warn", "fail"])
def test_the_contract_is_off_told_or_decides(suite: Suite, mode: str) -> None:
    suite.write(
        {"swagger/items.json": json.dumps(CONTRACT), "specs/a.md": document(), "specs/b.md": document()}
    )
    done = suite.run("specs", f"--steprun-contract={mode}", "--junitxml=junit.xml")
    said = done.stdout.str()
    if mode == "fail":
        done.assert_outcomes(failed=2)
        assert "error[contract]: " in failures(done)
        return
    done.assert_outcomes(passed=2)
    assert ("$.name" in said) is (mode == "warn")
    assert properties(suite.cases()["a"]).get("contract") == ("1 error" if mode == "warn" else None)


# ---- secrets


def test_no_token_is_shown_anywhere(suite: Suite) -> None:
    suite.write({"specs/a.md": document(FAIL), "specs/b.md": document()})
    suite.api.bodies["/items"] = {"name": TOKEN}
    words = ("--log-level=DEBUG", "-rA", "-vv", "--junitxml=junit.xml", "-o", "junit_logging=all")
    done = suite.run("specs", *words)
    done.assert_outcomes(failed=1, passed=1)
    said = done.stdout.str() + done.stderr.str() + (suite.root / "junit.xml").read_text()
    assert TOKEN not in said
    assert "httpcore" not in said


def test_other_tests_hear_what_the_http_library_says(suite: Suite) -> None:
    heard = "import logging\n\n\ndef test_z(caplog):\n    logging.getLogger('httpcore.x').warning('heard')\n    assert 'heard' in caplog.text\n"
    suite.write({"specs/a.md": document(), "tests/test_z.py": heard})
    suite.run("specs", "tests").assert_outcomes(passed=2)
