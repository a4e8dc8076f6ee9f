from __future__ import annotations

import time
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import junitparser
import pytest
from junitparser import xunit2

from runner.model.about import Quarantine
from runner.model.claim import Topic
from runner.model.contract import Evidence, Judged
from runner.model.events import RunFinished, RunStarted
from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.result import Outcome, RunResult, SpecResult, StepResult
from runner.model.trouble import Cause
from runner.model.verdict import State, Verdict
from runner.report.junit import Junit, pieces, to_xml
from runner.report.testcase import plain_text
from runner.report.xmltext import visible
from support.build import (
    FILE,
    STARTED,
    make_exchange,
    make_finding,
    make_invalid,
    make_planned,
    make_run,
    make_scenario,
    make_spec,
    make_spec_result,
    make_step,
    make_step_result,
    make_trouble,
)
from support.stories import flaky, make_verdict, passing, quarantined, verified

_NAME = "Test Request › cancel_booking"
_CLASS = "scheduling.post_bookings_cancel"


def _suites(result: RunResult) -> list[ET.Element]:
    return ET.fromstring(to_xml(result)).findall("testsuite")


def _case(step: StepResult, outcome: Outcome | None = None) -> ET.Element:
    spec = make_spec_result(step.outcome if outcome is None else outcome, steps=[step])
    (suite,) = _suites(make_run(spec))
    (case,) = suite.findall("testcase")
    return case


def _children(case: ET.Element) -> list[str]:
    return [child.tag for child in case]


def test_a_suite_tells_which_spec_ran_where() -> None:
    (suite,) = _suites(make_run(make_spec_result(steps=[make_step_result()])))
    assert suite.attrib == {
        "errors": "0",
        "failures": "0",
        "name": "POST /bookings/cancel",
        "skipped": "0",
        "tests": "1",
        "time": "0.420000",
        "hostname": "localhost",
        "id": "0",
        "package": "scheduling",
        "timestamp": "2026-02-01T16:00:00",
        "file": FILE,
    }
    properties = {item.get("name"): item.get("value") for item in suite.findall("properties/property")}
    assert properties == {
        "environment": "staging",
        "base_url": "https://api.staging.example",
        "run_id": "7f3a91c",
        "seed": "42",
        "file": FILE,
        "endpoint": "POST /bookings/cancel",
        "status": "pending",
        "outcome": "passed",
    }


def test_a_pass_is_a_case_with_its_place_and_nothing_in_it() -> None:
    case = _case(make_step_result())
    assert case.attrib == {"name": _NAME, "classname": _CLASS, "file": FILE, "line": "7", "time": "0.250000"}
    assert _children(case) == []


def test_a_reused_step_points_at_the_document_it_is_written_in() -> None:
    step = make_step("get", file="specs/other.md", line=91)
    case = _case(make_step_result(planned=make_planned(step, owner=make_spec(file="specs/other.md"))))
    assert (case.get("file"), case.get("line")) == ("specs/other.md", "91")
    assert case.get("classname") == _CLASS


def test_a_failure_names_cause_headline_and_text() -> None:
    trouble = make_trouble("expected status 200, got 404", place=Place(FILE, 100, 9))
    failure = _case(make_step_result(Outcome.FAILED, troubles=[trouble]))[0]
    assert failure.tag == "failure"
    assert failure.attrib == {"type": "check", "message": "expected status 200, got 404"}
    assert failure.text == f"{FILE}:100:9: expected status 200, got 404"


def test_an_error_is_not_a_failure() -> None:
    trouble = make_trouble("no answer in 30 s", cause=Cause.TIMEOUT)
    error = _case(make_step_result(Outcome.ERROR, troubles=[trouble]))[0]
    assert error.tag == "error"
    assert error.attrib == {"type": "timeout", "message": "no answer in 30 s"}


def test_a_result_without_words_still_counts() -> None:
    suite = _suites(make_run(make_spec_result(Outcome.FAILED, steps=[make_step_result(Outcome.FAILED)])))[0]
    assert suite.get("failures") == "1"
    assert suite.find("testcase/failure") is not None


