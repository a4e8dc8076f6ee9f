"""`steprun coverage` as a user meets it: a run leaves a record, and the record is read."""

from __future__ import annotations

import json
import signal
import sys
import time

import pytest

from support.command import Answers, Folder, document

FRONT = "endpoint: GET /items\nstatus: pending\ndomain: shop"

ITEMS = """
openapi: 3.0.0
paths:
  /items:
    get: {responses: {200: {content: {application/json: {schema: {type: object}}}}, 404: {description: none}}}
"""


@pytest.fixture
def shop(folder: Folder) -> Folder:
    return folder.write({"specs/items.md": document(front=FRONT), "swagger/shop/items.yaml": ITEMS})


def test_before_a_run_it_says_how_to_get_one(shop: Folder, api: Answers) -> None:
    said = shop.run("coverage")
    assert (said.code, said.err) == (0, "")
    assert "note: there is no recorded run in reports: `steprun run` makes one" in said.out
    assert "    200 expected · 404\n" in said.out
    assert api.asked == []


def test_after_a_run_it_tells_what_was_observed_and_what_was_not(shop: Folder, api: Answers) -> None:
    assert shop.run("run").code == 0
    said = shop.run("coverage")
    assert said.code == 0
    assert ["shop", "2", "0", "1", "1", "1", "50%"] in [line.split() for line in said.out.splitlines()]
    assert "Never observed (1)\n  GET /items\n    404\n" in said.out
    assert "50%: the last run observed 1 of 2 documented answers" in said.out
    assert len(api.asked) == 1


@pytest.mark.parametrize(("least", "code"), [("50%", 0), ("50", 0), ("50.1%", 1), ("100 %", 1), ("0%", 0)])
def test_the_gate_is_the_share_of_what_is_documented(shop: Folder, least: str, code: int) -> None:
    shop.run("run")
    said = shop.run("coverage", "--min", least)
    assert said.code == code
    assert said.err.startswith("error: the last run observed 50% of the documented answers") is bool(code)


@pytest.mark.parametrize("least", ["101%", "half", "-5%", "1e9", "nan", ""])
def test_a_percentage_that_is_none_is_refused(shop: Folder, least: str) -> None:
    said = shop.run("coverage", "--min", least)
    assert said.code == 2
    assert "write a percentage from 0% to 100%" in said.err


def test_json_may_go_beside_the_table(shop: Folder) -> None:
    shop.run("run")
    said = shop.run("coverage", "--format", "json", "--output", "out/coverage.json", "--min", "90%")
    assert said.code == 1
    assert "DOMAIN" in said.out
    told = json.loads((shop.root / "out" / "coverage.json").read_text(encoding="utf-8"))
    assert told == json.loads(shop.run("coverage", "--format", "json").out)
    assert told["totals"]["share"] == 0.5


def test_a_file_that_cannot_be_written_is_told(shop: Folder) -> None:
    said = shop.run("coverage", "--format", "json", "--output", "specs")
    assert said.code == 2
    assert "error: specs cannot be written: Is a directory" in said.err


def test_a_file_needs_a_format(shop: Folder) -> None:
    said = shop.run("coverage", "--output", "coverage.txt")
    assert said.code == 2
    assert "add --format json or --format markdown" in said.err


def test_markdown_can_be_pasted(shop: Folder) -> None:
    assert "| `GET /items` | 404 | a document |" in shop.run("coverage", "--format", "markdown").out


def test_without_a_documented_answer_there_is_nothing_to_cover(folder: Folder) -> None:
    folder.write({"specs/items.md": document()})
    said = folder.run("coverage", "--min", "10%")
    assert said.code == 5
    assert "note: there is no OpenAPI document in swagger" in said.out
    assert said.err == "error: no answer is documented\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as POSIX knows them")
def test_an_interrupted_run_leaves_its_record_too(shop: Folder) -> None:
    path = "/platform/v1/scheduling/appointments?business_id={{business_id}}"
    slow = f"- {{id: slow, method: GET, path: '{path}', headers: {{X-Sandbox-Fault: delay=60s}}}}"
    server = 'environments: {sandbox: {server: {app: "runner.sandbox:create_app"}}}\n'
    shop.write({"steprun.yaml": server, "specs/items.md": document(slow, front=FRONT)})
    process = shop.spawn("run", "-v")
    assert process.stdout
    assert process.stdout.readline().startswith("steprun ")
    time.sleep(0.4)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode == 130
    assert "note: the last run was interrupted" in shop.run("coverage").out
