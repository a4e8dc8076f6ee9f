"""Requests as they would be sent; nothing is sent, and no secret is looked at."""

from __future__ import annotations

import pytest

from runner.app.order import Order
from runner.app.showing import previews
from runner.errors import PluginError, SettingsError, UsageError
from runner.plugins.hookspecs import hookimpl
from runner.report.preview import StepPreview
from support.project import SETTINGS, Project, order, plug_in
from support.senders import Api


def steps(project: Project, asked: Order | None = None) -> list[StepPreview]:
    return [step for preview in previews(asked or order(), project.around()) for step in preview.steps]


def urls(project: Project, asked: Order | None = None) -> list[str]:
    return [step.exchange.url if step.exchange else "" for step in steps(project, asked)]


def test_a_request_is_shown_and_not_sent(project: Project, api: Api) -> None:
    project.spec("- {method: POST, path: '/a/{{n}}', params: {q: 'x y'}, headers: {X-A: b}, body: {c: 1}}")
    (step,) = steps(project, order(variables={"n": "1"}))
    assert step.exchange
    assert (step.exchange.method, step.exchange.url) == ("POST", "https://api.test/a/1?q=x%20y")
    assert ("X-A", "b") in step.exchange.request_headers
    assert step.exchange.request_body == '{"c":1}'
    assert step.exchange.status is None
    assert [(used.name, used.value, used.origin) for used in step.used] == [("n", '"1"', "--var")]
    assert api.asked == []


def test_tokens_are_their_roles(project: Project, api: Api) -> None:
    project.settings(SETTINGS.replace("{value: staff-s3cret-token}", "{env: NOT_SET_ANYWHERE}"))
    project.spec("- {method: GET, path: /a}\n- {method: GET, path: /b, token: nobody}")
    headers = [dict(step.exchange.request_headers) for step in steps(project) if step.exchange]
    assert [sent["Authorization"] for sent in headers] == ["Bearer ‹staff›", "Bearer ‹nobody›"]


def test_secret_variables_are_not_shown(project: Project, api: Api) -> None:
    project.settings(SETTINGS + "    variables: {api_key: a-long-s3cret}\n")
    project.spec("- {method: POST, path: /a, body: {k: '{{api_key}}'}}")
    (step,) = steps(project)
    assert step.exchange
    assert "s3cret" not in f"{step.exchange} {step.used}"


def test_what_is_extracted_later_stands_between_braces(project: Project, api: Api) -> None:
    project.spec(
        "- {id: one, method: GET, path: /a, extract: {found: $.id}}\n"
        "- {id: two, method: GET, path: '/b/{{found}}', params: {q: '{{found}}'}}"
    )
    assert urls(project) == ["https://api.test/a", "https://api.test/b/{{found}}?q={{found}}"]
    assert [used.origin for used in steps(project)[1].used] == ["extracted by one, line 7"]


def test_a_value_handed_to_a_used_spec_is_shown_in_it(project: Project, api: Api) -> None:
    project.spec("- {method: GET, path: '/b/{{n}}'}", name="b.md", endpoint="GET /b")
    project.spec("- {use: GET /b, with: {n: '{{m}}'}}", name="a.md", endpoint="GET /a")
    asked = order(paths=("specs/a.md",), variables={"m": "7"})
    assert urls(project, asked) == ["https://api.test/b/7"]


def test_what_cannot_be_prepared_says_why_and_the_rest_is_shown(project: Project, api: Api) -> None:
    project.spec(
        "- {method: GET, path: '/{{one}}/{{two}}'}\n"
        "- {method: GET, path: '/a/{{dots}}'}\n"
        "- {method: GET, path: /fine}"
    )
    missing, unsendable, fine = steps(project, order(variables={"dots": ".."}))
    assert missing.exchange is None
    assert [name in str(missing.troubles) for name in ("one", "two")] == [True, True]
    assert unsendable.exchange is None
    assert "cannot be sent" in unsendable.troubles[0].message
    assert str(unsendable.troubles[0].place).startswith("specs/a.md:8:")
    assert fine.exchange


def test_what_cannot_be_handed_over_says_why_and_the_rest_is_shown(project: Project, api: Api) -> None:
    project.spec("- {method: GET, path: '/b/{{n}}'}", name="b.md", endpoint="GET /b")
    project.spec(
        "- {use: GET /b, with: {n: '{{nothing}}'}}\n- {method: GET, path: /fine}",
        name="a.md",
        endpoint="GET /a",
    )
    first, second = steps(project, order(paths=("specs/a.md",)))
    assert first.exchange is None
    assert "nothing" in first.troubles[0].message
    assert second.exchange


def test_what_is_parked_is_shown_nevertheless(project: Project, api: Api) -> None:
    project.spec(front="status: skipped")
    assert urls(project) == ["https://api.test/items"]


def test_uploads_need_not_be_there(project: Project, api: Api) -> None:
    project.spec("- {method: POST, path: /f, file_fields: [{field_name: f, file_path: no.txt}]}")
    (step,) = steps(project)
    assert step.exchange
    assert "no.txt" in step.exchange.request_body


def test_a_server_that_is_not_started_has_a_name_and_nobody_is_asked_the_time(
    project: Project, api: Api
) -> None:
    project.settings(
        "default_environment: test\n"
        "environments: {test: {server: {app: 'no.such:app'}, now: {path: /time, extract: $.now}}}\n"
    )
    project.spec()
    assert urls(project) == ["http://sandbox/items"]
    assert api.asked == []


def test_words_and_variables_of_plugins_are_known(
    project: Project, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    @hookimpl
    def steprun_variables() -> dict[str, str]:
        return {"n": "7"}

    @hookimpl
    def steprun_checks() -> dict[str, object]:
        return {"lucky": None}

    name = plug_in(monkeypatch, "showing_plugin", steprun_variables, steprun_checks)
    project.spec("- {method: GET, path: '/{{n}}', expect: {lucky: 7}}")
    assert urls(project, order(plugins=(name,))) == ["https://api.test/7"]


def test_the_seed_of_the_order_makes_random_values_repeatable(project: Project, api: Api) -> None:
    project.spec("- {method: GET, path: '/{{random_string}}'}")
    assert urls(project, order(seed=3)) == urls(project, order(seed=3)) != urls(project, order(seed=4))


def test_what_cannot_be_shown_is_raised(project: Project, api: Api) -> None:
    project.spec()
    with pytest.raises(UsageError):
        previews(order(paths=("nowhere",)), project.around())
    with pytest.raises(SettingsError):
        previews(order(environment="nowhere"), project.around())
    with pytest.raises(PluginError):
        previews(order(plugins=("no_such_plugin_anywhere",)), project.around())


def test_what_is_computed_from_an_answer_stands_between_braces_as_it_is_written(
    project: Project, api: Api
) -> None:
    project.spec(
        "- {id: one, method: GET, path: /a, extract: {start: $.start}}\n"
        '- {id: two, method: GET, path: "/b/{{start.day}}", params: {q: "{{ start | shift(\'P1D\') }}"}}'
    )
    assert urls(project)[1] == "https://api.test/b/{{start.day}}?q={{start | shift('P1D')}}"


def test_each_case_is_shown_with_its_values(project: Project, api: Api) -> None:
    project.spec("- {id: one, cases: [{n: 1}, {name: two, n: 2}], method: GET, path: '/a/{{n}}'}")
    assert urls(project) == ["https://api.test/a/1", "https://api.test/a/2"]
    assert [step.planned.name for step in steps(project)] == [
        "Test Request › one [1]",
        "Test Request › one [two]",
    ]
