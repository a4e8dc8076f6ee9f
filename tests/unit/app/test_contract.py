"""The contract of whole orders: what is read, what is said, and what comes out, over a scripted network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from runner.adapters.contracts import Mode
from runner.adapters.settings import Settings, load_settings
from runner.app.contract import contract_of
from runner.app.run import Ran, run
from runner.contract.accepted import Accepted, read_accepted
from runner.contract.holding import Contract
from runner.errors import SettingsError
from runner.load.data import read_data
from runner.model.result import Outcome
from support.project import SETTINGS, Project, order, script
from support.senders import Api, answer

TOKEN = "staff-s3cret-token"
ITEMS = """\
openapi: 3.0.0
paths:
  /items:
    get:
      responses:
        200: {content: {application/json: {schema: {properties: {id: {type: string}}}}}}
"""


def document(project: Project, text: str = ITEMS, name: str = "swagger/items.yaml") -> Path:
    file = project.root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def settings(project: Project, contract: str = "") -> Settings:
    if contract:
        project.settings(f"{SETTINGS}contract: {{{contract}}}\n")
    return load_settings(start=project.root, config=None, environ={})


def contract(
    project: Project,
    said: str = "",
    *,
    mode: Mode | None = None,
    accepted: Sequence[Accepted] = (),
    notes: list[str] | None = None,
) -> Contract | None:
    read = settings(project, said)
    notes = [] if notes is None else notes
    return contract_of(read, read.environment(), mode=mode, accepted=accepted, note=notes.append)


def obey(project: Project, *, contract: Mode | None = None, accept: bool = False) -> Ran:
    project.stdout.seek(0)
    project.stdout.truncate()
    return run(order(contract=contract, accept=accept), project.around())


# ---- which files


def test_off_needs_no_files(project: Project) -> None:
    assert contract(project, mode="off") is None
    assert contract(project, "mode: off") is None


def test_the_command_line_wins_over_the_settings(project: Project) -> None:
    document(project)
    assert contract(project, "mode: fail", mode="off") is None
    assert contract(project, "mode: off", mode="warn") is not None


def test_files_are_read_when_they_are_needed(project: Project) -> None:
    notes: list[str] = []
    held = contract(project, notes=notes)
    document(project)
    document(project, "{", "swagger/torn.json")
    assert held
    assert notes == []
    assert [item.name for item in held.catalogue.documents] == ["swagger/items.yaml"]
    (note,) = notes
    assert note.startswith("contract swagger/torn.json cannot be read: it is not JSON")


def test_where_the_contract_decides_they_are_read_at_once_and_all_of_them(project: Project) -> None:
    document(project)
    document(project, "{", "swagger/torn.json")
    with pytest.raises(SettingsError) as caught:
        contract(project, mode="fail")
    assert caught.value.what.startswith("swagger/torn.json cannot be read: it is not JSON")
    assert "`contract.roots`" in caught.value.hint


@pytest.mark.parametrize("said", ["", "mode: fail", "roots: [swagger, docs]", "roots: []"])
def test_without_documents_nothing_can_decide(project: Project, said: str) -> None:
    for name in ("swagger", "docs"):
        (project.root / name).mkdir()
    with pytest.raises(SettingsError, match="there is no OpenAPI document"):
        contract(project, said, mode="fail")


@pytest.mark.parametrize(
    ("said", "mode", "notes"),
    [
        ("", None, []),
        ("", "warn", ["contract there is no OpenAPI document in swagger"]),
        ("mode: warn", None, ["contract there is no OpenAPI document in swagger"]),
        ("roots: [specs, docs]", None, ["contract there is no OpenAPI document in specs, docs"]),
        ("roots: []", None, ["contract there is no OpenAPI document"]),
    ],
)
def test_without_documents_somebody_who_asked_for_them_is_told(
    project: Project, said: str, mode: Mode | None, notes: list[str]
) -> None:
    for name in ("specs", "docs"):
        (project.root / name).mkdir()
    told: list[str] = []
    held = contract(project, said, mode=mode, notes=told)
    assert held
    assert held.catalogue.documents == ()
    assert told == notes


def test_a_root_that_is_named_and_not_there_is_refused_at_once(project: Project) -> None:
    with pytest.raises(SettingsError, match=r"contract\.roots: swager is not there"):
        contract(project, "roots: [swager]")


# ---- whole orders


@pytest.fixture
def broken(project: Project, api: Api) -> Project:
    """A step that passes, and an answer that breaks its schema: `id` is 7, and should be text."""
    assert api.asked == []
    document(project)
    project.spec(endpoint="GET /items")
    return project


def test_by_default_findings_are_shown_and_the_verdict_is_the_steps(broken: Project) -> None:
    ran = obey(broken)
    assert ran.result.count(Outcome.PASSED) == 1
    assert "CONTRACT 1 error" in broken.said
    assert "error[SR744]: the answer: `$.id` should be string, is 7 (integer)" in broken.said
    assert "contract 1 exchange: 1 not as documented" in broken.said


def test_fail_makes_it_a_failure_which_is_told_once(broken: Project) -> None:
    ran = obey(broken, contract="fail")
    assert ran.result.count(Outcome.FAILED) == 1
    assert "error[contract]: the answer: `$.id` should be string" in broken.said
    assert "── CONTRACT" not in broken.said


def test_off_looks_at_nothing(broken: Project) -> None:
    assert obey(broken, contract="off").result.count(Outcome.PASSED) == 1
    assert "contract" not in broken.said.lower()


def test_the_settings_may_make_it_decide_or_not(broken: Project) -> None:
    settings(broken, "mode: fail")
    assert obey(broken).result.count(Outcome.FAILED) == 1
    settings(broken, "mode: fail, severity: {SR744: warning}")
    assert obey(broken).result.count(Outcome.PASSED) == 1
    assert "warning[SR744]" in broken.said


def test_what_is_accepted_is_silent_until_it_is_gone(broken: Project) -> None:
    file = broken.root / "steprun.accepted.yaml"
    obey(broken, accept=True)
    assert "accepted 1 finding in steprun.accepted.yaml: 1 new" in broken.said
    (entry,) = read_accepted(read_data(file.read_text("utf-8")))
    assert (entry.rule, entry.operation) == ("SR744", "GET /items")

    assert obey(broken, contract="fail").result.count(Outcome.PASSED) == 1
    assert "SR744" not in broken.said
    assert "contract 1 exchange: 1 accepted" in broken.said

    document(broken, ITEMS.replace("string", "integer"))
    obey(broken)
    assert "gone     1 accepted finding is no longer met: --accept forgets it" in broken.said
    obey(broken, accept=True)
    assert "accepted 0 findings in steprun.accepted.yaml: 1 gone" in broken.said
    assert read_accepted(read_data(file.read_text("utf-8"))) == ()


def test_a_run_of_something_else_says_nothing_of_what_is_accepted(broken: Project) -> None:
    obey(broken, accept=True)
    broken.spec("- {method: GET, path: /items, expect: {status: 404}}", name="b.md", endpoint="GET /other")
    run(order(paths=("specs/b.md",)), broken.around())
    assert "gone" not in broken.said


def test_accepting_where_nothing_is_judged_says_so(broken: Project) -> None:
    obey(broken, contract="off", accept=True)
    assert "accepted nothing: no exchange was held against an OpenAPI document" in broken.said
    assert not (broken.root / "steprun.accepted.yaml").exists()


def test_a_torn_file_of_accepted_findings_ends_the_run_before_it_begins(broken: Project, api: Api) -> None:
    file = broken.root / "steprun.accepted.yaml"
    file.write_text("accepted: {")
    with pytest.raises(SettingsError, match=r"steprun\.accepted\.yaml cannot be used: line 2"):
        obey(broken, accept=True)
    assert (api.asked, file.read_text()) == ([], "accepted: {")


def test_a_token_that_is_echoed_is_in_no_report_and_in_no_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    echo = answer(
        200, {"id": {"you": TOKEN, "deep": [TOKEN[:12], "x" * 200 + TOKEN]}}, headers={"X-You": TOKEN}
    )
    script(monkeypatch, Api({"*": echo}))
    text = ITEMS.replace("content:", "headers: {X-You: {schema: {type: integer}}}, content:")
    document(project, text)
    project.spec(endpoint="GET /items")
    modes: tuple[Mode, ...] = ("fail", "warn")
    for mode in modes:
        obey(project, contract=mode, accept=mode == "warn")
        assert "‹staff›" in project.said
        assert TOKEN not in project.said
    written = [file.read_bytes() for file in project.root.rglob("*.*") if file.name != "steprun.yaml"]
    assert any("‹staff›".encode() in content for content in written)
    assert not [content for content in written if TOKEN.encode() in content]
