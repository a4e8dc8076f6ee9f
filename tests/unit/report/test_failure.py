import re
from dataclasses import replace
from datetime import UTC, datetime
from textwrap import dedent

import pytest

from runner.model.about import Past, Turn
from runner.model.place import Place
from runner.model.result import Outcome, SpecResult, Used
from runner.model.trouble import Cause
from runner.report.failure import block, block_text, rerun
from runner.report.terminal import paint
from support import stories
from support.build import (
    FILE,
    in_quarantine,
    make_check,
    make_exchange,
    make_planned,
    make_scenario,
    make_spec,
    make_spec_result,
    make_step,
    make_step_result,
    make_trouble,
    with_past,
)


def expected(text: str) -> str:
    return dedent(text).strip("\n")


def told(result: SpecResult, *, width: int = 80) -> str:
    return block_text(result, result.culprit, width=width)


def test_a_status_that_is_not_the_expected_one() -> None:
    assert told(stories.failing_status()) == expected("""
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
        """)


def test_expectations_about_the_body() -> None:
    assert told(stories.failing_body()) == expected("""
        error[body]: `$.data.total` is "10", expected 10
            ╭─ specs/scheduling/post_bookings_cancel.md:28:23
            │  Test Request › cancel_booking                                 step 2 of 2
            │
         18 │   - id: cancel_booking
         19 │     method: POST
         20 │     path: "/bookings/cancel"
            ┆
         27 │       body:
         28 │         $.data.total: 10
            │                       ^^ found "10"
         29 │         $.data.currency: EUR
            │                          ^^^ found nothing
            ╰─
            ✗ $.data.total     expected 10     found "10"
            ✗ $.data.currency  expected "EUR"  found nothing
            → POST https://api.staging.example/bookings/cancel
            │ Authorization: Bearer ‹staff›
            │ {"a": 1}
            ← 200 OK · 212 ms · 23 B
            │ {"data": {"total": "10"}}

            known: booking_id = "q85mz0l1"  extracted by find_booking
            rerun: steprun specs/scheduling/post_bookings_cancel.md:18
            curl:  curl -X POST https://api.staging.example/bookings/cancel \\
                     -H "Authorization: Bearer $STEPRUN_TOKEN_STAFF" \\
                     --data-raw '{"a": 1}'
        """)


def test_an_empty_extraction_is_no_dump() -> None:
    assert told(stories.empty_extraction()) == expected("""
        error[extract]: `$.data.bookings[0].id` matched nothing: `$.data.bookings` is
                        `[]`
            ╭─ specs/scheduling/post_bookings_cancel.md:11:19
            │  Prerequisites › find_booking                                  step 1 of 2
            │
          7 │   - id: find_booking
          8 │     method: GET
          9 │     path: "/bookings?business={{business_id}}"
         10 │     extract:
         11 │       booking_id: "$.data.bookings[0].id"
            │                   ^^^^^^^^^^^^^^^^^^^^^^^
            ╰─
            → GET https://api.staging.example/bookings?business=b7
            │ Authorization: Bearer ‹staff›
            ← 200 OK · 212 ms · 24 B
            │ {"data": {"bookings": []}}

            rerun: steprun specs/scheduling/post_bookings_cancel.md:7
            curl:  curl 'https://api.staging.example/bookings?business=b7' \\
                     -H "Authorization: Bearer $STEPRUN_TOKEN_STAFF"
        """)


def test_an_undefined_variable() -> None:
    assert told(stories.undefined_variable()) == expected("""
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
        """)


def test_an_invalid_document_lists_all_its_findings() -> None:
    assert told(stories.invalid()) == expected("""
        error[SR203]: unknown step key `expects`
          --> specs/sales/post_coupons.md:24:5
           |
        24 |     expects: {status: 200}
           |     ^^^^^^^ did you mean `expect`?

        error[SR204]: the step block has no steps
          --> specs/sales/post_coupons.md:40:1

            rerun: steprun specs/sales/post_coupons.md
        """)


def failing(**changes: object) -> SpecResult:
    story = stories.failing_status()
    step = replace(story.steps[1], **changes)  # type: ignore[arg-type] # any field
    return replace(story, steps=(story.steps[0], step))


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_a_headline(cause: Cause) -> None:
    result = failing(checks=(), outcome=Outcome.ERROR, troubles=(make_trouble("it went wrong", cause=cause),))
    assert re.match(r"error\[[a-z]+\]: it went wrong\n", told(result))


