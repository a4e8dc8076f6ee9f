from __future__ import annotations

import re
from pathlib import Path

import pytest

from runner.app.coverage import coverage
from runner.app.order import Order
from runner.app.run import run
from runner.coverage.row import Row
from runner.errors import UsageError
from support.project import SETTINGS, Project, order
from support.senders import Api

ITEMS = """
openapi: 3.0.0
paths:
  /items:
    get:
      responses:
        200: {content: {application/json: {schema: {type: object}}}}
        404: {description: no such thing}
  /orders: {post: {responses: {201: {description: made}}}}
"""
STEP = "- {id: get, method: GET, path: /items}"


@pytest.fixture
def documented(project: Project) -> Project:
    file = project.root / "swagger" / "shop" / "deep" / "items.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(ITEMS)
    project.spec(STEP, endpoint="GET /items")
    return project


def rows(project: Project, *, reports: Path | None = None) -> dict[str, Row]:
    covered = coverage(Order(reports=reports), project.around())
    return {f"{row.endpoint} {row.status}": row for row in covered.rows}


def notes(project: Project, environment: str | None = None) -> tuple[str, ...]:
    return coverage(Order(environment=environment), project.around()).notes


def test_before_any_run_what_is_documented_and_expected_is_known(documented: Project) -> None:
    found = rows(documented)
    assert list(found) == ["GET /items 200", "GET /items 404", "POST /orders 201"]
    assert [len(row.expectations) for row in found.values()] == [1, 0, 0]
    assert notes(documented) == ("there is no recorded run in reports: `steprun run` makes one",)


def test_after_a_run_what_it_observed_is_known_without_asking_again(documented: Project, api: Api) -> None:
    run(order(), documented.around())
    asked = len(api.asked)
    found = rows(documented)
    assert [row.evidence for row in found.values()] == ["schema", None, None]
    assert notes(documented) == ()
    assert len(api.asked) == asked


def test_the_record_goes_where_reports_go(documented: Project, api: Api) -> None:
    run(order(reports=Path("out")), documented.around())
    assert (documented.root / "out" / "latest" / "events.jsonl").exists()
    assert rows(documented, reports=Path("out"))["GET /items 200"].calls


def test_the_record_is_found_from_wherever_the_command_runs(documented: Project, api: Api) -> None:
    spec = documented.root / "specs"
    run(order(paths=("a.md",)), documented.around(cwd=spec))
    assert coverage(Order(), documented.around(cwd=documented.root)).notes == ()


def test_a_run_of_nothing_does_not_hide_what_was_seen_before(documented: Project, api: Api) -> None:
    run(order(), documented.around())
    run(order(keyword="nowhere"), documented.around())
    assert rows(documented)["GET /items 200"].calls


def test_specs_that_changed_or_took_no_part_are_counted(documented: Project, api: Api) -> None:
    run(order(), documented.around())
    documented.spec(STEP.replace("get,", "other,"), endpoint="GET /items")
    documented.spec(STEP, name="b.md", endpoint="GET /items")
    documented.spec(STEP, name="parked.md", endpoint="GET /items", front="status: skipped")
    assert notes(documented) == (
        "1 spec of 2 changed since the last run",
        "1 spec of 2 took no part in the last run",
    )


def test_what_a_run_writes_into_front_matter_is_no_change(documented: Project, api: Api) -> None:
    run(order(write=True), documented.around())
    assert "verifiedAt" in (documented.root / "specs" / "a.md").read_text()
    assert notes(documented) == ()


def test_a_run_of_another_environment_is_told(documented: Project, api: Api) -> None:
    documented.settings(f"{SETTINGS}  far: {{base_url: 'https://far.test'}}\n")
    run(order(), documented.around())
    (note,) = notes(documented, environment="far")
    assert note.startswith("the last run asked the environment `test`, not `far`: say --env test")


def test_a_run_that_did_not_look_at_the_contract_is_told(documented: Project, api: Api) -> None:
    run(order(contract="off"), documented.around())
    (note,) = notes(documented)
    assert note.startswith("nothing in the last run was held against OpenAPI documents")


def test_coverage_looks_at_documents_where_runs_do_not(documented: Project) -> None:
    documented.settings(SETTINGS + "contract: {mode: 'off'}\n")
    assert len(rows(documented)) == 3


@pytest.mark.parametrize("content", [b"{}", b"\xff"])
def test_a_record_that_cannot_be_used_is_as_good_as_none(
    documented: Project, api: Api, content: bytes
) -> None:
    run(order(), documented.around())
    (documented.root / "reports" / "latest" / "events.jsonl").write_bytes(content)
    (note,) = notes(documented)
    assert "/events.jsonl is no record of a run: it is not as this steprun writes it" in note


def test_a_run_that_broke_off_is_told(documented: Project, api: Api) -> None:
    run(order(), documented.around())
    file = documented.root / "reports" / "latest" / "events.jsonl"
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))
    assert notes(documented) == ("the last run broke off",)


def test_without_documents_a_note_says_where_they_are_looked_for(project: Project) -> None:
    project.spec()
    assert "there is no OpenAPI document in swagger" in notes(project)[-1]


def test_a_domain_is_the_spec_s_or_the_folder_right_below_the_root(documented: Project) -> None:
    documented.spec(STEP, endpoint="GET /items", front="domain: front")
    assert {name: row.domain for name, row in rows(documented).items()} == {
        "GET /items 200": "front",
        "GET /items 404": "front",
        "POST /orders 201": "shop",
    }


def test_domains_narrow_and_one_that_is_none_is_refused(documented: Project) -> None:
    documented.spec(STEP, endpoint="GET /items", front="domain: front")
    covered = coverage(Order(), documented.around(), domains=["front"])
    assert (covered.totals.documented, len(covered.rows)) == (2, 2)
    with pytest.raises(UsageError, match="no endpoint is of the domain `back`") as caught:
        coverage(Order(), documented.around(), domains=["back"])
    assert caught.value.hint == "there is front, shop"


def test_the_prose_of_specs_claims_answers(documented: Project) -> None:
    file = documented.root / "specs" / "a.md"
    table = "\n## Response Codes\n\n| Code | Meaning |\n|---|---|\n| 404 | No such item |\n| 410 | Gone |\n"
    file.write_text(file.read_text() + table)
    found = {
        row.status: (row.documented, row.claims[0].file) for row in rows(documented).values() if row.claims
    }
    assert found == {"404": (True, "specs/a.md"), "410": (False, "specs/a.md")}


def test_a_record_that_cannot_be_written_does_not_stop_the_run(documented: Project, api: Api) -> None:
    (documented.root / "out").write_text("a file")
    ran = run(order(reports=Path("out"), junit=Path("junit.xml")), documented.around())
    (fault,) = ran.faults
    assert fault.startswith("Recorder could not write ")
    assert re.search(r"record   out/\S+ was not written", documented.said)
    assert ran.result.specs
