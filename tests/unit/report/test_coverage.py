from __future__ import annotations

import json
from datetime import UTC, datetime
from fractions import Fraction
from textwrap import dedent

import pytest

from runner.coverage.covered import Covered
from runner.coverage.record import Called, Record
from runner.coverage.row import Row
from runner.model.contract import Evidence
from runner.model.place import Place
from runner.model.spec import Endpoint
from runner.report.coverage import screen, shortfall
from runner.report.coveragefile import as_json, as_markdown
from runner.report.terminal import text_of

ITEMS, ORDERS = Endpoint("GET", "/items/{id}"), Endpoint("POST", "/orders")
CLAIM, EXPECTATION = Place("specs/a.md", 30), Place("specs/a.md", 41)


def called(status: int, evidence: Evidence = Evidence.SCHEMA, *rules: str) -> Called:
    return Called("specs/a.md", 12, "Test Request › get", "GET", "/x", "", "", status, None, evidence, rules)


def row(endpoint: Endpoint, status: str, *calls: Called, domain: str = "shop", expected: bool = False) -> Row:
    return Row(
        endpoint,
        status,
        domain,
        ("swagger/a.yaml",),
        claims=(CLAIM,),
        expectations=(EXPECTATION, EXPECTATION) if expected else (),
        calls=calls,
    )


RECORD = Record(
    run_id="7f3a91c",
    finished=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
    environment="staging",
    specs={},
    exchanges=(),
)
COVERED = Covered(
    rows=(
        row(ITEMS, "200", called(200, Evidence.SCHEMA, "SR744"), called(200), expected=True),
        row(ITEMS, "403", expected=True),
        row(ITEMS, "404"),
        row(ORDERS, "201", called(201, Evidence.UNCHECKED), domain="bank"),
        Row(ORDERS, "418", "bank", calls=(called(418),)),
        Row(Endpoint("GET", "/gone"), "404", known=False, calls=(called(404),)),
    ),
    record=RECORD,
    notes=("2 specs of 9 changed since the last run",),
)


def shown(covered: Covered, *, width: int = 80, every: bool = False) -> str:
    return "\n".join(text_of(each) for each in screen(covered, width=width, every=every))


def test_the_screen_has_totals_then_what_is_missing_unchecked_and_not_documented() -> None:
    assert shown(COVERED) == dedent("""\
        note: 2 specs of 9 changed since the last run

        DOMAIN        ANSWERS  CLAIMED  EXPECTED  OBSERVED  CHECKED  SHARE
        bank                1        1         0         1        0   100%
        shop                3        3         2         1        1  33.3%
        all                 4        4         2         2        1    50%

        Never observed (2)
          GET /items/{id}
            403 expected · 404 claimed

        Unchecked: no document says what their bodies are (1)
          POST /orders
            201 once

        Called, and not documented (2)
          POST /orders
            418 once · specs/a.md:12
          GET /gone
            404 once · specs/a.md:12 · no document has this endpoint

        50%: the last run observed 2 of 4 documented answers
        run 7f3a91c, 2026-03-01 12:30 UTC, staging""")


def test_with_every_row_each_tells_where_it_is_known_from() -> None:
    text = shown(COVERED, every=True)
    assert "All answers (6)" in text
    assert "    200 documented · claimed in specs/a.md:30\n" in text
    assert "        expected in specs/a.md:41 and 1 more · observed 2 times · schema\n" in text
    assert "    418 not documented · observed once · schema\n" in text


@pytest.mark.parametrize("width", [70, 80, 120])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    long = Row(
        Endpoint("GET", f"/{'items/' * 40}"), "200", "a domain with a long name " * 5, ("swagger/a.yaml",)
    )
    lines = shown(Covered((long, *COVERED.rows), RECORD, COVERED.notes), width=width).split("\n")
    assert max(map(len, lines)) <= width


def test_without_documents_there_is_no_share() -> None:
    assert "-: the last run observed 0 of 0 documented answers" in shown(Covered(()))


def test_a_shortfall_names_the_domain_where_it_is_worst() -> None:
    assert shortfall(COVERED, Fraction(3, 4)) == (
        "the last run observed 50% of the documented answers, and not 75%; least of all in `shop`, 33.3%"
    )
    one = Covered(COVERED.rows[:3])
    assert (
        shortfall(one, Fraction(3, 4)) == "the last run observed 33.3% of the documented answers, and not 75%"
    )


def test_json_has_totals_domains_and_every_row() -> None:
    told = json.loads(as_json(COVERED))
    assert told["run"] == {"run_id": "7f3a91c", "finished": "2026-03-01T12:30:00Z", "environment": "staging"}
    assert told["notes"] == ["2 specs of 9 changed since the last run"]
    assert told["totals"]["share"] == 0.5
    assert list(told["domains"]) == ["bank", "shop"]
    assert told["rows"][0] == {
        "method": "GET",
        "path": "/items/{id}",
        "status": "200",
        "domain": "shop",
        "documented": ["swagger/a.yaml"],
        "claimed": ["specs/a.md:30"],
        "expected": ["specs/a.md:41", "specs/a.md:41"],
        "observed": 2,
        "observed_by": ["specs/a.md:12"],
        "evidence": "schema",
        "broken_rules": ["SR744"],
    }
    assert told["domains"]["bank"] == {
        "endpoints": 1, "documented": 1, "claimed": 1, "expected": 0, "observed": 1, "checked_by_schema": 0,
        "checked_by_example": 0, "without_body": 0, "unchecked": 1, "share": 1.0,
    }  # fmt: skip


def test_json_of_no_run_says_so() -> None:
    told = json.loads(as_json(Covered(())))
    assert (told["run"], told["totals"]["share"], told["rows"]) == (None, None, [])


def test_markdown_has_the_totals_and_what_is_missing() -> None:
    assert as_markdown(COVERED) == dedent("""\
        > 2 specs of 9 changed since the last run

        | Domain | Answers | Claimed | Expected | Observed | Checked | Share |
        | --- | --- | --- | --- | --- | --- | --- |
        | bank | 1 | 1 | 0 | 1 | 0 | 100% |
        | shop | 3 | 3 | 2 | 1 | 1 | 33.3% |
        | all | 4 | 4 | 2 | 2 | 1 | 50% |

        Never observed:

        | Endpoint | Status | Known from |
        | --- | --- | --- |
        | `GET /items/{id}` | 403 | a document, the prose, a step |
        | `GET /items/{id}` | 404 | a document, the prose |
        """)
