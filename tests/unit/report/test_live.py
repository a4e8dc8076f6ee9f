import io
import re
import threading

import pytest

from runner.model.events import RunFinished, RunStarted, SpecFinished, SpecStarted
from runner.report.console import Console
from runner.report.live import LiveView
from runner.report.terminal import Screen, text_of
from support import stories
from support.build import STARTED, in_quarantine, make_run

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"


def started(scenarios: int) -> RunStarted:
    return RunStarted("staging", "https://api.staging.example", scenarios, scenarios, 2, 42, "r1", STARTED)


class Ticks:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def view(domains: list[str], *, width: int = 60) -> tuple[LiveView, Ticks]:
    ticks = Ticks()
    stream = io.StringIO()
    screen = Screen(stream, colour=False)
    return LiveView(stream, screen=screen, width=width, domains=domains, ticks=ticks), ticks


def picture(live: LiveView, *, height: int = 24) -> list[str]:
    return [text_of(row) for row in live.picture(height)]


def test_a_row_for_each_domain_what_runs_and_the_counts() -> None:
    live, ticks = view(["scheduling", "scheduling", "scheduling", "clients", "clients"])
    failing, passing = stories.failing_status(), stories.passing()
    live.begin(SpecStarted(0, failing.scenario))
    live.end(SpecFinished(0, failing))
    live.begin(SpecStarted(1, failing.scenario))
    live.begin(SpecStarted(3, passing.scenario))
    live.end(SpecFinished(3, passing))
    ticks.now = 65.2
    assert picture(live) == [
        "  scheduling        ✗▸·                                1/3",
        "  clients           ✓·                                 1/2",
        "",
        "  ▸ POST /bookings/cancel                           1m 05s",
        "  ────────────────────────────────────────────────────────",
        "  2/5 · ✓ 1 passed · ✗ 1 failed · 1m 05s",
    ]


def test_domains_may_turn_up_on_the_way() -> None:
    live, _ = view([])
    live.begin(SpecStarted(7, stories.passing().scenario))
    assert picture(live)[0].split() == ["clients", "▸", "0/1"]


def test_many_specs_fold_into_several_rows() -> None:
    live, _ = view(["sales"] * 70)
    rows = picture(live)[:3]
    assert "".join(rows).count("·") == 70
    assert rows[0].endswith("·")
    assert rows[-1].endswith("0/70")
    assert max(map(len, rows)) <= 60


@pytest.mark.parametrize("height", [3, 5, 10, 24])
def test_it_never_grows_beyond_the_terminal(height: int) -> None:
    live, _ = view([f"domain {index // 5}" for index in range(200)])
    for index in range(12):
        live.begin(SpecStarted(index * 5, stories.passing(domain=f"domain {index}").scenario))
    rows = picture(live, height=height)
    assert len(rows) <= height
    assert rows[-1].startswith("  0/200 · ")


def test_it_is_cleared_and_followed_by_what_a_pipe_would_get() -> None:
    specs = (stories.failing_status(), stories.passing(), stories.skipped())
    texts = []
    for live in (True, False):
        stream = io.StringIO()
        with Console(stream=stream, width=80, colour=False, live=live) as console:
            console.handle(started(3))
            for index, spec in enumerate(specs):
                console.handle(SpecStarted(index, spec.scenario))
                console.handle(SpecFinished(index, spec))
            console.handle(RunFinished(make_run(*specs)))
        texts.append(stream.getvalue())
    shown, piped = texts
    assert shown.index(HIDE) < shown.index(SHOW)
    final = piped[piped.index("\n── 1/1 FAILED") :]
    assert shown.endswith(final)
    cleared = shown[: -len(final)]
    assert cleared.count("\x1b[2K") >= cleared[cleared.index(HIDE) :].count("\n") - 1


def test_without_colour_it_moves_the_cursor_and_paints_nothing() -> None:
    stream = io.StringIO()
    with Console(stream=stream, width=80, colour=False, live=True) as console:
        console.handle(started(1))
        console.handle(SpecFinished(0, stories.failing_status()))
    assert not re.search(r"\x1b\[[0-9;]*m", stream.getvalue())


def test_an_exception_gives_the_cursor_back() -> None:
    stream = io.StringIO()
    console = Console(stream=stream, width=80, colour=True, live=True)
    console.handle(started(1))
    with pytest.raises(ZeroDivisionError), console:
        raise ZeroDivisionError
    assert stream.getvalue().rindex(SHOW) > stream.getvalue().rindex(HIDE)
    assert "steprun-live" not in {thread.name for thread in threading.enumerate()}


def test_closing_twice_is_closing_once() -> None:
    stream = io.StringIO()
    console = Console(stream=stream, width=80, colour=True, live=True)
    console.close()
    console.handle(started(1))
    console.close()
    once = stream.getvalue()
    console.close()
    assert stream.getvalue() == once


def test_a_terminal_that_goes_away_is_no_fault() -> None:
    class Gone(io.StringIO):
        def write(self, _: str, /) -> int:
            raise BrokenPipeError

    console = Console(stream=Gone(), width=80, colour=True, live=True)
    console.handle(started(1))
    console.handle(SpecFinished(0, stories.passing()))
    console.handle(RunFinished(make_run(stories.passing())))


def test_who_asks_for_more_or_less_gets_lines() -> None:
    for verbosity in (-1, 1, 2):
        stream = io.StringIO()
        with Console(stream=stream, width=80, colour=False, verbosity=verbosity, live=True) as console:
            console.handle(started(1))
        assert HIDE not in stream.getvalue()


def test_hostile_names_do_not_reach_the_terminal() -> None:
    live, _ = view(["\x1b[2J\n", "##[error]"])
    assert not re.search(r"[\x00-\x1f]|##\[", "".join(picture(live)))


def test_what_is_in_quarantine_is_no_failure() -> None:
    live, _ = view(["scheduling", "scheduling"])
    live.end(SpecFinished(0, in_quarantine(stories.failing_status())))
    live.end(SpecFinished(1, in_quarantine(stories.passing(domain="scheduling"))))
    assert picture(live)[0].split() == ["scheduling", "◇✓", "2/2"]
    assert picture(live)[-1].startswith("  2/2 · ✓ 1 passed · ◇ 1 quarantined")
