"""What the tests of the whole command share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.command import CHANGING, Answers, Folder, answering, settings


@pytest.fixture
def api() -> Iterator[Answers]:
    with answering({"/items": {"items": [{"id": 1}], "name": "x"}}) as answers:
        yield answers


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], api: Answers
) -> Folder:
    """An empty project whose environment is the small API; the command runs in it."""
    for name in (
        *CHANGING,
        "STEPRUN_ENV",
        "STEPRUN_BASE_URL",
        "STEPRUN_JOBS",
        "STEPRUN_TIMEOUT",
        "STEPRUN_SHARD",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "steprun.yaml").write_text(settings(api.url))
    return Folder(tmp_path, capsys)
