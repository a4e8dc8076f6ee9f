"""Orders as a whole, over a scripted network: what is asked, who hears of it, and what is said."""

from __future__ import annotations

import errno
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from runner.app.order import Order
from runner.app.run import follow, run
from runner.app.selected import importable
from runner.errors import PluginError, SettingsError, StepError, UsageError
from runner.model.events import Event, RunFinished, RunStarted
from runner.model.http import Request, Response
from runner.model.result import CheckResult, Outcome
from runner.model.spec import Expectation
from runner.model.trouble import Cause
from runner.plugins.hookspecs import hookimpl
from runner.plugins.settings import RunSettings
from runner.report.junit import Junit
from support.build import STARTED, make_run
from support.project import SETTINGS, Project, order, plug_in, script
from support.senders import Api, answer, fault

RESULT = make_run()
EVENTS: list[Event] = [RunStarted("test", "http://x", 1, 1, 1, 0, "id", STARTED), RunFinished(RESULT)]


class _Listener:
    """Writes down what it hears; may fail at an event, or when it is closed."""

    def __init__(self, fault: BaseException | None = None, *, stuck: Exception | None = None) -> None:
        self.heard: list[str] = []
        self.closed = False
        self._fault = fault
        self._stuck = stuck

    def handle(self, event: Event) -> None:
        self.heard.append(type(event).__name__)
        if self._fault:
            raise self._fault

    def close(self) -> None:
        self.closed = True
        if self._stuck:
            raise self._stuck


# ---- reporters


def test_every_event_reaches_every_reporter_and_the_result_comes_back() -> None:
    first, second = _Listener(), _Listener()
    ran = follow(EVENTS, [first, second])
    assert first.heard == second.heard == ["RunStarted", "RunFinished"]
    assert (ran.result, ran.faults) == (RESULT, ())


def test_a_reporter_that_fails_is_told_nothing_more_and_the_others_everything() -> None:
    broken, sound = _Listener(KeyError("x")), _Listener()
    ran = follow(EVENTS, [broken, sound])
    assert broken.heard == ["RunStarted"]
    assert sound.heard == ["RunStarted", "RunFinished"]
    (fault,) = ran.faults
    assert fault.endswith("_Listener failed: KeyError: 'x'")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(errno.ENOSPC, "No space left", "a.xml"), "_Listener could not write a.xml: No space left"),
        (
            OSError(errno.EACCES, "denied", "tmp", None, "b.xml"),
            "_Listener could not write b.xml: denied",
        ),
        (OSError(errno.EIO, "I/O error"), "_Listener could not write: I/O error"),
        (OSError("odd"), "_Listener failed: OSError: odd"),
    ],
)
def test_a_report_that_cannot_be_written_says_which(fault: OSError, said: str) -> None:
    assert follow(EVENTS, [_Listener(fault)]).faults[0].endswith(said)


def test_a_reporter_of_several_files_tells_each_that_it_could_not_write() -> None:
    faults = [OSError(errno.ENOSPC, "No space left", "a.html"), KeyError("x")]
    ran = follow(EVENTS, [_Listener(ExceptionGroup("several", faults))])
    assert [fault.rpartition("_Listener ")[2] for fault in ran.faults] == [
        "could not write a.html: No space left",
        "failed: KeyError: 'x'",
    ]
    assert ran.broken


def test_a_reporter_cannot_end_the_program() -> None:
    sound = _Listener()
    quitting = _Listener(SystemExit("enough"))
    ran = follow(EVENTS, [quitting, sound])
    assert sound.heard == ["RunStarted", "RunFinished"]
    assert ran.faults[0].endswith("failed: SystemExit: enough")


