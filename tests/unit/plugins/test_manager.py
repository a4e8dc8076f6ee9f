"""Plugins: everybody is asked, and whoever misbehaves is named."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from types import ModuleType, SimpleNamespace

import pluggy
import pytest

from runner.app.bench import variables
from runner.app.builtins import EnvironmentTokens
from runner.errors import PluginError
from runner.model.environment import Environment, Secret, Token
from runner.model.json import JSON
from runner.model.result import CheckResult
from runner.model.spec import Expectation
from runner.plugins.hookspecs import hookimpl
from runner.plugins.manager import checks_of, make_manager, variables_of
from support.senders import NOW

ENVIRONMENT = Environment(
    "sandbox", variables={"b": "environment", "c": "environment"}, overrides={"c": "--var"}
)


@pytest.fixture
def module() -> Iterator[ModuleType]:
    """An importable plugin without hooks."""
    name = "steprun_plugin_of_a_test"
    sys.modules[name] = made = ModuleType(name)
    yield made
    del sys.modules[name]


def gives(**values: JSON) -> object:
    class Plugin:
        @hookimpl
        def steprun_variables(self) -> Mapping[str, JSON]:
            return values

    return Plugin()


def brings(*words: str) -> object:
    class Plugin:
        @hookimpl
        def steprun_checks(self) -> Mapping[str, object]:
            return dict.fromkeys(words, judge)

    return Plugin()


def judge(expectation: Expectation, _response: object) -> CheckResult:
    return CheckResult("word", True, "fine", expectation.place)


def manager_of(*plugins: object) -> pluggy.PluginManager:
    return make_manager([], [(f"p{number}", plugin) for number, plugin in enumerate(plugins)])


def test_variables_of_all_plugins_are_merged_with_who_gave_them() -> None:
    found = variables_of(manager_of(gives(a=1), gives(b=None)), ENVIRONMENT, NOW)
    assert found == {"a": (1, "p0"), "b": (None, "p1")}


def test_a_plugin_is_told_the_environment_and_the_time() -> None:
    class Plugin:
        @hookimpl
        def steprun_variables(self, environment: Environment, now: datetime) -> Mapping[str, JSON]:
            return {"told": f"{environment.name} {now:%Y}"}

    assert variables_of(manager_of(Plugin()), ENVIRONMENT, NOW) == {"told": ("sandbox 2026", "p0")}


def test_plugins_come_after_var_and_environment_and_say_so() -> None:
    bindings = variables(ENVIRONMENT, manager_of(gives(a="plugin", b="plugin", c="plugin")), NOW)
    assert {name: (item.value, item.origin) for name, item in bindings.items()} == {
        "a": ("plugin", "plugin p0"),
        "b": ("environment", "environment sandbox"),
        "c": ("--var", "--var"),
    }


def test_a_name_that_two_plugins_give_is_an_error_that_names_both() -> None:
    with pytest.raises(PluginError, match="both set `a`") as caught:
        variables_of(manager_of(gives(a=1), gives(a=1)), ENVIRONMENT, NOW)
    assert "p0" in caught.value.what
    assert "p1" in caught.value.what


def test_checks_of_all_plugins_are_merged_and_a_word_belongs_to_one() -> None:
    assert checks_of(manager_of(brings("one"), brings("two", "three"))) == dict.fromkeys(
        ("one", "two", "three"), judge
    )
    with pytest.raises(PluginError, match=r"both bring `expect\.one`"):
        checks_of(manager_of(brings("one"), brings("one")))


def test_a_plugin_that_raises_is_named_with_the_hook() -> None:
    class Plugin:
        @hookimpl
        def steprun_checks(self) -> Mapping[str, object]:
            raise KeyError("oops")

    with pytest.raises(PluginError, match=r"plugin `p0` failed in steprun_checks: KeyError: 'oops'"):
        checks_of(manager_of(Plugin()))


@pytest.mark.parametrize("answer", [None, [], "text", 5])
def test_a_plugin_that_returns_something_else_is_named(answer: object) -> None:
    class Plugin:
        @hookimpl
        def steprun_variables(self) -> object:
            return answer

    with pytest.raises(PluginError, match=r"plugin `p0`: steprun_variables must return a mapping, not \w+"):
        variables_of(manager_of(Plugin()), ENVIRONMENT, NOW)


def test_plugins_are_asked_before_the_built_ins() -> None:
    class Plugin:
        @hookimpl
        def steprun_token(self, role: str) -> Token | None:
            return Token(role, secret=Secret("of the plugin")) if role == "admin" else None

    environment = Environment(
        "e", tokens={role: Token(role, secret=Secret("of the environment")) for role in ("admin", "staff")}
    )
    manager = manager_of(EnvironmentTokens(), Plugin())

    def ask(role: str) -> str | None:
        token: Token | None = manager.hook.steprun_token(role=role, environment=environment)
        return token.secret.value if token and token.secret else None

    assert [ask(role) for role in ("admin", "staff", "nobody")] == [
        "of the plugin",
        "of the environment",
        None,
    ]


# ---- loading


def test_a_module_is_a_plugin(module: ModuleType) -> None:
    module.steprun_checks = hookimpl(lambda: {"word": judge})  # type: ignore[attr-defined]  # a made-up module
    module.steprun_checks.__name__ = "steprun_checks"
    manager = make_manager([module.__name__, module.__name__], [])
    assert checks_of(manager) == {"word": judge}


def test_a_plugin_that_cannot_be_imported_is_named() -> None:
    with pytest.raises(PluginError, match="plugin `no_such_module_at_all` cannot be imported") as caught:
        make_manager(["no_such_module_at_all"], [])
    assert "`--plugin` takes the name of a module" in caught.value.hint


def test_a_hook_that_does_not_exist_is_told_with_those_that_do(module: ModuleType) -> None:
    def steprun_sned() -> None:
        """A slip of the pen."""

    module.steprun_sned = hookimpl(steprun_sned)  # type: ignore[attr-defined]  # a made-up module
    with pytest.raises(PluginError, match=module.__name__) as caught:
        make_manager([module.__name__], [])
    assert "steprun_send" in caught.value.hint


def test_a_hook_that_asks_for_what_there_is_not_is_refused(module: ModuleType) -> None:
    def steprun_send(request: object, moon: object) -> None:
        """There is no moon."""

    module.steprun_send = hookimpl(steprun_send)  # type: ignore[attr-defined]  # a made-up module
    with pytest.raises(PluginError, match=f"plugin `{module.__name__}`"):
        make_manager([module.__name__], [])


def test_without_plugins_there_is_nothing() -> None:
    manager = make_manager([], [("empty", SimpleNamespace())])
    assert checks_of(manager) == {}
    assert variables_of(manager, ENVIRONMENT, NOW) == {}
