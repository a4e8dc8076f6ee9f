"""`expect.body`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runner.model.http import Response
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.spec import Expectation
from runner.step.checks.body import check_body
from support.senders import answer, html

BODY: JSON = {"n": 3, "s": "3", "null": None, "items": [{"id": 1}, {"id": 2}], "empty": [], "flag": False}


def check(subject: str, wanted: JSON, response: Response | None = None) -> tuple[bool, str]:
    expectation = Expectation("body", wanted, Place("a.md", 1), subject=subject)
    result = check_body(expectation, response or answer(body=BODY))
    assert (result.kind, result.subject) == ("body", subject)
    return result.passed, result.message


@pytest.mark.parametrize(
    ("subject", "wanted"),
    [
        ("$.n", {"equals": 3}),
        ("$.s", {"equals": "3"}),
        ("$.null", {"equals": None}),
        ("$.null", {"exists": True}),
        ("$.nobody", {"exists": False}),
        ("$.items[*].id", {"each": {"type": "integer"}}),
        ("$.items", {"length": 2}),
        ("$.items[?(@.id == 2)][0].id", {"equals": 2}),
        ("$.nobody || 'x'", {"equals": "x"}),
        ("$.flag", {"equals": False}),
        ("$", {"contains": "items"}),
        ("$.items[*]", {"count": 2}),
        ("$.nobody[*]", {"count": 0}),
    ],
)
def test_what_holds(subject: str, wanted: JSON) -> None:
    assert check(subject, wanted) == (True, "as expected")


@pytest.mark.parametrize(
    ("subject", "wanted", "message"),
    [
        ("$.n", {"equals": 4}, "`$.n`: expected 4, got 3"),
        ("$.n", {"equals": "3"}, '`$.n`: expected "3", got 3 (integer)'),
        ("$.s", {"equals": 3}, '`$.s`: expected 3, got "3" (string)'),
        ("$.n", {"gt": 5, "type": "string"}, "`$.n`: expected more than 5 and type string, got 3"),
        ("$.empty[0].id", {"equals": 1}, "`$.empty[0].id`: expected 1, got nothing: `$.empty` is []"),
        ("$.nobody", {"exists": True}, "`$.nobody`: expected something there, got nothing: `$` is "),
        ("$.null", {"exists": False}, "`$.null`: expected nothing there, got null"),
        ("$.items[*].id", {"count": 3}, "`$.items[*].id`: expected a count of 3, got 2 of them, first 1"),
        (
            "$.nobody[*]",
            {"count": {"gt": 0}},
            "`$.nobody[*]`: expected a count of more than 0, got 0 of them",
        ),
    ],
)
def test_what_does_not_hold_says_what_was_expected_and_what_came(
    subject: str, wanted: JSON, message: str
) -> None:
    passed, said = check(subject, wanted)
    assert not passed
    assert said.startswith(message)


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (html("x" * 812), "`$.a`: expected JSON, got text/html (812 B)"),
        (html("x" * 3400), "`$.a`: expected JSON, got text/html (3.4 kB)"),
        (answer(204), "`$.a`: expected JSON, got an empty body (no content type)"),
        (
            Response(200, (("Content-Type", "application/json"),), b"[" * 100_000),
            "nested deeper than 100 levels",
        ),
    ],
)
def test_what_should_be_json_and_is_not_fails_as_that(response: Response, words: str) -> None:
    passed, said = check("$.a", {"exists": False}, response)
    assert not passed
    assert words in said


def test_a_path_that_cannot_be_read_fails_with_words() -> None:
    assert check("$.[", {"exists": False})[1].startswith("`$.[`: not a JSONPath")


@pytest.mark.parametrize("kind", ["application/json", "text/html"])
def test_an_empty_answer_has_no_document_at_all(kind: str) -> None:
    nothing = Response(503, (("content-type", kind),))
    expectation = Expectation("body", {"exists": False}, Place("a.md", 1), subject="$")
    assert check_body(expectation, nothing).passed
    assert not check_body(expectation, Response(503, (("content-type", kind),), b"<p>")).passed
    assert not check_body(replace(expectation, subject="$.error"), nothing).passed
