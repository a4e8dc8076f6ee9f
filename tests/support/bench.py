"""A bench made of fakes, and documents to run on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import dedent, indent

from runner.engine.bench import Bench, never
from runner.engine.ports import Clock, Sender
from runner.engine.scenarios import run_scenario
from runner.engine.tokens import TokenBook
from runner.errors import StepError
from runner.load.build import build_spec
from runner.model.environment import Environment, Secret, Token
from runner.model.events import Event
from runner.model.json import JSON
from runner.model.result import SpecResult, StepResult
from runner.model.scenario import Scenario
from runner.model.spec import Loaded, Spec, Step
from runner.model.trouble import Cause
from runner.plan import Selection, make_scenarios
from runner.plan.reuse import Library
from runner.resolve.scope import Binding, Scope
from runner.step.checks import BUILT_IN, Check
from runner.step.redact import Redactor
from support.senders import Api, FakeClock

SECRETS = {"staff": "staff-s3cret-token", "client": "client-s3cret-token"}

ENVIRONMENT = Environment(
    name="sandbox",
    base_url="https://api.test",
    fallback_url="https://old.test/api2",
    tokens={role: Token(role, secret=Secret(value)) for role, value in SECRETS.items()},
)


# ---- documents


def document(
    test: str = "",
    *,
    setup: str = "",
    cleanup: str = "",
    example: str = "",
    front: str = "",
    endpoint: str = "POST /items",
    variables: str = "",
) -> str:
    """A spec with these steps under its headings; `variables` (a flow mapping) stand in the first block."""
    blocks = (("Prerequisites", setup), ("Test Request", test), ("Cleanup", cleanup), ("Example", example))
    body = "".join(
        f"## {title}\n```yaml\nsteps:\n{indent(dedent(steps).strip(), '  ')}\n```\n"
        for title, steps in blocks
        if steps
    )
    if variables:
        body = body.replace("steps:", f"variables: {variables}\nsteps:", 1)
    keys = dedent(front).strip()
    return f'---\nendpoint: "{endpoint}"\n{keys}{chr(10) if keys else ""}---\n{body}'


def loaded_of(text: str, *, file: str = "specs/one.md", checks: frozenset[str] = frozenset()) -> Loaded:
    spec = build_spec(text, file=file, path=Path("/project") / file, checks=checks)
    assert spec is not None
    return spec


def spec_of(text: str, *, file: str = "specs/one.md", checks: frozenset[str] = frozenset()) -> Spec:
    """The spec of a document that must be one."""
    spec = loaded_of(text, file=file, checks=checks)
    assert isinstance(spec, Spec), spec
    return spec


def step_of(text: str) -> Step:
    """The first step of the test of such a document."""
    return spec_of(document(text)).sections[0].steps[0]


def library_of(*specs: Loaded) -> Library:
    """`use:` finds these by their endpoint or their file's name."""

    def find(target: str, _owner: Spec) -> Sequence[Loaded]:
        return [spec for spec in specs if target in (str(spec.endpoint), spec.path.name, spec.file)]

    return find


def scenarios_of(
    *texts: str | Loaded, selection: Selection | None = None, library: Library | None = None
) -> tuple[Scenario, ...]:
    """What the documents mean; each has a file name of its own."""
    specs = [
        loaded_of(text, file=f"specs/{number:03d}.md") if isinstance(text, str) else text
        for number, text in enumerate(texts, 1)
    ]
    return make_scenarios(specs, selection or Selection(), library or library_of(*specs))


# ---- benches


def no_file(name: str) -> bytes:
    raise StepError(f"no such file: {name}", cause=Cause.REQUEST)


def no_schema(name: str, _owner: str) -> JSON:
    raise StepError(f"no such schema: {name}", cause=Cause.REQUEST)


def make_bench(
    send: Sender | None = None,
    *,
    clock: Clock | None = None,
    environment: Environment = ENVIRONMENT,
    variables: Mapping[str, JSON] | None = None,
    overrides: Mapping[str, str] | None = None,
    checks: Mapping[str, Check] | None = None,
    interrupted: Callable[[], int] = never,
    forget: Callable[[str], None] = lambda _run: None,
    read_file: Callable[[str], bytes] = no_file,
    read_schema: Callable[[str, str], JSON] = no_schema,
    seed: int = 7,
) -> Bench:
    send = send or Api()
    redactor = Redactor()
    for token in environment.tokens.values():
        if token.secret:
            redactor.learn(token.role, token.secret.value)
    configured = {
        **{name: Binding(value, "environment sandbox") for name, value in (variables or {}).items()},
        **{name: Binding(value, "--var") for name, value in (overrides or {}).items()},
    }
    environment = replace(environment, overrides=overrides or {})
    book = TokenBook(
        environment,
        send=send,
        redactor=redactor,
        scope=Scope(configured=configured),
        find=environment.tokens.get,
    )
    return Bench(
        environment=environment,
        send=send,
        clock=clock or FakeClock(),
        checks={**BUILT_IN, **(checks or {})},
        tokens=book,
        redactor=redactor,
        configured=configured,
        read_file=read_file,
        read_schema=read_schema,
        run_id="run",
        seed=seed,
        interrupted=interrupted,
        forget=forget,
    )


@dataclass(frozen=True)
class Ran:
    """What came of a scenario, and what was told meanwhile."""

    result: SpecResult
    events: list[Event]

    @property
    def steps(self) -> dict[str, StepResult]:
        return {step.planned.step.id: step for step in self.result.steps}

    @property
    def outcomes(self) -> list[str]:
        return [step.outcome.value for step in self.result.steps]


def run_document(text: str | Scenario, bench: Bench | None = None, *, library: Library | None = None) -> Ran:
    """Run the one scenario of a document."""
    if isinstance(text, str):
        (scenario,) = scenarios_of(text, library=library)
    else:
        scenario = text
    events: list[Event] = []
    return Ran(run_scenario(0, scenario, bench or make_bench(), events.append), events)


def with_tokens(*tokens: Token) -> Environment:
    return replace(ENVIRONMENT, tokens={token.role: token for token in tokens})
