"""Placeholders: replaced once, types kept, all missing names listed."""

from __future__ import annotations

import pytest

from runner.model.json import JSON
from runner.resolve.expression import Expression
from runner.resolve.scope import Binding, Later, Scope, Withheld, later
from runner.resolve.template import Name, Renderer, as_text, compile_template

VALUES: dict[str, JSON] = {
    "text": "a b/c",
    "int": 3,
    "float": 1.5,
    "yes": True,
    "no": False,
    "null": None,
    "empty": "",
    "list": [1, "two"],
    "object": {"k": [None]},
    "resolved": {"uid": "u1"},
    "flat.name": "flat",
    "braces": "{{int}} <<int>>",
    "half": "\ud800",
}


def renderer() -> Renderer:
    return Renderer(Scope(configured={name: Binding(value, "env") for name, value in VALUES.items()}))


def rendered(value: JSON) -> JSON:
    one = renderer()
    result = one.value(value, ())
    assert one.missing == []
    return result


def missing(value: JSON) -> list[str]:
    one = renderer()
    one.value(value, ())
    return [item.name for item in one.missing]


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("form", ["{{%s}}", "{{ %s }}", "<<%s>>", "<< %s >>", "{{\n%s\n}}"])
def test_a_value_that_is_one_placeholder_keeps_its_type(name: str, form: str) -> None:
    result = rendered(form % name)
    assert result == VALUES[name]
    assert type(result) is type(VALUES[name])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {{int}} b", "a 3 b"),
        ("{{int}}{{int}}", "33"),
        ("{{int}} ", "3 "),
        ("x{{float}}", "x1.5"),
        ("{{yes}}/{{no}}/{{null}}", "true/false/null"),
        ("[{{list}}]", '[[1,"two"]]'),
        ("={{object}}", '={"k":[null]}'),
        ("={{empty}}=", "=="),
        ("{{text}}<<text>>", "a b/ca b/c"),
        ("{{resolved.uid}}-<<flat.name>>", "u1-flat"),
        ("-{{ text | upper }}-", "-A B/C-"),
        ("-{{ resolved.uid | upper }}-", "-U1-"),
        ("-{{ flat.name | upper }}-", "-FLAT-"),
        ("-{{ resolved.nobody | default('d') }}-", "-d-"),
        ("-{{ nobody.at.all | default('d') }}-", "-d-"),
        ("-{{ resolved.uid | default('d') }}-", "-u1-"),
        ("a < b << c >> 1", "a < b << c >> 1"),
        ("{not} a {placeholder}", "{not} a {placeholder}"),
        ("<<1>> <<a b>> <<>>", "<<1>> <<a b>> <<>>"),
        ("100 }} %", "100 }} %"),
    ],
)
def test_inside_text_values_become_text(text: str, expected: str) -> None:
    if "<< c >>" in text:
        assert missing(text) == ["c"]
    else:
        assert rendered(text) == expected


def test_keys_lists_and_objects_are_rendered_all_the_way_down() -> None:
    assert rendered({"{{text}}": [{"a-<<int>>": "{{list}}"}, 1, None, True]}) == {
        "a b/c": [{"a-3": [1, "two"]}, 1, None, True]
    }


def test_what_comes_in_is_never_rendered_again() -> None:
    assert rendered("{{braces}}") == "{{int}} <<int>>"
    assert rendered("a {{braces}}") == "a {{int}} <<int>>"


def test_all_missing_names_are_listed_with_their_places() -> None:
    one = renderer()
    one.value({"a": "{{x}} {{y.z}}", "b": [1, "<<w>>"], "{{k}}": "{{ v | upper }}"}, ("body",))
    assert [(item.name, item.path) for item in one.missing] == [
        ("x", ("body", "a")),
        ("y.z", ("body", "a")),
        ("w", ("body", "b", 1)),
        ("k", ("body", "{{k}}")),
        ("v", ("body", "{{k}}")),
    ]


