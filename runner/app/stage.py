"""The stage of a run: settings -> plugins -> specs -> scenarios -> server -> bench, ready to go."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from runner.adapters.checkout import checkout_of
from runner.adapters.ci import workflow_of
from runner.adapters.contracts import read_acceptance
from runner.adapters.settings import Settings
from runner.adapters.signals import Interruption, interruptible
from runner.app.bench import Kit, lay_out
from runner.app.builtins import EnvironmentTokens, Reporters
from runner.app.contract import contract_of
from runner.app.order import Order, Surroundings
from runner.app.recall import concerns, documents_of, history_of, meant, recall
from runner.app.selected import Selected, environment_for, importable, select, settings_for
from runner.app.sharding import part_of
from runner.app.veil import Veil, discreet, redactor_for
from runner.contract.holding import Contract
from runner.engine.bench import Bench
from runner.engine.ports import Reporter
from runner.engine.run import Pace
from runner.model.about import About
from runner.model.environment import Environment
from runner.model.scenario import Scenario
from runner.model.spec import Loaded, Spec, Status
from runner.plan.shards import Bond
from runner.plugins.manager import checks_of, make_manager, reporters_of
from runner.plugins.settings import RunSettings
from runner.record.naming import folder_name
from runner.report.acceptance import Acceptance
from runner.report.quarantine import QuarantineWatch
from runner.report.terminal import wants_colour
from runner.report.words import count
from runner.step.redact import Redactor
from runner.version import __version__

DEFAULT_JOBS = 8
Narrowing: TypeAlias = Callable[[Sequence[Scenario], Environment], tuple[Scenario, ...]]


@dataclass(frozen=True, slots=True)
class Guest:
    """Another program's run, with reports and signals of its own: it says what runs, and when to end."""

    selected: Selected
    interruption: Interruption


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
    notes: Sequence[str]
    """What has come up that is to be told at the end."""
    veil: Veil
    unclosed: Sequence[tuple[Reporter, BaseException]]
    """Reporters that did not let go of what they held, once the run is over, and why."""


@contextmanager
def stage(
    order: Order,
    around: Surroundings,
    guest: Guest | None = None,
    *,
    lasting: bool = False,
    narrowed: Narrowing | None = None,
    bond: Bond = Bond.FILE,
) -> Iterator[Stage]:
    """Set it up; servers, connections and signal handlers are taken down behind it.

    `lasting`: what a spec run tells of secrets is kept, for its answers are looked into when it is over.
    `narrowed` has a say in what runs of what is selected, before shards are cut;
    `bond` says what of it stays in one.
    Raises UsageError, SettingsError, PluginError before anything is sent.
    """
    settings = guest.selected.settings if guest else settings_for(order, around)
    environment = environment_for(order, settings)
    redactor = redactor_for(environment, lasting=lasting)
    house = _House(order, around, settings, environment, redactor, narrowed, bond)
    with discreet(house.redactor), _set_up(house, guest) as ready:
        yield ready


@dataclass(frozen=True, slots=True)
class _House:
    """What a stage is set up in."""

    order: Order
    around: Surroundings
    settings: Settings
    environment: Environment
    redactor: Redactor
    narrowed: Narrowing | None = None
    bond: Bond = Bond.FILE
    notes: list[str] = field(default_factory=list)
    unclosed: list[tuple[Reporter, BaseException]] = field(default_factory=list)

    @property
    def history(self) -> Path | None:
        return history_of(self.order, self.settings, self.around)


