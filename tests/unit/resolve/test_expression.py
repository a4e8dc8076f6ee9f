"""What may stand between the braces: little, and nothing that runs, grows or reaches outside."""

from __future__ import annotations

from time import process_time

import pytest

from runner.model.json import JSON
from runner.resolve.expression import FILTERS, ExpressionError, compile_expression

CONTEXT: dict[str, JSON] = {
    "name": " Ada ",
    "n": "41",
    "f": 1.75,
    "items": [1, 2, 3],
    "words": ["a", "b"],
    "o": {"key": {"deep": "x"}, "with space": 7},
    "nothing": None,
    "i": 1,
    "s": "k",
}


def evaluate(source: str) -> JSON:
    return compile_expression(source).evaluate(CONTEXT)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("name | trim", "Ada"),
        ("name|trim|upper", "ADA"),
        ("name | lower | trim", "ada"),
        ("'ada lovelace' | title", "Ada Lovelace"),
        ("n | int", 41),
        ("'1.9' | int", 1),
        ("n | float", 41.0),
        ("f | int", 1),
        ("f | string", "1.75"),
        ("items | first", 1),
        ("items | last", 3),
        ("items | length", 3),
        ("words | join('-')", "a-b"),
        ("words | join", "ab"),
        ("name | replace('A', 'E')", " Eda "),
        ("'abcdef' | slice(2)", "cdef"),
        ("'abcdef' | slice: -4", "cdef"),
        ("'abcdef' | slice(1, 3)", "bc"),
        ("'abcdef' | slice: 1, 3", "bc"),
        ("items | slice(1)", [2, 3]),
        ("items[0]", 1),
        ("items[-1]", 3),
        ("items[1:]", [2, 3]),
        ("'ab' | repeat(3)", "ababab"),
        ("'x' | repeat(0)", ""),
        ("'12345678901234567890' | int", 12345678901234567890),
        ("12345678901234567890123456789012345 | plus(1)", 12345678901234567890123456789012346),
        (
            "'99999999999999999999999999999999999999' | plus('0.1')",
            "99999999999999999999999999999999999999.1",
        ),
        ("n | plus(1)", "42"),
        ("i | plus(1)", 2),
        ("f | plus(1)", 2.75),
        ("i | plus(0.5)", 1.5),
        ("'2' | plus(1) | plus(1)", "4"),
        ("'40.00' | minus('10.5')", "29.50"),
        ("'40' | minus('0.25')", "39.75"),
        ("'40.00' | times(0.25)", "10.00"),
        ("'0.05' | times(0.5)", "0.03"),
        ("3 | times(4)", 12),
        ("i | minus(n)", -40.0),
        ("'2026-02-02' | shift('-P1D')", "2026-02-01"),
        ("'2026-02-02T08:00:00Z' | shift('PT36H') | date", "2026-02-03"),
        ("o.key.deep", "x"),
        ("o['with space']", 7),
        ("o['key'].deep | upper", "X"),
        ("items[i]", 2),
        ("'text'", "text"),
        ("5", 5),
        ("nothing | default('d')", "d"),
        ("nobody | default('d')", "d"),
        ("nobody | default", ""),
        ("nobody | default(n)", "41"),
        ("nobody | default('d') | upper", "D"),
        ("name | default('d') | trim", "Ada"),
        ("o", {"key": {"deep": "x"}, "with space": 7}),
    ],
)
def test_names_items_constants_and_filters(source: str, expected: JSON) -> None:
    result = evaluate(source)
    assert result == expected
    assert type(result) is type(expected)


def test_an_expression_knows_what_it_needs_and_what_it_can_do_without() -> None:
    expression = compile_expression("a.b | default(c) | replace(d, e.f)")
    assert set(expression.required) == {"c", "d", "e.f"}
    assert expression.optional == ("a.b",)


@pytest.mark.parametrize(
    "source",
    [
        "items | trim",
        "name | int",
        "o | upper",
        "n | first | int | first",
        "items[9]",
        "o.nobody",
        "'9' | float | join",
        "'inf' | int",
        "'1e999' | int",
        "nothing | upper",
    ],
)
def test_what_cannot_be_computed_is_an_error_with_words(source: str) -> None:
    with pytest.raises(ExpressionError):
        evaluate(source)