def test_a_step_that_was_never_sent_shows_no_traffic() -> None:
    text = told(stories.undefined_variable())
    assert "→" not in text
    assert "curl:" not in text


def test_no_answer_is_said_with_how_long_it_took() -> None:
    exchange = make_exchange(None, seconds=30.0)
    trouble = make_trouble("no answer in 30 s", cause=Cause.TIMEOUT)
    text = told(failing(checks=(), exchange=exchange, troubles=(trouble,)))
    assert "error[timeout]: no answer in 30 s" in text
    assert "    ← no answer after 30 s\n" in text


def test_all_attempts_are_told() -> None:
    text = told(failing(earlier=(make_exchange(503, reason="Service Unavailable"), make_exchange(None))))
    assert "step 2 of 2 · attempt 3\n" in text
    assert "    tried: 1. 503 Service Unavailable · 212 ms\n           2. no answer · 212 ms\n" in text


def test_variables_without_a_line_of_their_own_are_listed() -> None:
    used = (Used("run_id", '"r1"', "built-in"), Used("base", '"x"', "--var", Place("steprun.yaml", 4)))
    text = told(failing(used=used))
    assert '    using: run_id = "r1"  built-in\n           base = "x"  --var\n' in text
    assert '    known: booking_id = "q85mz0l1"  extracted by find_booking\n' in text


def test_long_lists_are_counted() -> None:
    used = tuple(Used(f"v{index}", "1", "built-in") for index in range(20))
    assert "           and 12 more\n" in told(failing(used=used))


def test_further_troubles_are_not_swallowed() -> None:
    troubles = (
        make_trouble("`a` has no value", cause=Cause.UNDEFINED, place=Place(FILE, 23, 13)),
        make_trouble("`b` has no value", cause=Cause.UNDEFINED, place=Place(FILE, 24, 19)),
    )
    text = told(failing(outcome=Outcome.ERROR, checks=(), exchange=None, troubles=troubles))
    assert "^^^^^^^^^^^^^^^^ `b` has no value" in text
    assert "    also:  `b` has no value\n" in text


def test_checks_at_one_place_are_told_below() -> None:
    place = Place(FILE, 27, 7)
    checks = tuple(
        make_check(f"{name} is missing", kind="schema", subject=name, wanted="", found="", place=place)
        for name in ("$.a", "$.b")
    )
    text = told(failing(checks=checks, troubles=(), used=()))
    assert text.startswith("error[schema]: $.a is missing\n")
    assert "^^^^ several things, see below" in text
    assert "    ✗ $.a\n        $.a is missing\n    ✗ $.b\n        $.b is missing\n" in text


def test_long_checks_stand_one_below_the_other() -> None:
    long = make_check(
        kind="body", subject="$.text", wanted="x" * 60, found="y" * 60, place=Place(FILE, 28, 23)
    )
    text = told(failing(checks=(make_check(place=Place(FILE, 26, 15)), long)))
    assert f"    ✗ $.text\n        expected {'x' * 60}\n        found    {'y' * 60}\n" in text


def test_response_headers_are_shown_where_a_check_is_about_them() -> None:
    check = make_check(kind="headers", subject="etag", wanted="anything", found="", place=Place(FILE, 26, 15))
    assert "│ Content-Type: application/json" in told(failing(checks=(check,)))
    assert "│ Content-Type: application/json" not in told(stories.failing_status())


def test_an_answer_that_is_not_json_says_what_it_is() -> None:
    exchange = make_exchange(
        502, reason="Bad Gateway", answer="<html>", answer_headers=[("content-type", "text/html")]
    )
    assert "← 502 Bad Gateway · 212 ms · 6 B · text/html\n    │ <html>\n" in told(failing(exchange=exchange))


def test_a_long_query_is_broken_at_its_parameters() -> None:
    url = "https://api.staging.example/bookings?business=0123456789abcdef&state=scheduled&per_page=1"
    text = told(failing(exchange=make_exchange(404, method="GET", url=url)))
    assert (
        "    → GET https://api.staging.example/bookings\n    │ ?business=0123456789abcdef\n    │ &state="
        in text
    )


def test_a_reused_step_names_its_user_and_reruns_it() -> None:
    use = make_step("login", line=9, file="specs/other.md")
    story = failing()
    planned = replace(story.steps[1].planned, via=(use,))
    scenario = make_scenario(make_spec(file="specs/other.md"), steps=[planned])
    result = make_spec_result(
        Outcome.FAILED, scenario=scenario, steps=[replace(story.steps[1], planned=planned)]
    )
    text = told(result)
    assert "used by specs/other.md:9" in text
    assert "    rerun: steprun specs/other.md:9\n" in text
    assert f"╭─ {FILE}:26:15" in text