def test_a_skip_says_why() -> None:
    skipped = _case(make_step_result(Outcome.SKIPPED, reason="no bookings today"))[0]
    assert (skipped.tag, skipped.get("message")) == ("skipped", "no bookings today")


def test_a_tolerated_failure_passes_and_says_so() -> None:
    trouble = make_trouble("expected status 200, got 404")
    case = _case(make_step_result(Outcome.FAILED, troubles=[trouble], tolerated=True), outcome=Outcome.PASSED)
    assert _children(case) == ["properties", "system-out"]
    text = case.findtext("system-out") or ""
    assert text.startswith("tolerated failure (onFail: continue): expected status 200, got 404")


def test_a_flaky_pass_says_how_often_it_was_tried() -> None:
    exchange = make_exchange()
    case = _case(make_step_result(flaky=True, exchange=exchange, earlier=[exchange, exchange]))
    assert case.findtext("system-out") == "flaky: passed after 3 attempts"
    assert [item.attrib for item in case.findall("properties/property")] == [
        {"name": "flaky", "value": "true"},
        {"name": "attempts", "value": "3"},
    ]


def test_each_attempt_of_a_flaky_pass_is_told_as_surefire_does_and_as_what_it_was() -> None:
    late = make_exchange(404, reason="Not Found", answer='{"data": "not yet"}')
    step = make_step_result(
        flaky=True,
        exchange=make_exchange(),
        earlier=[make_exchange(503, reason="Service Unavailable"), make_exchange(None), late],
    )
    first, second, third = _case(step)[1:4]
    assert [part.tag for part in (first, second, third)] == ["flakyError", "flakyError", "flakyFailure"]
    assert first.attrib == {
        "message": "attempt 1 of 4: 503 Service Unavailable · 212 ms",
        "type": "error",
    }
    assert second.get("message") == "attempt 2 of 4: no answer · 212 ms"
    assert (third.findtext("stackTrace") or "").endswith('│ {"data": "not yet"}')


def test_readers_take_a_flaky_case_for_a_pass() -> None:
    text = to_xml(make_run(flaky()))
    ((case,),) = junitparser.JUnitXml.fromstring(text)
    assert case.is_passed
    ((again,),) = xunit2.JUnitXml.fromstring(text)
    assert isinstance(again, xunit2.TestCase)
    assert (again.is_passed, again.is_flaky) == (True, True)


def test_what_fails_in_quarantine_is_a_skip_that_says_so() -> None:
    (suite,) = _suites(make_run(quarantined()))
    assert (suite.get("failures"), suite.get("errors"), suite.get("skipped")) == ("0", "0", "1")
    passed, parked = suite.findall("testcase")
    assert _children(passed) == []
    assert _children(parked) == ["properties", "skipped", "system-out"]
    assert _properties(parked) == {"quarantined": "true"}
    assert parked[1].get("message") == "quarantined until 2026-03-01: waits for the new gateway"
    said = parked.findtext("system-out") or ""
    assert said.startswith("quarantined until 2026-03-01: waits for the new gateway\n$.data.total 10 → ")
    assert f'{FILE}:28:23: `$.data.total` is "10", expected 10' in said
    told = {item.get("name"): item.get("value") for item in suite.findall("properties/property")}
    assert (told["outcome"], told["quarantined"]) == ("failed", "true")


def test_what_passes_in_quarantine_passes() -> None:
    spec = passing()
    quarantine = Quarantine(date(2026, 3, 1), "waits")
    spec = replace(spec, scenario=replace(spec.scenario, quarantine=quarantine))
    (suite,) = _suites(make_run(spec))
    assert suite.get("skipped") == "0"
    assert "quarantined" not in to_xml(make_run(spec))


