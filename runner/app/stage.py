"""The stage of a run: settings -> plugins -> specs -> scenarios -> server -> bench, ready to go."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from runner.adapters.contracts import read_acceptance
from runner.adapters.settings import Settings
from runner.adapters.signals import Interruption, interruptible
from runner.app.bench import Kit, lay_out
from runner.app.builtins import EnvironmentTokens, Reporters
from runner.app.contract import contract_of
from runner.app.order import Order, Surroundings
from runner.app.selected import environment_for, importable, select, settings_for
from runner.app.veil import Veil, discreet, redactor_for
from runner.contract.holding import Contract
from runner.engine.bench import Bench
from runner.engine.ports import Reporter
from runner.engine.run import Pace
from runner.model.about import About
from runner.model.environment import Environment
from runner.model.scenario import Scenario
from runner.model.spec import Loaded, Spec, Status
from runner.plugins.manager import checks_of, make_manager, reporters_of
from runner.plugins.settings import RunSettings
from runner.record.naming import folder_name
from runner.report.acceptance import Acceptance
from runner.report.terminal import wants_colour
from runner.report.words import count
from runner.step.redact import Redactor
from runner.version import __version__

DEFAULT_JOBS = 8


def key_of(scenario: Scenario, root: Path) -> str:
    """What a scenario is called in every run: its document in the project, and its example."""
    path = scenario.spec.path
    name = (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()
    return f"{name} › {scenario.example}" if scenario.example else name


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that a run needs, as long as it lasts."""

    settings: Settings
    scenarios: tuple[Scenario, ...]
    bench: Bench
    pace: Pace
    about: About
    reporters: Sequence[Reporter]
    contract: Contract | None
    veil: Veil
    unclosed: Sequence[tuple[Reporter, BaseException]]
    """Reporters that did not let go of what they held, once the run is over, and why."""


@contextmanager
def stage(order: Order, around: Surroundings, *, lasting: bool = False) -> Iterator[Stage]:
    """Set it up; servers, connections and signal handlers are taken down behind it.

    `lasting`: what a spec run tells of secrets is kept, for its answers are looked into when it is over.
    Raises UsageError, SettingsError, PluginError before anything is sent.
    """
    settings = settings_for(order, around)
    environment = environment_for(order, settings)
    redactor = redactor_for(environment, lasting=lasting)
    with discreet(redactor), _set_up(order, around, settings, environment, redactor) as ready:
        yield ready


@contextmanager
def _set_up(
    order: Order, around: Surroundings, settings: Settings, environment: Environment, redactor: Redactor
) -> Iterator[Stage]:
    notes: list[str] = []
    unclosed: list[tuple[Reporter, BaseException]] = []
    interruption = Interruption()
    with ExitStack() as stack:
        plugins = stack.enter_context(importable(settings.root, (*settings.plugins, *order.plugins)))
        manager = make_manager(
            plugins, [("tokens", EnvironmentTokens()), ("reporters", Reporters(lambda: notes))]
        )
        checks = checks_of(manager)
        accepted = read_acceptance(settings.contract)
        contract = contract_of(
            settings, environment, mode=order.contract, accepted=accepted, note=notes.append
        )
        selected = select(order, settings, around, checks=frozenset(checks))
        scenarios = tuple(
            replace(scenario, key=key_of(scenario, settings.root)) for scenario in selected.scenarios()
        )
        if not scenarios:
            notes.append(f"nothing  {_why_nothing(order, selected.specs)}")
        run_id = secrets.token_hex(4)
        about = About(at=datetime.now(UTC), version=__version__)
        for planned in (step for scenario in scenarios for step in scenario.steps):
            redactor.learn_step(planned)
        told = _report_settings(order, environment, settings, around)
        told = replace(
            told,
            domains=tuple(scenario.domain for scenario in scenarios),
            folder=told.reports / folder_name(about.at or datetime.now(UTC), run_id),
            mask=redactor.text,
        )
        file = settings.contract.accepted if order.accept else None
        acceptance = Acceptance(accepted, file=file, note=notes.append)
        # First, for the console tells the notes.
        reporters = [acceptance, *reporters_of(manager, told)]
        for reporter in reporters:
            stack.callback(_let_go, reporter, unclosed)
        stack.enter_context(interruptible(interruption))
        environment = stack.enter_context(_served(environment, scenarios, settings.root, interruption))
        kit = Kit(
            manager=manager,
            checks=checks,
            interruption=interruption,
            root=settings.root,
            seed=order.seed if order.seed is not None else secrets.randbelow(1_000_000),
            run_id=run_id,
            note=notes.append,
            redactor=redactor,
        )
        online = any(scenario.steps for scenario in scenarios)
        bench = stack.enter_context(lay_out(environment, kit, online=online))
        if contract is not None:
            # What is being accepted decides nothing any more.
            decides = (order.contract or settings.contract.mode) == "fail" and not order.accept
            bench = replace(bench, hold=contract.hold, contract_decides=decides)
        jobs = order.jobs or settings.jobs or DEFAULT_JOBS
        pace = Pace(jobs=jobs, max_failures=order.max_failures, shuffle=order.shuffle)
        veil = Veil(redactor)
        yield Stage(settings, scenarios, bench, pace, about, reporters, contract, veil, unclosed)


