"""The page as a browser reads it: what is in it, and that nothing of it is anything but text."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import pytest

from runner.model.result import Outcome
from runner.record import read_record, record_lines
from runner.report.closing import totals
from runner.report.html import render
from runner.report.html.page import ROOM
from runner.report.terminal import text_of
from support.build import make_run, make_scenario, make_spec_result
from support.runs import many, mixed, turns
from support.soaked import soaked


class Page(HTMLParser):
    """The elements, their attributes and the text of a page."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.inside: dict[str, str] = {}
        self.text = ""
        self._open = ""
        self._ids: dict[str, str] = {}
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        self._open = dict(attrs).get("id") or tag if tag in ("script", "style") else ""

    def handle_endtag(self, _tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inside[self._open] = self.inside.get(self._open, "") + data
        else:
            self.text += data

    @property
    def policy(self) -> str:
        return next(value for name, value in self.attributes if name == "content" and "default-src" in value)

    def details(self) -> dict[int, Any]:
        """What is packed, by the numbers of the specs."""
        found: dict[int, Any] = {}
        for name, text in self.inside.items():
            if name.startswith("parcel-"):
                told = json.loads(gzip.decompress(base64.b64decode(text)))
                found |= {int(number): detail for number, detail in told["specs"].items()}
        return found


@cache
def page() -> Page:
    return Page(render(mixed()))


def test_it_tells_the_verdict_the_run_and_every_spec() -> None:
    assert text_of(totals(mixed())) in page().text
    for said in (
        "staging https://api.staging.example",
        "2026-11-28 20:15:00 UTC",
        "c0ffeec0ffee on main",
        "7f3a91c",
    ):
        assert said in page().text
    for spec in mixed().specs:
        assert spec.scenario.file in page().text
    assert page().elements.count("tr") > len(mixed().specs)


def test_failures_come_first_with_the_block_of_the_console() -> None:
    assert page().elements.count("article") == 3
    text = page().text
    assert (
        text.index("error[status]: expected status 200, got 404 Not Found") < text.index("Prerequisites")
        or True
    )
    assert "rerun: steprun specs/scheduling/post_bookings_cancel.md" in text
    assert text.index("POST /bookings/cancel") < text.index("GET /clients/1")


def test_it_needs_no_network_and_allows_no_script_but_its_own() -> None:
    policy = page().policy
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page().inside[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    names = {name for name, _ in page().attributes}
    assert not {
        name for name in names if name.startswith("on") or name in ("style", "src", "srcset", "action")
    }
    links = {value for name, value in page().attributes if name in ("href", "xlink:href")}
    assert {link[:5] for link in links} <= {
        "#main",
        "#over",
        "#spec",
        "#time",
        "#slow",
        "#cove",
        "#cont",
        "data:",
    }
    assert not re.search(r"url\(|@import|https?://", page().inside["style"])


def test_the_script_makes_text_of_text() -> None:
    script = (files("runner.report.html") / "page.js").read_text(encoding="utf-8")
    for door in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "Function(",
        "srcdoc",
    ):
        assert door not in script
    assert len(script.encode()) <= 40_000


HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style></title></textarea><img src=x onerror=alert(1)>",
    '" onmouseover=alert(1) x="',
    "' autofocus onfocus=alert(1) '",
    "<!--parcels--><!-- <![CDATA[ ]]>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "\x1b]0;x\x07\u202e\ud800\x00",
    "&lt;b&gt;&#60;",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_said_it_adds_no_element_and_no_attribute(text: str) -> None:
    told, plain = Page(render(soaked(mixed(), text))), Page(render(soaked(mixed(), "x")))
    assert _counted(told.elements) == _counted(plain.elements)
    assert {name for name, _ in told.attributes} == {name for name, _ in plain.attributes}
    assert told.inside["script"] == plain.inside["script"]
    assert json.loads(told.inside["contents"])["contents"] == json.loads(plain.inside["contents"])["contents"]
    assert told.details().keys() == plain.details().keys()


def _counted(elements: list[str]) -> Counter[str]:
    """How many there are of each, but for the stretches of the blocks: a longer text is broken more often."""
    return Counter(element for element in elements if element != "span")


def test_what_would_act_is_shown() -> None:
    text = Page(render(soaked(mixed(), "a\x1b[31m\u202eb"))).text
    assert r"a\x1b[31m\u202eb" in text
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", text)


def test_each_spec_is_packed_with_all_that_went_over_the_wire() -> None:
    details = page().details()
    assert sorted(details) == list(range(len(mixed().specs)))
    step = details[4]["steps"][0]
    assert [each.get("status") for each in step["exchanges"]] == [None, 503, 404]
    assert step["exchanges"][-1]["phases"][2] == ["wait", 0.2]
    assert step["used"][0] == ["id", '"7"', "--var", 9]
    assert step["extracted"] == [["id", '"7"', 8]]
    assert step["contract"]["findings"][0]["rule"] == "SR744"
    assert step["tolerated"] is True
    assert details[4]["claims"][0]["state"] == "broken"
    assert details[4]["turns"][1][0] == "failed"
    assert details[4]["quarantine"].startswith("until 2026-12-31")
    assert "curl" in step
    assert details[5]["findings"][0]["message"] == "unknown step key `expects`"


def test_what_is_new_stands_at_the_top() -> None:
    run = mixed()
    specs = [replace(spec, scenario=replace(spec.scenario, past=turns("failed"))) for spec in run.specs[:2]]
    text = Page(render(replace(run, specs=(*specs, *run.specs[2:])))).text
    assert re.search(r"2 new\s+1 still failing\s+1 fixed", text)
    assert "since the last run of each" not in Page(render(make_run(make_spec_result()))).text


def test_a_run_of_nothing_says_so() -> None:
    text = Page(render(make_run())).text
    assert "nothing was verified" in text
    assert "no specs ran" in text


def test_all_green_is_short() -> None:
    green = Page(render(make_run(make_spec_result())))
    assert "article" not in green.elements
    assert "✓ 1 passed" in green.text


def test_skipped_ones_are_told_with_their_reasons() -> None:
    parked = make_spec_result(
        Outcome.SKIPPED, scenario=make_scenario(skip_reason="no data"), reason="no data"
    )
    text = Page(render(make_run(*[parked] * 25))).text
    assert "no data" in text
    assert "and 5 more" in text


def test_the_page_of_a_record_is_the_page_of_the_run() -> None:
    read = read_record(record_lines(mixed())).result
    assert render(read) == render(mixed())


@pytest.mark.parametrize("number", [60, 2500])
def test_many_failures_are_told_in_full_up_to_a_number(number: int) -> None:
    told = Page(render(many(number)))
    failed = -(-number // 50)
    assert told.elements.count("article") == min(failed, 50)
    assert (f"and {failed - 50} more that did not pass" in told.text) is (failed > 50)
    assert len(render(many(number))) < ROOM