def test_a_spec_in_quarantine_without_a_step_to_blame_is_a_skip_too() -> None:
    scenario = replace(make_scenario(), quarantine=Quarantine(date(2026, 3, 1), "waits"))
    spec = make_spec_result(Outcome.ERROR, scenario=scenario, troubles=[make_trouble("boom")])
    (suite,) = _suites(make_run(spec))
    assert [case[1].get("message") for case in suite.iter("testcase")] == [
        "quarantined until 2026-03-01: waits"
    ]
    assert suite.get("errors") == "0"


def test_a_parked_spec_has_a_case_of_its_own() -> None:
    scenario = make_scenario(skip_reason="waits for #12")
    (suite,) = _suites(make_run(make_spec_result(Outcome.SKIPPED, scenario=scenario)))
    case = suite.find("testcase")
    assert case is not None
    assert (case.get("name"), case.get("classname"), case.get("file")) == ("spec", _CLASS, FILE)
    assert (case[0].tag, case[0].get("message")) == ("skipped", "waits for #12")


def test_an_invalid_spec_lists_all_that_is_wrong() -> None:
    findings = [make_finding("one", place=Place(FILE, 9, 3)), make_finding("two", place=Place(FILE, 12, 1))]
    scenario = make_scenario(make_invalid(findings=findings), findings=findings)
    (suite,) = _suites(make_run(make_spec_result(Outcome.ERROR, scenario=scenario)))
    assert suite.get("name") == FILE
    case = suite.find("testcase")
    assert case is not None
    assert case.get("line") == "9"
    assert case[0].attrib == {"type": "invalid", "message": "one (+1 more)"}
    assert case[0].text == f"{FILE}:9:3: one\n{FILE}:12:1: two"


def test_a_spec_that_failed_without_a_step_to_blame_is_not_green() -> None:
    spec = make_spec_result(
        Outcome.ERROR, steps=[make_step_result()], troubles=[make_trouble("boom", cause=Cause.INTERNAL)]
    )
    (suite,) = _suites(make_run(spec))
    assert [case.get("name") for case in suite.findall("testcase")] == [_NAME, "spec"]
    assert suite.get("errors") == "1"


def test_a_run_of_nothing_is_an_error_that_says_why() -> None:
    (suite,) = _suites(make_run())
    assert (suite.get("errors"), suite.get("tests")) == ("1", "1")
    error = suite.find("testcase/error")
    assert error is not None
    assert error.get("message") == "no spec was run: nothing was selected"


def test_an_interrupted_run_does_not_look_complete() -> None:
    run = make_run(make_spec_result(steps=[make_step_result()]), interrupted=2, selected=3)
    error = _suites(run)[-1].find("testcase/error")
    assert error is not None
    assert error.get("message") == "interrupted by signal 2: 1 of 3 scenarios had their turn"


def test_every_name_is_given_once() -> None:
    steps = [make_step_result(), make_step_result()]
    other = make_scenario(make_spec(file="specs/other/post_bookings_cancel.md"))
    run = make_run(
        make_spec_result(steps=steps),
        make_spec_result(steps=steps),
        make_spec_result(steps=steps, scenario=other),
    )
    suites = _suites(run)
    assert [suite.get("name") for suite in suites] == [
        "POST /bookings/cancel",
        "POST /bookings/cancel #2",
        "POST /bookings/cancel (specs/other/post_bookings_cancel.md)",
    ]
    cases = [(case.get("classname"), case.get("name")) for suite in suites for case in suite.iter("testcase")]
    assert len(set(cases)) == len(cases) == 6


def test_dots_in_a_file_name_do_not_look_like_packages() -> None:
    scenario = make_scenario(make_spec(file="specs/a.b.c.md", domain=""))
    (suite,) = _suites(make_run(make_spec_result(steps=[make_step_result()], scenario=scenario)))
    case = suite.find("testcase")
    assert case is not None
    assert case.get("classname") == "a_b_c"


def test_the_text_is_what_the_composition_hands_in() -> None:
    def describe(spec: SpecResult, step: StepResult | None) -> str:
        return f"{spec.scenario.file} / {step.planned.name if step else 'spec'}"

    failed = make_spec_result(Outcome.FAILED, steps=[make_step_result(Outcome.FAILED)])
    parked = make_spec_result(Outcome.ERROR, troubles=[make_trouble("no token", cause=Cause.TOKEN)])
    xml = ET.fromstring(to_xml(make_run(failed, parked), describe=describe))
    assert [part.text for part in (*xml.iter("failure"), *xml.iter("error"))] == [
        f"{FILE} / {_NAME}",
        f"{FILE} / spec",
    ]


