import io
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from textwrap import dedent

import pytest

from runner.model.about import About, Listed, Parts, Past, Shard, Turn
from runner.model.events import RunFinished, RunStarted, SpecFinished, SpecStarted, StepFinished, StepStarted
from runner.model.result import Outcome, RunResult, SpecResult
from runner.model.trouble import Cause
from runner.report.console import Console
from runner.report.measure import cells
from runner.version import __version__
from support import stories
from support.build import (
    FILE,
    STARTED,
    in_quarantine,
    make_check,
    make_exchange,
    make_invalid,
    make_run,
    make_scenario,
    make_spec,
    make_spec_result,
    make_step_result,
    make_trouble,
    with_past,
)


def started(run: RunResult) -> RunStarted:
    return RunStarted(
        environment=run.environment,
        base_url=run.base_url,
        scenarios=run.selected,
        steps=sum(len(spec.steps) for spec in run.specs),
        jobs=4,
        seed=run.seed,
        run_id=run.run_id,
        started=STARTED,
        about=run.about,
    )


def shown(
    *specs: SpecResult,
    width: int = 80,
    verbosity: int = 0,
    colour: bool = False,
    notes: Sequence[str] = (),
    order: Sequence[int] | None = None,
    run: RunResult | None = None,
) -> str:
    stream = io.StringIO()
    console = Console(stream=stream, width=width, colour=colour, verbosity=verbosity, notes=lambda: notes)
    result = run or make_run(*specs)
    console.handle(started(result))
    for index in order if order is not None else range(len(result.specs)):
        spec = result.specs[index]
        console.handle(SpecStarted(index, spec.scenario))
        for step in spec.steps:
            console.handle(StepStarted(index, spec.scenario, step.planned))
            console.handle(StepFinished(index, spec.scenario, step))
        console.handle(SpecFinished(index, spec))
    console.handle(RunFinished(result))
    return stream.getvalue()


def without_header(text: str) -> str:
    return text.partition("\n\n")[2]


def after_the_lines(text: str) -> str:
    return without_header(text).partition("\n\n")[2]


def expected(text: str) -> str:
    return dedent(text).lstrip("\n").replace("VERSION", __version__)


def test_the_header_says_what_runs_where() -> None:
    assert shown(width=120).partition("\n\n")[0] + "\n" == expected("""
        steprun VERSION · staging https://api.staging.example · 0 specs, 0 steps · seed 42 · 4 jobs · run 7f3a91c
        """)


@pytest.mark.parametrize(
    ("about", "said"),
    [
        (About(shard=Shard(2, 4, (1,), (Listed("a"), Listed("b")))), "· shard 2/4 · 1 spec of 2, 0 steps ·"),
        (About(parts=Parts(4)), "· merged from 4 shards · 1 spec, 0 steps ·"),
        (
            About(parts=Parts(4, missing=(2, 3), broken=(1,))),
            "· merged from 2 of 4 shards · 1 spec, 0 steps ·",
        ),
        (About(parts=Parts(1)), "· merged from 1 shard · 1 spec, 0 steps ·"),
    ],
)
def test_the_header_says_which_part_of_the_whole_it_is(about: About, said: str) -> None:
    run = replace(make_run(make_spec_result()), about=about)
    assert said in shown(width=200, run=run).partition("\n\n")[0]


def test_a_narrow_header_breaks_between_facts() -> None:
    assert shown(width=60).partition("\n\n")[0] + "\n" == expected("""
        steprun VERSION · staging https://api.staging.example
        0 specs, 0 steps · seed 42 · 4 jobs · run 7f3a91c
        """)


