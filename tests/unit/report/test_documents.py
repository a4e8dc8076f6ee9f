"""Documents of a run: each is written, whatever happens to the others."""

from __future__ import annotations

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest

from runner.model.events import RunFinished
from runner.report import documents
from runner.report.documents import Documents, Format, NotRendered
from support.build import make_run

RUN = RunFinished(make_run())


@pytest.fixture
def formats(monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Three formats: the second one breaks."""

    def render(name: str) -> SimpleNamespace:
        def made(_result: object) -> bytes:
            if name == "two":
                raise KeyError("oops")
            return name.encode()

        return SimpleNamespace(render=made)

    names = ("one", "two", "three")
    monkeypatch.setattr(documents, "FORMATS", {name: Format(f"{name}.txt", name) for name in names})
    monkeypatch.setattr(documents, "import_module", lambda path: render(path.rpartition(".")[2]))
    return names


def test_a_format_that_breaks_does_not_take_the_others_along(
    tmp_path: Path, formats: tuple[str, ...]
) -> None:
    reporter = Documents(tmp_path, formats)
    with pytest.raises(ExceptionGroup) as caught:
        reporter.handle(RUN)
    (fault,) = caught.value.exceptions
    assert isinstance(fault, NotRendered)
    assert str(fault) == "the format `two` broke: KeyError: 'oops'"
    assert [file.name for file in reporter.written] == ["one.txt", "three.txt"]
    assert (tmp_path / "three.txt").read_text() == "three"


def test_each_file_that_cannot_be_written_is_told(tmp_path: Path, formats: tuple[str, ...]) -> None:
    for name in ("one", "three"):
        (tmp_path / f"{name}.txt").mkdir()
    with pytest.raises(ExceptionGroup) as caught:
        Documents(tmp_path, formats).handle(RUN)
    told = {fault.filename: fault.errno for fault in caught.value.exceptions if isinstance(fault, OSError)}
    assert told == {str(tmp_path / f"{name}.txt"): errno.EISDIR for name in ("one", "three")}
