"""A disk that fails at any moment: the other reports are written, it is said which one is not, and nothing is torn."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from runner.adapters.runs import find_run, load_run
from runner.app.run import Ran, run
from runner.cli.exits import of_run
from runner.errors import UsageError
from runner.report.documents import FORMATS
from support.faulty import Disk, failing
from support.project import SETTINGS, Project, order
from support.senders import Api

WRITING = SETTINGS.replace("enabled: false", "enabled: true") + f"formats: [{', '.join(FORMATS)}]\n"


def once(project: Project, disk: Disk) -> Ran:
    """One run on that disk, with nothing left of the one before."""
    shutil.rmtree(project.root / "reports", ignore_errors=True)
    project.settings(WRITING)
    spec = project.spec(front="status: pending")
    with pytest.MonkeyPatch.context() as patch:
        failing(patch, disk)
        ran = run(order(jobs=1), project.around())
    assert disk.stays or not list(spec.parent.glob(".steprun-*"))
    return ran


def whole(root: Path) -> set[str]:
    """What lies there and can be read."""
    found = set()
    for file in (root / "reports").rglob("*.xml"):
        ET.fromstring(file.read_bytes())
        found.add(
            file.relative_to(root / "reports").parts[-1] if file.parent.name == "reports" else "document"
        )
    try:
        folder = find_run("latest", reports=root / "reports", cwd=root)
        found.add("record" if load_run(folder, cwd=root).ended else "half a record")
    except UsageError:
        pass
    return found


@pytest.mark.parametrize(
    ("number", "stays"),
    [
        (errno.ENOSPC, False),
        (errno.ENOSPC, True),
        (errno.EIO, False),
        (errno.EACCES, False),
        (errno.EROFS, True),
        (errno.EMFILE, False),
    ],
)
def test_wherever_it_fails_it_is_said_and_the_rest_is_written(
    project: Project, api: Api, number: int, stays: bool
) -> None:
    sound = Disk(project.root, number)
    once(project, sound)
    everything = whole(project.root)
    assert everything == {"junit.xml", "document", "record"}
    for n in range(1, len(sound.calls) + 1):
        disk = Disk(project.root, number, fails_at=n, stays=stays)
        ran = once(project, disk)
        call = disk.calls[n - 1]
        code = of_run(ran.result, faults=bool(ran.faults), broken=ran.broken)
        left = whole(project.root)
        lost = everything - left
        assert not ran.broken, (call, ran.faults)
        assert code == (3 if ran.faults else 0), (call, ran.faults)
        assert bool(lost) <= bool(ran.faults), (call, lost)
        if not stays:
            assert len(lost) <= 1, (call, lost)
        named = {"junit.xml": "Junit", "document": "Documents", "record": "Recorder"}
        for what in lost:
            assert any(fault.startswith(named[what]) for fault in ran.faults), (call, lost, ran.faults)
        for file in (project.root / "specs").glob("*.md"):
            text = file.read_text()
            assert text.count("status: ") == 1
            assert text.endswith("\n")
            if "status: pending" in text:
                assert f"refused  specs/{file.name}" in project.said or stays, call