def test_a_failing_status_from_the_first_line_to_the_last() -> None:
    assert without_header(
        shown(
            stories.failing_status(), stories.passing(), notes=["junit reports/junit.xml", "verified 1 spec"]
        )
    ) == expected("""
        FAIL   0.81s  scheduling  POST   /bookings/cancel         status 200 → 404
        PASS   0.42s  clients     GET    /clients/1               1 step

        ── 1/1 FAILED ── POST /bookings/cancel ─────────────────────────── scheduling ──

        error[status]: expected status 200, got 404 Not Found
            ╭─ specs/scheduling/post_bookings_cancel.md:26:15
            │  Test Request › cancel_booking                                 step 2 of 2
            │
         18 │   - id: cancel_booking
         19 │     method: POST
         20 │     path: "/bookings/cancel"
            ┆
         24 │       booking_id: "{{booking_id}}"
            │                    ──────────────
            │                    = "q85mz0l1"  extracted by find_booking, line 11
         25 │     expect:
         26 │       status: [200]
            │               ^^^^^ found 404
            ╰─
            → POST https://api.staging.example/bookings/cancel
            │ Authorization: Bearer ‹staff›
            │ {"note": "from a test", "booking_id": "q85mz0l1"}
            ← 404 Not Found · 212 ms · 37 B
            │ {"status": "Error", "code": "NOT_FOUND"}

            hint:  the document lists this answer in line 40
            rerun: steprun specs/scheduling/post_bookings_cancel.md:18
            curl:  curl -X POST https://api.staging.example/bookings/cancel \\
                     -H "Authorization: Bearer $STEPRUN_TOKEN_STAFF" \\
                     --data-raw '{"note": "from a test", "booking_id": "q85mz0l1"}'

        ── short summary ───────────────────────────────────────────────────────────────

        FAILED  specs/scheduling/post_bookings_cancel.md:26  status 200 → 404

          domain      specs   passed   failed    error  skipped    flaky      time
          scheduling      1        0        1        0        0        0     0.81s
          clients         1        1        0        0        0        0     0.42s

        ✗ 1 failed, 1 passed · 12.3s
          junit reports/junit.xml
          verified 1 spec
        """)


def test_the_same_on_a_wide_terminal() -> None:
    assert without_header(shown(stories.failing_status(), width=120)) == expected("""
        FAIL   0.81s  scheduling      POST   /bookings/cancel                                         status 200 → 404

        ── 1/1 FAILED ── POST /bookings/cancel ─────────────────────────────────────────────────────────────────── scheduling ──

        error[status]: expected status 200, got 404 Not Found
            ╭─ specs/scheduling/post_bookings_cancel.md:26:15
            │  Test Request › cancel_booking                                                                         step 2 of 2
            │
         18 │   - id: cancel_booking
         19 │     method: POST
         20 │     path: "/bookings/cancel"
            ┆
         24 │       booking_id: "{{booking_id}}"
            │                    ────────────── = "q85mz0l1"  extracted by find_booking, line 11
         25 │     expect:
         26 │       status: [200]
            │               ^^^^^ found 404
            ╰─
            → POST https://api.staging.example/bookings/cancel
            │ Authorization: Bearer ‹staff›
            │ {"note": "from a test", "booking_id": "q85mz0l1"}
            ← 404 Not Found · 212 ms · 37 B
            │ {"status": "Error", "code": "NOT_FOUND"}

            hint:  the document lists this answer in line 40
            rerun: steprun specs/scheduling/post_bookings_cancel.md:18
            curl:  curl -X POST https://api.staging.example/bookings/cancel \\
                     -H "Authorization: Bearer $STEPRUN_TOKEN_STAFF" \\
                     --data-raw '{"note": "from a test", "booking_id": "q85mz0l1"}'

        ── short summary ───────────────────────────────────────────────────────────────────────────────────────────────────────

        FAILED  specs/scheduling/post_bookings_cancel.md:26  status 200 → 404

        ✗ 1 failed · 12.3s
        """)


def test_a_missing_token_is_one_trouble_of_many_specs() -> None:
    assert without_header(shown(*[stories.missing_token(number) for number in range(1, 4)])) == expected("""
        ERROR  0.00s  apps        GET    /apps/1                  token `app` is not set
        ERROR  0.00s  apps        GET    /apps/2                  token `app` is not set
        ERROR  0.00s  apps        GET    /apps/3                  token `app` is not set

        ── 1/1 ERROR ── 3 specs ────────────────────────────────────────────────────────

        error[token]: token `app` is not set
            specs/apps/get_app_1.md:12  GET /apps/1
            specs/apps/get_app_2.md:12  GET /apps/2
            specs/apps/get_app_3.md:12  GET /apps/3

            hint:  export STEPRUN_TOKEN_APP=VALUE
            rerun: steprun specs/apps/get_app_1.md:12

        ── short summary ───────────────────────────────────────────────────────────────

        ERROR   3 specs  token `app` is not set

        ! 3 errors · 12.3s
        """)


