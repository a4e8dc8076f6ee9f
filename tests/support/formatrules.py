"""What has to hold for every document that is made of a run, beyond its shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

from support.junitrules import JENKINS, WINDY_ROAD, objections
from support.shapes import CTRF, HAR, misfits


def against_junit(report: bytes) -> Iterator[str]:
    """Of the strict style: what either schema has against it, and names that come twice."""
    document = ET.fromstring(report)
    yield from (*objections(document, JENKINS), *objections(document, WINDY_ROAD))
    names = [
        (case.get("classname"), " ".join((case.get("name") or "").split()))
        for case in document.iter("testcase")
    ]
    if len(set(names)) < len(names):
        yield "two cases are called alike"


def against_har(archive: bytes) -> Iterator[str]:
    """Pages, the order of time, and timings that add up."""
    document = json.loads(archive)
    yield from misfits(document, HAR, free="_")
    log = document["log"]
    pages = [page["id"] for page in log["pages"]]
    if len(set(pages)) < len(pages):
        yield "two pages have one id"
    if any(
        before["startedDateTime"] > after["startedDateTime"] for before, after in pairwise(log["entries"])
    ):
        yield "the entries are not in the order of time"
    for entry in log["entries"]:
        parts = {name: time for name, time in entry["timings"].items() if time >= 0 and name != "ssl"}
        if abs(sum(parts.values()) - entry["time"]) > 0.001:
            yield f"{parts} are not {entry['time']}"
        if entry["pageref"] not in pages:
            yield f"there is no page {entry['pageref']}"


def against_ctrf(report: bytes) -> Iterator[str]:
    """Counts, times, retries, names."""
    document = json.loads(report)
    yield from misfits(document, CTRF)
    summary, tests = document["results"]["summary"], document["results"]["tests"]
    statuses = [test["status"] for test in tests]
    for word in ("passed", "failed", "skipped", "pending", "other"):
        if summary[word] != statuses.count(word):
            yield f"{word} is {summary[word]}"
    if summary["tests"] != len(tests) or summary["stop"] < summary["start"]:
        yield "the summary does not fit"
    yield from (said for test in tests for said in _against_test(test))
    if len({test["name"] for test in tests}) < len(tests):
        yield "two tests are called alike"


def _against_test(test: Any) -> Iterator[str]:
    if test.get("stop", 0) < test.get("start", 0):
        yield "a test ends before it begins"
    if test.get("retries", 0) != len(test.get("retryAttempts", [])):
        yield "retries are not the attempts"
    if test.get("flaky") and (test["status"] != "passed" or not test["retries"]):
        yield "only what passed after all is flaky"
