"""A project whose specs pytest runs, against a small API."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.command import CHANGING, Answers, settings
from support.suite import Kept, Suite


@pytest.fixture
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    kept = Kept()
    yield kept
    kept.put_back(root=tmp_path_factory.getbasetemp())


@pytest.fixture
def suite(kept: Kept, pytester: pytest.Pytester, api: Answers, monkeypatch: pytest.MonkeyPatch) -> Suite:
    for name in (*CHANGING, "STEPRUN_ENV", "STEPRUN_BASE_URL", "STEPRUN_CONFIG", "STEPRUN_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    (pytester.path / "steprun.yaml").write_text(settings(api.url))
    return Suite(pytester, api, kept)
