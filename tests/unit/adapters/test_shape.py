"""Faulty settings as documents: tests/fixtures/shape/faults.md holds each file beside what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.adapters.settings import load_settings
from runner.errors import SettingsError

FIXTURES = Path(__file__).parents[2] / "fixtures" / "shape" / "faults.md"


def cases() -> list[tuple[str, str, str]]:
    """Title, input, expected, each between lines of a single dot."""
    parts = FIXTURES.read_text(encoding="utf-8").split("\n.\n")
    return [(parts[at].strip(), parts[at + 1] + "\n", parts[at + 2]) for at in range(0, len(parts) - 2, 3)]


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case[1:], id=case[0]) for case in cases()])
def test_all_faults_are_said_at_once_with_their_places(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "steprun.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(start=tmp_path, config=None, environ={})
    assert caught.value.what == expected
    assert "s3cret" not in caught.value.what + caught.value.hint
