from __future__ import annotations

from dataclasses import replace

import pytest
from unit.proof.scene import dossier_of

from runner.model.claim import Condition, When
from runner.model.json import JSON
from runner.model.spec import MultipartBody, Step
from runner.proof.change import CannotAsk, changed, unlike
from runner.proof.sighting import Sighting
from support.bench import document, step_of
from support.senders import answer

TEMPLATE = "/items/{item_id}/files/{name}.json"
VARIABLES: dict[str, JSON] = {
    "id": 7,
    "path": "c0ffee00-1111-4222-8333-444455556666",
    "whole": {"b": 1},
    "word": "Abc-12",
}


def sighted(words: str, path: str = "/items") -> Sighting:
    """A step with these words, sent."""
    text = document(f"- {{id: a, method: POST, path: {path}{words and ', '}{words}}}")
    (sighting,) = dossier_of(text, answers={"*": answer(200)}, variables=VARIABLES).sightings
    return sighting


def under(condition: Condition, words: str, *, path: str = "/items", template: str = "/items") -> Step:
    base = sighted(words, path)
    return changed(base.planned.step, condition, base, template=template)


def same(one: Step, other: Step) -> bool:
    """Whether two steps ask the same."""
    return replace(one, place=other.place, marks=other.marks, last_line=other.last_line) == other


FILES = (
    "form_fields: {b: 1}, file_fields: [{field_name: a, file_path: a.png}, {field_name: c, file_path: c.png}]"
)
LEFT_OUT = [
    ("a", "params: {a: 1, b: 2}", "params: {b: 2}"),
    ("a", "params: {'a[]': [1, 2], b: 2}", "params: {b: 2}"),
    ("a", "body: {a: 1, b: 2}", "body: {b: 2}"),
    ("a.b", "body: {a: {b: 1, c: 2}}", "body: {a: {c: 2}}"),
    ("a.b.c", "body: {a: {b: {c: 1}}}", "body: {a: {b: {}}}"),
    ("a[].b", "body: {a: [{b: 1, c: 2}, {c: 3}]}", "body: {a: [{c: 2}, {c: 3}]}"),
    ("b", "body: [{b: 1, c: 2}, {b: 3}]", "body: [{c: 2}, {}]"),
    ("a,b", "body: {a: 1, b: 2, c: 3}", "body: {c: 3}"),
    ("a, b", "params: {a: 1}, body: {b: 2, c: 3}", "body: {c: 3}"),
    ("a", "form: {a: 1, b: 2}", "form: {b: 2}"),
    ("a", "form_fields: {a: 1, b: 2}", "form_fields: {b: 2}"),
    ("X-Name", "headers: {x-name: 'n', X-Other: 'o'}", "headers: {X-Other: 'o'}"),
    ("a", "params: {a: 1}, body: {a: 2}", "body: {a: 2}"),
]


@pytest.mark.parametrize(("name", "was", "now"), LEFT_OUT)
def test_a_parameter_is_left_out_where_it_is_sent(name: str, was: str, now: str) -> None:
    assert same(under(Condition(When.LEFT_OUT, name), was), sighted(now).planned.step)


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("a", "/items?a=1&b=2", "/items?b=2"),
        ("a", "/items?a=1", "/items"),
        ("a", "/items?a%5B%5D=1&a%5B%5D=2&b", "/items?b"),
        ("a", "/items?b={{id}}&a={{id}}", "/items?b={{id}}"),
    ],
)
def test_it_is_left_out_of_a_query_in_the_path(name: str, was: str, now: str) -> None:
    assert under(Condition(When.LEFT_OUT, name), "", path=f"'{was}'").path == now


UNKNOWN = [
    ("a", "params: {a: 12, b: 2}", "params: {a: '99', b: 2}"),
    ("a", "params: {'a[]': 'x1'}", "params: {'a[]': z9}"),
    ("a", "params: {a: '{{word}}'}", "params: {a: Zzz-99}"),
    ("a", "body: {a: 12, b: 2}", "body: {a: 999999999, b: 2}"),
    ("a.b", "body: {a: {b: x1}}", "body: {a: {b: z9}}"),
    ("a[].b", "body: {a: [{b: x1}, {b: y2}]}", "body: {a: [{b: z9}, {b: z9}]}"),
    ("a", "body: {a: '{{id}}'}", "body: {a: 999999999}"),
    ("a", "form: {a: x1, b: 2}", "form: {a: z9, b: 2}"),
    ("a", "form_fields: {a: x1, b: 2}", "form_fields: {a: z9, b: 2}"),
    ("X-Name", "headers: {X-Name: ab}", "headers: {X-Name: zz}"),
    ("a", "body: {a: null}", "body: {a: no-such-id}"),
    ("a, b", "body: {a: x1, b: 3}", "body: {a: z9, b: 999999999}"),
]


@pytest.mark.parametrize(("name", "was", "now"), UNKNOWN)
def test_an_id_that_does_not_exist_stands_where_the_real_one_is_sent(name: str, was: str, now: str) -> None:
    assert same(under(Condition(When.UNKNOWN, name), was), sighted(now).planned.step)


@pytest.mark.parametrize(
    ("name", "path", "template", "now"),
    [
        ("item_id", "/items/12", "/items/{item_id}", "/items/99"),
        ("item_id", "/items/{{path}}", "/items/{item_id}", "/items/00000000-0000-4000-8000-000000000000"),
        ("item_id", "/v2/items/{{id}}/x?q=1", "/items/{item_id}/x", "/v2/items/9/x?q=1"),
        ("name", "/items/{{id}}/files/ab.json", TEMPLATE, "/items/{{id}}/files/zz.json"),
        ("b", "/items/x1-y2", "/items/{a}-{b}", "/items/x1-z9"),
        ("a", "/items?a=x1&b=2", "/items", "/items?a=z9&b=2"),
    ],
)
def test_it_stands_in_the_path(name: str, path: str, template: str, now: str) -> None:
    assert under(Condition(When.UNKNOWN, name), "", path=f"'{path}'", template=template).path == now


