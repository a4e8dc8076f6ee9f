"""The system under test: where it is, who may speak to it, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path as FilePath
from typing import TypeAlias

from runner.model.json import JSON


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that is sent and never shown."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return "•••"


@dataclass(frozen=True, slots=True)
class Login:
    """A request that yields a token; asked once per run and shared."""

    method: str
    path: str
    extract: str
    body: JSON = None
    form: Mapping[str, JSON] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Token:
    """A role and what proves it. Exactly one of `secret`, `login` and `missing` says how it is had."""

    role: str
    scheme: str = "Bearer"
    secret: Secret | None = None
    login: Login | None = None
    missing: str = ""
    """Why there is no value, and what to do: `export STEPRUN_TOKEN_APP=...`."""


@dataclass(frozen=True, slots=True)
class Route:
    """Paths that go to another base URL, perhaps with another authorization header."""

    match: str
    """A shell pattern for the path: `*/partners/*`."""
    base_url: str = ""
    """Empty: the environment's."""
    authorization: str = ""
    """`Token token="{token}"`; empty: the token's scheme."""


@dataclass(frozen=True, slots=True)
class AppServer:
    """An ASGI app, `package.module:attribute`, served on a free loopback port for the run."""

    app: str


@dataclass(frozen=True, slots=True)
class CommandServer:
    """A command that is started for the run, waited for at `url`, and stopped afterwards."""

    command: str
    url: str
    """Asked until it answers below 500."""
    wait: timedelta = timedelta(seconds=30)


Server: TypeAlias = AppServer | CommandServer


@dataclass(frozen=True, slots=True)
class Now:
    """Where the run's time comes from: a fixed instant, or an endpoint that tells it; neither: the system."""

    instant: str = ""
    path: str = ""
    extract: str = "$.now"


@dataclass(frozen=True, slots=True)
class WriteBack:
    """Whether results go back into front matter, and how long a verification stays fresh."""

    enabled: bool = True
    refresh_after: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Environment:
    """One entry under `environments:` with everything else it needs, resolved."""

    name: str
    base_url: str = ""
    fallback_url: str = ""
    routes: tuple[Route, ...] = ()
    tokens: Mapping[str, Token] = field(default_factory=dict)
    variables: Mapping[str, JSON] = field(default_factory=dict)
    overrides: Mapping[str, str] = field(default_factory=dict)
    """What `--var` gave: wins over `variables`."""
    headers: Mapping[str, str] = field(default_factory=dict)
    allow_hosts: frozenset[str] = frozenset()
    """Empty: the hosts of the URLs above."""
    files_dir: FilePath | None = None
    default_token: str = "staff"  # noqa: S105 - a role, not a secret
    timeout: float = 30.0
    """Seconds for a whole step."""
    server: Server | None = None
    now: Now = field(default_factory=Now)
    write_back: WriteBack = field(default_factory=WriteBack)
    throwaway: bool = False
    """Whether it may be written to at will: nobody misses what is in it."""
    internal_paths: tuple[str, ...] = ()
    """Patterns of paths that are no part of the API: no contract speaks of them."""
    origin: str = ""
    """Where it was defined: `steprun.yaml:4`."""
