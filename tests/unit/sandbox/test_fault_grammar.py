from __future__ import annotations

import pytest

from runner.sandbox.faults.board import MAX_COUNTERS, FaultBoard
from runner.sandbox.faults.grammar import FORMS, Fault, FaultError, pace, parse_fault, pause, size
from runner.sandbox.sabotage.kinds import KINDS


def test_every_kind_of_the_grammar_can_happen() -> None:
    assert set(KINDS) == set(FORMS)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("delay=1500ms", Fault("delay", "1500ms")),
        ("delay=1.5s", Fault("delay", "1.5s")),
        ("status=503", Fault("status", "503")),
        ("status=429;retry_after=2", Fault("status", "429", retry_after="2")),
        ("drop", Fault("drop")),
        ("commit-then-drop;times=2;key=a", Fault("commit-then-drop", times=2, key="a")),
        (" drop ; key=a ; times=2 ", Fault("drop", times=2, key="a")),
        ("slow-body", Fault("slow-body", "10b/100ms")),
        ("slow-body=5kb/2s", Fault("slow-body", "5kb/2s")),
        ("huge", Fault("huge", "20mb")),
        ("huge=20MB", Fault("huge", "20mb")),
        ("redirect=302:/Some/Path?a=B", Fault("redirect", "302:/Some/Path?a=B")),
        ("redirect-host", Fault("redirect-host", "302")),
        ("header-flood", Fault("header-flood", "300")),
    ],
)
def test_faults(text: str, fault: Fault) -> None:
    assert parse_fault(text) == fault
    assert parse_fault(str(fault)) == fault


@pytest.mark.parametrize(
    "text",
    [
        "",
        "explode",
        "Drop",
        "drop=1",
        "delay",
        "delay=",
        "delay=5",
        "delay=1h",
        "delay=301s",
        "delay=-1s",
        "status",
        "status=100",
        "status=600",
        "status=2000",
        "status=503;times=0",
        "status=503;times=x",
        "status=503;times=1;times=2",
        "status=503;key=",
        "status=503;key=a b",
        "status=503;colour=red",
        "status=429;retry_after=soon",
        "status=503;",
        "slow-body=0b/1s",
        "slow-body=10b",
        "slow-body=1b/301s",
        "huge=201mb",
        "huge=1gb",
        "redirect",
        "redirect=302:path",
        "redirect=200:/x",
        "redirect-host=200",
        "header-flood=99999",
        "delay=٣s",
    ],
)
def test_what_is_no_fault(text: str) -> None:
    with pytest.raises(FaultError):
        parse_fault(text)


def test_quantities() -> None:
    assert (pause("1500ms"), pause("2s"), size("3kb"), pace("10b/100ms")) == (1.5, 2.0, 3000, (10, 0.1))


def test_counts_are_kept_per_key() -> None:
    board = FaultBoard()
    struck = [board.strike("GET", "/", f"drop;times=1;key={key}") is not None for key in "aabab"]
    assert struck == [True, False, True, False, False]


def test_without_a_key_requests_are_counted_by_method_and_path() -> None:
    board = FaultBoard()
    asked = [("GET", "/a"), ("GET", "/a"), ("POST", "/a"), ("GET", "/b")]
    assert [board.strike(*request, "drop;times=1") is not None for request in asked] == [
        True,
        False,
        True,
        True,
    ]


def test_the_first_rule_that_fires_wins() -> None:
    board = FaultBoard()
    board.put_up(parse_fault("status=500"), method="POST", path="*", nth=1)
    board.put_up(parse_fault("status=501;times=1"), method=None, path="/a/*", nth=2)
    board.put_up(parse_fault("status=502"), method=None, path="*", nth=1)
    kinds = [board.strike("GET", "/a/b", None) for _ in range(3)]
    assert [fault.arg for fault in kinds if fault] == ["502", "501", "502"]
    board.take_down()
    assert board.strike("POST", "/a/b", None) is None


def test_counters_do_not_grow_without_end() -> None:
    board = FaultBoard()
    for n in range(MAX_COUNTERS + 10):
        board.strike("GET", "/", f"drop;times=1;key={n}")
    assert len(board._seen) == MAX_COUNTERS
