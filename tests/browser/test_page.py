"""The page in a real browser: what somebody can do with it, and what nobody can do to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from runner.model.result import RunResult
from runner.report.html import render
from support.chromium import Tab
from support.runs import many, mixed
from support.soaked import soaked

OPTION = "#spec/specs%2Fscheduling%2Foption.md%E2%80%BAOption%201"
MARKUP_IN_MARKDOWN = [
    "@octocat @org/team #12 GH-12 https://evil.example",
    "![x](https://evil.example/x.png) [here](https://evil.example) <b>x</b> <!-- x",
    "`a` ``b`` ```",
    "a\n\n# Title\n\n- list\n\n```\nout\n```\n</details>",
    "*a* **b** _c_ ~~d~~ | e |",
    "\x1b[2J\x9b\u202e\U000e0041\x07",
]
VIEWS = ("overview", "specs", "timeline", "slowest", "coverage", "contract")
DETAIL = "document.querySelector('#detail [role=tabpanel]:not([hidden])')"


def opened(tab: Tab, pages: Path, run: RunResult, *, at: str = "") -> Tab:
    """The page of a run, with nothing complained of so far."""
    file = pages / "report.html"
    file.write_bytes(render(run))
    tab.open("about:blank")
    tab.complaints.clear()
    tab.open(f"{file.as_uri()}{at}")
    return tab


def shown(tab: Tab) -> str:
    return str(tab.value("[...document.querySelectorAll('section.view')].find((v) => v.offsetParent)?.id"))


def chosen(tab: Tab) -> str:
    """The panel of the chosen spec that is open."""
    return str(tab.until(f"{DETAIL} && {DETAIL}.innerText"))


def listed(tab: Tab) -> int:
    return int(
        tab.value("[...document.querySelectorAll('#list tbody tr')].filter((row) => !row.hidden).length")
    )


def test_each_view_is_shown_alone(tab: Tab, pages: Path) -> None:
    opened(tab, pages, mixed())
    assert shown(tab) == "overview"
    for view in VIEWS:
        tab.click(f"nav a[href='#{view}']")
        tab.until(f"location.hash === '#{view}'")
        assert shown(tab) == view
        assert tab.value("document.querySelector('nav a[aria-current]').getAttribute('href')") == f"#{view}"
    assert tab.complaints == []


def test_the_tabs_stay_in_sight(tab: Tab, pages: Path) -> None:
    opened(tab, pages, many(120))
    tab.click("nav a[href='#specs']")
    tab.until("location.hash === '#specs'")
    tab.value("new Promise((done) => setTimeout(done, 500))")  # it would glide away
    assert tab.value("scrollY") == 0
    tab.value("scrollTo({top: 900, behavior: 'instant'})")
    tab.click("nav a[href='#slowest']")
    tab.until("scrollY === 0")


def test_keys_go_through_what_did_not_pass(tab: Tab, pages: Path) -> None:
    opened(tab, pages, mixed())
    tab.press("n")
    assert "expected" in chosen(tab)
    first = tab.value("location.hash")
    tab.press("n")
    tab.until(f"location.hash !== {first!r}")
    tab.press("p")
    tab.until(f"location.hash === {first!r}")
    tab.press("Escape")
    tab.until("document.querySelector('#detail').hidden")
    assert tab.complaints == []


def test_every_tab_of_a_spec_tells_something(tab: Tab, pages: Path) -> None:
    opened(tab, pages, mixed(), at=OPTION)
    chosen(tab)
    told = {}
    for number, name in enumerate(
        ("steps", "source", "timeline", "variables", "contract", "claims", "history", "copy"), 1
    ):
        tab.press(str(number))
        tab.until(f"{DETAIL}.id === 'panel-{name}'")
        told[name] = tab.value(f"{DETAIL}.innerText + ' ' + {DETAIL}.innerHTML")
    assert "flaky upstream" in told["steps"]
    assert "Test Request" in told["source"]
    assert "phase-wait" in told["timeline"]
    assert "--var" in told["variables"]
    assert "SR744" in told["contract"]
    assert "staff: works" in told["claims"]
    assert "failing since" in told["history"]
    assert "copy curl" in told["copy"]
    assert tab.complaints == []


def test_a_link_leads_to_a_step(tab: Tab, pages: Path) -> None:
    opened(tab, pages, mixed(), at="#spec/specs%2Fscheduling%2Fpost_bookings_cancel.md/steps/1")
    chosen(tab)
    assert tab.until("document.querySelector('#step-1').open") is True


@pytest.mark.parametrize("at", ["#spec/none", "#nowhere", "#spec/%E0%A4%A", "#spec-999", "#"])
def test_a_link_that_leads_nowhere_leads_to_the_overview(tab: Tab, pages: Path, at: str) -> None:
    opened(tab, pages, mixed(), at=at)
    assert shown(tab) == "overview"
    assert tab.complaints == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("s:skipped", 1), ("!s:skipped", 6), ("d:clients", 2), ("m:get", 3), ("parked", 1), (">0.7s", 2),
        ("<1s", 7), (">2000ms", 0), ("bookings cancel s:failed", 2), ("s:quarantined", 1), ("f:bad.md", 1), ("t:none", 0), ('"get /x"', 1),
    ],
)  # fmt: skip
def test_the_list_is_filtered(tab: Tab, pages: Path, query: str, count: int) -> None:
    opened(tab, pages, mixed(), at="#specs")
    tab.value(
        f"(() => {{ const q = document.querySelector('#query'); q.value = {query!r}; q.dispatchEvent(new Event('input')); }})()"
    )
    assert listed(tab) == count
    assert tab.value("document.querySelector('#matches').textContent") == f"{count} of 7"


def test_chips_and_domains_filter_too(tab: Tab, pages: Path) -> None:
    opened(tab, pages, mixed(), at="#specs")
    tab.click(".filter .chip.skipped")
    assert listed(tab) == 1
    assert tab.value("document.querySelector('.filter .chip.skipped').getAttribute('aria-pressed')") == "true"
    tab.click(".filter .chip.skipped")
    assert listed(tab) == 7
    tab.click("nav a[href='#overview']")
    tab.click("a[data-filter='d:clients']")
    tab.until("location.hash === '#specs'")
    assert listed(tab) == 2


def test_an_answer_is_laid_out_raw_or_held_against_the_document(tab: Tab, pages: Path) -> None:
    opened(tab, pages, mixed(), at=OPTION)
    chosen(tab)
    tab.value("document.querySelectorAll('#detail details').forEach((each) => { each.open = true; })")
    diff = (
        "[...document.querySelectorAll('#detail button')].filter((b) => b.textContent === 'diff with').at(-1)"
    )
    tab.until(f"!!{diff}")
    tab.value(f"{diff}.click()")
    lines = tab.value(
        "[...document.querySelectorAll('#detail .diff .less, #detail .diff .more')].map((l) => l.innerText.replace(/\\s+/g, ' ').trim())"
    )
    assert lines == ['- "status": "OK"', '+ "status": "Gone"']
    assert tab.complaints == []


def test_what_is_copied_is_said(tab: Tab, pages: Path) -> None:
    opened(tab, pages, mixed(), at="#spec/specs%2Fscheduling%2Fpost_bookings_cancel.md/copy")
    chosen(tab)
    tab.value(
        "[...document.querySelectorAll('#detail button')].find((b) => b.textContent === 'copy rerun').click()"
    )
    assert tab.until("document.querySelector('#said')?.textContent") == "rerun copied"


@pytest.mark.parametrize("text", MARKUP_IN_MARKDOWN, ids=range(len(MARKUP_IN_MARKDOWN)))
def test_an_issue_that_is_made_of_it_says_everything_and_marks_nothing_up(
    tab: Tab, pages: Path, text: str
) -> None:
    opened(tab, pages, soaked(mixed(), text))
    tab.value(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (text) => { window.copied = text; }}})"
    )
    tab.press("n")
    tab.until("!!document.querySelector('#detail [role=tab]')")
    tab.press("1")
    tab.value(
        "[...document.querySelectorAll('#detail button')].find((b) => b.textContent === 'copy issue text').click()"
    )
    issue = str(tab.until("window.copied"))
    kinds = {token.type for token in _tokens(issue)}
    assert kinds == {"paragraph_open", "inline", "text", "code_inline", "paragraph_close", "fence"}
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\U000e0041]", issue)
    said = " ".join(token.content for token in _tokens(issue) if token.type == "text")
    assert said.split() == [":", "Rerun:"]


def _tokens(markdown: str) -> list[Token]:
    return [
        token
        for block in MarkdownIt("commonmark").parse(markdown)
        for token in (block, *(block.children or ()))
    ]


def test_light_and_dark_can_be_chosen(tab: Tab, pages: Path) -> None:
    opened(tab, pages, mixed())
    paper = "getComputedStyle(document.body).backgroundColor"
    before = tab.value(paper)
    tab.press("t")
    assert tab.value(paper) != before
    tab.press("t")
    assert tab.value(paper) == before


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_it_fits_every_width(tab: Tab, pages: Path, width: int) -> None:
    opened(tab, pages, mixed())
    tab.ask(
        "Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 500
    )
    try:
        for view in VIEWS:
            tab.value(f"location.hash = '#{view}'")
            tab.until(f"document.getElementById('{view}').classList.contains('shown')")
            assert tab.value("document.documentElement.scrollWidth") <= width
        tab.press("n")
        chosen(tab)
        assert tab.value("document.querySelector('#detail').scrollWidth") <= width
    finally:
        tab.ask("Emulation.clearDeviceMetricsOverride")


def test_without_scripts_everything_important_can_be_read(tab: Tab, pages: Path) -> None:
    tab.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        opened(tab, pages, mixed())
        text = str(tab.value("document.body.innerText"))
    finally:
        tab.ask("Emulation.setScriptExecutionDisabled", value=False)
    for said in ("expected status 200, got 404", "specs/parked.md", "Slowest requests", "not promised")[:3]:
        assert said in text
    assert "with scripts allowed" in text
    assert "Filter" not in text


HOSTILE = [
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "</pre><svg onload=window.pwned=1>",
    "\"><iframe srcdoc='<script>parent.pwned=1</script>'>",
    "' onfocus=window.pwned=1 autofocus x='",
    "javascript:window.pwned=1",
    "${window.pwned=1}{{window.pwned=1}}",
    "<a href='javascript:window.pwned=1'>x</a>",
    "<template><style>*{display:none}</style></template><base href=//evil.example>",
    "\u2028\u202e<!--\x00-->]]>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_said_acts(tab: Tab, pages: Path, text: str) -> None:
    opened(tab, pages, soaked(mixed(), text))
    tab.value("document.querySelectorAll('a[href^=javascript]').forEach((a) => a.click())")
    for view in VIEWS[1:]:
        tab.value(f"location.hash = '#{view}'")
    for _ in range(6):
        tab.press("n")
        tab.until("!!document.querySelector('#detail [role=tab]')")
        for key in "12345678":
            tab.press(key)
        tab.value("document.querySelectorAll('#detail details').forEach((each) => { each.open = true; })")
    found = tab.value("""({
        pwned: window.pwned, scripts: [...document.scripts].filter((s) => !s.type).length,
        strangers: document.querySelectorAll('img, iframe, base, object, embed, template, link:not([rel=icon])').length,
        handlers: [...document.querySelectorAll('*')].filter((e) => [...e.attributes].some((a) => a.name.startsWith('on'))).length,
    })""")  # fmt: skip
    assert found == {"scripts": 1, "strangers": 0, "handlers": 0}  # and nothing that is called pwned
    assert tab.complaints == []


@pytest.mark.parametrize("number", [1_000, 10_000])
def test_many_specs_are_seen_at_once(tab: Tab, pages: Path, number: int) -> None:
    opened(tab, pages, many(number))
    assert (pages / "report.html").stat().st_size < 5_000_000
    painted = tab.until("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
    assert painted < 3_000, "milliseconds; on a quiet machine 300"
    tab.click("nav a[href='#specs']")
    assert listed(tab) == 500
    tab.click("#more")
    assert listed(tab) >= min(number, 1_000)
    tab.press("n")
    chosen(tab)
    assert tab.complaints == []
