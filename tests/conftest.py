"""Fixtures for all tests; the flag that accepts new golden files; no network for unit tests."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from coverage import Coverage

from support.golden import Golden

UNIT = Path(__file__).parent / "unit"

pytest_plugins = ["pytester"]

# pytest imports our plugin before lines are counted: what it brought along is imported anew.
for _name in [name for name in sys.modules if name.partition(".")[0] == "runner"]:
    del sys.modules[_name]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="Rewrite what tests expect; then read the diff."
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    return Golden(update=bool(request.config.getoption("--update-golden")))


@pytest.fixture(scope="module")
def uncounted() -> Iterator[None]:
    """Runs of whole folders, without the counting of lines: it would more than double their time, and show nothing new."""
    stopped = []
    while counting := Coverage.current():  # under pytest-xdist there are two
        counting.stop()
        stopped.append(counting)
    yield
    for counting in reversed(stopped):
        counting.start()


@pytest.fixture(autouse=True)
def _no_network_in_unit_tests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if UNIT in request.path.parents:

        def refuse(self: socket.socket, address: object) -> None:
            raise AssertionError(f"a unit test connects to {address}")

        monkeypatch.setattr(socket.socket, "connect", refuse)
