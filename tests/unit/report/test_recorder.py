from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from runner.model.about import About, Parts, Shard
from runner.model.events import Event, RunFinished, SpecFinished, SpecStarted
from runner.model.result import RunResult
from runner.record import head_of, read_record
from runner.record.naming import EVENTS, folder_name, run_id_in
from runner.report.recorder import Recorder
from runner.report.runfolder import point_to, prune
from support.build import STARTED, make_run, make_scenario, make_spec, make_spec_result, make_step_result

SPEC = make_spec_result(steps=[make_step_result()])
RUN = make_run(SPEC)
NAME = "2026-02-01T16-00-00-7f3a91c4"


def events(run: RunResult = RUN) -> list[Event]:
    parts: list[Event] = [head_of(run)]
    for index, spec in enumerate(run.specs):
        parts += [SpecStarted(index, spec.scenario, 0.5, 1), SpecFinished(index, spec)]
    return [*parts, RunFinished(run)]


def tell(recorder: Recorder, *told: Event) -> None:
    for event in told:
        recorder.handle(event)


def read(folder: Path) -> RunResult:
    return read_record((folder / EVENTS).read_text(encoding="utf-8").splitlines()).result


def test_a_run_is_written_down_as_it_happens(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / NAME
    recorder = Recorder(folder, root=tmp_path)
    *before, last = events()
    tell(recorder, *before)
    broken_off = (folder / EVENTS).read_text()
    assert '"event":"spec_finished"' in broken_off
    assert '"event":"run_finished"' not in broken_off
    tell(recorder, last)
    assert (folder / EVENTS).read_text().startswith(broken_off)
    assert read(folder).specs[0].outcome is SPEC.outcome
    assert recorder.told("there") == ["record   there · as a page: steprun report"]


def test_a_run_that_means_no_spec_is_a_run(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / NAME
    recorder = Recorder(folder, root=tmp_path)
    tell(recorder, *events(make_run()))
    assert read(folder).specs == ()
    assert recorder.told("there") == ["record   there · as a page: steprun report"]


@pytest.mark.parametrize("about", [About(shard=Shard(3, 3)), About(parts=Parts(2))])
def test_a_shard_that_was_left_nothing_was_there(tmp_path: Path, about: About) -> None:
    folder = tmp_path / "reports" / NAME
    recorder = Recorder(folder, root=tmp_path)
    tell(recorder, *events(replace(make_run(), about=about)))
    assert read(folder).about == about
    assert recorder.told("there") == ["record   there · as a page: steprun report"]


def test_a_folder_alone_is_nobodys_latest_and_no_others_are_pruned(tmp_path: Path) -> None:
    names = runs(tmp_path, 3)
    (tmp_path / "latest").unlink()
    recorder = Recorder(tmp_path / "merged", root=tmp_path, keep=1, alone=True)
    tell(recorder, *events())
    assert recorder.told("out/merged") == ["record   out/merged · as a page: steprun report out/merged"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [*names, "merged"]


def test_what_is_only_known_at_the_end_is_put_right(tmp_path: Path) -> None:
    """Verdicts on claims, and secrets that nobody knew when the scenario was over."""
    folder = tmp_path / NAME
    recorder = Recorder(folder, root=tmp_path)
    *before, _ = events()
    tell(recorder, *before, RunFinished(make_run(replace(SPEC, reason="judged later"))))
    assert read(folder).specs[0].reason == "judged later"
    assert (folder / EVENTS).read_text().count('"event":"spec_finished"') == 1


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file")
    recorder = Recorder(tmp_path / "reports" / NAME, root=tmp_path)
    with pytest.raises(OSError, match="reports"):
        tell(recorder, *events())
    recorder.close()
    assert recorder.told("there") == ["record   there was not written"]


def test_latest_points_at_the_newest(tmp_path: Path) -> None:
    for second in (1, 2):
        run = tmp_path / f"2026-02-01T16-00-0{second}-7f3a91c4"
        tell(Recorder(run, root=tmp_path), *events())
        assert (tmp_path / "latest").resolve() == run.resolve()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_where_there_are_no_links_latest_holds_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    point_to(tmp_path / NAME)
    assert (tmp_path / "latest").read_text() == f"{NAME}\n"


def test_a_folder_called_latest_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "latest" / "mine").mkdir(parents=True)
    tell(Recorder(tmp_path / NAME, root=tmp_path), *events())
    assert (tmp_path / "latest" / "mine").is_dir()
    assert (tmp_path / NAME / EVENTS).exists()


# ---- pruning


def runs(reports: Path, count: int) -> list[str]:
    names = [folder_name(STARTED.replace(minute=minute), f"{minute:08x}") for minute in range(count)]
    for name in names:
        tell(Recorder(reports / name, root=reports), *events())
    return names


def left(reports: Path) -> list[str]:
    return sorted(path.name for path in reports.iterdir() if path.name != "latest")


@pytest.mark.parametrize(("keep", "expected"), [(0, slice(None)), (2, slice(-2, None)), (9, slice(None))])
def test_the_oldest_runs_go(tmp_path: Path, keep: int, expected: slice) -> None:
    names = runs(tmp_path, 5)
    prune(tmp_path, keep=keep)
    assert left(tmp_path) == names[expected]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    names = runs(tmp_path, 2)
    others = ["2026-02-01T15-00-00-notes", "2026-02-01T15-00-00-0000abcd", "a", "junit.xml"]
    for name in others:
        (tmp_path / name).mkdir()
    (tmp_path / "2026-02-01T15-00-00-1111abcd").symlink_to(names[0])
    prune(tmp_path, keep=1)
    assert left(tmp_path) == sorted([names[1], *others, "2026-02-01T15-00-00-1111abcd"])


def test_a_run_that_may_still_go_on_stays_until_it_must_be_dead(tmp_path: Path) -> None:
    (running, newest) = runs(tmp_path, 2)
    file = tmp_path / running / EVENTS
    file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))
    prune(tmp_path, keep=1)
    assert left(tmp_path) == [running, newest]
    long_ago = time.time() - 7200
    os.utime(file, (long_ago, long_ago))
    prune(tmp_path, keep=1)
    assert left(tmp_path) == [newest]


