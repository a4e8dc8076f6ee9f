"""The bench, laid out: the real network, clock and files behind the names that the engine knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pluggy

from runner.adapters.clock import OffsetClock, SystemClock
from runner.adapters.files import Files
from runner.adapters.hosts import allowed_hosts
from runner.adapters.http import HttpSender
from runner.adapters.signals import Interruption
from runner.app.builtins import Network
from runner.engine.bench import Bench, Tickets
from runner.engine.ports import Clock, Sender
from runner.engine.tokens import TokenBook
from runner.errors import SettingsError, StepError
from runner.model.environment import Environment, Token
from runner.model.http import NotJSON, Request, Response
from runner.model.json import JSON
from runner.plugins.manager import variables_of
from runner.query import QueryError, compile_query, first
from runner.resolve.builtins import NAMES, Builtins
from runner.resolve.scope import Binding, Scope
from runner.step.checks import BUILT_IN, Check
from runner.step.redact import Redactor


@dataclass(frozen=True, slots=True)
class Kit:
    """What the composition root has at hand when it lays out a bench."""

    manager: pluggy.PluginManager
    checks: Mapping[str, Check]
    interruption: Interruption
    root: Path
    seed: int
    run_id: str
    note: Callable[[str], None]
    """Says something in the run's footer."""
    redactor: Redactor
    """Knows what the environment declares."""


@contextmanager
def lay_out(environment: Environment, kit: Kit, *, online: bool = True) -> Iterator[Bench]:
    """The bench of one run; connections are closed behind it. Offline, nobody is asked what time it is."""
    interruption = kit.interruption
    network = HttpSender(allow_hosts=allowed_hosts(environment), stop=interruption.event)
    kit.manager.register(Network(network), "network")
    send = _sender(kit.manager, environment, network)
    clock: Clock = SystemClock(interruption.event)
    redactor = kit.redactor
    try:
        if online:
            clock = _told_time(environment, clock, send, kit.note)
        configured = variables(environment, kit.manager, clock.now())
        for name, binding in configured.items():
            redactor.learn_variable(name, binding.value)
        files = Files(kit.root, environment.files_dir)
        tickets = Tickets()
        yield Bench(
            environment=environment,
            send=send,
            clock=clock,
            checks={**BUILT_IN, **kit.checks},
            tokens=TokenBook(
                environment,
                send=send,
                redactor=redactor,
                scope=_login_scope(configured, clock, tickets, kit),
                find=_finder(kit.manager, environment),
            ),
            redactor=redactor,
            configured=configured,
            read_file=files.read,
            read_schema=files.schema,
            run_id=kit.run_id,
            seed=kit.seed,
            interrupted=interruption.number,
            grace=interruption.grace,
            forget=network.forget,
            tickets=tickets,
        )
    finally:
        network.close()


def variables(environment: Environment, manager: pluggy.PluginManager, now: datetime) -> dict[str, Binding]:
    """What holds for the whole run: `--var` before the environment before plugins."""
    bindings = {
        name: Binding(value, f"plugin {plugin}")
        for name, (value, plugin) in variables_of(manager, environment, now).items()
    }
    for name, value in environment.variables.items():
        bindings[name] = Binding(value, f"environment {environment.name}")
    for name, text in environment.overrides.items():
        bindings[name] = Binding(text, "--var")
    return bindings


def _login_scope(configured: Mapping[str, Binding], clock: Clock, tickets: Tickets, kit: Kit) -> Scope:
    """What a login can see. It is asked once for all specs, so that its spec run is the run itself."""
    now = clock.now()
    builtins = Builtins(
        now=now,
        unique=tickets.after(int(now.timestamp() * 1000)),
        seed=f"{kit.seed}:login",
        run_id=kit.run_id,
        spec_run_id=kit.run_id,
    )
    return Scope(configured=configured, builtin=builtins, builtin_names=NAMES)


def _sender(manager: pluggy.PluginManager, environment: Environment, network: HttpSender) -> Sender:
    """Straight to the network, unless a plugin wants to stand in between."""
    if len(manager.hook.steprun_send.get_hookimpls()) == 1:
        return network

    def send(request: Request, /) -> Response:
        response: Response = manager.hook.steprun_send(request=request, environment=environment)
        return response

    return send


def _finder(manager: pluggy.PluginManager, environment: Environment) -> Callable[[str], Token | None]:
    def find(role: str) -> Token | None:
        token: Token | None = manager.hook.steprun_token(role=role, environment=environment)
        return token

    return find


def _told_time(environment: Environment, clock: Clock, send: Sender, note: Callable[[str], None]) -> Clock:
    """The clock of the system under test, where it has one to tell."""
    now = environment.now
    if now.instant:
        return OffsetClock(clock, _instant(now.instant, environment))
    if not now.path:
        return clock
    try:
        answer = send(Request("GET", environment.base_url.rstrip("/") + now.path, timeout=5.0, jar="clock"))
        told: JSON = first(compile_query(now.extract).find(answer.json))
        if isinstance(told, str):
            return OffsetClock(clock, _instant(told, environment))
        why = f"`{now.extract}` found {told!r}"
    except StepError as fault:
        why = fault.what
    except (NotJSON, QueryError) as fault:
        why = str(fault)
    note(f"clock    {now.path} tells no time ({why}); dates come from this machine")
    return clock


def _instant(text: str, environment: Environment) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"environment `{environment.name}`: `now` is no instant: {text!r}") from None
    if moment.tzinfo is None:
        raise SettingsError(f"environment `{environment.name}`: `now` has no time zone: {text!r}")
    return moment
