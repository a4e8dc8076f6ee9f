from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import junitparser
import pytest

from runner.model.about import About, Listed, Shard
from runner.model.contract import Evidence, Judged
from runner.model.events import RunFinished, RunStarted
from runner.model.finding import Finding, Severity
from runner.model.place import Place
from runner.model.result import Outcome, RunResult, SpecResult, StepResult
from runner.model.trouble import Cause
from runner.report.junit import Junit, plain_text, to_xml
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


def test_a_shard_that_was_left_nothing_is_no_error_and_says_so() -> None:
    about = About(shard=Shard(3, 3, (), (Listed("specs/a.md"),)))
    (suite,) = _suites(replace(make_run(), about=about))
    assert (suite.get("errors"), suite.get("skipped")) == ("0", "1")
    skipped = suite.find("testcase/skipped")
    assert skipped is not None
    assert skipped.get("message") == "no spec was run: none is left for shard 3/3"


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
        f"POST /bookings/cancel ({FILE})",
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
        ("over\rwrite\r\n", "over\\x0dwrite\n"),
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


def test_every_character_of_the_first_plane_and_some_beyond_survive_the_readers(tmp_path: Path) -> None:
    everything = "".join(map(chr, (*range(0x10000), *range(0x10000, 0x110000, 0x0FFF))))
    report = tmp_path / "junit.xml"
    for start in range(0, len(everything), 4096):
        chunk = everything[start : start + 4096]
        report.write_bytes(to_xml(_with_text(chunk)).encode())
        ET.parse(report)
        (suite,) = junitparser.JUnitXml.fromfile(str(report))
        failed, passed = suite
        assert len(failed.name) >= len(chunk)
        assert len(failed.result[0].text) >= len(chunk)
        assert len(passed.system_out) >= len(chunk)


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
