"""What earlier runs came to decides what runs, and what runs decides what is known the next time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from runner.app.history import told
from runner.app.listing import rows
from runner.app.run import Ran, run
from runner.app.showing import previews
from runner.cli.exits import of_run
from runner.errors import UsageError
from runner.model.scenario import Scenario
from support.project import SETTINGS, Project, order, plug_in, script
from support.senders import Api, answer

HELD = "quarantine:\n  - {spec: specs/b.md, until: 9999-12-31, reason: waits for BOOK-12}\n"


class Switch(Api):
    """Answers 200, but 404 to the paths that are in `broken`."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        super().__init__({"*": lambda request: answer(404 if request.url[-2:] in self.broken else 200, {})})


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Switch:
    api = Switch()
    script(monkeypatch, api)
    return api


@pytest.fixture
def specs(project: Project) -> Project:
    for name in "abc":
        test = f"- {{id: first, method: GET, path: /one}}\n- {{id: get, method: GET, path: /{name}}}"
        project.spec(test, name=f"{name}.md", endpoint=f"GET /{name}")
    return project


def obey(project: Project, *, cwd: Path | None = None, **words: object) -> Ran:
    project.stdout.truncate(0)
    project.stdout.seek(0)
    return run(order(jobs=1, **words), project.around(cwd=cwd))


def ran(found: Ran) -> list[str]:
    return [Path(spec.scenario.file).stem for spec in found.result.specs]


def scenario(found: Ran, name: str) -> Scenario:
    (one,) = [spec.scenario for spec in found.result.specs if spec.scenario.file.endswith(f"{name}.md")]
    return one


# ---- the past


def test_a_run_knows_what_the_runs_before_it_came_to(specs: Project, api: Switch) -> None:
    assert not scenario(obey(specs), "b").past.turns
    api.broken = {"/b"}
    obey(specs)
    found = obey(specs)
    past = scenario(found, "b").past
    assert [turn.outcome for turn in past.turns] == ["passed", "failed"]
    assert past.first_failed == past.turns[1]
    assert "✗ 1 failed, 2 passed ·" in specs.said
    assert "since: first failed 1 run ago, " in specs.said
    api.broken = {"/c"}
    obey(specs)
    assert "✗ 1 failed (1 new), 2 passed (1 fixed) ·" in specs.said
    assert "  new · status 2xx → 404" in specs.said


def test_a_document_is_the_same_wherever_the_command_is_given(specs: Project, api: Switch) -> None:
    below = specs.root / "specs"
    obey(specs, paths=("specs/a.md",))
    obey(specs, cwd=below, paths=("../specs/a.md",))
    found = obey(specs, cwd=below, paths=("./a.md",), config=below / ".." / "steprun.yaml")
    assert scenario(found, "a").key == "specs/a.md"
    assert len(scenario(found, "a").past.turns) == 2


def test_a_part_of_a_spec_is_told_its_past_and_leaves_it_as_it_is(specs: Project, api: Switch) -> None:
    api.broken = {"/b"}
    obey(specs)
    obey(specs, paths=("specs/b.md::first",))
    assert "✓ 1 passed ·" in specs.said
    found = obey(specs, paths=("specs/b.md",))
    assert [turn.outcome for turn in scenario(found, "b").past.turns] == ["failed"]


def test_a_history_may_lie_elsewhere_or_nowhere(specs: Project, api: Switch) -> None:
    specs.settings(f"{SETTINGS}history: .cache/of/steprun.sqlite\n")
    obey(specs)
    assert (specs.root / ".cache/of/steprun.sqlite").exists()
    specs.settings(f"{SETTINGS}history: off\n")
    obey(specs)
    assert not (specs.root / "reports" / "history.sqlite").exists()
    specs.settings(SETTINGS)
    obey(specs, reports=Path("there"))
    assert (specs.root / "there" / "history.sqlite").exists()


@pytest.mark.parametrize("content", [b"# not a history", b""])
def test_a_history_that_cannot_be_used_is_no_fault_of_the_run(
    specs: Project, api: Switch, content: bytes
) -> None:
    file = specs.root / "reports" / "history.sqlite"
    file.parent.mkdir()
    file.write_bytes(content)
    found = obey(specs)
    assert (of_run(found.result, faults=bool(found.faults)), found.faults) == (0, ())
    notes = [line for line in specs.said.splitlines() if line.startswith("  history ")]
    assert len(notes) == (1 if content else 0)
    assert all("reports/history.sqlite is no history of steprun" in note for note in notes)


