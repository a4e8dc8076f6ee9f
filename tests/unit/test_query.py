"""JSONPath: plain paths, the library's syntax, three habits on top of it, and what is refused."""

from __future__ import annotations

import json
from contextlib import suppress
from time import process_time

import pytest

from runner.model.json import JSON
from runner.query import QueryError, compile_query, first

SHOP: JSON = {
    "data": {
        "items": [
            {"id": 1, "kind": "a", "price": 5, "name": "one", "tags": ["x"]},
            {"id": 2, "kind": "b", "price": 10, "name": None, "tags": []},
            {"id": 3, "kind": "b", "price": 20.5, "name": "three", "tags": ["x", "y"], "on": True},
        ],
        "empty": [],
        "null": None,
        "false": False,
        "zero": 0,
        "blank": "",
        "key with space": "s",
        "dash-key": "d",
        "it's": "q",
        "ünï": "u",
        "0": "digit",
        "a.b": "dotted",
    }
}


def find(query: str, document: JSON = SHOP) -> list[JSON]:
    return compile_query(query).find(document)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        # plain
        ("$", [SHOP]),
        (" $.data.zero ", [0]),
        ("$.data.items[0].id", [1]),
        ("$.data.items[2].tags[1]", ["y"]),
        ("$['data']['key with space']", ["s"]),
        ('$["data"]["it\'s"]', ["q"]),
        ("$.data['a.b']", ["dotted"]),
        ("$.data.dash-key", ["d"]),
        ("$.data.ünï", ["u"]),
        ("$.data.0", ["digit"]),
        ("$.data['']", []),
        ("$.data.items[3].id", []),
        ("$.data.items.id", []),
        ("$.data.nobody.id", []),
        ("$.data.zero.id", []),
        ("$.data.zero[0]", []),
        ("$.data.null", [None]),
        ("$.data.false", [False]),
        ("$.data.blank", [""]),
        ("$.data.empty", [[]]),
        # the library's
        ("$.data.items[*].id", [1, 2, 3]),
        ("$..id", [1, 2, 3]),
        ("$.data.items[-1].id", [3]),
        ("$.data.items[0:2].id", [1, 2]),
        ("$.data.items[?(@.kind == 'b')].id", [2, 3]),
        ("$.data.items[?(@.price > 5)].id", [2, 3]),
        ("$.data.items[?(@.price >= 10 && @.kind == 'b')].id", [2, 3]),
        ("$.data.items[?(@.on == true)].id", [3]),
        ("$.data.items[?(@.on)].id", [3]),
        ("$.data.items[?(@.kind =~ '^b')].id", [2, 3]),
        ("$.data.items[?(@.price =~ 'x')].id", []),
        ("$.data.items.`len`", [3]),
        ("$.data.empty[*]", []),
        # an index after a filter is the n-th match
        ("$.data.items[?(@.kind == 'b')][0].id", [2]),
        ("$.data.items[?(@.kind == 'b')][1].id", [3]),
        ("$.data.items[?(@.kind == 'b')] [1].id", [3]),
        ("$.data.items[?(@.kind == 'b')][2].id", []),
        ("$.data.items[?(@.kind == 'b')][1].tags[0]", ["x"]),
        ("$.data.items[?(@.kind == 'b')][0]", [{"id": 2, "kind": "b", "price": 10, "name": None, "tags": []}]),
        ("$.data.items[?(@.name == '][0]')][0].id", []),
        # so is an index after a pipe
        ("$.data.items[?(@.kind == 'b')].id | [0]", [2]),
        ("$.data.items[?(@.kind == 'b')].id|[1]", [3]),
        ("$.data.items[*] | [1].id", [2]),
        ("$.data.items[*].id | [9]", []),
        # a default for nothing and for null
        ("$.data.nobody || 'text'", ["text"]),
        ("$.data.null || 'text'", ["text"]),
        ("$.data.items[1].name || 'text'", ["text"]),
        ("$.data.zero || 5", [0]),
        ("$.data.false || true", [False]),
        ("$.data.blank || 'text'", [""]),
        ("$.data.nobody || 5", [5]),
        ("$.data.nobody || -1.5", [-1.5]),
        ("$.data.nobody || true", [True]),
        ("$.data.nobody || null", [None]),
        ("$.data.nobody || []", [[]]),
        ('$.data.nobody || {"a": [1]}', [{"a": [1]}]),
        ('$.data.nobody || "a || b"', ["a || b"]),
        ("$.data.items[?(@.kind == 'x')][0].id || 'none'", ["none"]),
        ("$.data.items[?(@.kind == 'x')].id | [0] || 'none'", ["none"]),
        ("$.data.items[*].id || 0", [1, 2, 3]),
        ("$.data['|']", []),
    ],
)  # fmt: skip
def test_what_an_expression_finds(query: str, expected: list[JSON]) -> None:
    found = find(query)
    assert json.dumps(found) == json.dumps(expected)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("$.[", "not a JSONPath"),
        ("$.a[", "not a JSONPath"),
        ("$.a[?(@.b", "not a JSONPath"),
        ("$.a[?(@.b == 1)]]", "not a JSONPath"),
        ("$.a b", "not a JSONPath"),
        ("$.a.length()", "the operator `length`"),
        ("$.a || text", "must be a quoted text or a JSON value"),
        ("$.a || ", "must be a quoted text or a JSON value"),
        ("$.a || 'open", "must be a quoted text or a JSON value"),
        ("$.a | first", "only an index may follow `|`"),
        ("$.a | ", "only an index may follow `|`"),
        ("$.a | [x]", "only an index may follow `|`"),
        ("$." + "a" * 2000, "longer than 2000 characters"),
        ("$" + "[?(@.a)]" * 3 + "[", "not a JSONPath"),
    ],
)
def test_what_cannot_be_read_is_refused_with_words(query: str, words: str) -> None:
    with pytest.raises(QueryError, match=words.replace("|", r"\|").replace("`", "`")) as caught:
        compile_query(query)
    assert 0 <= caught.value.column <= len(query)