def test_a_dead_host_is_one_trouble_of_many_specs() -> None:
    assert after_the_lines(shown(*[stories.dead_host(number) for number in range(1, 4)])) == expected("""
        ── 1/1 ERROR ── 3 specs ────────────────────────────────────────────────────────

        error[connection]: cannot connect to api.staging.example: connection refused
            specs/apps/get_app_1.md:12  GET /apps/1
            specs/apps/get_app_2.md:12  GET /apps/2
            specs/apps/get_app_3.md:12  GET /apps/3

            rerun: steprun specs/apps/get_app_1.md:12

        ── short summary ───────────────────────────────────────────────────────────────

        ERROR   3 specs  cannot connect to api.staging.example: connection refused

        ! 3 errors · 12.3s
        """)


def test_a_skip_says_why_and_where() -> None:
    assert without_header(shown(stories.skipped(), stories.passing())) == expected("""
        SKIP   0.81s  scheduling  POST   /bookings/cancel        Nothing to cancel today
        PASS   0.42s  clients     GET    /clients/1               1 step

        ── 1 SKIPPED ───────────────────────────────────────────────────────────────────

        ○ skipped  Nothing to cancel today
            specs/scheduling/post_bookings_cancel.md:11

        ⊘ blocked  1 step not run: an earlier one stood in the way

        ✓ 1 passed, 1 skipped · 12.3s
        """)


def test_an_invalid_spec() -> None:
    assert without_header(shown(stories.invalid())) == expected("""
        ERROR  0.00s  sales       POST   /coupons   unknown step key `expects` (+1 more)

        ── 1/1 ERROR ── POST /coupons ───────────────────────────────────────── sales ──

        error[SR203]: unknown step key `expects`
          --> specs/sales/post_coupons.md:24:5
           |
        24 |     expects: {status: 200}
           |     ^^^^^^^ did you mean `expect`?

        error[SR204]: the step block has no steps
          --> specs/sales/post_coupons.md:40:1

            rerun: steprun specs/sales/post_coupons.md

        ── short summary ───────────────────────────────────────────────────────────────

        ERROR   specs/sales/post_coupons.md:24  unknown step key `expects` (+1 more)

        ! 1 error · 12.3s
        """)


def test_all_green_is_short() -> None:
    assert without_header(
        shown(stories.passing(1), stories.passing(2), notes=["junit reports/junit.xml"])
    ) == expected("""
        PASS   0.42s  clients     GET    /clients/1               1 step
        PASS   0.42s  clients     GET    /clients/2               1 step

        ✓ 2 passed · 12.3s
          junit reports/junit.xml
        """)


def test_a_retry_is_not_hidden() -> None:
    assert without_header(shown(stories.flaky(), stories.passing())) == expected("""
        FLAKY  0.42s  clients     GET    /clients/9               passed at attempt 2
        PASS   0.42s  clients     GET    /clients/1               1 step

        ── short summary ───────────────────────────────────────────────────────────────

        FLAKY   specs/clients/get_client_9.md:9  passed at attempt 2

        ✓ 1 passed, 1 flaky · 12.3s
        """)


def test_quiet_says_only_what_is_bad() -> None:
    assert shown(
        stories.undefined_variable(), stories.skipped(), stories.passing(), verbosity=-1, notes=["junit x"]
    ) == expected("""
        ── 1/1 ERROR ── POST /bookings/cancel ──────────────────────────── scheduling ──

        error[undefined]: `booking_id` has no value
            ╭─ specs/scheduling/post_bookings_cancel.md:24:20
            │  Test Request › cancel_booking                                 step 1 of 1
            │
         18 │   - id: cancel_booking
         19 │     method: POST
         20 │     path: "/bookings/cancel"
            ┆
         23 │       note: "from a test"
         24 │       booking_id: "{{booking_id}}"
            │                    ^^^^^^^^^^^^^^
            ╰─

            hint:  did you mean `business_id`?
                   give one with --var booking_id=VALUE
            rerun: steprun specs/scheduling/post_bookings_cancel.md:18

        ! 1 error, 1 passed, 1 skipped · 12.3s
        """)