def test_a_command_can_be_pasted_whatever_the_file_is_called() -> None:
    planned = make_planned(make_step(line=3))
    result = make_spec_result(
        Outcome.FAILED,
        scenario=make_scenario(make_spec(file="my specs/$x.md"), steps=[planned]),
        steps=[make_step_result(Outcome.FAILED, planned=planned)],
    )
    assert rerun(result, result.steps[0]) == "steprun 'my specs/$x.md':3"


def test_hostile_data_stays_text() -> None:
    evil = "\x1b[2J\r::error::x\n::error::y\n##[error]z ##vso[task.complete]"
    exchange = make_exchange(
        500, reason=evil, body=evil, answer=evil, headers=[("X-A", evil)], url="http://x/" + evil
    )
    check = make_check(evil, wanted=evil, found=evil, place=Place(FILE, 26, 15))
    used = (Used("a", evil, evil, Place(FILE, 24, 19)), Used("b", evil, evil))
    trouble = make_trouble(evil, hint=evil, place=Place(FILE, 26, 15))
    result = failing(
        exchange=exchange, earlier=(exchange,), checks=(check, check), used=used, troubles=(trouble,)
    )
    for text in (
        told(result),
        "\n".join(paint(row, colour=False) for row in block(result, result.steps[1], width=80)),
    ):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", text)
        assert not re.search(r"##(\[|vso\[)", text)
        assert not [line for line in text.split("\n") if line.lstrip().startswith("::")]


def test_odd_results_are_told_all_the_same() -> None:
    bare = make_step_result(Outcome.FAILED, exchange=make_exchange(999, reason="", url="http://[", method=""))
    text = block_text(make_spec_result(Outcome.FAILED, steps=[bare]), bare)
    assert text.startswith("error[failed]: no reason was given\n")
    empty = make_spec_result(Outcome.ERROR)
    assert block_text(empty).startswith("error[error]: no reason was given\n")
    trouble = make_trouble("no executable steps", cause=Cause.INVALID, hint="give it a Test Request")
    assert block_text(make_spec_result(Outcome.ERROR, troubles=[trouble])) == expected(f"""
        error[invalid]: no executable steps
            --> {FILE}
            hint:  give it a Test Request

            rerun: steprun {FILE}
        """)


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize(
    "story", [stories.failing_status(), stories.failing_body(), stories.empty_extraction(), stories.invalid()]
)
def test_only_paths_and_commands_are_wider_than_the_terminal(story: SpecResult, width: int) -> None:
    rows = told(story, width=width).split("\n")
    commands = next((index for index, row in enumerate(rows) if row.startswith("    rerun:")), len(rows))
    assert [row for row in rows[:commands] if len(row) > width and "/" not in row] == []


# ---- earlier runs

AT = datetime(2026, 11, 20, tzinfo=UTC)
PASSED = Turn("a", AT, "passed", commit="0a1b2c3d4e")
FAILED = Turn("b", AT.replace(day=21), "failed", commit="1c9e0fd5a6")


def test_a_block_says_since_when_it_fails() -> None:
    past = Past((PASSED, FAILED, FAILED), first_failed=FAILED, last_passed=PASSED)
    rows = told(with_past(stories.failing_status(), past)).splitlines()
    (row,) = [index for index, text in enumerate(rows) if "since:" in text]
    assert rows[row : row + 2] == [
        "    since: first failed 2 runs ago, 2026-11-21, at 1c9e0fd; last passed",
        "           2026-11-20, at 0a1b2c3",
    ]
    assert rows[row + 2].startswith("    rerun: ")


def test_a_block_of_what_is_in_quarantine_says_until_when() -> None:
    text = told(in_quarantine(stories.failing_status(), reason="waits for BOOK-12"))
    assert "    until: 2026-12-31, in quarantine: waits for BOOK-12\n    rerun: " in text
    assert "since:" not in text


def test_a_spec_without_steps_says_it_too() -> None:
    spec = in_quarantine(with_past(stories.invalid(), Past((FAILED,), first_failed=FAILED)))
    assert block_text(spec).endswith(
        "    since: first failed 1 run ago, 2026-11-21, at 1c9e0fd; it never passed\n"
        "    until: 2026-12-31, in quarantine: later\n"
        "    rerun: steprun specs/sales/post_coupons.md"
    )
