"""What a plugin can do: five hooks. The built-ins use them too (`runner/app.py` registers them).

A plugin is a module; each function marked `@hookimpl` and named like one of these takes part:

    from runner import hookimpl

    @hookimpl
    def steprun_checks():
        return {"has_header": my_check}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import pluggy

from runner.model.environment import Environment, Token
from runner.model.http import Request, Response
from runner.model.json import JSON

if TYPE_CHECKING:
    from runner.engine.ports import Reporter
    from runner.plugins.settings import RunSettings
    from runner.step.checks import Check

PROJECT = "steprun"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def steprun_variables(environment: Environment, now: datetime) -> Mapping[str, JSON]:  # type: ignore[empty-body]
    """Variables for every spec, between the environment's and the built-in ones.

    All answers are merged; a name that two plugins give is an error that names both.
    """


@hookspec(firstresult=True)
def steprun_token(role: str, environment: Environment) -> Token | None:
    """The token of a role. The first plugin that has one wins; last asked: the environment's `tokens:`."""


@hookspec(firstresult=True)
def steprun_send(request: Request, environment: Environment) -> Response | None:
    """Send a request. Default: over the network.

    A wrapper (`@hookimpl(wrapper=True)`) can record, replay or sign. Raises StepError when no answer came.
    """


@hookspec
def steprun_checks() -> Mapping[str, Check]:  # type: ignore[empty-body]
    """New words under `expect:`, each with the check that judges it."""


@hookspec
def steprun_reporters(settings: RunSettings) -> Iterable[Reporter]:  # type: ignore[empty-body]
    """Who hears the events of this run. Console, JUnit and write-back come in by this door.

    Events hold no secrets, neither of answers nor of documents. A reporter that writes into documents has an
    attribute `edits_documents = True`, and is told what they really say. Texts of its own go through
    `settings.mask`.
    """
