"""Fields of answers, and who may call other endpoints, in the words of prose."""

from __future__ import annotations

import pytest

from runner.claims.elsewhere import said_in_brackets, said_of_callers
from runner.claims.fields import fields_in, named_in_passing, subjects_in
from runner.claims.sentence import sentences_of


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("The `id` field in each room is the `room_id`.", ["$.id is the room_id"]),
        ("Every room's `uid` is a `room_id`.", ["$.uid is the room_id"]),
        ("The response contains `data.room.id`, which is the `room_id`.", ["$.data.room.id is the room_id"]),
        ("It is `data.room.id` of a new room, and `id` in the list.", ["$.data.room.id is the wanted"]),
        ("`POST /rooms` answers with `room.id` and `$.room.revision`.", ["$.room.id", "$.room.revision"]),
        ("Both answer with the room; `rooms[].id` is the `room_id`.", ["$.rooms[*].id is the room_id"]),
        ("A slot names its `staff_id` and its `start_time`.", ["$.staff_id", "$.start_time"]),
        ("Look at `meta.can_book`; no token is needed.", ["$.meta.can_book"]),
        ("It may also return `data.hint`.", []),
        ("One could still cancel it: `rooms[].allowed` says so.", ["$.rooms[*].allowed"]),
        ("The `id` is not the `room_id`.", []),
        ("See [the list](get_rooms.md) or `settings.yaml`.", []),
        ("Send `query.filter.id`.", []),
        ("The list has the type `event`, and `state: dirty` returns those.", []),
        ("Only `accepted` ones are returned.", []),
    ],
)
def test_a_sentence_names_fields_where_it_says_what_comes(words: str, fields: list[str]) -> None:
    (sentence,) = sentences_of(words)
    found = list(fields_in(sentence, "wanted"))
    assert [f"{each.query} is the {each.is_the}" if each.is_the else each.query for each in found] == fields
    for each in found:
        written = words[each.start : each.start + each.width]
        assert written.removeprefix("$.").replace("[]", "[*]") == each.query.removeprefix("$.")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Use GET /rooms with a Client token to get the rooms.", ["client in"]),
        ("Use GET /rooms with Staff/App tokens instead.", ["staff in", "app in"]),
        ("This endpoint only accepts Client tokens", ["client in", "* out"]),
        ("GET /rooms is open; no token is needed.", ["none in"]),
        ("GET /rooms returns 401 with Staff token", []),
        ("Not with a staff token.", []),
        ("It might work with a staff token.", []),
        ("This document uses a client token throughout.", []),
    ],
)
def test_a_sentence_says_who_may_call(words: str, said: list[str]) -> None:
    found = [each.access for each in said_of_callers(words)]
    assert [f"{each.role} {'in' if each.allowed else 'out'}" for each in found] == said


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Option 1: From the list (staff and app tokens)", ["staff in", "app in"]),
        ("Option 1: From the list (Recommended for Staff/App tokens)", ["staff in", "app in"]),
        ("Option 2: From the list (Client token only)", ["client in", "* out"]),
        ("Option 3: From the list of client tokens", []),
        ("Option 4: From the list (not for staff tokens)", []),
        ("Option 5: From a new room (in two steps)", []),
    ],
)
def test_a_heading_says_in_brackets_who_may_go_that_way(title: str, said: list[str]) -> None:
    found = [each.access for each in said_in_brackets(title)]
    assert [f"{each.role} {'in' if each.allowed else 'out'}" for each in found] == said


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        (
            "The answer's `data.room.id` is the `room_id` for cleaning.",
            ["answer: $.data.room.id is the room_id"],
        ),
        ("Each room's `uid` is a `room_id`.", ["room: $.uid is the room_id"]),
        ("The `uid` of the list is the `room_id` of the call.", [": $.uid is the room_id"]),
        ("The body says `addons`, the answer says `add_ons`.", ["body: $.addons", "answer: $.add_ons"]),
        ("The answer of the call says `status`.", ["answer: $.status"]),
        ("A booking calls it `room_id`.", ["booking: $.room_id"]),
        ("The answer may say `hint`.", []),
        ("The answer says `no such room`.", []),
        ("It answers with `room.id`.", []),
    ],
)
def test_a_sentence_gives_fields_to_something(words: str, fields: list[str]) -> None:
    (sentence,) = sentences_of(words)
    found = [
        f"{each.owner}: {each.query}{each.is_the and f' is the {each.is_the}'}"
        for each in named_in_passing(sentence)
    ]
    assert found == fields


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("`next_page` is null on the last page.", ["$.next_page"]),
        ("`scope` is `one` or `all`; `rooms` names everything.", ["$.rooms"]),
        ("`duration` counts minutes.", ["$.duration"]),
        ("To a guest `meta` names no `hash`.", []),
        ("`one` is what is usual.", []),
    ],
)
def test_what_tells_something_beside_an_example_is_a_field(words: str, fields: list[str]) -> None:
    (sentence,) = sentences_of(words)
    assert [each.query for each in subjects_in(sentence)] == fields