def test_quiet_and_green_is_one_line() -> None:
    assert shown(stories.passing(), verbosity=-1, notes=["junit x"]) == expected("""
        ✓ 1 passed · 12.3s
        """)


def test_verbose_shows_the_steps() -> None:
    assert without_header(shown(stories.failing_status(), stories.skipped(), verbosity=1)).partition("\n\n")[
        0
    ] + "\n" == expected("""
        FAIL   0.81s  scheduling  POST   /bookings/cancel         status 200 → 404
               ✓ passed   Prerequisites › find_booking · GET /bookings · 200 · 398 ms
                          ↳ booking_id = "q85mz0l1"
               ✗ failed   Test Request › cancel_booking · POST /bookings/cancel · 404
                          212 ms
                          ↳ status 200 → 404
        SKIP   0.81s  scheduling  POST   /bookings/cancel        Nothing to cancel today
               ○ skipped  Prerequisites › find_booking · GET /bookings · 200 · 212 ms
                          ↳ Nothing to cancel today
               ⊘ blocked  Test Request › cancel_booking · POST /bookings/cancel
                          ↳ blocked by find_booking
        """)


def test_very_verbose_shows_what_went_over_the_wire() -> None:
    assert without_header(shown(stories.passing(), verbosity=2)) == expected("""
        PASS   0.42s  clients     GET    /clients/1               1 step
               ✓ passed   Test Request › get_client · GET /clients/1 · 200 · 212 ms
                          ↳ client_id = "c1"
                          → GET https://api.staging.example/clients/1?a=1
                          │ Authorization: Bearer ‹staff›
                          ← 200 OK · 212 ms · 11 B
                          │ Content-Type: application/json
                          │ {"id": "c1"}

        ✓ 1 passed · 12.3s
        """)


def test_domains_are_compared_where_there_are_several() -> None:
    assert after_the_lines(
        shown(stories.failing_status(), stories.missing_token(1), stories.passing(), stories.flaky())
    ).rpartition("short summary")[2].partition("\n\n")[2] == expected("""
        FAILED  specs/scheduling/post_bookings_cancel.md:26  status 200 → 404
        ERROR   specs/apps/get_app_1.md:12                   token `app` is not set
        FLAKY   specs/clients/get_client_9.md:9              passed at attempt 2

          domain      specs   passed   failed    error  skipped    flaky      time
          scheduling      1        0        1        0        0        0     0.81s
          apps            1        0        0        1        0        0     0.00s
          clients         2        1        0        0        0        1     0.84s

        ✗ 1 failed, 1 error, 1 passed, 1 flaky · 12.3s
        """)


def test_blocked_steps_are_counted() -> None:
    text = shown(stories.empty_extraction(), stories.skipped())
    assert "\n⊘ blocked  2 steps not run: an earlier one stood in the way\n" in text


def test_the_order_is_that_of_the_files_whoever_finishes_first() -> None:
    specs = [stories.passing(number) for number in range(5)]
    assert shown(*specs, order=[4, 2, 0, 1, 3]) == shown(*specs)


def test_a_line_waits_for_those_before_it_and_no_longer() -> None:
    stream = io.StringIO()
    console = Console(stream=stream, width=80, colour=False)
    console.handle(SpecFinished(1, stories.passing(1)))
    assert stream.getvalue() == ""
    console.handle(SpecFinished(0, stories.passing(0)))
    assert [line.split()[4] for line in stream.getvalue().splitlines()] == ["/clients/0", "/clients/1"]