def test_pruning_is_the_last_thing_that_a_run_does(tmp_path: Path) -> None:
    names = runs(tmp_path, 3)
    tell(Recorder(tmp_path / NAME.replace("16-00", "17-00"), root=tmp_path, keep=2), *events())
    assert left(tmp_path) == [names[-1], NAME.replace("16-00", "17-00")]


def test_the_name_of_a_folder_tells_the_id() -> None:
    assert run_id_in(folder_name(STARTED, "7f3a91c4")) == "7f3a91c4"
    assert run_id_in("latest") == run_id_in("2026-02-01T16-00-00-xyz") == ""


def test_a_document_of_which_less_may_be_shown_in_the_end_is_written_anew(tmp_path: Path) -> None:
    folder = tmp_path / NAME
    recorder = Recorder(folder, root=tmp_path)
    spec = make_spec(text="token: s3cret-0123\n")
    veiled = replace(spec, text="token: ‹staff›···\n")
    result = make_spec_result(scenario=make_scenario(spec), steps=[])
    *before, _ = events(make_run(result))
    tell(recorder, *before)
    assert "s3cret-0123" in (folder / EVENTS).read_text()
    again = replace(result, scenario=replace(result.scenario, spec=veiled))
    tell(recorder, RunFinished(make_run(again)))
    assert "s3cret-0123" not in (folder / EVENTS).read_text()


def test_a_record_appears_with_its_head(tmp_path: Path) -> None:
    """Whoever is killed at any moment leaves a run that can be read, or none."""
    folder = tmp_path / NAME
    recorder = Recorder(folder, root=tmp_path)
    recorder.handle(events()[0])
    run = read_record((folder / EVENTS).read_text(encoding="utf-8").splitlines())
    recorder.close()
    assert not run.ended
    assert [path.name for path in folder.iterdir()] == [EVENTS]
