"""steprun.yaml found, read, refused, and made into environments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from runner.adapters.settings import Overrides, Settings, load_settings
from runner.errors import SettingsError
from runner.model.about import Quarantine
from runner.model.environment import AppServer, CommandServer, Login, Now, Route, Secret, Token
from runner.model.place import Place
from runner.plan.quarantine import Ward

Load = Callable[..., Settings]

FULL = """\
default_environment: staging
plugins: [my.plugin]
reports: out
specs: docs/specs
jobs: 4
junit: out/junit.xml
junit_style: strict
formats: [ctrf, markdown]
environments:
  staging:
    base_url: https://Staging.example.com/apigw/
    fallback_url: https://staging.example.com/api2
    routes:
      - match: "*/partners/*"
        base_url: https://partners.example.com
        authorization: 'Token token="{token}"'
    tokens:
      staff: {env: STEPRUN_TOKEN_STAFF}
      admin: {env: ADMIN_SECRET, scheme: Admin}
      filed: {file: secrets/token}
      client: {login: {path: /login, form: {user: a}, extract: $.data.token, headers: {X-N: 1}}}
    variables: {business_id: b1, since: 2026-02-01, deep: {list: [1, true]}}
    headers: {X-Run: "{{run_id}}", X-Flag: true}
    allow_hosts: [staging.example.com, "Partners.example.com:443"]
    files_dir: test-files
    default_token: admin
    timeout: 1.5s
    write_back: {enabled: true, refresh_after: 2h}
    now: "2026-02-02T08:00:00Z"
  local:
    server: {command: "make serve", url: "http://127.0.0.1:8000/health", wait: 5}
"""


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def read(text: str | None = None, environ: Mapping[str, str] | None = None) -> Settings:
        if text is not None:
            (tmp_path / "steprun.yaml").write_text(text, encoding="utf-8")
        return load_settings(start=tmp_path, config=None, environ=environ or {})

    return read


def test_every_key_is_read(load: Load, tmp_path: Path) -> None:
    settings = load(FULL, {"STEPRUN_TOKEN_STAFF": "s3cret"})
    assert settings.environments == ("staging", "local", "sandbox")
    assert (settings.root, settings.file) == (tmp_path, tmp_path / "steprun.yaml")
    assert (settings.plugins, settings.jobs, settings.junit) == (
        ("my.plugin",),
        4,
        tmp_path / "out/junit.xml",
    )
    assert (settings.junit_style, settings.formats) == ("strict", ("ctrf", "markdown"))
    assert (settings.reports, settings.specs) == (tmp_path / "out", tmp_path / "docs/specs")
    environment = settings.environment()
    assert (environment.name, environment.origin) == ("staging", "steprun.yaml:10")
    assert environment.base_url == "https://Staging.example.com/apigw"
    assert environment.fallback_url == "https://staging.example.com/api2"
    assert environment.routes == (
        Route("*/partners/*", "https://partners.example.com", 'Token token="{token}"'),
    )
    assert environment.variables == {"business_id": "b1", "since": "2026-02-01", "deep": {"list": [1, True]}}
    assert environment.headers == {"X-Run": "{{run_id}}", "X-Flag": "true"}
    assert environment.allow_hosts == {"staging.example.com", "partners.example.com:443"}
    assert environment.files_dir == tmp_path / "test-files"
    assert (environment.default_token, environment.timeout) == ("admin", 1.5)
    assert environment.write_back.refresh_after == timedelta(hours=2)
    assert environment.now == Now(instant="2026-02-02T08:00:00Z")
    assert environment.tokens["client"].login == Login(
        "POST", "/login", "$.data.token", form={"user": "a"}, headers={"X-N": "1"}
    )


def test_a_command_server_is_read(load: Load) -> None:
    server = load(FULL).environment("local").server
    assert server == CommandServer("make serve", "http://127.0.0.1:8000/health", timedelta(seconds=5))


def test_the_file_is_found_upwards_and_named_from_where_the_command_runs(load: Load, tmp_path: Path) -> None:
    load(FULL)
    inner = tmp_path / "specs" / "deep"
    inner.mkdir(parents=True)
    settings = load_settings(start=inner, config=None, environ={})
    assert settings.root == tmp_path
    assert settings.environment().origin == "../../steprun.yaml:10"


def test_a_file_can_be_named(tmp_path: Path) -> None:
    other = tmp_path / "conf" / "other.yaml"
    other.parent.mkdir()
    other.write_text("﻿jobs: 3\n", encoding="utf-8")
    settings = load_settings(start=tmp_path, config=other, environ={})
    assert (settings.jobs, settings.root) == (3, other.parent)
    with pytest.raises(SettingsError, match=r"missing\.yaml is not a file"):
        load_settings(start=tmp_path, config=tmp_path / "missing.yaml", environ={})


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n", "jobs: 2\n"])
def test_without_a_word_about_it_the_sandbox_is_the_environment(load: Load, text: str | None) -> None:
    environment = load(text).environment()
    assert environment.name == "sandbox"
    assert environment.server == AppServer("runner.sandbox:create_app")
    assert environment.now == Now(path="/__sandbox/clock", extract="$.now")
    assert environment.headers == {"X-Sandbox-Space": "{{spec_run_id}}"}
    assert environment.default_token in environment.tokens
    assert environment.origin == "built in"


def test_a_sandbox_of_the_user_adds_to_the_built_in_one(load: Load) -> None:
    text = """\
