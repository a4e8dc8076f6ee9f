"""Which specs and steps are meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from runner.errors import UsageError
from runner.model.spec import InvalidSpec
from runner.plan.selection import Selection, Selector, matches_keyword, parse_selector, searchable
from support.bench import document, loaded_of, spec_of

CHECK = "- {id: cancel_booking, method: POST, path: /a}"
SPEC = spec_of(
    document(
        CHECK,
        front="domain: scheduling\ntags: [slow, booking]\nstatus: verified",
        endpoint="POST /bookings/cancel",
    ),
    file="specs/scheduling/cancel.md",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("specs/", Selector("specs/", Path("specs/"))),
        ("a.md", Selector("a.md", Path("a.md"))),
        ("a.md:41", Selector("a.md:41", Path("a.md"), line=41)),
        ("a.md:41:7", Selector("a.md:41:7", Path("a.md"), line=41)),
        ("C:/x/a.md:4", Selector("C:/x/a.md:4", Path("C:/x/a.md"), line=4)),
        ("a.md::one", Selector("a.md::one", Path("a.md"), step="one")),
        ("a.md::test-request/one", Selector("a.md::test-request/one", Path("a.md"), section="test-request", step="one")),
        ("a.md::Test Request (v2)/one", Selector("a.md::Test Request (v2)/one", Path("a.md"), section="Test Request (v2)", step="one")),
        ("a.md::setup/", Selector("a.md::setup/", Path("a.md"), section="setup")),
        ("POST /a/{id}", Selector("POST /a/{id}", endpoint="POST /a/{id}")),
        ("  get   /a ", Selector("  get   /a ", endpoint="GET /a")),
        ("a:4", Selector("a:4", Path("a:4"))),
    ],
)  # fmt: skip
def test_the_words_of_the_command_line(text: str, expected: Selector) -> None:
    assert parse_selector(text) == expected


@pytest.mark.parametrize(
    ("text", "narrows"),
    [("a.md", False), ("a.md:4", True), ("a.md::x", True), ("a.md::s/", True), ("GET /a", False)],
)
def test_what_means_less_than_a_spec(text: str, narrows: bool) -> None:
    assert parse_selector(text).narrows is narrows


@pytest.mark.parametrize(
    ("selection", "wanted"),
    [
        (Selection(), True),
        (Selection(tags=("slow",)), True), (Selection(tags=("fast",)), False), (Selection(tags=("fast", "slow")), True),
        (Selection(tags=("!slow",)), False), (Selection(tags=("!fast",)), True), (Selection(tags=("slow", "!booking")), False),
        (Selection(domains=("scheduling",)), True), (Selection(domains=("sales",)), False), (Selection(domains=("!scheduling",)), False), (Selection(domains=("!sales", "!other")), True),
        (Selection(methods=("post",)), True), (Selection(methods=("GET",)), False), (Selection(methods=("!GET",)), True), (Selection(methods=("!post",)), False),
        (Selection(statuses=("verified",)), True), (Selection(statuses=("pending",)), False), (Selection(statuses=("!verified",)), False),
        (Selection(tags=("slow",), domains=("sales",)), False), (Selection(tags=("slow",), methods=("POST",), statuses=("!failed",)), True),
        (Selection(keyword="cancel"), True), (Selection(keyword="not cancel"), False), (Selection(keyword="cancel", tags=("fast",)), False),
    ],
)  # fmt: skip
def test_a_spec_must_fit_each_kind_of_filter(selection: Selection, wanted: bool) -> None:
    assert selection.wants(SPEC) is wanted


def test_an_invalid_spec_is_judged_by_what_could_be_read_of_it() -> None:
    broken = loaded_of(document("- {id: one}"), file="specs/broken.md")
    assert Selection(tags=("slow",), statuses=("verified",)).wants(broken)
    method = broken.endpoint.partition(" ")[0] if isinstance(broken, InvalidSpec) else ""
    assert method
    assert Selection(methods=(method,)).wants(broken)
    assert not Selection(methods=("PURGE",)).wants(broken)
    sales = replace(broken, domain="sales") if isinstance(broken, InvalidSpec) else broken
    assert not Selection(domains=("scheduling",)).wants(sales)
    assert Selection(keyword="broken").wants(broken)
    assert not Selection(keyword="other").wants(broken)


TEXT = "specs/a.md POST /Bookings/cancel slow scheduling"


@pytest.mark.parametrize(
    ("expression", "matches"),
    [
        ("cancel", True), ("CANCEL", True), ("bookings", True), ("nope", False),
        ("cancel and slow", True), ("cancel and nope", False), ("cancel slow", True), ("cancel nope", False),
        ("nope or slow", True), ("nope or nope", False), ("not nope", True), ("not not slow", True), ("not slow", False),
        ("nope or cancel and slow", True), ("(nope or cancel) and nope", False), ("cancel and not (nope or sales)", True),
        ("not (slow)", False), ('"POST /Bookings"', True), ('"post  /bookings"', False), ('"not"', False), ("((slow))", True),
        ("a.md and not b.md", True), ("not cancel or slow", True),
    ],
)  # fmt: skip
def test_k_expressions(expression: str, matches: bool) -> None:
    assert matches_keyword(expression, TEXT) is matches


@pytest.mark.parametrize(
    "expression",
    [
        "and",
        "or slow",
        "slow and",
        "slow or",
        "not",
        "(",
        "(slow",
        "slow)",
        ")",
        "()",
        "slow (",
        "not and slow",
        "",
        "  ",
    ],
)
def test_k_expressions_that_cannot_be_read(expression: str) -> None:
    with pytest.raises(UsageError, match="-k") as caught:
        matches_keyword(expression, TEXT)
    assert "not event" in caught.value.hint


def test_k_looks_into_file_endpoint_title_tags_domain_and_ids() -> None:
    text = searchable(SPEC)
    for word in (
        "specs/scheduling/cancel.md",
        "POST /bookings/cancel",
        "slow",
        "scheduling",
        "cancel_booking",
    ):
        assert word in text


def test_a_selector_that_means_the_whole_spec_wins_over_one_that_narrows_it() -> None:
    narrow, whole = (
        parse_selector("/project/specs/scheduling/cancel.md:9"),
        parse_selector("/project/specs/scheduling/cancel.md"),
    )
    other, endpoint = parse_selector("/project/specs/other.md:9"), parse_selector("POST /bookings/cancel")
    assert Selection(selectors=(narrow, other, endpoint)).narrowing(SPEC) == (narrow,)
    assert Selection(selectors=(narrow, whole)).narrowing(SPEC) == ()
    assert Selection(selectors=(other, endpoint)).narrowing(SPEC) == ()
