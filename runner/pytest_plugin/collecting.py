"""A session of pytest that wants specs: what it collects, and what it says of them in the end."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

import pytest

from runner.app.order import Surroundings
from runner.app.selected import settings_for
from runner.app.turns import Turns
from runner.errors import SteprunError
from runner.load.files import find_specs, may_be_spec
from runner.pytest_plugin import telling
from runner.pytest_plugin.gate import Asked, Gate
from runner.pytest_plugin.items import SpecFile, SpecItem
from runner.pytest_plugin.options import order_of
from runner.report.terminal import escape
from runner.version import __version__

_KEY: Final = "steprun"
_NARROWEST, _WIDEST = 60, 120
_MANY: Final = 20
"""Notes that are shown at the end; `-rP` shows all."""


class _Worker(Protocol):
    """A process of pytest-xdist, as its leader sees it before it starts."""

    workerinput: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the processes of a session have in common: the leader decides it."""

    seed: int
    width: int
    base_url: str = ""
    """Of a server that can only be started once; empty: each starts its own."""


def collecting(config: pytest.Config, asked: Asked) -> Collecting | None:
    """What takes part in the session; None where nothing that it asks for is a spec.

    Raises pytest.UsageError.
    """
    asked = replace(asked, files=frozenset(filter(may_be_spec, asked.files)))
    if not asked.perhaps:
        return None
    around = Surroundings(config.invocation_params.dir, os.environ, sys.stdout, sys.stderr)
    try:
        order = order_of(config)
        shared = _told(config) or _Shared(
            seed=order.seed if order.seed is not None else secrets.randbelow(1_000_000), width=_width(config)
        )
        order = replace(order, seed=shared.seed, base_url=shared.base_url or order.base_url)
        settings = settings_for(order, around)
        gate = Gate.of(asked, specs=settings.specs)
        return Collecting(gate, Turns(order, around, settings), shared) if gate.is_open else None
    except SteprunError as fault:
        if not _means_specs(asked):
            return None
        raise pytest.UsageError(telling.fault_text(fault)) from None


class Collecting:
    """The hooks of a session with specs."""

    def __init__(self, gate: Gate, turns: Turns, shared: _Shared) -> None:
        self._gate = gate
        self._turns = turns
        self._shared = shared

    def pytest_report_header(self) -> str:
        """Who is going to be asked."""
        seed = self._shared.seed
        environment = escape(self._turns.environment)
        return telling.fitted(f"steprun {__version__} · environment {environment} · seed {seed}")

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> SpecFile | None:
        """A file that was asked for, and that may be a spec."""
        if not (self._gate.lets_in(file_path) and may_be_spec(file_path)):
            return None
        return SpecFile.of(parent, file_path, turns=self._turns, width=self._shared.width)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """The report of our items, put right."""
        report = yield
        if isinstance(item, SpecItem) and call.when == "call":
            item.amend(report, call.excinfo.value if call.excinfo else None)
        return report

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """What is to be said of specs whose reports are not shown."""
        heading = f"Captured {telling.NOTES} call"
        told: dict[str, list[str]] = {}
        for outcome in ("passed", "xfailed"):
            for report in terminalreporter.stats.get(outcome, ()):
                for title, text in report.sections:
                    if title == heading:
                        told.setdefault(text, []).append(report.nodeid)
        if not told or terminalreporter.verbosity < 0:
            return
        terminalreporter.write_sep("=", telling.NOTES)
        for text, ids in list(told.items())[:_MANY]:
            for name in (*ids, *(f"  {line}" for line in text.split("\n"))):
                terminalreporter.write_line(name)
        if len(told) > _MANY:
            terminalreporter.write_line(f"and {len(told) - _MANY} more: -rP shows all")

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: _Worker) -> None:
        """Tell a process of pytest-xdist what all have in common. Raises pytest.UsageError."""
        if not self._shared.base_url:
            try:
                self._shared = replace(self._shared, base_url=self._turns.share())
            except SteprunError as fault:
                raise pytest.UsageError(telling.fault_text(fault)) from None
        shared = self._shared
        node.workerinput[_KEY] = {"seed": shared.seed, "width": shared.width, "base_url": shared.base_url}

    def pytest_unconfigure(self) -> None:
        """Take down what was set up."""
        self._turns.close()


def _told(config: pytest.Config) -> _Shared | None:
    """What the leader says; None where there is none."""
    told = getattr(config, "workerinput", {}).get(_KEY)
    return _Shared(**told) if told else None


def _width(config: pytest.Config) -> int:
    """How wide our blocks may be."""
    if not config.pluginmanager.has_plugin("terminalreporter"):
        return _WIDEST
    return min(max(config.get_terminal_writer().fullwidth, _NARROWEST), _WIDEST)


def _means_specs(asked: Asked) -> bool:
    """Whether settings that cannot be used stand in the way of anything."""
    if asked.everything or asked.files:
        return True
    return any(map(may_be_spec, find_specs(sorted(asked.folders))))