def test_plain_text_falls_back_on_the_headline() -> None:
    step = make_step_result(Outcome.SKIPPED, reason="no data")
    assert plain_text(make_spec_result(steps=[step]), step) == "no data"


def _with_text(text: str) -> RunResult:
    step = make_step_result(
        Outcome.FAILED, planned=replace(make_planned(), name=f"[{text}]"), troubles=[make_trouble(text)]
    )
    passed = make_step_result(Outcome.FAILED, troubles=[make_trouble(text)], tolerated=True)
    scenario = make_scenario(make_spec(f"GET {text}", file=f"{text}.md", domain=text))
    return make_run(make_spec_result(Outcome.FAILED, steps=[step, passed], scenario=scenario))


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\ud800", r"\ud800"),
        ("a\udfffb", r"a\udfffb"),
        ("\ufffe\uffff", r"\ufffe\uffff"),
        ("\x00\x08\x0b\x7f\x85\x9b", r"\x00\x08\x0b\x7f\x85\x9b"),
        ("\U0001fffe\U0010ffff", r"\U0001fffe\U0010ffff"),
        ("over\rwrite\r\n", "over\\rwrite\n"),
        ("\u202eexe.txt\u200b\u2028", r"\u202eexe.txt\u200b\u2028"),
        ("##vso[task.setvariable]x", r"#\x23vso[task.setvariable]x"),
        ("]]>", "]]>"),
        ("<b>&amp;\"'\t\n é ☃ 🎉", "<b>&amp;\"'\t\n é ☃ 🎉"),
    ],
)
def test_strange_characters_are_spelt_out(raw: str, shown: str) -> None:
    suite = ET.fromstring(to_xml(_with_text(raw)).encode()).find("testsuite")
    assert suite is not None
    case = suite.find("testcase")
    assert case is not None
    assert case.get("name") == f"[{shown}]"
    assert case[0].text == shown


def _spelt(char: str) -> str:
    code = ord(char)
    if char == "\r":
        return r"\r"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


@pytest.mark.parametrize("strict", [True, False])
def test_every_character_that_there_is_survives_the_readers(strict: bool) -> None:
    """In name, message and text; each is what it was, or spelt out."""
    chunks = ["".join(map(chr, range(start, start + 4096))) for start in range(0, 0x110000, 4096)]
    steps = [
        make_step_result(
            Outcome.FAILED, planned=replace(make_planned(), name=chunk), troubles=[make_trouble(f"'{chunk}'")]
        )
        for chunk in chunks
    ]
    run = make_run(make_spec_result(Outcome.FAILED, steps=steps))
    text = to_xml(run, describe=lambda _spec, step: step.planned.name if step else "", strict=strict)
    (suite,) = ET.fromstring(text.encode())
    (again,) = junitparser.JUnitXml.fromstring(text.encode())
    for chunk, case, read in zip(chunks, suite.iter("testcase"), again, strict=True):
        shown = visible(chunk)
        assert len(shown) >= len(chunk)
        assert all(char in shown or _spelt(char) in shown for char in chunk)
        assert (case.get("name"), case[0].text) == (shown, shown)
        assert (read.name, read.result[0].text) == (shown, shown)
        assert case[0].get("message") == visible(f"'{chunk}'".partition("\n")[0].rstrip())


def test_a_huge_text_is_cut_with_a_note() -> None:
    case = _case(make_step_result(Outcome.ERROR, troubles=[make_trouble("é" * 200_000)]))
    text = case[0].text or ""
    assert len(text.encode()) <= 65_536
    assert text.endswith("… cut here: 400,000 bytes are too many for one text")
    assert len((case[0].get("message") or "").encode()) <= 65_536