def test_what_was_waiting_is_shown_when_the_run_is_interrupted() -> None:
    run = replace(make_run(stories.passing(1)), interrupted=2, selected=9)
    stream = io.StringIO()
    console = Console(stream=stream, width=80, colour=False)
    console.handle(SpecFinished(5, run.specs[0]))
    console.handle(RunFinished(run))
    assert stream.getvalue() == expected("""
        PASS   0.42s  clients     GET    /clients/1               1 step

        ✓ 1 passed · interrupted by SIGINT · 8 of 9 specs not run · 12.3s
        """)


def test_nothing_ran() -> None:
    assert without_header(shown()) == "\n○ no specs ran · 12.3s\n"


def test_a_group_of_one_is_no_group() -> None:
    assert "1/1 ERROR ── GET /apps/1 ─" in shown(stories.missing_token(1))


def test_a_long_group_is_counted() -> None:
    text = shown(*[stories.missing_token(number) for number in range(13)])
    assert text.count("── 1/1 ERROR ── 13 specs ─") == 1
    assert text.count("specs/apps/get_app_9.md:12") == 1
    assert "specs/apps/get_app_10.md" not in text
    assert "    and 3 more\n" in text
    assert "✗" not in text
    assert "! 13 errors · 12.3s\n" in text


def test_troubles_without_a_key_stay_apart() -> None:
    def alone(number: int) -> SpecResult:
        return stories.alike(number, key="", message="no answer in 30 s", cause=Cause.TIMEOUT)

    text = shown(alone(1), alone(2))
    assert "── 1/2 ERROR ──" in text
    assert "── 2/2 ERROR ──" in text


def test_skips_with_the_same_reason_are_told_once() -> None:
    def parked(number: int) -> SpecResult:
        scenario = make_scenario(make_spec(file=f"specs/{number}.md"), skip_reason="no partner account")
        return make_spec_result(Outcome.SKIPPED, scenario=scenario)

    text = after_the_lines(shown(*[parked(number) for number in range(12)]))
    assert text.count("no partner account") == 1
    assert "    specs/9.md\n    and 2 more\n" in text
    assert "○ 12 skipped · 12.3s\n" in text


def test_a_tolerated_failure_is_noted() -> None:
    story = stories.failing_status()
    tolerated = replace(story.steps[1], tolerated=True)
    text = shown(replace(story, outcome=Outcome.PASSED, steps=(story.steps[0], tolerated)))
    assert "── 1/1" not in text
    assert f"FAILED  {FILE}:26\n          tolerated · status 200 → 404\n" in text
    assert "✓ 1 passed · 12.3s" in text


def test_a_tolerated_failure_is_told_where_the_spec_fails_for_it() -> None:
    story = stories.undefined_variable()
    tolerated = replace(stories.failing_status().steps[0], outcome=Outcome.FAILED, tolerated=True)
    text = shown(replace(story, outcome=Outcome.FAILED, steps=(tolerated, *story.steps)))
    assert "── 1/2 FAILED ──" in text
    assert "── 2/2 ERROR ──" in text


def test_a_failed_clean_up_has_its_own_block() -> None:
    story = stories.failing_status()
    cleanup = make_step_result(Outcome.ERROR, troubles=[make_trouble("no answer", cause=Cause.TIMEOUT)])
    text = shown(replace(story, steps=(*story.steps, cleanup)))
    assert "error[status]:" in text
    assert "error[timeout]: no answer" in text


def test_an_unreadable_document_goes_by_its_file() -> None:
    finding = make_scenario(make_invalid(file="specs/x.md"))
    text = shown(
        make_spec_result(Outcome.ERROR, scenario=finding, troubles=[make_trouble("no", cause=Cause.INVALID)])
    )
    assert "ERROR  0.42s                     specs/x.md" in text