def _let_go(reporter: Reporter, unclosed: list[tuple[Reporter, BaseException]]) -> None:
    try:
        getattr(reporter, "close", lambda: None)()
    except (Exception, SystemExit) as fault:  # noqa: BLE001 - what it wrote is written, and the others too
        unclosed.append((reporter, fault))


@contextmanager
def _served(
    environment: Environment, scenarios: Sequence[Scenario], root: Path, interruption: Interruption
) -> Iterator[Environment]:
    """The environment with its server running, where it has one and somebody will ask it."""
    if environment.server is None or not any(scenario.steps for scenario in scenarios):
        yield environment
        return
    from runner.adapters.server import running

    with running(environment.server, root=root, hurried=interruption.event.is_set) as base_url:
        yield replace(environment, base_url=environment.base_url or base_url)


def _why_nothing(order: Order, specs: Sequence[Loaded]) -> str:
    filters = [
        f"{name} {' '.join(values)}"
        for name, values in (
            ("-k", (order.keyword,) if order.keyword else ()),
            ("--tag", order.tags),
            ("--domain", order.domains),
            ("--method", order.methods),
            ("--status", order.statuses),
        )
        if values
    ]
    if specs and filters:
        hint = _nearest(order, specs) or "`steprun list` shows what there is"
        return f"of {count(len(specs), 'spec')} none fits {' and '.join(filters)}; {hint}"
    return "no spec in these paths: a spec is a .md file whose front matter has `endpoint:`"


def _nearest(order: Order, specs: Sequence[Loaded]) -> str:
    """For a word that no spec has: the nearest that one has."""
    read = [spec for spec in specs if isinstance(spec, Spec)]
    for wanted, known in (
        (order.tags, {tag for spec in read for tag in spec.tags}),
        (order.domains, {spec.domain for spec in read}),
        (tuple(word.upper() for word in order.methods), {spec.endpoint.method for spec in read}),
        (order.statuses, {status.value for status in Status}),
    ):
        for word in wanted:
            near = difflib.get_close_matches(word.removeprefix("!"), known, n=1)
            if near and near[0] != word.removeprefix("!"):
                return f"did you mean `{near[0]}`?"
    return ""


def _report_settings(
    order: Order, environment: Environment, settings: Settings, around: Surroundings
) -> RunSettings:
    folder = around.cwd / order.reports if order.reports else settings.reports
    colour = wants_colour(around.stdout, around.environ, order.colour)
    live = around.stdout.isatty() and not around.in_ci and around.environ.get("TERM") != "dumb"
    return RunSettings(
        root=settings.root,
        cwd=around.cwd,
        reports=folder,
        folder=folder,
        junit=around.cwd / order.junit if order.junit else settings.junit or folder / "junit.xml",
        formats=order.formats or settings.formats,
        keep_runs=settings.keep_runs,
        write_back=environment.write_back,
        stdout=around.stdout,
        width=around.width,
        colour=colour,
        live=live,
        verbosity=order.verbosity,
        ci=around.in_ci,
    )
