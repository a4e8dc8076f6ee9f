import json

import pytest

from runner.report.body import excerpt, layout


def test_a_short_body_stands_on_one_line() -> None:
    assert excerpt('{"a":1,\n "b":[1,2,{}]}', width=60) == ['{"a": 1, "b": [1, 2, {}]}']


def test_a_longer_one_is_laid_out() -> None:
    assert excerpt('{"name":"x","list":[1,[]]}', width=20) == [
        "{",
        '  "name": "x",',
        '  "list": [',
        "    1,",
        "    []",
        "  ]",
        "}",
    ]


def test_what_does_not_fit_is_counted() -> None:
    shown = excerpt(json.dumps(list(range(100))), width=60, rows=3)
    assert shown == ["[", "  0,", "  1,", "… 99 more lines"]


def test_long_lines_are_cut() -> None:
    assert excerpt('{"text":"' + "x" * 100 + '"}', width=20)[1] == '  "text": "xxxxxxxx…'


def test_nothing_is_lost_or_changed_on_the_way() -> None:
    text = '{"a":1e400,"a":1.50,"\\u00e9":"\\ud800, {[:]}","z":null}'
    assert "".join(layout(text)).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize(
    "text",
    [
        '{"a": "cut in the mid',
        '{"a": [1, 2',
        "{{{",
        "]]]}",
        '{"a": "\\',
        "[" * 5000,
        '"only text"',
        "{:,}",
        "{\x00}",
    ],
)
def test_faulty_json_is_shown_all_the_same(text: str) -> None:
    assert all(len(row) <= 40 for row in excerpt(text, width=40))
    assert "".join(layout(text)).replace(" ", "") == text.replace(" ", "")


def test_other_text_keeps_its_lines() -> None:
    assert excerpt("<html>\r\n\t<p>\r\n", width=40) == ["<html>", "    <p>"]


def test_an_endless_line_takes_a_few_rows() -> None:
    assert excerpt("x" * 10_000, width=10) == ["x" * 10, "x" * 10, "x" * 10, "x" * 9 + "…"]


def test_no_body_no_lines() -> None:
    assert excerpt("", width=40) == []
    assert excerpt(" \n", width=40) == []