def test_readers_agree_on_the_counts(tmp_path: Path) -> None:
    report = tmp_path / "reports" / "junit.xml"
    run = make_run(
        make_spec_result(steps=[make_step_result()]),
        make_spec_result(Outcome.FAILED, steps=[make_step_result(Outcome.FAILED), make_step_result()]),
        make_spec_result(Outcome.ERROR, steps=[make_step_result(Outcome.ERROR)]),
        make_spec_result(Outcome.SKIPPED, reason="parked"),
    )
    reporter = Junit(report)
    reporter.handle(RunStarted("sandbox", "http://x", 1, 1, 1, 0, "id", STARTED))
    assert not report.parent.exists()
    reporter.handle(RunFinished(run))
    xml = junitparser.JUnitXml.fromfile(str(report))
    counts = [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in xml]
    assert counts == [(1, 0, 0, 0), (2, 1, 0, 0), (1, 0, 1, 0), (1, 0, 0, 1)]
    for suite in xml:
        before = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()  # type: ignore[no-untyped-call]  # junitparser left it without types
        assert (suite.tests, suite.failures, suite.errors, suite.skipped) == before
    assert [path.name for path in report.parent.iterdir()] == ["junit.xml"]


def test_no_attribute_stands_there_that_schemas_refuse() -> None:
    xml = ET.fromstring(to_xml(make_run(make_spec_result(steps=[make_step_result()]))))
    assert xml.attrib == {}
    assert all("disabled" not in part.attrib for part in xml.iter())


def test_a_report_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Junit(tmp_path / "file" / "junit.xml").handle(RunFinished(make_run()))


def test_ten_thousand_cases_are_no_work() -> None:
    planned = [replace(make_planned(), name=f"Test Request › step_{number}") for number in range(10)]
    steps = [make_step_result(planned=one) for one in planned]
    steps[3] = make_step_result(Outcome.FAILED, planned=planned[3], troubles=[make_trouble("no " * 300)])
    specs = [
        make_spec_result(Outcome.FAILED, steps=steps, scenario=make_scenario(make_spec(file=f"specs/{n}.md")))
        for n in range(1000)
    ]
    run = make_run(*specs)
    started = time.process_time()
    xml = to_xml(run)
    assert time.process_time() - started < 10  # 0.4 s on a small machine, 3 s where coverage counts along
    assert xml.count("<testcase ") == 10_000


def test_a_report_is_a_file_of_its_own(tmp_path: Path) -> None:
    report = tmp_path / "junit.xml"
    report.write_text("old")
    Junit(report).handle(RunFinished(make_run(make_spec_result(steps=[make_step_result()]))))
    assert report.read_text(encoding="utf-8").startswith(
        '<?xml version="1.0" encoding="utf-8"?>\n<testsuites>'
    )


# ---- claims


def _claims(*verdicts: Verdict, outcome: Outcome = Outcome.PASSED) -> list[ET.Element]:
    spec = make_spec_result(outcome, steps=[make_step_result()])
    (suite,) = _suites(make_run(replace(spec, claims=verdicts)))
    return suite.findall("testcase")[1:]


def test_a_claim_that_holds_is_a_pass_that_says_how_it_was_found_out() -> None:
    (case,) = _claims(make_verdict(by="with a token of client: 200 OK"))
    assert case.attrib == {
        "name": "Authentication › client: works",
        "classname": _CLASS,
        "file": FILE,
        "line": "35",
        "time": "0.000000",
    }
    assert _children(case) == ["properties", "system-out"]
    assert _properties(case) == {"claim": "holds"}
    assert case.findtext("system-out") == "with a token of client: 200 OK"


def test_a_claim_that_is_broken_is_a_failure_with_its_finding_and_place() -> None:
    told = verified()
    (suite,) = _suites(make_run(told))
    failures = suite.findall("testcase/failure")
    assert [failure.attrib for failure in failures] == [
        {"type": "claim", "message": "directory: refused: it is not so"}
    ]
    assert failures[0].text == f"error[SR802]: directory: refused: it is not so\n  --> {FILE}:36:3\n\n200 OK"
    assert (suite.get("failures"), suite.get("skipped"), suite.get("tests")) == ("1", "2", "6")
    assert "spec" not in [case.get("name") for case in suite.iter("testcase")]


