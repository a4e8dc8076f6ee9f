"""Values out of answers: nothing and null are none, everything else is one."""

from __future__ import annotations

import pytest

from runner.model.http import Response
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.spec import Extraction
from runner.model.trouble import Cause
from runner.step.extract import extract
from support.senders import answer, html

PLACE = Place("a.md", 9, 17)


def take(response: Response, **queries: str) -> tuple[dict[str, JSON], list[str]]:
    items = tuple(Extraction(name, query, PLACE) for name, query in queries.items())
    values, troubles = extract(items, response)
    assert all((item.cause, item.place) == (Cause.EXTRACTION, PLACE) for item in troubles)
    return values, [item.message for item in troubles]


def one(item: Extraction, response: Response) -> tuple[JSON, list[str]]:
    values, troubles = extract((item,), response)
    return values.get(item.name), [trouble.message for trouble in troubles]


@pytest.mark.parametrize(("body", "expected"), [({"a": [{"b": 1}, {"b": None}]}, [1, None]), ({"a": []}, [])])
def test_every_match_makes_a_list_and_none_makes_an_empty_one(body: JSON, expected: JSON) -> None:
    item = Extraction("ids", "$.a[*].b", PLACE, every=True)
    assert one(item, answer(body=body)) == (expected, [])


def test_a_header_is_a_source_too() -> None:
    response = Response(201, (("Location", "/items/7"), ("content-type", "text/html")), b"<p>")
    assert one(Extraction("url", "", PLACE, header="location"), response) == ("/items/7", [])
    assert one(Extraction("tag", "", PLACE, header="ETag"), response) == (
        None,
        ["the answer has no header `ETag`"],
    )


@pytest.mark.parametrize("value", [False, True, 0, -1, 0.0, "", "text", [], {}, [None], {"a": None}])
def test_everything_but_null_is_a_value(value: JSON) -> None:
    values, wrong = take(answer(body={"v": value}), v="$.v")
    assert (values["v"], type(values["v"]), wrong) == (value, type(value), [])


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "$.data.appointments[0].id",
            "`$.data.appointments[0].id` matched nothing: `$.data.appointments` is `[]`",
        ),
        (
            "$.data.nobody",
            '`$.data.nobody` matched nothing: `$.data` is `{"appointments": [], "null": null}`',
        ),
        (
            "$.data.appointments[*].id",
            "`$.data.appointments[*].id` matched nothing: `$.data.appointments` is `[]`",
        ),
        (
            "$.data.appointments[?(@.id == 1)][0].id",
            "`$.data.appointments[?(@.id == 1)][0].id` matched nothing: `$.data.appointments` is `[]`",
        ),
        ("$.data.null", "`$.data.null` is null"),
        ("$.data.null.id", "`$.data.null.id` matched nothing: `$.data.null` is `null`"),
    ],
)
def test_nothing_and_null_are_told_with_how_far_it_got(query: str, message: str) -> None:
    values, (wrong,) = take(answer(body={"data": {"appointments": [], "null": None}}), v=query)
    assert values == {}
    assert wrong.replace("`", "") == message.replace("`", "")


def test_the_first_match_wins_also_when_it_is_null() -> None:
    assert take(answer(body=[{"id": 3}, {"id": 4}]), v="$[*].id") == ({"v": 3}, [])
    assert take(answer(body=[{"id": None}, {"id": 4}]), v="$[*].id")[1] == ["`$[*].id` is null"]


def test_a_default_stands_in_for_nothing_and_null_but_not_for_what_is_there() -> None:
    response = answer(body={"null": None, "zero": 0})
    values, wrong = take(response, a="$.nobody || 'x'", b="$.null || 'x'", c="$.zero || 'x'")
    assert (values, wrong) == ({"a": "x", "b": "x", "c": 0}, [])


def test_one_that_fails_does_not_hide_the_others() -> None:
    values, wrong = take(answer(body={"a": 1}), a="$.a", b="$.b", c="$.c", d="$.a")
    assert values == {"a": 1, "d": 1}
    assert len(wrong) == 2


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (html("x" * 812), "expected JSON, got text/html (812 B)"),
        (answer(204), "expected JSON, got an empty body"),
        (Response(200, (("Content-Type", "application/json"),), b"{"), "expected JSON, got something else"),
        (Response(200, (("Content-Type", "application/json"),), b'{"a": NaN}'), "NaN is not JSON"),
    ],
)
def test_what_is_not_json_is_called_that(response: Response, words: str) -> None:
    assert words in take(response, a="$.a")[1][0]


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "application/problem+json", "APPLICATION/JSON", ""]
)
def test_json_is_judged_by_its_type(kind: str) -> None:
    assert take(Response(200, (("content-type", kind),), b'\xef\xbb\xbf{"a": 1}'), a="$.a") == ({"a": 1}, [])


def test_a_hint_says_what_is_missing_now() -> None:
    _, troubles = extract((Extraction("id", "$.id", PLACE),), answer(body={"id": None}))
    assert (troubles[0].hint, troubles[0].width) == ("so {{id}} has no value (null is no value)", 4)