def test_a_damaged_history_is_put_aside_and_the_run_says_where(specs: Project, api: Switch) -> None:
    obey(specs)
    file = specs.root / "reports" / "history.sqlite"
    file.write_bytes(file.read_bytes()[:200] + b"\xff" * 20_000)
    assert of_run(obey(specs).result) == 0
    assert "  history  reports/history.sqlite is damaged: " in specs.said
    assert "begins anew; what was there is now reports/history.damaged-" in specs.said
    assert len(scenario(obey(specs), "a").past.turns) == 1
    assert "  history " not in specs.said


# ---- only what failed


def test_only_what_failed_the_last_time_is_run_again(specs: Project, api: Switch) -> None:
    api.broken = {"/b", "/c"}
    obey(specs)
    assert ran(obey(specs, last_failed=True)) == ["b", "c"]
    assert "  last     2 of 3 specs did not pass the last time in test; 1 left out\n" in specs.said
    assert ran(obey(specs, last_failed=True, paths=("specs/c.md", "specs/a.md"))) == ["c"]
    api.broken = {"/b"}
    obey(specs, last_failed=True, paths=("specs/c.md",))
    assert ran(obey(specs, last_failed=True)) == ["b"]


def test_where_nothing_failed_nothing_runs_and_that_verifies_nothing(specs: Project, api: Switch) -> None:
    obey(specs, paths=("specs/a.md", "specs/b.md"))
    asked = len(api.asked)
    found = obey(specs, last_failed=True)
    assert (ran(found), of_run(found.result), len(api.asked)) == ([], 5, asked)
    said = "  nothing  of 3 specs, 1 of which never ran there, none failed the last time in test"
    assert said in specs.said


def test_where_nothing_is_known_everything_runs(specs: Project, api: Switch) -> None:
    found = obey(specs, last_failed=True)
    assert ran(found) == ["a", "b", "c"]
    assert "  last     no earlier run of any of 3 specs in test is known: they all run\n" in specs.said


def test_what_failed_elsewhere_did_not_fail_here(specs: Project, api: Switch) -> None:
    specs.settings(
        f"{SETTINGS}  other: {{base_url: https://other.test, tokens: {{staff: {{value: other}}}}}}\n"
    )
    api.broken = {"/b"}
    obey(specs, environment="other")
    api.broken = set()
    obey(specs)
    assert ran(obey(specs, last_failed=True)) == []
    assert ran(obey(specs, last_failed=True, environment="other")) == ["b"]


def test_what_was_left_out_and_never_ran_is_told(specs: Project, api: Switch) -> None:
    api.broken = {"/b"}
    obey(specs, paths=("specs/b.md",))
    obey(specs, last_failed=True)
    assert "1 of 3 specs did not pass the last time in test; 2 left out, 2 of which never ran there\n" in (
        specs.said
    )


def test_a_filter_that_fits_nothing_is_told_before_history(specs: Project, api: Switch) -> None:
    obey(specs, last_failed=True, keyword="nowhere")
    assert specs.said.count("  nothing  ") == 1
    assert "none fits -k nowhere" in specs.said


@pytest.mark.parametrize("words", [{"last_failed": True}, {"failed_first": True}])
def test_without_a_history_there_is_no_last_time(specs: Project, api: Switch, words: dict[str, Any]) -> None:
    specs.settings(f"{SETTINGS}history: off\n")
    with pytest.raises(UsageError, match=r"needs a history, and steprun\.yaml says `history: off`"):
        obey(specs, **words)


def test_what_failed_may_run_first(specs: Project, api: Switch) -> None:
    api.broken = {"/c"}
    obey(specs)
    asked = len(api.asked)
    assert ran(obey(specs, failed_first=True)) == ["a", "b", "c"]
    assert [line[-2:] for line in api.lines[asked:] if not line.endswith("/one")] == ["/c", "/a", "/b"]


def test_listing_and_showing_mean_the_same_specs(specs: Project, api: Switch) -> None:
    api.broken = {"/b"}
    obey(specs)
    notes: list[str] = []
    asked = order(last_failed=True)
    assert [row.file for row in rows(asked, specs.around(), note=notes.append)] == ["specs/b.md"]
    shown = previews(asked, specs.around(), note=notes.append)
    assert [preview.scenario.file for preview in shown] == ["specs/b.md"]
    assert len(notes) == 2
    assert len(rows(order(), specs.around(), note=notes.append)) == 3
    assert len(notes) == 2


# ---- quarantine