def test_a_known_issue_that_is_still_there_is_an_expected_failure() -> None:
    (case,) = _claims(make_verdict(topic=Topic.KNOWN_ISSUES, says="404,\n not 422", by="404 Not Found"))
    skip = case.find("skipped")
    assert skip is not None
    assert skip.get("message") == "expected failure, as documented: 404, not 422"
    assert case.findtext("system-out") == "404 Not Found"


def test_a_known_issue_that_is_gone_fails() -> None:
    (case,) = _claims(make_verdict(State.BROKEN, topic=Topic.KNOWN_ISSUES), outcome=Outcome.FAILED)
    assert _children(case) == ["properties", "failure"]


def test_a_claim_that_nobody_could_check_is_a_skip_with_the_reason() -> None:
    (case,) = _claims(make_verdict(State.UNCHECKED, by="token `admin` is not set"))
    skip = case.find("skipped")
    assert skip is not None
    assert skip.get("message") == "not checked: token `admin` is not set"


def test_a_claim_whose_findings_are_no_errors_fails_here_no_more_than_in_the_run() -> None:
    (case,) = _claims(make_verdict(State.BROKEN, severity=Severity.WARNING))
    assert _children(case) == ["properties", "system-out"]
    assert _properties(case) == {"claim": "broken"}
    assert (case.findtext("system-out") or "").startswith("warning[SR802]: ")


def test_claims_that_say_the_same_are_told_apart() -> None:
    names = [
        case.get("name") for case in _claims(make_verdict(), make_verdict(), make_verdict(says="x" * 500))
    ]
    assert names[:2] == ["Authentication › client: works", "Authentication › client: works #2"]
    assert len(names[2] or "") == 200


def test_claims_do_not_hide_a_spec_that_failed_for_another_reason() -> None:
    cases = _claims(make_verdict(), outcome=Outcome.ERROR)
    assert [case.get("name") for case in cases] == ["Authentication › client: works", "spec"]


# ---- size


def _failing(number: int) -> RunResult:
    steps = [make_step_result(Outcome.FAILED, troubles=[make_trouble("x" * 5000)]) for _ in range(5)]
    return make_run(
        *(
            make_spec_result(
                Outcome.FAILED, steps=steps, scenario=make_scenario(make_spec(file=f"{index}.md"))
            )
            for index in range(number)
        )
    )


@pytest.mark.parametrize("strict", [True, False])
def test_a_file_that_would_be_too_large_loses_details_and_no_case(strict: bool) -> None:
    run, most = _failing(200), 6_000_000
    text = b"".join(pieces(run, strict=strict, most_bytes=most))
    assert len(text) < most * 1.1
    document = ET.fromstring(text)
    failures = list(document.iter("failure"))
    assert len(failures) == 1000
    assert {failure.get("message") for failure in failures} == {"x" * 5000}
    told = [failure.text for failure in failures]
    left_out = "… left out: the file would be too large; steprun report 7f3a91c --format text"
    kept = told.index(left_out)
    assert 50 < kept < 950
    assert set(told[kept:]) == {left_out}


def test_of_too_many_parts_details_go_first() -> None:
    document = ET.fromstring(b"".join(pieces(_failing(20), most_elements=150)))
    failures = [failure.text or "" for failure in document.iter("failure")]
    assert len(failures) == 100
    assert 0 < sum(text.startswith("… left out") for text in failures) < 100


def test_a_text_that_is_left_out_is_not_made() -> None:
    made = []

    def describe(spec: SpecResult, step: StepResult | None) -> str:
        made.append(step)
        return "x" * 10_000

    b"".join(pieces(_failing(100), describe=describe, most_bytes=4_000_000))
    assert len(made) < 200