environments:
  sandbox:
    tokens: {mine: {value: my-token}, staff: {value: other}}
    variables: {mine: 1, business_id: other}
    headers: {X-Mine: "1"}
    timeout: 5
"""
    environment = load(text).environment()
    assert environment.server == AppServer("runner.sandbox:create_app")
    assert environment.timeout == 5
    assert environment.headers == {"X-Sandbox-Space": "{{spec_run_id}}", "X-Mine": "1"}
    assert environment.tokens["mine"].secret == Secret("my-token")
    assert environment.tokens["staff"].secret == Secret("other")
    assert environment.tokens["client"].secret
    assert environment.variables["business_id"] == "other"
    assert environment.variables["staff_id"]


def test_a_sandbox_that_runs_elsewhere_is_not_started(load: Load) -> None:
    environment = load("environments: {sandbox: {base_url: 'http://127.0.0.1:9000'}}").environment()
    assert (environment.base_url, environment.server) == ("http://127.0.0.1:9000", None)


# Tokens


def token(load: Load, entry: str, environ: Mapping[str, str]) -> Token:
    text = f"environments: {{x: {{base_url: 'http://x', tokens: {{app: {entry}}}}}}}"
    return load(text, environ).environment("x").tokens["app"]


def test_a_token_comes_from_the_environment_a_file_or_the_entry(load: Load, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("from-file\n")
    assert token(load, "{env: APP}", {"APP": "from-env"}).secret == Secret("from-env")
    assert token(load, "{file: token, scheme: Admin}", {}) == Token("app", "Admin", Secret("from-file"))
    assert token(load, "{value: written}", {}).secret == Secret("written")


@pytest.mark.parametrize(
    ("entry", "environ", "missing"),
    [
        ("{env: STEPRUN_TOKEN_APP}", {}, "token `app` is not set: export STEPRUN_TOKEN_APP=…"),
        ("{env: APP}", {"APP": " "}, "token `app` is not set: export APP=…"),
        ("{env: APP}", {"APP": "s3cret\n"}, "token `app` cannot be sent: APP holds a line break"),
        (
            "{env: APP}",
            {"APP": "s3cret日"},
            "token `app` cannot be sent: APP holds a line break or a character",
        ),
        ("{file: nowhere}", {}, "nowhere does not exist"),
        ("{file: .}", {}, "cannot be read as text"),
        ("{file: empty}", {}, "empty is empty"),
        ("{file: lines}", {}, "lines holds a line break"),
        ("{value: ''}", {}, "token `app` is not set: its `value` in steprun.yaml is empty"),
    ],
)
def test_a_token_without_a_usable_value_says_what_to_do(
    load: Load, tmp_path: Path, entry: str, environ: Mapping[str, str], missing: str
) -> None:
    (tmp_path / "empty").write_text("\n")
    (tmp_path / "lines").write_text("s3cret\nmore\n")
    found = token(load, entry, environ)
    assert found.secret is None
    assert missing in found.missing
    assert "s3cret" not in found.missing


def test_a_role_that_only_the_environment_knows_has_its_token(load: Load) -> None:
    environ = {
        "STEPRUN_TOKEN_PARTNER": "p",
        "STEPRUN_TOKEN_EMPTY": "",
        "STEPRUN_TOKEN_": "x",
        "STEPRUN_TOKEN_ADMIN": "not asked for",
        "ADMIN_SECRET": "a",
    }
    tokens = load(FULL, environ).environment().tokens
    assert tokens["partner"] == Token("partner", secret=Secret("p"))
    assert tokens["admin"].secret == Secret("a")
    assert "empty" not in tokens
    assert "" not in tokens


def test_no_secret_is_in_any_representation(load: Load) -> None:
    text = FULL.replace("admin: {env: ADMIN_SECRET, scheme: Admin}", "admin: {value: s3cret-written}")
    settings = load(text, {"STEPRUN_TOKEN_STAFF": "s3cret-exported"})
    assert "s3cret" not in repr(settings) + repr(settings.environment()) + str(settings.environment())


# Overrides


def test_the_command_line_wins_over_the_surroundings_and_those_over_the_file(load: Load) -> None:
    environ = {
        "STEPRUN_BASE_URL": "https://env.example",
        "STEPRUN_TIMEOUT": "7s",
        "STEPRUN_VAR_BUSINESS_ID": "from env",
        "STEPRUN_VAR_Mixed": "kept",
    }
    settings = load(FULL, environ)
    environment = settings.environment()
    assert (environment.base_url, environment.timeout) == ("https://env.example", 7)
    assert environment.allow_hosts >= {"env.example:443"}
    assert environment.variables["business_id"] == "from env"
    assert environment.variables["Mixed"] == "kept"
    environment = settings.environment(
        None, Overrides(base_url="http://localhost:1/", timeout="2m", variables={"a": "b"})
    )
    assert (environment.base_url, environment.timeout) == ("http://localhost:1", 120)
    assert environment.overrides == {"a": "b"}


def test_a_base_url_of_the_command_line_stands_for_the_server(load: Load) -> None:
    environment = load().environment("sandbox", Overrides(base_url="http://127.0.0.1:9"))
    assert (environment.server, environment.base_url) == (None, "http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("enabled", "write", "environ", "expected"),
    [
        ("true", None, {}, True),
        ("true", None, {"CI": "true"}, False),
        ("true", None, {"CI": "false"}, True),
        ("true", True, {"CI": "true"}, True),
        ("true", False, {}, False),
        ("false", None, {}, False),
        ("false", True, {}, True),
    ],
)
def test_write_back_is_on_but_in_ci_unless_somebody_says_so(
    load: Load, enabled: str, write: bool | None, environ: Mapping[str, str], *, expected: bool
) -> None:
    settings = load(FULL.replace("enabled: true", f"enabled: {enabled}"), environ)
    assert settings.environment(None, Overrides(write=write)).write_back.enabled is expected


@pytest.mark.parametrize(
    ("overrides", "environ", "what"),
    [
        (Overrides(timeout="soon"), {}, "--timeout: `soon` is not a duration"),
        (Overrides(timeout="0"), {}, "--timeout: a timeout of nothing"),
        (Overrides(), {"STEPRUN_TIMEOUT": "soon"}, "STEPRUN_TIMEOUT: `soon` is not a duration"),
        (Overrides(base_url="http://a:s3cret@b"), {}, "--base-url: a URL is http:// or https:// here"),
        (Overrides(), {"STEPRUN_BASE_URL": "x"}, "STEPRUN_BASE_URL: a URL is http:// or https:// here"),
    ],
)
def test_unusable_overrides_are_named(
    load: Load, overrides: Overrides, environ: Mapping[str, str], what: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(FULL, environ).environment(None, overrides)
    assert what in caught.value.what
    assert "s3cret" not in caught.value.what


def test_an_environment_that_is_nowhere_is_refused_when_it_is_asked_for(load: Load) -> None:
    settings = load("environments: {x: {}}")
    with pytest.raises(SettingsError, match="environment `x` has no `base_url` and no `server`"):
        settings.environment("x")
    assert settings.environment("x", Overrides(base_url="http://y")).base_url == "http://y"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("stagin", "did you mean `staging`? (environments are defined in steprun.yaml:9:1)"),
        ("zzz", "known: staging, local, sandbox (environments are defined in steprun.yaml:9:1)"),
    ],
)
def test_an_unknown_environment_is_answered_with_the_known_ones(load: Load, name: str, hint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(FULL).environment(name)
    assert (caught.value.what, caught.value.hint) == (f"environment `{name}` is not defined", hint)


def test_a_file_that_cannot_be_read_is_an_error_of_the_settings(load: Load, tmp_path: Path) -> None:
    (tmp_path / "steprun.yaml").write_bytes(b"jobs: \xff\n")
    with pytest.raises(SettingsError, match="is not UTF-8: byte 6"):
        load()


def test_a_files_dir_behind_a_link_is_outside(load: Load, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/tmp")
    with pytest.raises(SettingsError, match="must lie inside the project, and link does not"):
        load("environments: {x: {files_dir: link}}")


def test_what_has_no_option_can_be_said_from_outside(tmp_path: Path) -> None:
    environ = {
        "STEPRUN_FALLBACK_URL": "https://other.example.com/api/",
        "STEPRUN_DEFAULT_TOKEN": "app",
        "STEPRUN_ALLOW_HOSTS": "api.example.com, Other.example.com:8443",
    }
    environment = load_settings(start=tmp_path, config=None, environ=environ).environment()
    assert environment.fallback_url == "https://other.example.com/api"
    assert environment.default_token == "app"
    assert environment.allow_hosts == {"api.example.com", "other.example.com:8443"}


def test_what_is_said_wrong_from_outside_is_told(tmp_path: Path) -> None:
    settings = load_settings(
        start=tmp_path, config=None, environ={"STEPRUN_FALLBACK_URL": "other.example.com"}
    )
    with pytest.raises(SettingsError, match="STEPRUN_FALLBACK_URL"):
        settings.environment()


# ---- history and quarantine

WARDS = """\
quarantine:
  - {spec: specs/sales/, until: 2026-12-31, reason: " waits for BOOK-12 "}
  - spec: post /platform/v1/bookings
    until: 2027-01-31
    reason: flaky
  - {spec: ./specs/../docs/a.md, until: 2026-01-01, reason: old}
