from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from runner.model.about import About
from runner.model.result import Exchange, SpecResult
from runner.report.har import render
from support.build import FILE, make_exchange, make_run, make_step_result
from support.formatrules import against_har
from support.hostile import HOSTILE
from support.stories import (
    dead_host,
    every_story,
    failing_status,
    flaky,
    hostile,
    passing,
    undefined_variable,
)

AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)


def _log(*specs: SpecResult) -> Any:
    run = replace(make_run(*specs), about=About(at=AT, version="1.2.3"))
    return json.loads(render(run))["log"]


def _entry(exchange: Exchange) -> Any:
    spec = passing()
    (entry,) = _log(replace(spec, steps=(replace(spec.steps[0], exchange=exchange),)))["entries"]
    return entry


@pytest.mark.parametrize("spec", every_story())
def test_every_run_makes_an_archive_as_the_format_wants_it(spec: SpecResult) -> None:
    assert list(against_har(render(make_run(spec)))) == []


def test_so_do_all_together_and_a_run_of_nothing() -> None:
    assert list(against_har(render(make_run(*every_story())))) == []
    assert list(against_har(render(make_run()))) == []
    assert _log()["entries"] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_what_they_are(text: str) -> None:
    run = make_run(hostile(text))
    assert list(against_har(render(run))) == []
    entry = json.loads(render(run).decode())["log"]["entries"][0]
    if not any(0xD800 <= ord(char) < 0xE000 for char in text):
        assert entry["response"]["content"]["text"] == text


def test_an_archive_is_utf_8_also_where_a_server_sends_half_a_character() -> None:
    text = render(make_run(hostile("\ud800"))).decode("utf-8", "strict")
    assert json.loads(text)["log"]["entries"][0]["request"]["postData"]["text"] == r"\ud800"


def test_a_page_is_a_spec_that_sent_something() -> None:
    log = _log(passing(), undefined_variable(), failing_status())
    assert [(page["id"], page["title"]) for page in log["pages"]] == [
        ("spec_1", "GET /clients/1 · specs/clients/get_client_1.md"),
        ("spec_3", f"POST /bookings/cancel · {FILE}"),
    ]
    assert [entry["pageref"] for entry in log["entries"]] == ["spec_1", "spec_3", "spec_3"]
    assert (log["version"], log["creator"]) == ("1.2", {"name": "steprun", "version": "1.2.3"})


def test_an_entry_says_what_was_sent_what_came_and_whose_it_is() -> None:
    entry = _log(failing_status())["entries"][1]
    assert entry["request"] == {
        "method": "POST",
        "url": "https://api.staging.example/bookings/cancel",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "Authorization", "value": "Bearer ‹staff›"}],
        "queryString": [],
        "headersSize": -1,
        "bodySize": -1,
        "postData": {"mimeType": "", "text": '{"note": "from a test", "booking_id": "q85mz0l1"}'},
    }
    assert entry["response"] == {
        "status": 404,
        "statusText": "Not Found",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "Content-Type", "value": "application/json"}],
        "content": {
            "size": 37,
            "mimeType": "application/json",
            "text": '{"status":"Error","code":"NOT_FOUND"}',
        },
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }
    assert {name: value for name, value in entry.items() if name.startswith("_")} == {
        "_resourceType": "fetch",
        "_spec": FILE,
        "_step": "Test Request › cancel_booking",
        "_place": f"{FILE}:18",
        "_attempt": 1,
        "_outcome": "failed",
        "_worker": 0,
    }