@pytest.mark.parametrize(("query", "column"), [("$.a.length()", 3), ("$.a | first", 5), ("$.a || text", 6)])
def test_a_fault_has_a_column(query: str, column: int) -> None:
    with pytest.raises(QueryError) as caught:
        compile_query(query)
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("query", "reached", "there"),
    [
        ("$.data.empty[0].id", "$.data.empty", []),
        ("$.data.nobody.id", "$.data", SHOP["data"]),  # type: ignore[call-overload,index]  # a mapping
        ("$.nobody", "$", SHOP),
        ("$.data['key with space'].id", "$.data['key with space']", "s"),
        ("$.data.empty[?(@.id == 1)].id", "$.data.empty", []),
        ("$.data.items[1].tags[*]", "$.data.items[1].tags", []),
        ("$..nobody", "$", SHOP),
    ],
)
def test_nothing_found_says_how_far_it_got(query: str, reached: str, there: JSON) -> None:
    assert find(query) == []
    assert compile_query(query).dead_end(SHOP) == (reached, there)


def test_the_first_match_counts() -> None:
    assert first([1, 2]) == 1
    assert first([None, 2]) is None
    assert first([]) is None


def test_an_expression_is_compiled_once() -> None:
    assert compile_query("$.a.b") is compile_query("$.a.b")


@pytest.mark.parametrize("document", [None, True, 3, "text", [], {}, [None], {"a": None}, [[[]]]])
@pytest.mark.parametrize(
    "query",
    ["$", "$.a.b", "$.a[0]", "$[0]", "$..a", "$.a[*]", "$[?(@.a > 1)]", "$.a[?(@.b == 'x')][0].c", "$.`len`"],
)
def test_any_document_is_answered_with_matches(query: str, document: JSON) -> None:
    assert isinstance(find(query, document), list)


def test_unlike_things_can_be_compared() -> None:
    mixed: JSON = {"a": [{"b": 1}, {"b": "1"}, {"b": None}, {"b": [1]}, {"b": {}}, {}, 3, "x", None]}
    for sign in ("==", "!=", "<", "<=", ">", ">="):
        for value in ("1", "'1'", "null", "true"):
            try:
                assert isinstance(find(f"$.a[?(@.b {sign} {value})].b", mixed), list)
            except QueryError as fault:
                assert "cannot be applied" in fault.message  # noqa: PT017 - an error is one of two fair answers


@pytest.mark.parametrize("depth", [100, 900, 5000])
def test_deep_documents_are_answered_or_refused_and_never_crash(depth: int) -> None:
    document: JSON = 1
    for _ in range(depth):
        document = {"a": [document]}
    for query in ("$..b", "$..a", "$.a[0].a[0]", "$.a[*].a[*]"):
        try:
            find(query, document)
        except QueryError as fault:
            assert "nested too deeply" in fault.message  # noqa: PT017 - an error is one of two fair answers


@pytest.mark.parametrize("pattern", ["^(a|aa)+$", "^(a+)+$", "(.*a){25}$"])
def test_a_slow_pattern_in_a_filter_is_stopped(pattern: str) -> None:
    document: JSON = {"a": [{"b": "a" * 60 + "!"}]}
    started = process_time()
    try:
        assert find(f"$.a[?(@.b =~ '{pattern}')].b", document) == []
    except QueryError as fault:
        assert "cannot be applied" in fault.message  # noqa: PT017 - an error is one of two fair answers
    assert process_time() - started < 6


@pytest.mark.parametrize(
    "query",
    [
        "$" + "[0]" * 600,
        "$" + ".a" * 900,
        "$" + "[?(@.a)]" * 200,
        "$[?(" + "(" * 300 + "@.a" + ")" * 300 + ")]",
        "$" + "[" * 1500,
    ],
)
def test_long_expressions_are_read_or_refused_quickly(query: str) -> None:
    started = process_time()
    with suppress(QueryError):
        find(query, {"a": 1})
    assert process_time() - started < 2