@pytest.mark.parametrize("width", [0, 60, 80, 100, 120, 200])
@pytest.mark.parametrize("verbosity", [-1, 0, 1, 2])
def test_every_width_will_do(width: int, verbosity: int) -> None:
    long = make_scenario(make_spec(f"DELETE /{'very/' * 40}long", domain="platform_administration"))
    specs = [
        stories.failing_status(), stories.failing_body(), stories.invalid(), stories.skipped(), stories.flaky(),
        make_spec_result(scenario=long),
        make_spec_result(Outcome.SKIPPED, scenario=long, reason="日本 " * 40),
    ]  # fmt: skip
    text = shown(*specs, width=width, verbosity=verbosity)
    uncut = ("specs/", "/very/", "http", "curl", "--data-raw", "-H ")
    rows = [row for row in text.split("\n") if not any(word in row for word in uncut)]
    assert [row for row in rows if cells(row) > max(width, 60)] == []


def test_colour_changes_nothing_but_the_colour() -> None:
    specs = [
        stories.failing_status(),
        stories.failing_body(),
        stories.skipped(),
        stories.passing(),
        stories.flaky(),
    ]
    coloured = shown(*specs, verbosity=2, colour=True)
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert "\x1b[1;31mFAIL \x1b[0m" in coloured
    assert [row.rstrip() for row in stripped.split("\n")] == shown(*specs, verbosity=2).split("\n")


def test_hostile_data_stays_text() -> None:
    evil = "\x1b]0;x\x07\r\n::error::x ##[error]y\ud800\u202e"
    story = stories.failing_status()
    step = replace(
        story.steps[1],
        exchange=make_exchange(500, answer=evil, url=f"http://x/{evil}"),
        checks=(make_check(evil, found=evil),),
        troubles=(make_trouble(evil, hint=evil, key=evil),),
    )
    scenario = make_scenario(make_spec(f"GET /{evil}", file=f"specs/{evil}.md", domain=evil))
    failing = replace(story, scenario=scenario, steps=(step,))
    skipped = make_spec_result(Outcome.SKIPPED, scenario=scenario, reason=evil)
    text = shown(failing, failing, skipped, verbosity=2, notes=[evil])
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800\u202e]|##\[", text)
    assert not [row for row in text.split("\n") if row.lstrip().startswith("::")]


def test_a_reader_that_went_away_is_no_fault() -> None:
    class Closed(io.StringIO):
        def write(self, _: str, /) -> int:
            raise BrokenPipeError

    console = Console(stream=Closed(), width=80, colour=False)
    console.handle(started(make_run()))
    console.handle(SpecFinished(0, stories.passing()))
    console.handle(RunFinished(make_run(stories.passing())))


def test_two_hundred_specs_cost_next_to_nothing() -> None:
    specs = [stories.passing(number) for number in range(200)]
    shown(*specs)
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        shown(*specs)
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.05, "usually 4 ms"


