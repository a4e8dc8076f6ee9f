"""steprun runs the steps in Markdown endpoint documents against an API, and says the truth about them.

What is exported here is the public surface; all else may move. Names are imported on first use, so that
`steprun --version` does not pay for an HTTP client.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from runner.version import __version__

if TYPE_CHECKING:
    from runner.app.front import load_specs, run_specs
    from runner.errors import StepError, SteprunError
    from runner.model.environment import Environment, Secret, Token
    from runner.model.events import Event
    from runner.model.http import Request, Response
    from runner.model.result import CheckResult, Outcome, RunResult
    from runner.model.spec import InvalidSpec, Spec
    from runner.model.trouble import Cause
    from runner.plugins.hookspecs import hookimpl

__all__ = [
    "Cause",
    "CheckResult",
    "Environment",
    "Event",
    "InvalidSpec",
    "Outcome",
    "Request",
    "Response",
    "RunResult",
    "Secret",
    "Spec",
    "StepError",
    "SteprunError",
    "Token",
    "__version__",
    "hookimpl",
    "load_specs",
    "run_specs",
]

_HOMES = {
    "Cause": "runner.model.trouble",
    "CheckResult": "runner.model.result",
    "Environment": "runner.model.environment",
    "Event": "runner.model.events",
    "InvalidSpec": "runner.model.spec",
    "Outcome": "runner.model.result",
    "Request": "runner.model.http",
    "Response": "runner.model.http",
    "RunResult": "runner.model.result",
    "Secret": "runner.model.environment",
    "Spec": "runner.model.spec",
    "StepError": "runner.errors",
    "SteprunError": "runner.errors",
    "Token": "runner.model.environment",
    "hookimpl": "runner.plugins.hookspecs",
    "load_specs": "runner.app.front",
    "run_specs": "runner.app.front",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
