"""The requests of a spec as they would be sent, and where each value comes from. Nothing is sent."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from urllib.parse import unquote

from runner.adapters.signals import Interruption
from runner.app.bench import Kit, lay_out
from runner.app.builtins import EnvironmentTokens
from runner.app.order import Order, Surroundings
from runner.app.recall import unheard, would_run
from runner.app.selected import environment_for, importable, select, settings_for
from runner.app.veil import discreet, redactor_for
from runner.engine.attempt import used_values
from runner.engine.bench import Bench
from runner.engine.steps import handed_over
from runner.errors import StepError, UnresolvedName
from runner.model.environment import Environment, Secret, Token
from runner.model.scenario import PlannedStep, Scenario
from runner.model.trouble import Trouble
from runner.plugins.manager import checks_of, make_manager
from runner.report.preview import Preview, StepPreview
from runner.resolve.scope import Scope, later
from runner.step.request import Desk, prepare
from runner.step.retouch import mapped

_NOWHERE = "http://sandbox"
"""Stands for the URL of a server that is only started for a run."""

_QUOTED = re.compile(r"%7B%7B.*?%7D%7D")


def previews(order: Order, around: Surroundings, *, note: Callable[[str], None] = unheard) -> list[Preview]:
    """Every step of every scenario that the order means. Raises UsageError, SettingsError, PluginError."""
    settings = settings_for(order, around)
    environment = environment_for(order, settings)
    environment = replace(environment, base_url=environment.base_url or _NOWHERE)
    redactor = redactor_for(environment)
    with discreet(redactor), ExitStack() as stack:
        modules = stack.enter_context(importable(settings.root, (*settings.plugins, *order.plugins)))
        manager = make_manager(modules, [("tokens", EnvironmentTokens())])
        checks = checks_of(manager)
        selected = select(replace(order, force=True), settings, around, checks=frozenset(checks))
        kit = Kit(
            manager=manager,
            checks=checks,
            interruption=Interruption(),
            root=settings.root,
            seed=order.seed or 0,
            run_id=secrets.token_hex(4),
            note=lambda _text: None,
            redactor=redactor,
        )
        bench = stack.enter_context(lay_out(environment, kit, online=False))
        desk = replace(bench.desk, token=_shown_token(environment), read_file=lambda _name: b"")
        found = []
        for scenario in would_run(selected, order, around, environment=environment.name, note=note):
            for planned in scenario.steps:
                redactor.learn_step(planned)
            found.append(Preview(scenario, tuple(_steps(scenario, bench, desk))))
        return [mapped(preview, redactor) for preview in found]


def _shown_token(environment: Environment) -> Callable[[str], Token]:
    """Tokens by their role: their values are not even looked at."""

    def token(role: str) -> Token:
        known = environment.tokens.get(role) or Token(role)
        return replace(known, secret=Secret(f"‹{role}›"))

    return token


def _steps(scenario: Scenario, bench: Bench, desk: Desk) -> Iterator[StepPreview]:
    run = f"{bench.run_id}-0000"
    scope = bench.scope(scenario, run=run)
    for planned in scenario.steps:
        scope, seen, troubles = handed_over(planned, scope)
        if troubles:
            yield StepPreview(planned, None, troubles=troubles)
        else:
            yield _preview(planned, seen, bench, desk, run)
        step = planned.step
        extracted = {item.name: later(item.name) for item in step.extractions}
        scope = scope.with_values(extracted, f"extracted by {step.id}, line {step.place.line}")


def _preview(planned: PlannedStep, scope: Scope, bench: Bench, desk: Desk, run: str) -> StepPreview:
    try:
        prepared = prepare(planned, scope, desk, run=run)
    except UnresolvedName as fault:
        return StepPreview(planned, None, troubles=fault.troubles)
    except StepError as fault:
        return StepPreview(
            planned, None, troubles=(Trouble(fault.cause, fault.what, fault.hint, fault.place),)
        )
    bench.redactor.learn_request(prepared.request)
    exchange = bench.redactor.exchange(prepared.request, None)
    exchange = replace(exchange, url=_readable(exchange.url))
    return StepPreview(planned, exchange, used_values(prepared, planned, bench))


def _readable(url: str) -> str:
    """What a step will extract later stands between braces; in a URL they would be percent-encoded."""
    return _QUOTED.sub(lambda found: unquote(found[0]), url)
