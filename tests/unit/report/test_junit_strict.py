"""The strict style: what the schemas of Jenkins and Windy Road allow, for whatever a run may come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from xml.etree import ElementTree as ET

import junitparser
import pytest

from runner.model.about import About, Shard
from runner.model.result import Outcome, RunResult, SpecResult
from runner.report.junit import render_strict, to_xml
from support.build import FILE, make_run, make_scenario, make_spec, make_spec_result, make_step_result
from support.formatrules import against_junit
from support.hostile import HOSTILE
from support.junitrules import JENKINS, WINDY_ROAD, objections
from support.stories import (
    broken_promise,
    every_story,
    flaky,
    hostile,
    passing,
    quarantined,
    tolerated,
    verified,
)


def _strict(*specs: SpecResult) -> ET.Element:
    return ET.fromstring(render_strict(make_run(*specs)))


def _aside(*specs: SpecResult) -> str:
    (suite,) = _strict(*specs)
    return suite.findtext("system-out") or ""


RUNS = {
    "all stories": make_run(*every_story()),
    "nothing": make_run(),
    "interrupted": make_run(passing(), interrupted=2, selected=3),
    "a spec without a domain": make_run(replace(passing(), scenario=make_scenario(make_spec(domain="")))),
    "a clock that runs backwards": make_run(replace(passing(), seconds=-0.5, began=-3.0)),
    "where it comes from": replace(
        make_run(passing()),
        about=About(commit="c0ffee", branch="main", shard=Shard(2, 4), version="1.0.0"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS.keys())
def test_no_schema_has_anything_against_it(run: RunResult) -> None:
    assert list(against_junit(render_strict(run))) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_schema_has_anything_against_hostile_texts(text: str) -> None:
    assert list(against_junit(render_strict(make_run(hostile(text), hostile(text))))) == []


def test_the_default_style_says_what_only_some_readers_know() -> None:
    document = ET.fromstring(to_xml(RUNS["all stories"]))
    assert {said.split(" has ")[-1] for said in objections(document, JENKINS) if " has " in said} == {
        "an attribute file",
        "an attribute line",
    }


def test_the_rules_object_to_what_the_schemas_object_to() -> None:
    text = to_xml(make_run(passing()), strict=True)
    for wanted, spoilt in {
        "time of testsuite is 'never'": text.replace('time="0.420"', 'time="never"'),
        "testcase has no classname": text.replace(' classname="clients.get_client_1"', ""),
        "timestamp of testsuite is '2026-02-01T16:00:00Z'": text.replace(":00:00", ":00:00Z"),
        "testsuite holds properties testcase system-out ": text.replace("<system-err />", ""),
        "name of property is ' '": text.replace('name="seed"', 'name=" "'),
        "testsuites has an attribute tests": text.replace("<testsuites>", '<testsuites tests="1">'),
        "testsuites has a text": text.replace("</testsuites>", "x</testsuites>"),
        "rerun is not known": text.replace("<system-err />", "<system-err /><rerun />"),
    }.items():
        assert spoilt != text
        assert wanted in objections(ET.fromstring(spoilt), WINDY_ROAD)


def test_the_suite_tells_where_each_case_is_written_and_what_else_there_is_to_say() -> None:
    place = f"{FILE}:7  Prerequisites › find_booking\n{FILE}:18  Test Request › cancel_booking"
    assert _aside(tolerated()).startswith(
        f"{place} · tolerated: true\ntolerated failure (onFail: continue): "
    )
    said = _aside(flaky())
    assert "Test Request › get_client · flaky: true · attempts: 2\n" in said
    assert "attempt 1 of 2: 503 Service Unavailable · 212 ms\nflaky: passed after 2 attempts" in said
    assert "warning[SR744]: `$.id` is a text" in _aside(broken_promise())
    assert "quarantined until 2026-03-01: waits for the new gateway\n$.data.total" in _aside(quarantined())


def test_a_case_fails_at_most_once_and_carries_no_place() -> None:
    for case in _strict(*every_story()).iter("testcase"):
        assert set(case.attrib) == {"name", "classname", "time"}
        assert len(case) <= 1


def test_times_have_three_decimals_and_a_run_read_back_has_the_same() -> None:
    """A record keeps six decimals."""
    for seconds in (0.0, 1e-9, 0.0004999999, 0.0005, 0.1234567, 61.9999996, 7000.0):
        spec = replace(passing(), seconds=seconds)
        again = replace(spec, seconds=round(seconds, 6))
        assert to_xml(make_run(spec), strict=True) == to_xml(make_run(again), strict=True)
    (suite,) = _strict(replace(passing(), seconds=61.25))
    assert suite.get("time") == "61.250"


def test_a_suite_says_when_its_turn_came_by_the_clock_on_the_wall() -> None:
    at = datetime(2026, 11, 28, 23, 59, 59, 999, tzinfo=timezone(timedelta(hours=2)))
    run = replace(make_run(replace(passing(), began=61.5)), about=About(at=at))
    (suite,) = ET.fromstring(render_strict(run))
    assert suite.get("timestamp") == "2026-11-28T22:01:00"
    assert run.started == datetime(2026, 2, 1, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize("strict", [True, False])
def test_readers_count_alike_in_both_styles(strict: bool) -> None:
    document = junitparser.JUnitXml.fromstring(to_xml(RUNS["all stories"], strict=strict))
    counted = [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in document]
    other = junitparser.JUnitXml.fromstring(to_xml(RUNS["all stories"], strict=not strict))
    assert counted == [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in other]
    for suite, before in zip(document, counted, strict=True):
        suite.update_statistics()  # type: ignore[no-untyped-call]  # junitparser left it without types
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == before


def test_claims_are_cases_in_both_styles() -> None:
    names = [case.get("name") for case in _strict(verified()).iter("testcase")]
    assert names[2:] == [
        "Authentication › client: works",
        "Authentication › directory: refused",
        "Known Issues › 404 for an unknown id, not 422",
        "Authentication › admin: works",
    ]


def test_a_name_of_blanks_gets_another_one() -> None:
    spec = make_spec_result(
        Outcome.PASSED, steps=[make_step_result()], scenario=make_scenario(make_spec(" ", file=" "))
    )
    (suite,) = _strict(spec)
    assert suite.get("name") == "(no name)"
