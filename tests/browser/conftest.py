from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.chromium import BINARY, Tab, chromium


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A browser for all tests of a module."""
    if BINARY is None:
        assert not os.environ.get("STEPRUN_BROWSER"), "there is no chromium, and STEPRUN_BROWSER asks for it"
        pytest.skip("there is no chromium here: `apt-get install chromium`")
    with chromium(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pages")