@pytest.mark.parametrize(
    ("value", "other"),
    [
        (12, 999_999_999),
        (999_999_999, 999_999_998),
        ("12", "99"),
        ("99", "999"),
        ("Abc-12", "Zzz-99"),
        ("zz", "zz9"),
        ("c0ffee00-1111-4222-8333-444455556666", "00000000-0000-4000-8000-000000000000"),
        ("507f1f77bcf86cd799439011", "999f9f99fff99ff999999999"),
        ("", "no-such-id"),
        (True, "no-such-id"),
        (1.5, "no-such-id"),
        (None, "no-such-id"),
        (["a"], "no-such-id"),
    ],
)
def test_an_id_looks_like_the_one_it_replaces_and_is_another_one(value: JSON, other: JSON) -> None:
    assert unlike(value) == other != value


@pytest.mark.parametrize(
    ("condition", "words", "template", "why"),
    [
        (Condition(When.LEFT_OUT, "item_id"), "", "/items/{item_id}", "is part of the path"),
        (Condition(When.LEFT_OUT, "b"), "body: {a: 1}", "/items", "does not send `b`"),
        (
            Condition(When.LEFT_OUT, "a.b"),
            "body: {a: '{{whole}}'}",
            "/items",
            "stands in a variable: `{{whole}}`",
        ),
        (Condition(When.LEFT_OUT, "a"), "body: '{{whole}}'", "/items", "`a` stands in a variable"),
        (
            Condition(When.LEFT_OUT, "a"),
            "raw: 'a=1', content_type: text/plain",
            "/items",
            "does not send `a`",
        ),
        (Condition(When.LEFT_OUT, "a.b"), "body: {a: 1}", "/items", "does not send `a.b`"),
        (Condition(When.LEFT_OUT, "a"), "body: [{b: 1}, 2]", "/items", "does not send `a`"),
        (Condition(When.LEFT_OUT, "a"), "form: {b: 1}", "/items", "does not send `a`"),
        (Condition(When.UNKNOWN, "a"), "", "/items", "does not send `a`"),
        (Condition(When.UNKNOWN, "a"), "", "/other/{a}", "not found in the path"),
        (Condition(When.NO_OBJECT), "", "/items", "has no body"),
        (Condition(When.EMPTY, "b"), "", "/items", "`b` cannot be put into the body"),
        (Condition(When.EMPTY, "b"), "body: [1]", "/items", "`b` cannot be put into the body"),
        (Condition(When.EMPTY, "a.b"), "body: {a: {c: 1}}", "/items", "`a.b` cannot be put into the body"),
        (Condition(When.EMPTY, "a"), "body: {a: {c: 1}}", "/items", "`a` is sent, and holds something"),
    ],
)
def test_what_cannot_be_asked_says_why(condition: Condition, words: str, template: str, why: str) -> None:
    with pytest.raises(CannotAsk, match=why.replace("{", r"\{")):
        under(condition, words, template=template)


def test_a_variable_may_stand_for_the_whole_path() -> None:
    base = sighted("", "'/{{path}}'")
    moved = replace(base, request=replace(base.request, url="https://api.test/items/12"))
    with pytest.raises(CannotAsk, match="is not that of the endpoint"):
        changed(base.planned.step, Condition(When.UNKNOWN, "a"), moved, template="/items/{a}")


@pytest.mark.parametrize(
    ("role", "now"),
    [
        ("client", "token: client, headers: {X-A: a}"),
        ("none", "token: none, headers: {X-A: a}"),
        (
            "unknown",
            "token: none, headers: {X-A: a, Authorization: Bearer steprun-gave-this-token-to-nobody}",
        ),
    ],
)
def test_another_role_sends_its_own_token_and_nothing_else(role: str, now: str) -> None:
    was = "token: staff, headers: {authorization: Bearer mine, X-A: a}"
    assert same(under(Condition(When.ROLE, role), was), sighted(now).planned.step)


def test_a_file_is_left_out() -> None:
    step = step_of(f"- {{method: POST, path: /items, {FILES}}}")
    left = changed(step, Condition(When.LEFT_OUT, "a"), sighted(""), template="/items")
    assert isinstance(left.body, MultipartBody)
    assert [file.field_name for file in left.body.files] == ["c"]
    assert left.body.fields == {"b": 1}


def test_a_file_is_no_id() -> None:
    step = step_of(f"- {{method: POST, path: /items, {FILES}}}")
    with pytest.raises(CannotAsk, match="`a` is a file"):
        changed(step, Condition(When.UNKNOWN, "a"), sighted(""), template="/items")


def test_an_object_with_nothing_in_it_is_sent_along() -> None:
    step = under(Condition(When.EMPTY, "b"), "body: {a: 1}")
    assert same(step, sighted("body: {a: 1, b: {}}").planned.step)


def test_a_body_that_is_no_object() -> None:
    assert same(
        under(Condition(When.NO_OBJECT), "body: {a: 1}"),
        sighted("raw: '[]', content_type: application/json").planned.step,
    )


@pytest.mark.parametrize("when", [When.AS_IT_IS, When.REPEATED])
def test_what_is_only_sent_again_stays_as_it_is(when: When) -> None:
    assert same(under(Condition(when), "body: {a: 1}"), sighted("body: {a: 1}").planned.step)
