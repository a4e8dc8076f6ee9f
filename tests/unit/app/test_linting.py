from __future__ import annotations

import pytest

from runner.app.linting import lint
from runner.app.order import Order
from runner.errors import SettingsError, UsageError
from runner.model.finding import Severity
from support.project import SETTINGS, Project


def rules(project: Project, order: Order | None = None) -> dict[str, str]:
    return {finding.rule: finding.message for finding in lint(order or Order(), project.around()).findings}


def test_every_spec_is_looked_at_and_counted(project: Project) -> None:
    project.spec(name="a.md")
    project.spec(name="b.md", test="- {methd: GET}")
    linted = lint(Order(), project.around())
    assert linted.specs == 2
    assert linted.seconds > 0
    errors = [finding for finding in linted.findings if finding.severity is Severity.ERROR]
    assert {error.place.file for error in errors} == {"specs/b.md"}


def test_only_what_is_meant_is_looked_at(project: Project) -> None:
    project.spec(name="a.md", front="tags: [x]")
    project.spec(name="b.md", test="- {method: GET, path: '/{{nothing}}'}")
    assert lint(Order(tags=("x",)), project.around()).specs == 1
    assert lint(Order(paths=("specs/a.md",)), project.around()).specs == 1


def test_the_environment_says_which_names_and_roles_there_are(project: Project) -> None:
    project.spec("- {method: GET, path: '/{{shop}}/{{given}}', token: boss}")
    assert {"`shop`" in text or "`boss`" in text for text in rules(project).values()} >= {True}
    known = SETTINGS.replace("{staff:", "{boss: {value: x}, staff:") + "    variables: {shop: 7}\n"
    project.settings(known)
    told = " ".join(rules(project, Order(variables={"given": "1"})).values())
    assert not [name for name in ("shop", "given", "boss") if f"`{name}`" in told]


def test_files_are_looked_for_in_the_project(project: Project) -> None:
    upload = "- {method: POST, path: /f, file_fields: [{field_name: f, file_path: up.txt}]}"
    project.spec(upload)
    before = rules(project)
    (project.root / "up.txt").write_text("x")
    missing = set(before.items()) - set(rules(project).items())
    assert any("up.txt" in text for _rule, text in missing)


def test_what_an_endpoint_of_the_library_extracts_is_known(project: Project) -> None:
    project.spec("- {method: GET, path: /x, extract: {found: $.id}}", name="a.md", endpoint="GET /x")
    project.spec("- {use: GET /x}\n- {method: GET, path: '/{{found}}'}", name="b.md")
    told = lint(Order(paths=("specs/b.md",)), project.around()).findings
    assert not [finding for finding in told if "`found`" in finding.message]


def test_what_cannot_be_looked_at_is_refused(project: Project) -> None:
    project.spec()
    with pytest.raises(UsageError):
        lint(Order(paths=("nowhere",)), project.around())
    with pytest.raises(SettingsError):
        lint(Order(environment="nowhere"), project.around())
