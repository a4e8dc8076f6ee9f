from __future__ import annotations

from fractions import Fraction

import pytest

from runner.coverage.record import Called
from runner.coverage.row import Row
from runner.coverage.totals import by_domain, per_cent, totals_of
from runner.model.contract import Evidence
from runner.model.place import Place
from runner.model.spec import Endpoint

PLACE = Place("specs/a.md", 7)


def row(
    status: str, *evidence: Evidence, domain: str = "shop", documented: bool = True, expected: bool = False
) -> Row:
    calls = tuple(Called("a.md", 1, "s", "GET", "/a", "GET /a", "", 200, None, item) for item in evidence)
    return Row(
        Endpoint("GET", "/a"),
        status,
        domain,
        ("swagger/a.yaml",) if documented else (),
        calls=calls,
        expectations=(PLACE,) if expected else (),
    )


ROWS = (
    row("200", Evidence.SCHEMA, expected=True),
    row("201", Evidence.EXAMPLE, Evidence.UNCHECKED),
    row("204", Evidence.NO_BODY),
    row("404", Evidence.UNCHECKED),
    row("500"),
    row("418", Evidence.SCHEMA, documented=False, expected=True),
    row("200", domain="bank"),
)


def test_what_is_not_documented_counts_nowhere() -> None:
    totals = totals_of(ROWS)
    assert (totals.endpoints, totals.documented, totals.observed, totals.expected) == (1, 6, 4, 1)
    assert (totals.schema, totals.example, totals.no_body, totals.unchecked) == (1, 1, 1, 1)
    assert (totals.checked, totals.claimed) == (3, 0)
    assert totals.share == Fraction(4, 6)


def test_each_domain_has_its_own() -> None:
    told = [(item.domain, item.documented, item.share) for item in by_domain(ROWS)]
    assert told == [("bank", 1, 0), ("shop", 5, Fraction(4, 5))]


def test_there_is_no_share_of_nothing() -> None:
    assert totals_of(()).share is None
    assert by_domain([row("418", Evidence.SCHEMA, documented=False)]) == ()


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (None, "-"),
        (Fraction(0), "0%"),
        (Fraction(1), "100%"),
        (Fraction(3, 5), "60%"),
        (Fraction(5999, 10000), "59.9%"),
        (Fraction(1, 3000), "0%"),
    ],
)
def test_a_percentage_is_rounded_down(share: Fraction | None, text: str) -> None:
    assert per_cent(share) == text
