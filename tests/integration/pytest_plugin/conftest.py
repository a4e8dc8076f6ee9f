"""A project whose specs pytest runs, against a small API."""

from __future__ import annotations

import pytest

from support.command import CHANGING, Answers, settings
from support.suite import Suite


@pytest.fixture
def suite(pytester: pytest.Pytester, api: Answers, monkeypatch: pytest.MonkeyPatch) -> Suite:
    for name in (*CHANGING, "STEPRUN_ENV", "STEPRUN_BASE_URL", "STEPRUN_CONFIG", "STEPRUN_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    (pytester.path / "steprun.yaml").write_text(settings(api.url))
    return Suite(pytester, api)