def test_a_reporter_that_cannot_let_go_is_told_and_changes_nothing_else(
    project: Project, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.spec()
    stuck, sound = _Listener(stuck=ZeroDivisionError("division by zero")), _Listener()
    name, _ = _reports(monkeypatch, [stuck, sound])
    ran = run(order(plugins=("scripted_network", name)), project.around())
    assert sound.closed
    assert ran.result.count(Outcome.PASSED) == 1
    assert ran.broken
    assert ran.faults[0].endswith("_Listener failed: ZeroDivisionError: division by zero")


def test_our_own_reporters_go_by_their_short_names(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (fault,) = follow(EVENTS, [Junit(tmp_path / "file" / "junit.xml")]).faults
    assert fault.startswith("Junit could not write ")


def test_a_report_that_cannot_be_written_does_not_stop_the_run(project: Project, api: Api) -> None:
    project.spec()
    (project.root / "file").write_text("")
    ran = run(order(junit=Path("file/junit.xml")), project.around())
    assert ran.result.count(Outcome.PASSED) == 1
    assert len(ran.faults) == 1
    assert "junit    file/junit.xml was not written" in project.said


def _reports(monkeypatch: pytest.MonkeyPatch, answer: Any) -> tuple[str, list[RunSettings]]:
    """A plugin with these reporters, and the settings that it was told."""
    told: list[RunSettings] = []

    @hookimpl
    def steprun_reporters(settings: RunSettings) -> Any:
        told.append(settings)
        return answer

    return plug_in(monkeypatch, "reporting_plugin", steprun_reporters), told


def test_reporters_of_plugins_hear_the_run_and_are_closed_after_it(
    project: Project, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.spec()
    listener = _Listener()
    name, _ = _reports(monkeypatch, [listener])
    run(order(plugins=("scripted_network", name)), project.around())
    assert (listener.heard[0], listener.heard[-1]) == ("RunStarted", "RunFinished")
    assert listener.closed


@pytest.mark.parametrize(("answer", "said"), [(7, "must return reporters"), ([7], "int is no reporter")])
def test_a_plugin_whose_reporters_are_none_stops_the_run_before_anything_is_sent(
    project: Project, api: Api, monkeypatch: pytest.MonkeyPatch, answer: Any, said: str
) -> None:
    project.spec()
    name, _ = _reports(monkeypatch, answer)
    with pytest.raises(PluginError, match=said):
        run(order(plugins=("scripted_network", name)), project.around())
    assert api.asked == []


@pytest.mark.parametrize(
    ("words", "settings", "written"),
    [
        ({}, "", "reports/junit.xml"),
        ({}, "reports: out\n", "out/junit.xml"),
        ({}, "junit: out/a.xml\n", "out/a.xml"),
        ({"reports": Path("there")}, "reports: out\n", "here/there/junit.xml"),
        ({"junit": Path("b.xml")}, "junit: out/a.xml\n", "here/b.xml"),
    ],
)
def test_the_report_goes_where_the_order_says_before_the_settings(
    project: Project, api: Api, words: dict[str, Path], settings: str, written: str
) -> None:
    spec = project.spec()
    project.settings(settings + SETTINGS)
    (project.root / "here").mkdir()
    run(order(paths=(str(spec),), **words), project.around(cwd=project.root / "here"))
    assert [file.relative_to(project.root).as_posix() for file in project.root.rglob("*.xml")] == [written]


@pytest.mark.parametrize(
    ("words", "settings", "strict"),
    [
        ({}, "", False),
        ({}, "junit_style: strict\n", True),
        ({"junit_style": "strict"}, "", True),
        ({"junit_style": "default"}, "junit_style: strict\n", False),
    ],
)
def test_junit_is_written_in_the_style_that_the_order_says_before_the_settings(
    project: Project, api: Api, words: dict[str, str], settings: str, strict: bool
) -> None:
    project.spec()
    project.settings(settings + SETTINGS)
    run(order(**words), project.around())
    assert ("<system-err />" in (project.root / "reports" / "junit.xml").read_text()) is strict


@pytest.mark.parametrize(
    ("words", "settings", "files"),
    [
        ({}, "", []),
        ({}, "formats: [har, ctrf]\n", ["ctrf.json", "traffic.har"]),
        ({"formats": ("markdown",)}, "formats: [har]\n", ["summary.md"]),
    ],
)
def test_what_is_made_of_a_run_the_order_says_before_the_settings(
    project: Project, api: Api, words: dict[str, tuple[str, ...]], settings: str, files: list[str]
) -> None:
    project.spec()
    project.settings(settings + SETTINGS)
    run(order(**words), project.around())
    (folder,) = {path.parent for path in (project.root / "reports").glob("2*/events.jsonl")}
    assert sorted(path.name for path in folder.iterdir()) == sorted(["events.jsonl", *files])
    shown = folder.relative_to(project.root)
    assert [line for line in project.said.split("\n") if line.endswith(tuple(files) or ("-",))] == [
        f"  {name:<8} {shown}/{file}"
        for name, file in (("har", "traffic.har"), ("ctrf", "ctrf.json"), ("markdown", "summary.md"))
        if file in files
    ]


@pytest.mark.parametrize(
    ("words", "environ", "colour"),
    [
        ({}, {}, False),
        ({"colour": "always"}, {}, True),
        ({"colour": "never"}, {"FORCE_COLOR": "1"}, False),
    ],
)
def test_reporters_are_told_how_to_speak(
    project: Project,
    api: Api,
    monkeypatch: pytest.MonkeyPatch,
    words: dict[str, Any],
    environ: dict[str, str],
    colour: bool,
) -> None:
    project.spec(name="a.md", front="domain: shop")
    project.spec(name="b.md")
    name, told = _reports(monkeypatch, [])
    run(order(plugins=("scripted_network", name), **words), project.around({"CI": "1", **environ}))
    assert [(item.colour, item.live, item.ci, item.domains) for item in told] == [
        (colour, False, True, ("shop", ""))
    ]


# ---- plugins


def test_nothing_is_imported_from_the_project_unasked(tmp_path: Path) -> None:
    before = list(sys.path)
    with importable(tmp_path, ()) as modules:
        assert (modules, sys.path) == ((), before)


def test_named_plugins_may_lie_in_the_project_which_is_forgotten_afterwards(tmp_path: Path) -> None:
    before = list(sys.path)

    def fail() -> None:
        with importable(tmp_path, ("a", "b", "a")) as modules:
            assert modules == ("a", "b")
            assert sys.path[0] == str(tmp_path)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert sys.path == before


def test_a_plugin_that_sends_itself_stands_in_for_the_network(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    @hookimpl
    def steprun_send(request: Request) -> Response:
        return answer(200)

    project.spec()
    name = plug_in(monkeypatch, "sending_plugin", steprun_send)
    assert run(Order(plugins=(name,)), project.around()).result.count(Outcome.PASSED) == 1


def test_checks_of_a_plugin_may_stand_under_expect(
    project: Project, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge(expectation: Expectation, response: Response) -> CheckResult:
        return CheckResult("lucky", {"id": expectation.wanted} == response.json, "no luck", expectation.place)

    @hookimpl
    def steprun_checks() -> dict[str, Any]:
        return {"lucky": judge}

    name = plug_in(monkeypatch, "checking_plugin", steprun_checks)
    project.spec("- {method: GET, path: /a, expect: {lucky: 7}}", name="a.md")
    project.spec("- {method: GET, path: /a, expect: {lucky: 8}}", name="b.md")
    result = run(order(plugins=("scripted_network", name)), project.around()).result
    assert [spec.outcome for spec in result.specs] == [Outcome.PASSED, Outcome.FAILED]


# ---- what is run


def test_the_words_of_the_order_reach_the_requests(project: Project, api: Api) -> None:
    project.spec("- {method: POST, path: '/{{shop}}', body: {n: '{{random_number}}'}}")
    for _ in range(2):
        run(order(variables={"shop": "s"}, seed=11, base_url="https://b.test/v1"), project.around())
    first, second = api.asked
    assert first.url == second.url == "https://b.test/v1/s"
    assert first.content == second.content
    assert ("Authorization", "Bearer staff-s3cret-token") in first.headers


def test_without_a_seed_every_run_has_another_one(project: Project, api: Api) -> None:
    project.spec()
    seeds = {run(order(seed=None), project.around()).result.seed for _ in range(5)}
    assert len(seeds) > 1


def test_nothing_new_is_started_after_so_many_failures(project: Project, api: Api) -> None:
    for name in "abc":
        project.spec("- {method: GET, path: /x, expect: {status: 201}}", name=f"{name}.md")
    run(order(jobs=1, max_failures=2), project.around())
    assert len(api.asked) == 2


def test_no_server_is_started_where_nobody_would_ask_it(project: Project) -> None:
    project.settings("environments: {test: {server: {app: 'no.such:app'}}}\n")
    project.spec(front="status: skipped")
    result = run(Order(environment="test"), project.around()).result
    assert [spec.outcome for spec in result.specs] == [Outcome.SKIPPED]


def test_a_server_that_cannot_be_started_stops_the_run(project: Project) -> None:
    project.settings("environments: {test: {server: {app: 'no.such:app'}}}\n")
    project.spec()
    with pytest.raises(SettingsError, match=r"no\.such"):
        run(Order(environment="test"), project.around())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"keyword": "zzz"}, "of 1 spec none fits -k zzz; `steprun list` shows what there is"),
        ({"tags": ("boking",)}, "of 1 spec none fits --tag boking; did you mean `booking`?"),
        ({"tags": ("!booking",)}, "of 1 spec none fits --tag !booking; `steprun list` shows"),
        ({"domains": ("shp",)}, "of 1 spec none fits --domain shp; did you mean `shop`?"),
        ({"methods": ("PSOT",)}, "of 1 spec none fits --method PSOT; did you mean `POST`?"),
        (
            {"methods": ("post", "get"), "keyword": "zzz"},
            "of 1 spec none fits -k zzz and --method post get; ",
        ),
        ({"statuses": ("faild",)}, "of 1 spec none fits --status faild; did you mean `failed`?"),
        ({"paths": ("empty",)}, "no spec in these paths: a spec is a .md file whose front matter has"),
    ],
)
def test_where_nothing_fits_the_screen_says_why_and_what_would(
    project: Project, api: Api, words: dict[str, Any], said: str
) -> None:
    project.spec(front="tags: [booking]\ndomain: shop")
    (project.root / "empty").mkdir()
    result = run(order(**words), project.around()).result
    assert result.specs == ()
    assert f"nothing {said}" in " ".join(project.said.split())


def test_what_cannot_start_sends_nothing(project: Project, api: Api) -> None:
    project.spec()
    with pytest.raises(UsageError):
        run(order(paths=("nowhere",)), project.around())
    with pytest.raises(SettingsError):
        run(order(environment="nowhere"), project.around())
    with pytest.raises(PluginError):
        run(order(plugins=("no_such_plugin_anywhere",)), project.around())
    assert api.asked == []


def test_front_matter_is_written_where_the_settings_or_the_order_say_so(project: Project, api: Api) -> None:
    spec = project.spec()
    run(order(), project.around())
    assert b"verified" not in spec.read_bytes()
    run(order(write=True), project.around({"CI": "1"}))
    assert b"status: verified" in spec.read_bytes()
    assert "written  specs/a.md: pending → verified" in project.said


# ---- the bench


def test_variables_of_the_order_come_before_the_environments_and_those_before_plugins(
    project: Project, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    @hookimpl
    def steprun_variables() -> dict[str, str]:
        return {"a": "plugin", "b": "plugin", "c": "plugin"}

    name = plug_in(monkeypatch, "naming_plugin", steprun_variables)
    project.settings(SETTINGS + "    variables: {b: environment, c: environment}\n")
    project.spec("- {method: GET, path: '/{{a}}/{{b}}/{{c}}'}")
    run(order(plugins=("scripted_network", name), variables={"c": "order"}), project.around())
    assert api.lines == ["GET /plugin/environment/order"]


def test_secrets_show_up_nowhere(project: Project, api: Api) -> None:
    project.settings(SETTINGS + "    variables: {client_secret: a-long-s3cret-value}\n")
    project.spec(
        "- {method: POST, path: /a, body: {s: '{{client_secret}}', t: staff-s3cret-token}, "
        "expect: {status: 404}}"
    )
    run(order(verbosity=2), project.around())
    shown = project.said + (project.root / "reports" / "junit.xml").read_text()
    assert json.loads(api.asked[0].content or b"")["s"] == "a-long-s3cret-value"
    assert "s3cret" not in shown
    assert "‹staff›" in shown


def test_a_login_is_asked_once_for_all_with_what_holds_for_the_run(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    login = "{login: {path: '/login', body: {shop: '{{shop}}', run: '{{run_id}}'}, extract: $.token}}"
    project.settings(
        SETTINGS.replace("{staff: {value: staff-s3cret-token}}", f"{{staff: {login}}}")
        + "    variables: {shop: s7}\n"
    )
    project.spec(name="a.md")
    project.spec(name="b.md")
    asked: list[Request] = []

    def told(request: Request) -> Response:
        asked.append(request)
        return answer(200, {"token": "t0ken-of-the-login"})

    script(monkeypatch, Api({"*": told}))
    result = run(order(), project.around()).result
    assert result.count(Outcome.PASSED) == 2
    logins = [item for item in asked if item.url.endswith("/login")]
    assert [json.loads(item.content or b"") for item in logins] == [{"shop": "s7", "run": result.run_id}]
    assert all(
        ("Authorization", "Bearer t0ken-of-the-login") in item.headers for item in asked if item not in logins
    )


NOW = "    now: {path: /time, extract: $.now}\n"


def test_dates_are_those_of_the_system_under_test(project: Project, api: Api) -> None:
    project.settings(SETTINGS + NOW)
    project.spec("- {method: GET, path: '/{{today_date}}'}")
    api._answers["GET /time"] = [answer(200, {"now": "2031-05-06T07:08:09Z"})]
    run(order(), project.around())
    assert api.lines == ["GET /time", "GET /2031-05-06"]


def test_a_moment_that_is_written_down_needs_no_question(project: Project, api: Api) -> None:
    project.settings(SETTINGS + '    now: "2031-05-06T07:08:09Z"\n')
    project.spec("- {method: GET, path: '/{{today_date}}'}")
    run(order(), project.around())
    assert api.lines == ["GET /2031-05-06"]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (answer(200, {"now": 7}), "`$.now` found 7"),
        (answer(200, {}), "`$.now` found None"),
        (Response(200, (("Content-Type", "text/html"),), b"<p>"), "expected JSON, got text/html (3 B)"),
        (fault(Cause.TIMEOUT, "no answer within 5 s"), "no answer within 5 s"),
    ],
)
def test_a_system_that_tells_no_time_is_noted_and_the_machine_asked(
    project: Project, api: Api, told: Response | StepError, why: str
) -> None:
    project.settings(SETTINGS + NOW)
    project.spec("- {method: GET, path: '/{{current_year}}'}")
    api._answers["GET /time"] = [told]
    ran = run(order(), project.around())
    assert ran.result.count(Outcome.PASSED) == 1
    note = " ".join(project.said.split())
    assert f"clock /time tells no time ({why}); dates come from this machine" in note


@pytest.mark.parametrize("text", ["half past nine", "2031-05-06T07:08:09"])
def test_a_time_that_cannot_be_read_stops_the_run(project: Project, api: Api, text: str) -> None:
    project.settings(SETTINGS + NOW)
    project.spec()
    api._answers["GET /time"] = [answer(200, {"now": text})]
    with pytest.raises(SettingsError, match="`now`"):
        run(order(), project.around())
    assert api.lines == ["GET /time"]


# ---- about the run


def test_a_run_knows_what_is_checked_out(project: Project, api: Api) -> None:
    project.spec()
    environ = {"GITHUB_SHA": "1a2b3c4d5e6f", "GITHUB_REF": "refs/heads/main"}
    about = run(order(), project.around(environ)).result.about
    assert (about.commit, about.branch) == ("1a2b3c4d5e6f", "main")
