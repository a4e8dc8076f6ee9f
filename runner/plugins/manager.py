"""Who takes part: built-ins, entry points of the group `steprun`, and `--plugin` modules."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from importlib.metadata import entry_points
from typing import TypeVar

import pluggy

from runner.engine.ports import Reporter
from runner.errors import PluginError
from runner.model.environment import Environment
from runner.model.json import JSON
from runner.plugins import hookspecs
from runner.plugins.settings import RunSettings
from runner.step.checks import Check

_T = TypeVar("_T")


def make_manager(modules: Sequence[str], built_ins: Sequence[tuple[str, object]]) -> pluggy.PluginManager:
    """A manager with everybody registered. Built-ins are registered first, so that plugins are asked first.

    Raises PluginError, naming the plugin, for one that cannot be imported or whose hooks do not fit.
    """
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    for name, plugin in built_ins:
        manager.register(plugin, name)
    for entry in entry_points(group=hookspecs.PROJECT):
        _register(manager, entry.name, entry.load, hint="an installed plugin: mend or uninstall it")
    for name in modules:
        _register(manager, name, partial(importlib.import_module, name), hint=_MODULE)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as fault:
        raise PluginError(f"plugin `{_name(manager, fault.plugin)}`: {fault}", hint=_HOOKS) from fault
    return manager


_HOOKS = "the hooks are steprun_variables, steprun_token, steprun_send, steprun_checks and steprun_reporters"


_MODULE = "`--plugin` takes the name of a module in the project's folder, or of an installed one"


def _register(manager: pluggy.PluginManager, name: str, load: Callable[[], object], *, hint: str) -> None:
    try:
        plugin = load()
    except (Exception, SystemExit) as fault:
        raise PluginError(f"plugin `{name}` cannot be imported: {fault!s}", hint=hint) from fault
    if manager.is_registered(plugin):
        return
    try:
        manager.register(plugin, name)
    except pluggy.PluginValidationError as fault:
        raise PluginError(f"plugin `{name}`: {fault}", hint=_HOOKS) from fault


def variables_of(
    manager: pluggy.PluginManager, environment: Environment, now: datetime
) -> dict[str, tuple[JSON, str]]:
    """All variables of all plugins: value, and the plugin that gave it.

    Raises PluginError when two plugins give the same name, naming both.
    """
    merged: dict[str, tuple[JSON, str]] = {}
    answers: list[tuple[str, Mapping[str, JSON]]] = _answers(
        manager, "steprun_variables", {"environment": environment, "now": now}
    )
    for plugin, answer in answers:
        for name, value in answer.items():
            if name in merged:
                raise PluginError(f"plugins {merged[name][1]} and {plugin} both set `{name}`")
            merged[name] = (value, plugin)
    return merged


def checks_of(manager: pluggy.PluginManager) -> dict[str, Check]:
    """All words under `expect:`.

    Raises PluginError when two plugins bring the same word.
    """
    merged: dict[str, tuple[Check, str]] = {}
    answers: list[tuple[str, Mapping[str, Check]]] = _answers(manager, "steprun_checks", {})
    for plugin, answer in answers:
        for word, check in answer.items():
            if word in merged:
                raise PluginError(f"plugins {merged[word][1]} and {plugin} both bring `expect.{word}`")
            merged[word] = (check, plugin)
    return {word: check for word, (check, _plugin) in merged.items()}


def reporters_of(manager: pluggy.PluginManager, settings: RunSettings) -> list[Reporter]:
    """All reporters, those of plugins first: the console has the last word.

    Raises PluginError, naming the plugin, for what is none.
    """
    reporters: list[Reporter] = []
    for plugin, answer in reversed([*_each(manager, "steprun_reporters", {"settings": settings})]):
        if not isinstance(answer, Iterable):
            raise PluginError(f"plugin `{plugin}`: steprun_reporters must return reporters")
        for reporter in answer:
            if not callable(getattr(reporter, "handle", None)):
                kind = type(reporter).__name__
                raise PluginError(f"plugin `{plugin}`: {kind} is no reporter: it has no `handle(event)`")
            reporters.append(reporter)
    return reporters


def _answers(
    manager: pluggy.PluginManager, hook: str, arguments: Mapping[str, object]
) -> list[tuple[str, Mapping[str, _T]]]:
    answers: list[tuple[str, Mapping[str, _T]]] = []
    for plugin, answer in _each(manager, hook, arguments):
        if not isinstance(answer, Mapping):
            raise PluginError(f"plugin `{plugin}`: {hook} must return a mapping, not {type(answer).__name__}")
        answers.append((plugin, answer))
    return answers


def _each(
    manager: pluggy.PluginManager, hook: str, arguments: Mapping[str, object]
) -> Iterator[tuple[str, object]]:
    """What each plugin says to a hook, one by one, so that a fault can be blamed on the right one."""
    for implementation in getattr(manager.hook, hook).get_hookimpls():
        name = implementation.plugin_name
        try:
            yield name, implementation.function(*(arguments[key] for key in implementation.argnames))
        except (Exception, SystemExit) as fault:
            raise PluginError(f"plugin `{name}` failed in {hook}: {type(fault).__name__}: {fault}") from fault


def _name(manager: pluggy.PluginManager, plugin: object) -> str:
    return manager.get_name(plugin) or repr(plugin)
