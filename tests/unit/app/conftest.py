"""A project for orders of the application."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.project import SETTINGS, Project, script
from support.senders import Api, answer


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = Project(tmp_path)
    project.settings(SETTINGS)
    return project


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    return script(monkeypatch, Api({"*": answer(200, {"id": 7})}))