@contextmanager
def _set_up(house: _House, guest: Guest | None) -> Iterator[Stage]:
    order, around, settings = house.order, house.around, house.settings
    interruption = guest.interruption if guest else Interruption()
    with ExitStack() as stack:
        plugins = stack.enter_context(importable(settings.root, (*settings.plugins, *order.plugins)))
        manager = make_manager(
            plugins, [("tokens", EnvironmentTokens()), ("reporters", Reporters(lambda: house.notes))]
        )
        checks = checks_of(manager)
        accepted = read_acceptance(settings.contract)
        contract = contract_of(
            settings, house.environment, mode=order.contract, accepted=accepted, note=house.notes.append
        )
        selected = guest.selected if guest else select(order, settings, around, checks=frozenset(checks))
        scenarios, about = _lined_up(house, selected, contract)
        for planned in (step for scenario in scenarios for step in scenario.steps):
            house.redactor.learn_step(planned)
        run_id = secrets.token_hex(4)
        reporters: list[Reporter] = []
        if guest is None:
            told = _report_settings(
                house, scenarios, folder=folder_name(about.at or datetime.now(UTC), run_id)
            )
            file = settings.contract.accepted if order.accept else None
            acceptance = Acceptance(accepted, file=file, note=house.notes.append)
            # First, for the console tells the notes.
            reporters = [acceptance, _watch(house, selected, about), *reporters_of(manager, told)]
            for reporter in reporters:
                stack.callback(_let_go, reporter, house.unclosed)
            stack.enter_context(interruptible(interruption))
        environment = stack.enter_context(_served(house.environment, scenarios, settings.root, interruption))
        kit = Kit(
            manager=manager,
            checks=checks,
            interruption=interruption,
            root=settings.root,
            seed=order.seed if order.seed is not None else secrets.randbelow(1_000_000),
            run_id=run_id,
            note=house.notes.append,
            redactor=house.redactor,
        )
        online = any(scenario.steps for scenario in scenarios)
        bench = stack.enter_context(lay_out(environment, kit, online=online))
        if contract is not None:
            # What is being accepted decides nothing any more.
            decides = (order.contract or settings.contract.mode) == "fail" and not order.accept
            bench = replace(
                bench, hold=contract.hold, documented=contract.documented, contract_decides=decides
            )
        pace = Pace(
            jobs=order.jobs or settings.jobs or DEFAULT_JOBS,
            max_failures=order.max_failures,
            shuffle=order.shuffle,
            failed_first=order.failed_first,
        )
        yield Stage(
            settings,
            scenarios,
            bench,
            pace,
            about,
            reporters,
            contract,
            house.notes,
            Veil(house.redactor),
            house.unclosed,
        )


def _lined_up(
    house: _House, selected: Selected, contract: Contract | None
) -> tuple[tuple[Scenario, ...], About]:
    """What runs, each scenario with its past; and what is known of the run before it begins."""
    order, around, note = house.order, house.around, house.notes.append
    at = datetime.now(UTC)
    scenarios = meant(selected, today=at.date())
    if not scenarios:
        note(f"nothing  {_why_nothing(order, selected.specs)}")
    elif order.changed is not None:
        from runner.app.affected import affected

        hit = affected(
            scenarios, selected, contract, environment=house.environment, order=order, around=around
        )
        scenarios = hit.scenarios
        note(hit.note)
    environment = house.environment.name
    scenarios = recall(scenarios, order, house.history, environment=environment, name=around.shown, note=note)
    if house.narrowed:
        scenarios = house.narrowed(scenarios, house.environment)
    checkout = checkout_of(house.settings.root, environ=around.environ)
    about = About(at=at, version=__version__, commit=checkout.commit, branch=checkout.branch)
    if order.shard is not None:
        part = part_of(scenarios, shard=order.shard, environment=environment, bond=house.bond)
        scenarios, about = part.scenarios, replace(about, shard=part.shard, suite=part.suite)
        if part.note:
            note(f"shard    {part.note}")
    return scenarios, about


def _watch(house: _House, selected: Selected, about: About) -> QuarantineWatch:
    return QuarantineWatch(
        [ward for ward in house.settings.quarantine if concerns(ward, selected)],
        documents_of(selected),
        today=(about.at or datetime.now(UTC)).date(),
        note=house.notes.append,
    )


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


def _report_settings(house: _House, scenarios: Sequence[Scenario], *, folder: str) -> RunSettings:
    order, around, settings = house.order, house.around, house.settings
    reports = around.cwd / order.reports if order.reports else settings.reports
    return RunSettings(
        root=settings.root,
        cwd=around.cwd,
        reports=reports,
        folder=reports / folder,
        junit=around.cwd / order.junit if order.junit else settings.junit or reports / "junit.xml",
        strict_junit=(order.junit_style or settings.junit_style) == "strict",
        formats=order.formats or settings.formats,
        keep_runs=settings.keep_runs,
        # A shard's record is a part: what `merge` makes of them all is remembered, and once.
        history=None if order.shard else house.history,
        write_back=house.environment.write_back,
        stdout=around.stdout,
        width=around.width,
        colour=wants_colour(around.stdout, around.environ, order.colour),
        live=around.stdout.isatty() and not around.in_ci and around.environ.get("TERM") != "dumb",
        verbosity=order.verbosity,
        ci=around.in_ci,
        workflow=workflow_of(around.environ, around.cwd),
        domains=tuple(scenario.domain for scenario in scenarios),
        mask=house.redactor.text,
    )