def test_what_is_in_quarantine_may_fail(specs: Project, api: Switch) -> None:
    specs.settings(SETTINGS + HELD)
    api.broken = {"/b"}
    found = obey(specs, max_failures=1)
    assert of_run(found.result) == 0
    assert "✓ 2 passed, 1 quarantined ·" in specs.said
    assert "◇ quarantined  until 9999-12-31: waits for BOOK-12" in specs.said
    assert of_run(obey(specs, paths=("specs/b.md",)).result) == 5
    (row,) = [row for row in rows(order(), specs.around()) if row.quarantine]
    assert (row.file, row.quarantine) == ("specs/b.md", "until 9999-12-31: waits for BOOK-12")


def test_what_is_in_quarantine_failed_the_last_time_all_the_same(specs: Project, api: Switch) -> None:
    specs.settings(SETTINGS + HELD)
    api.broken = {"/b"}
    obey(specs)
    assert ran(obey(specs, last_failed=True)) == ["b"]


def test_its_file_is_written_as_failed_all_the_same(specs: Project, api: Switch) -> None:
    specs.settings(SETTINGS.replace("enabled: false", "enabled: true") + HELD)
    api.broken = {"/b"}
    obey(specs)
    assert "status: failed" in (specs.root / "specs/b.md").read_text()
    assert "status: verified" in (specs.root / "specs/a.md").read_text()


ENTRIES = """\
quarantine:
  - {spec: specs/a.md, until: 2020-01-01, reason: over}
  - {spec: "GET /gone", until: 9999-12-31, reason: gone}
  - {spec: specs/gone/, until: 9999-12-31, reason: gone}
  - {spec: GET /c, until: 9999-12-31, reason: healed}
"""


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        ((), ["expired", "unused", "unused", "healed"]),
        (("specs",), ["expired", "unused", "unused", "healed"]),
        ((".",), ["expired", "unused", "unused", "healed"]),
        (("specs/a.md",), ["expired"]),
        (("specs/b.md",), []),
        (("GET /b",), []),
        (("GET /c",), []),
    ],
)
def test_entries_that_want_a_look_are_told_where_all_that_they_mean_was_looked_for(
    specs: Project, api: Switch, paths: tuple[str, ...], said: list[str]
) -> None:
    specs.settings(SETTINGS + ENTRIES)
    obey(specs, paths=paths)
    words = [line.split()[0] for line in specs.said.splitlines() if "steprun.yaml:" in line]
    assert words == said


def test_an_entry_that_is_over_protects_nobody(specs: Project, api: Switch) -> None:
    specs.settings(SETTINGS + ENTRIES)
    api.broken = {"/a"}
    assert of_run(obey(specs).result) == 1
    said = "  expired  steprun.yaml:8: the quarantine of specs/a.md ended with 2020-01-01: remove or renew it"
    assert said in specs.said


# ---- told


def test_the_history_of_a_document_has_its_steps_in_their_order(specs: Project, api: Switch) -> None:
    api.broken = {"/b"}
    obey(specs)
    found = told(order(paths=("specs/b.md",)), specs.around(), limit=30)
    (story,) = found.stories
    assert (found.environment, found.is_known) == ("test", True)
    assert list(story.steps) == ["Test Request › first", "Test Request › get"]
    everything = told(order(), specs.around(), limit=30)
    assert [each.file for each in everything.stories] == ["specs/b.md", "specs/a.md", "specs/c.md"]
    assert not any(each.steps for each in everything.stories)


def test_no_more_turns_are_told_than_are_wanted(specs: Project, api: Switch) -> None:
    for _ in range(3):
        obey(specs)
    (story,) = told(order(paths=("specs/b.md",)), specs.around(), limit=2).stories
    assert {len(past.turns) for past in (story.past, *story.steps.values())} == {2}


def test_a_step_that_is_gone_is_not_told_and_a_document_that_is_broken_has_all(
    specs: Project, api: Switch
) -> None:
    obey(specs)
    specs.spec("- {id: renamed, method: GET, path: /b}", name="b.md", endpoint="GET /b")
    (story,) = told(order(paths=("specs/b.md",)), specs.around(), limit=30).stories
    assert story.steps == {}
    specs.spec("- {id: renamed, methd: GET}", name="b.md", endpoint="GET /b")
    (story,) = told(order(paths=("specs/b.md",)), specs.around(), limit=30).stories
    assert list(story.steps) == ["Test Request › first", "Test Request › get"]


def test_plugins_are_not_needed_to_tell_history(
    specs: Project, api: Switch, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch, "another")
    assert not told(order(plugins=("another",)), specs.around(), limit=30).is_known
