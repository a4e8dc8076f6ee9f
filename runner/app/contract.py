"""The contract of a run, put together from settings and files."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from runner.adapters.contracts import Mode, read_catalogue
from runner.adapters.settings import Settings
from runner.contract.accepted import Accepted
from runner.contract.holding import Contract, Terms
from runner.model.environment import Environment


def contract_of(
    settings: Settings, environment: Environment, *, mode: Mode | None, accepted: Sequence[Accepted] = ()
) -> Contract | None:
    """What exchanges are held against; None where nobody wants it. Files are read when they are needed."""
    said = settings.contract
    if (mode or said.mode) == "off":
        return None
    terms = Terms(
        root=settings.root,
        severities=said.severities,
        accepted=frozenset(entry.fingerprint for entry in accepted),
        internal=environment.internal_paths,
        bases=tuple(urlsplit(url).path.rstrip("/") for url in _urls(environment) if url),
    )
    return Contract(lambda: read_catalogue(said, root=settings.root), terms)


def _urls(environment: Environment) -> tuple[str, ...]:
    return (environment.base_url, environment.fallback_url, *(route.base_url for route in environment.routes))
