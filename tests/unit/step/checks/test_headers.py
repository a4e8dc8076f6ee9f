"""`expect.headers`."""

from __future__ import annotations

import pytest

from runner.model.json import JSON
from runner.model.place import Place
from runner.model.spec import Expectation
from runner.step.checks.headers import check_headers
from support.senders import answer

RESPONSE = answer(
    headers={"Content-Type": "text/html; charset=utf-8", "X-Count": "12", "X-Empty": "", "X-Bool": "true"}
)


def check(name: str, wanted: JSON) -> tuple[bool, str]:
    result = check_headers(Expectation("headers", wanted, Place("a.md", 1), subject=name), RESPONSE)
    return result.passed, result.message


@pytest.mark.parametrize(
    ("name", "wanted", "passed"),
    [
        ("Content-Type", {"equals": "text/html; charset=utf-8"}, True),
        ("content-TYPE", {"contains": "html"}, True),
        ("Content-Type", {"matches": "^text/"}, True),
        ("Content-Type", {"equals": "text/html"}, False),
        ("X-Count", {"equals": 12}, True),
        ("X-Count", {"equals": "12"}, True),
        ("X-Count", {"not": 12}, False),
        ("X-Count", {"in": [11, 12]}, True),
        ("X-Count", {"one_of": [1, "2"]}, False),
        ("X-Count", {"gte": 5}, True),
        ("X-Count", {"gt": 5, "lt": 100}, True),
        ("X-Count", {"lt": 5}, False),
        ("X-Count", {"gt": 11.5}, True),
        ("Content-Type", {"gt": 5}, False),
        ("X-Count", {"length": 2}, True),
        ("X-Empty", {"exists": True}, True),
        ("X-Empty", {"equals": ""}, True),
        ("X-Nobody", {"exists": False}, True),
        ("X-Nobody", {"exists": True}, False),
        ("X-Nobody", {"equals": ""}, False),
        ("X-Nobody", {"gt": 0}, False),
        ("X-Bool", {"equals": "true"}, True),
    ],
)
def test_the_operators_of_bodies_on_what_was_sent(name: str, wanted: JSON, passed: bool) -> None:
    assert check(name, wanted)[0] is passed


@pytest.mark.parametrize(
    ("name", "wanted", "message"),
    [
        ("X-Count", {"equals": 13}, 'header `X-Count`: expected "13", got "12"'),
        ("X-Count", {"gte": 13}, 'header `X-Count`: expected at least 13, got "12"'),
        ("X-Nobody", {"equals": "a"}, 'header `X-Nobody`: expected "a", got no such header'),
        (
            "X-Count",
            {"gt": 20, "matches": "x"},
            'header `X-Count`: expected more than 20 and a text that matches /x/, got "12"',
        ),
        ("X-Count", {"gt": 2}, "as expected"),
    ],
)
def test_the_message(name: str, wanted: JSON, message: str) -> None:
    assert check(name, wanted)[1] == message