def test_what_was_withheld_is_missing_with_its_reason() -> None:
    why = Withheld("`one`", "was skipped", by_skip=True)
    one = Renderer(Scope(configured={"a": Binding(1, "env")}).without(["a"], why))
    one.text("{{a}} {{ a.b | upper }}", ())
    assert [item.withheld for item in one.missing] == [why, why]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{}}", "there is no name between the braces"),
        ("{{  }}", "there is no name between the braces"),
        ("{{a", "`{{` is never closed by `}}`"),
        ("a }} {{ b", "`{{` is never closed by `}}`"),
        ("{{int}} {{", "`{{` is never closed by `}}`"),
        ("{{ int + 1 }}", "no"),
        ("{{{int}}}", "may stand here"),
        ("{{<<int>>}}", "may stand here"),
        ("{{ text | nothing }}", "no filter named `nothing`"),
        ("{{ int | first }}", "cannot be computed"),
    ],
)
def test_a_placeholder_that_cannot_be_read_is_missing_and_says_why(text: str, why: str) -> None:
    one = renderer()
    one.value(text, ("p",))
    assert why in one.missing[0].why
    assert one.missing[0].path == ("p",)


def test_names_that_were_used_are_kept_with_their_values_and_places() -> None:
    one = renderer()
    one.value({"a": "{{int}} {{ text | default('x') }}"}, ())
    assert [(item.name, item.binding.value, item.path) for item in one.used] == [
        ("int", 3, ("a",)),
        ("text", "a b/c", ("a",)),
    ]


def test_a_text_with_a_value_that_only_a_run_will_know_is_such_a_value_too() -> None:
    one = Renderer(Scope().with_values({"day": later("day")}, "extracted by list"))
    start = one.value("{{day}}T10:00:00Z", ())
    assert (start, isinstance(start, Later)) == ("{{day}}T10:00:00Z", True)
    moved = Renderer(Scope().with_values({"start": start}, "`variables:`")).value(
        "{{ start | shift('P1D') }}", ()
    )
    assert moved == "{{start | shift('P1D')}}"


# ---- URLs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/a/{{text}}", "/a/a%20b%2Fc"),
        ("/a/<<text>>", "/a/a%20b%2Fc"),
        ("/a/{text}", "/a/a%20b%2Fc"),
        ("/a/{ int }/b", "/a/3/b"),
        ("/a/{resolved.uid}", "/a/u1"),
        ("/a/{{yes}}", "/a/true"),
        ("/a%20b/{{int}}?x=1&y={{text}}", "/a%20b/3?x=1&y=a%20b%2Fc"),
        ("/a/{{braces}}", "/a/%7B%7Bint%7D%7D%20%3C%3Cint%3E%3E"),
        ("/a/{{half}}", "/a/%ED%A0%80"),
        ("/plain", "/plain"),
    ],
)
def test_in_a_url_values_are_percent_encoded_and_single_braces_are_placeholders(
    text: str, expected: str
) -> None:
    one = renderer()
    assert one.url_text(text, ()) == expected
    assert one.missing == []


@pytest.mark.parametrize(
    "text",
    ["/a/{nobody}", "/a/{}", "/a/{{int}", "/a/{int", "/a/int}", "/a/{{int}}}", '/a?f={"b":1}', "/a/{{"],
)
def test_braces_never_leave_in_a_url(text: str) -> None:
    one = renderer()
    one.url_text(text, ())
    assert one.missing


# ---- reading


def test_a_template_knows_the_names_it_needs() -> None:
    template = compile_template("a {{x}} <<y.z>> {{ v | default(w) }} {{ 'c' }}")
    assert template.names() == ("x", "y.z", "w")
    assert not template.is_plain
    assert template.unreadable() == ()
    assert [type(part) for part in template.parts if not isinstance(part, str)] == [
        Name,
        Name,
        Expression,
        Expression,
    ]
    assert compile_template("a } b").is_plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (True, "true"),
        (None, "null"),
        (3, "3"),
        (1.5, "1.5"),
        (["é"], '["é"]'),
        ({"a": 1}, '{"a":1}'),
    ],
)
def test_values_as_text(value: JSON, text: str) -> None:
    assert as_text(value) == text