"""


def test_the_quarantine_is_read_with_the_places_of_its_entries(load: Load) -> None:
    assert load(WARDS).quarantine == (
        Ward("specs/sales", Quarantine(date(2026, 12, 31), "waits for BOOK-12"), Place("steprun.yaml", 2, 5)),
        Ward(
            "POST /platform/v1/bookings",
            Quarantine(date(2027, 1, 31), "flaky"),
            Place("steprun.yaml", 3, 5),
            is_endpoint=True,
        ),
        Ward("docs/a.md", Quarantine(date(2026, 1, 1), "old"), Place("steprun.yaml", 6, 5)),
    )
    assert load("").quarantine == ()


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{spec: a.md, until: 2026-02-30, reason: x}", "2:25: `2026-02-30` is no day of the calendar"),
        ("{spec: a.md, until: soon, reason: x}", "2:25: `until` must be a day such as 2026-12-31"),
        ("{spec: a.md, until: 2026-12-31, reason: ' '}", "2:45: `reason` must be text that says why"),
        ("{spec: a.md, until: 2026-12-31}", "item 1 of `quarantine` has no `reason`"),
        (
            "{spec: a.md, for: ever}",
            "`for` is not a key of an entry of the quarantine; known: spec, until, reason",
        ),
        ("a.md", "item 1 of `quarantine` must be a mapping of `spec`, `until` and `reason`, not text"),
    ],
)
def test_an_entry_that_is_not_whole_is_refused_with_its_place(load: Load, entry: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(f"quarantine:\n  - {entry}\n")
    assert said in caught.value.what


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("", "out/history.sqlite"),
        ("history: .cache/steprun.sqlite", ".cache/steprun.sqlite"),
        ("history: off", None),
    ],
)
def test_the_history_lies_among_the_reports_or_where_it_is_told_to(
    load: Load, tmp_path: Path, text: str, file: str | None
) -> None:
    assert load(text).history(tmp_path / "out") == (tmp_path / file if file else None)