def test_a_piped_run_does_not_load_rich() -> None:
    program = (
        "import io, sys; from runner.report.console import Console\n"
        "Console(stream=io.StringIO(), width=80, colour=True)\n"
        "assert 'rich' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


# ---- earlier runs, and quarantine

AT = datetime(2026, 11, 20, tzinfo=UTC)
PASSED, FAILED = Turn("r", AT, "passed"), Turn("r", AT, "failed")
WAS_WELL = Past((FAILED, PASSED), last_passed=PASSED)
WAS_BAD = Past((PASSED, FAILED), first_failed=FAILED, last_passed=PASSED)


def last_line(*specs: SpecResult, width: int = 100) -> str:
    return shown(*specs, verbosity=-1, width=width).splitlines()[-1]


def test_the_totals_tell_what_is_new_and_what_is_fixed() -> None:
    assert (
        last_line(
            with_past(stories.failing_status(), WAS_WELL),
            with_past(stories.failing_body(), WAS_BAD),
            with_past(stories.undefined_variable(), WAS_WELL),
            with_past(stories.passing(1), WAS_BAD),
            with_past(stories.passing(2), WAS_WELL),
            with_past(stories.flaky(), WAS_BAD),
        )
        == "✗ 2 failed (1 new), 1 error (1 new), 2 passed (1 fixed), 1 flaky (1 fixed) · 12.3s"
    )


def test_where_nothing_is_known_of_earlier_runs_nothing_is_new() -> None:
    assert last_line(stories.failing_status(), stories.passing()) == "✗ 1 failed, 1 passed · 12.3s"
    assert "new" not in shown(stories.failing_status()).partition("short summary")[2]


def test_what_never_ran_is_new_where_others_have_a_past() -> None:
    said = last_line(stories.failing_status(), with_past(stories.passing(), WAS_WELL))
    assert said == "✗ 1 failed (1 new), 1 passed · 12.3s"


def test_all_green_stays_short_with_a_past() -> None:
    told = after_the_lines(shown(*(with_past(stories.passing(number), WAS_WELL) for number in range(3))))
    assert told == "✓ 3 passed · 12.3s\n"


def test_the_summary_marks_what_is_new() -> None:
    said = shown(
        with_past(stories.failing_status(), WAS_WELL), with_past(stories.failing_body(), WAS_BAD), width=100
    ).partition("short summary")[2]
    assert "FAILED  specs/scheduling/post_bookings_cancel.md:26  new · status 200 → 404\n" in said
    assert said.count("new ·") == 1


def test_of_specs_with_one_root_the_summary_counts_the_new_ones() -> None:
    specs = [with_past(stories.missing_token(number), WAS_BAD) for number in range(3)]
    assert "3 specs  token `app` is not set" in shown(*specs)
    specs[0] = with_past(specs[0], WAS_WELL)
    assert "3 specs  1 new · token `app` is not set" in shown(*specs)
    assert "3 specs  new · token" in shown(*(with_past(spec, WAS_WELL) for spec in specs))


def test_what_is_in_quarantine_stands_apart_and_is_not_counted_as_failed() -> None:
    held = in_quarantine(stories.failing_status(), reason="waits for BOOK-12")
    assert without_header(shown(held, stories.passing())) == expected("""
        QUAR   0.81s  scheduling  POST   /bookings/cancel         status 200 → 404
        PASS   0.42s  clients     GET    /clients/1               1 step

        ── 1 QUARANTINED ───────────────────────────────────────────────────────────────

        ◇ quarantined  until 2026-12-31: waits for BOOK-12
            specs/scheduling/post_bookings_cancel.md:26  status 200 → 404
            -v shows the whole of it

        ✓ 1 passed, 1 quarantined · 12.3s
        """)


def test_the_whole_of_what_is_in_quarantine_is_there_for_those_who_ask() -> None:
    held = in_quarantine(stories.failing_status())
    said = shown(held, verbosity=1)
    assert "── 1/1 QUARANTINED ── POST /bookings/cancel ──" in said
    assert "error[status]: expected status 200, got 404 Not Found" in said
    assert "-v shows" not in said
    assert shown(held, verbosity=-1) == "◇ 1 quarantined · 12.3s\n"


def test_quarantine_is_neither_new_nor_in_the_summary_of_what_failed() -> None:
    held = in_quarantine(with_past(stories.failing_status(), WAS_WELL))
    said = shown(held, stories.failing_body(), width=100)
    assert "1/1 FAILED" in said
    assert "✗ 1 failed (1 new), 1 quarantined" in said
    assert said.partition("short summary")[2].count("FAILED") == 1


@pytest.mark.parametrize(("width", "column"), [(80, False), (100, True)])
def test_the_table_of_domains_has_a_column_for_it_where_there_is_room(width: int, column: bool) -> None:
    held = in_quarantine(stories.failing_status())
    said = shown(held, stories.failing_body(), stories.passing(), width=width)
    (heads,) = [row for row in said.splitlines() if row.startswith("  domain ")]
    assert ("quarantined" in heads) is column
    assert max(map(cells, said.splitlines())) <= width
    if column:
        (row,) = [row for row in said.splitlines() if row.startswith("  scheduling ")]
        assert row.split() == ["scheduling", "2", "0", "1", "0", "0", "0", "1", "1.62s"]


def test_a_stream_without_our_glyphs_has_letters_for_it() -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    console = Console(stream=stream, width=80, colour=False, verbosity=-1)
    console.handle(RunFinished(make_run(in_quarantine(stories.failing_status()))))
    stream.seek(0)
    assert stream.read() == "q 1 quarantined - 12.3s\n"
