"""The front door for programs: what the commands do, as two functions."""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from pathlib import Path

from runner.app.order import Order, Surroundings
from runner.app.run import run as run_order
from runner.app.selected import select, settings_for
from runner.model.result import RunResult
from runner.model.spec import Loaded


def load_specs(*paths: str | Path, cwd: Path | None = None) -> list[Loaded]:
    """The specs in files and folders, in the order of their paths; faulty ones as InvalidSpec.

    Raises UsageError for a path that does not exist, SettingsError for a steprun.yaml that cannot be used.
    """
    around = _around(cwd)
    order = Order(paths=tuple(map(str, paths)))
    return list(select(order, settings_for(order, around), around).specs)


def run_specs(
    *paths: str | Path,
    environment: str | None = None,
    variables: Mapping[str, str] | None = None,
    write: bool = False,
    cwd: Path | None = None,
) -> RunResult:
    """Run specs as `steprun run` does, without a word on the terminal; `reports/junit.xml` is written.

    Raises UsageError, SettingsError, PluginError before anything is sent.
    """
    order = Order(
        paths=tuple(map(str, paths)),
        environment=environment,
        variables=variables or {},
        write=write,
        verbosity=-1,
    )
    return run_order(order, _around(cwd)).result


def _around(cwd: Path | None) -> Surroundings:
    silence = io.StringIO()
    return Surroundings(cwd=cwd or Path.cwd(), environ=os.environ, stdout=silence, stderr=silence)
