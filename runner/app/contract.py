"""The contract of a run, put together from settings and files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from runner.adapters.contracts import Mode, check_roots, read_catalogue, shown
from runner.adapters.settings import Settings
from runner.contract.accepted import Accepted
from runner.contract.catalogue import Catalogue
from runner.contract.holding import Contract, Terms
from runner.errors import SettingsError
from runner.model.environment import Environment

_HINT = "`contract.roots` in steprun.yaml names the files and folders of OpenAPI documents"


def contract_of(
    settings: Settings,
    environment: Environment,
    *,
    mode: Mode | None,
    accepted: Sequence[Accepted] = (),
    note: Callable[[str], None] = lambda _text: None,
) -> Contract | None:
    """What exchanges are held against; None where nobody wants it.

    Files are read when they are needed; at once where they decide. Raises SettingsError where a root that is
    named is not there; and of files that decide, where there are none, or one cannot be read.
    """
    said = settings.contract
    wanted = mode or said.mode
    if wanted == "off":
        return None
    terms = Terms(
        root=settings.root,
        severities=said.severities,
        accepted=frozenset(entry.fingerprint for entry in accepted),
        internal=environment.internal_paths,
        bases=tuple(urlsplit(url).path.rstrip("/") for url in _urls(environment) if url),
    )
    check_roots(said, root=settings.root)
    decides = wanted == "fail"
    asked = decides or mode is not None or bool({"mode", "roots"} & said.said)
    tell = _refuse if decides else lambda message: note(f"contract {message}")

    def catalogue() -> Catalogue:
        found = read_catalogue(said, root=settings.root, unread=tell)
        if asked and not found.documents:
            looked = ", ".join(shown(place, settings.root) for place in said.roots)
            tell(f"there is no OpenAPI document in {looked}" if looked else "there is no OpenAPI document")
        return found

    contract = Contract(catalogue, terms)
    if decides:
        contract.catalogue  # noqa: B018 - now, before anything is sent
    return contract


def _refuse(message: str) -> None:
    raise SettingsError(message, hint=_HINT)


def _urls(environment: Environment) -> tuple[str, ...]:
    return (environment.base_url, environment.fallback_url, *(route.base_url for route in environment.routes))
