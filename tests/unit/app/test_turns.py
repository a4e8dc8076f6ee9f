"""Scenarios one at a time: what the stage does for a program that leads the run itself."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager

import pytest

from runner.adapters.settings import load_settings
from runner.app import turns as room
from runner.app.order import Order
from runner.app.turns import Turns
from runner.errors import PluginError, SettingsError
from runner.model.http import Request, Response
from runner.model.result import Outcome
from runner.model.trouble import Cause
from runner.plugins.hookspecs import hookimpl
from support.bench import document
from support.project import Project, order, plug_in, script
from support.senders import Api, answer

SETTINGS = """\
default_environment: test
plugins: [scripted_network]
environments:
  test:
    base_url: https://api.test
    tokens: {staff: {value: staff-s3cret-token}}
"""


@contextmanager
def turns(project: Project, given: Order | None = None) -> Iterator[Turns]:
    project.settings(SETTINGS)
    around = project.around()
    settings = load_settings(start=around.cwd, config=None, environ=around.environ)
    made = Turns(given or order(plugins=(), write=False), around, settings)
    try:
        yield made
    finally:
        made.close()


def test_a_scenario_runs_when_it_is_asked_for_and_not_before(project: Project, api: Api) -> None:
    first, second = project.spec(name="a.md"), project.spec("- {method: GET, path: /b}", name="b.md")
    with turns(project) as led:
        led.take(first)
        led.take(second)
        assert api.asked == []
        assert led.run(second, 0).result.outcome is Outcome.PASSED
        assert api.lines == ["GET /b"]
        assert led.run(first, 0).result.outcome is Outcome.PASSED
        assert api.lines == ["GET /b", "GET /items"]


def test_what_is_no_spec_is_not_taken(project: Project, api: Api) -> None:
    page = project.root / "README.md"
    page.write_text("# Hello\n")
    with turns(project) as led:
        assert led.take(page) is None


def test_examples_are_scenarios_of_their_own_where_they_are_wanted(project: Project, api: Api) -> None:
    file = project.spec(example="- {method: GET, path: /one}")
    with turns(project) as led:
        taken = led.take(file)
        assert taken
        assert taken.examples == ("",)
        assert led.take(file) is taken
    with turns(project, order(plugins=(), write=False, examples=True)) as led:
        taken = led.take(file)
        assert taken
        assert taken.examples == ("", "Example")
        led.run(file, 1)
    assert api.lines == ["GET /one"]


def test_what_is_used_from_another_spec_is_found_whenever_that_was_taken_in(
    project: Project, api: Api
) -> None:
    user = project.spec("- {use: 'GET /used'}\n- {method: GET, path: /own}", name="a.md")
    used = project.root / "elsewhere.md"
    used.write_text(document("- {method: GET, path: /used}", endpoint="GET /used"))
    with turns(project) as led:
        led.take(user)
        led.take(used)
        led.run(user, 0)
    assert api.lines == ["GET /used", "GET /own"]


def test_nothing_is_written_but_on_request_and_then_it_is_told(project: Project, api: Api) -> None:
    file = project.spec()
    before = file.read_text()
    with turns(project) as led:
        led.take(file)
        assert led.run(file, 0).written == ()
    assert file.read_text() == before
    with turns(project, order(plugins=(), write=True)) as led:
        led.take(file)
        assert list(map(str, led.run(file, 0).written)) == ["written  specs/a.md: pending → verified"]
    assert "status: verified" in file.read_text()
    assert not (project.root / "reports").exists()


def test_each_turn_is_a_spec_run_of_its_own(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    file = project.spec("- {method: GET, path: '/{{spec_run_id}}'}")
    api = script(monkeypatch, Api({"*": answer(200)}))
    with turns(project) as led:
        led.take(file)
        led.run(file, 0)
        led.run(file, 0)
    assert len(set(api.lines)) == 2


def test_secrets_are_masked_in_what_comes_back(project: Project, api: Api) -> None:
    file = project.spec()
    with turns(project) as led:
        led.take(file)
        turn = led.run(file, 0)
        assert "staff-s3cret-token" not in repr(turn.result.steps)
        assert "staff-s3cret-token" not in turn.mask("said staff-s3cret-token")


def test_a_stage_that_cannot_be_set_is_not_tried_twice(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    @hookimpl
    def steprun_variables(now: object) -> object:
        asked.append("variables")
        raise KeyError("x")

    script(monkeypatch, Api())
    name = plug_in(monkeypatch, "broken_variables", steprun_variables)
    project.settings(SETTINGS)
    file = project.spec()
    with turns(project, order(plugins=(name,))) as led:
        led.take(file)
        for _ in range(2):
            with pytest.raises(PluginError, match="broken_variables"):
                led.run(file, 0)
    assert asked == ["variables"]


def test_settings_are_at_fault_before_anything_is_taken(project: Project, api: Api) -> None:
    with (
        pytest.raises(SettingsError, match="environment `prod` is not defined"),
        turns(project, order(plugins=(), environment="prod")),
    ):
        pass


def test_a_fault_of_ours_is_an_error_of_the_scenario(
    project: Project, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("one too many")

    monkeypatch.setattr(room, "run_scenario", fail)
    file = project.spec()
    with turns(project) as led:
        led.take(file)
        result = led.run(file, 0).result
    assert result.outcome is Outcome.ERROR
    assert result.troubles[0].cause is Cause.INTERNAL


# ---- interrupted


STEPS = "- {method: GET, path: /first}\n- {method: GET, path: /never}"
TIDY = "- {method: GET, path: /tidy}"


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), TimeoutError("of the session")])
def test_who_stops_waiting_gets_a_clean_up_and_the_next_scenario_is_whole(
    project: Project, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    begun, ended = threading.Event(), threading.Event()

    def first(_request: Request) -> Response:
        begun.set()
        assert ended.wait(5)
        return answer(200)

    def impatient(futures: tuple[Future[object]], timeout: float | None = None) -> object:
        """It is broken off when the first request is on its way."""
        monkeypatch.setattr(room, "wait", patient)
        assert begun.wait(5)
        raise fault

    def patient(futures: tuple[Future[object]], timeout: float | None = None) -> object:
        ended.set()
        return wait(futures, timeout)

    api = script(monkeypatch, Api({"GET /first": first, "*": answer(200)}))
    file = project.spec(STEPS, cleanup=TIDY)
    with turns(project) as led:
        led.take(file)
        monkeypatch.setattr(room, "wait", impatient)
        with pytest.raises(type(fault)):
            led.run(file, 0)
        assert api.lines == ["GET /first", "GET /tidy"]
        assert led.run(file, 0).result.outcome is Outcome.PASSED
    assert api.lines[2:] == ["GET /first", "GET /never", "GET /tidy"]


def test_signals_stay_with_the_program(project: Project, api: Api) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    file = project.spec()
    with turns(project) as led:
        led.take(file)
        led.run(file, 0)
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