def test_entries_stand_in_the_order_in_which_they_were_sent_by_the_clock_of_the_run() -> None:
    first, second = passing(1), passing(2)
    late = replace(first.steps[0], exchange=make_exchange(began=3.5))
    early = replace(
        second.steps[0], exchange=make_exchange(began=0.25), earlier=(make_exchange(503, began=0.125),)
    )
    log = _log(replace(first, steps=(late,)), replace(second, steps=(early,)))
    assert [(entry["startedDateTime"], entry["_attempt"]) for entry in log["entries"]] == [
        ("2026-11-28T09:30:00.125+00:00", 1),
        ("2026-11-28T09:30:00.250+00:00", 2),
        ("2026-11-28T09:30:03.500+00:00", 1),
    ]
    assert [page["startedDateTime"] for page in log["pages"]] == [
        "2026-11-28T09:30:03.500+00:00",
        "2026-11-28T09:30:00.125+00:00",
    ]


@pytest.mark.parametrize(
    ("phases", "timings", "time"),
    [
        ((), {"wait": 212.0}, 212.0),
        (
            (("connect", 0.01), ("tls", 0.02), ("send", 0.001), ("wait", 0.17), ("read", 0.003)),
            {"blocked": 8.0, "connect": 30.0, "ssl": 20.0, "send": 1.0, "wait": 170.0, "receive": 3.0},
            212.0,
        ),
        ((("send", 0.002), ("wait", 0.21)), {"send": 2.0, "wait": 210.0}, 212.0),
        ((("connect", 0.112), ("send", 0.1)), {"connect": 112.0, "send": 100.0}, 212.0),
    ],
)  # fmt: skip
def test_the_phases_of_an_exchange_are_its_timings_and_add_up(
    phases: tuple[tuple[str, float], ...], timings: dict[str, float], time: float
) -> None:
    entry = _entry(replace(make_exchange(seconds=0.212), phases=phases))
    assert {name: value for name, value in entry["timings"].items() if value > 0} == timings
    assert entry["time"] == time


def test_where_no_answer_came_the_status_is_0_and_the_error_says_why() -> None:
    step = dead_host(1).steps[0]
    spec = replace(dead_host(1), steps=(replace(step, exchange=make_exchange(None, seconds=0.5)),))
    (entry,) = _log(spec)["entries"]
    assert (entry["response"]["status"], entry["response"]["statusText"], entry["time"]) == (0, "", 500.0)
    assert entry["response"]["_error"] == "cannot connect to api.staging.example: connection refused"


def test_of_an_attempt_before_the_last_one_nobody_knows_why_no_answer_came() -> None:
    step = make_step_result(flaky=True, exchange=make_exchange(), earlier=[make_exchange(None)])
    first, second = _log(replace(flaky(), steps=(step,)))["entries"]
    assert first["response"]["_error"] == "no answer"
    assert "_error" not in second["response"]


@pytest.mark.parametrize(
    ("url", "shown", "query"),
    [
        ("https://a.example/b?c=1&d=", "https://a.example/b?c=1&d=", [("c", "1"), ("d", "")]),
        (
            "https://a.example/b?token=‹staff›&c=%41",
            "https://a.example/b?token=%E2%80%B9staff%E2%80%BA&c=%41",
            [("token", "‹staff›"), ("c", "A")],
        ),
        ("https://a.example/100%?a[]= x", "https://a.example/100%25?a%5B%5D=%20x", [("a[]", " x")]),
        ("http://[::1]:80/b", "http://[::1]:80/b", []),
        ("http://[::1/b", "http://[::1/b", []),
        ("https://a.example", "https://a.example", []),
    ],
)
def test_a_url_is_one_for_validators_and_its_query_is_told_as_it_is(
    url: str, shown: str, query: list[tuple[str, str]]
) -> None:
    request = _entry(make_exchange(url=url))["request"]
    assert request["url"] == shown
    assert [(each["name"], each["value"]) for each in request["queryString"]] == query


def test_a_redirect_says_where_to() -> None:
    answer = [("LOCATION", "/elsewhere")]
    response = _entry(make_exchange(302, answer_headers=answer))["response"]
    assert response["redirectURL"] == "/elsewhere"
    assert response["content"]["mimeType"] == "x-unknown"
