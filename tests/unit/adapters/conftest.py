"""What tests of the outside share."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.repository import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository.made(tmp_path / "repository")