INJECTIONS = """\
''.__class__
''.__class__.__mro__[1].__subclasses__()
name.__class__
name.__init__.__globals__
o.__class__
items.__class__.__base__
o['__class__'].x()
o.key.__dict__
(name).__class__
name['upper']()
name.upper()
name | attr('__class__')
name | map('upper')
name | format
'%1000000000d' | format(1)
'{0.__class__}'.format(1)
'{}'.format(n)
name | safe
name | tojson
name | pprint
name | xmlattr
name | batch(2)
name | select('x')
name | sort(attribute='__class__')
self
self.__init__
self._TemplateReference__context
request.application.__globals__
config.items()
cycler.__init__.__globals__.os.popen('id').read()
joiner.__init__.__globals__
namespace.__init__.__globals__
lipsum.__globals__['os'].popen('id').read()
lipsum()
range(1000000000)
dict(a=1)
get_flashed_messages.__globals__
url_for.__globals__
7*7
9**(9**9)
'a'*1000000000
1 + 1
n ~ n
not n
n and n
n or n
1 == 1
n in items
n if n else n
[1, 2]
{'a': 1}
(1, 2)
n is defined
[x for x in items]
lambda: 1
__import__('os').system('id')
open('/etc/passwd')
eval('1')
o.get('key')
items.append(1)
}}{% for x in items %}{{ x
}} {{ name
{% import os %}
a }}{{ b
name | default(o.__class__)
name | replace(name.__class__, 'x')
items[name.__class__]
caller()
super()
loop.index
_
__builtins__
None.__class__
true.__class__
nothing.__class__""".splitlines()

INERT = {
    "self",
    "request.application.__globals__",
    "config.items()",
    "_",
    "__builtins__",
    "loop.index",
    "self._TemplateReference__context",
}
"""Just names, which nobody gave a value."""


def test_sixty_injections_are_refused_in_no_time() -> None:
    assert len(INJECTIONS) >= 60
    started = process_time()
    for source in INJECTIONS:
        try:
            result = evaluate(source)
        except ExpressionError:
            continue
        pytest.fail(f"{source} gave {result!r}")
    assert process_time() - started < 4


BOMBS = [
    "a" * 5000,
    "n" + " | upper" * 600,
    "(" * 99 + "n" + ")" * 99 + "+1",
    "[" * 99 + "]" * 99,
    "n" + "[0]" * 1300,
    "items" + "|first" * 680,
    "'" + "a" * 4000 + "' | replace('a', '" + "b" * 60 + "') | replace('b', '" + "c" * 10 + "')",
    "-" * 2000 + "1",
    "n" + ".a" * 2000,
]


@pytest.mark.parametrize("source", BOMBS, ids=range(len(BOMBS)))
def test_bombs_are_refused_quickly(source: str) -> None:
    started = process_time()
    with pytest.raises(ExpressionError):
        evaluate(source)
    assert process_time() - started < 2


@pytest.mark.parametrize(
    "source", ["big | replace('a', 'bb')", "big | upper", "many | join(big)", "big | replace('', 'ab')"]
)
def test_results_are_bounded(source: str) -> None:
    context: dict[str, JSON] = {"big": "a" * (1 << 20) + "a", "many": ["x"] * 100}
    with pytest.raises(ExpressionError):
        compile_expression(source).evaluate(context)


def test_only_the_listed_filters_exist() -> None:
    assert sorted(FILTERS) == [
        "date", "default", "first", "float", "int", "join", "last", "length", "lower", "minus",
        "plus", "repeat", "replace", "shift", "slice", "string", "times", "title", "trim", "upper",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("name | plus(1)", "no number"),
        ("name | repeat(1000000)", "at most"),
        ("name | repeat(-1)", "at most"),
        ("name | repeat('3')", "at most"),
        ("i | plus('x')", "no number"),
        ("o | minus(1)", "only a text or a number"),
        ("true | plus(1)", "no number"),
        ("'NaN' | plus(1)", "counted with"),
        ("'1e400' | plus(1)", "counted with"),
        ("i | shift('P1D')", "no ISO 8601 date"),
        ("nothing | shift('P1D')", "only a text or a number"),
    ],
)
def test_what_cannot_be_counted_or_moved_says_why(source: str, words: str) -> None:
    with pytest.raises(ExpressionError, match=words):
        evaluate(source)