def test_it_comes_suite_by_suite_and_never_whole() -> None:
    sizes = [len(piece) for piece in pieces(_failing(50))]
    assert len(sizes) == 52
    assert max(sizes) < sum(sizes) / 40


def test_memory_does_not_grow_with_the_file() -> None:
    """Of 50,000 cases, 13 MB are held at a time, and 1.2 s are needed."""
    planned = [replace(make_planned(), name=f"Test Request › step_{number}") for number in range(10)]
    run = make_run(*[make_spec_result(steps=[make_step_result(planned=each) for each in planned])] * 300)
    tracemalloc.start()
    size = sum(len(piece) for piece in pieces(run))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 700_000
    assert peak < size * 2


# ---- the contract


def _judged(
    *findings: Finding, evidence: Evidence = Evidence.SCHEMA, accepted: tuple[str, ...] = ()
) -> Judged:
    return Judged(
        "GET /a", "a.yaml", 200, documented=True, evidence=evidence, findings=findings, accepted=accepted
    )


def _wrong(severity: Severity, message: str) -> Finding:
    found = make_finding(
        message, rule="SR744", severity=severity, line="    path: /a", place=Place(FILE, 7, 11)
    )
    return replace(found, pointer="a.yaml#/paths/~1a")


def _properties(case: ET.Element) -> dict[str, str]:
    return {item.attrib["name"]: item.attrib["value"] for item in case.findall("properties/property")}


def test_what_breaks_the_contract_and_does_not_decide_stands_beside_a_case_that_passed() -> None:
    found = _judged(_wrong(Severity.ERROR, "it is wrong"), _wrong(Severity.NOTE, "it is odd"))
    case = _case(replace(make_step_result(), judged=found))
    assert _children(case) == ["properties", "system-out"]
    assert _properties(case) == {"contract": "1 error, 1 note"}
    assert (
        case.findtext("system-out")
        == f"""\
error[SR744]: it is wrong
  --> {FILE}:7:11
   |
 7 |     path: /a
   |           ^^
   = promised in: a.yaml#/paths/~1a

note[SR744]: it is odd
  --> {FILE}:7:11
   |
 7 |     path: /a
   |           ^^
   = promised in: a.yaml#/paths/~1a"""
    )


def test_what_breaks_the_contract_and_decides_is_the_failure_and_the_rest_stands_beside_it() -> None:
    found = _judged(_wrong(Severity.ERROR, "it is wrong"), _wrong(Severity.WARNING, "it is odd"))
    trouble = make_trouble("it is wrong", cause=Cause.CONTRACT)
    case = _case(replace(make_step_result(Outcome.FAILED, troubles=[trouble]), judged=found))
    failure = case.find("failure")
    assert failure is not None
    assert (failure.attrib["type"], failure.attrib["message"]) == ("contract", "it is wrong")
    aside = case.findtext("system-out") or ""
    assert "warning[SR744]: it is odd" in aside
    assert "it is wrong" not in aside


def test_a_tolerated_failure_and_what_else_there_is_to_say_stand_one_after_the_other() -> None:
    found = _judged(_wrong(Severity.WARNING, "it is odd"))
    step = make_step_result(Outcome.FAILED, tolerated=True, troubles=[make_trouble("no")])
    case = _case(replace(step, judged=found), Outcome.PASSED)
    first, _, second = (case.findtext("system-out") or "").partition("\n\nwarning[SR744]: ")
    assert first.startswith("tolerated failure (onFail: continue): no")
    assert second.startswith("it is odd")
    assert _properties(case) == {"tolerated": "true", "contract": "1 warning"}


@pytest.mark.parametrize(
    ("judged", "said"),
    [
        (_judged(), "as documented"),
        (_judged(evidence=Evidence.UNCHECKED), "unchecked"),
        (_judged(accepted=("a",)), "1 accepted"),
    ],
)
def test_a_case_without_findings_says_how_it_stands_and_no_more(judged: Judged, said: str) -> None:
    case = _case(replace(make_step_result(), judged=judged))
    assert _properties(case) == {"contract": said}
    assert _children(case) == ["properties"]
