from __future__ import annotations

from dataclasses import replace

import pytest
from unit.proof.scene import FILE, dossier_of

from runner.model.http import FilePart, Request, Response
from runner.model.json import JSON
from runner.proof import Sighting, Witness
from support.bench import document
from support.build import make_planned, make_step
from support.senders import answer, html

JSON_TYPE = (("Content-Type", "application/json"),)
FORM = (("content-type", "application/x-www-form-urlencoded"),)


def seen(request: Request, response: Response | None = None) -> Sighting:
    return Sighting(make_planned(), request, response or answer(200, {"a": 1}))


def post(
    content: bytes = b"", *, headers: tuple[tuple[str, str], ...] = JSON_TYPE, query: str = ""
) -> Sighting:
    return seen(Request("POST", f"https://api.test/items{query}", headers, content))


@pytest.mark.parametrize(
    ("sighting", "name", "sent"),
    [
        (post(b'{"a": {"b": 1}}'), "a.b", [1]),
        (post(b'{"a": [{"b": 1}, {"b": null}, {}]}'), "a[].b", [1, None]),
        (post(b'[{"a": 1}, {"a": 2}]'), "a", [1, 2]),
        (post(b'{"a": 1}'), "b", []),
        (post(b'{"a": 1}'), "a.b", []),
        (post(b"a=1&b=2&a=", headers=FORM), "a", ["1", ""]),
        (post(b"a=1", headers=()), "a", []),
        (post(query="?a=1&a[]=2&b=3&c"), "a", ["1", "2"]),
        (post(query="?c"), "c", [""]),
        (post(headers=(("X-Name", "n"),)), "x-name", ["n"]),
        (
            seen(
                Request(
                    "POST", "https://api.test/", fields=(("a", "1"),), files=(FilePart("f", "f.png", b""),)
                )
            ),
            "f",
            ["f.png"],
        ),
        (post(b'{"a": 2}', query="?a=1"), "a", ["1", 2]),
    ],
)
def test_what_was_sent_under_a_name(sighting: Sighting, name: str, sent: list[JSON]) -> None:
    assert [*sighting.sent_as(name)] == sent


@pytest.mark.parametrize(
    ("status", "success"), [(199, False), (200, True), (204, True), (299, True), (300, False), (404, False)]
)
def test_a_success_is_2xx(status: int, success: bool) -> None:
    assert seen(Request("GET", "https://api.test/"), answer(status)).is_success is success


def test_what_is_no_json_is_no_body() -> None:
    sighting = seen(Request("GET", "https://api.test/a/b?c=d"), html("<p>"))
    assert (sighting.body, sighting.sent, sighting.path) == (None, None, "/a/b")


def test_a_role_is_known_by_the_token_that_steprun_sent() -> None:
    request = Request("GET", "https://api.test/", jar="run-0001/client")
    assert seen(request).role == "client"
    own = replace(make_step(), headers={"authorization": "Bearer mine"})
    assert Sighting(make_planned(own), request, answer(200)).role == ""


def test_a_reused_step_belongs_to_the_document_that_uses_it() -> None:
    used = document("- {id: a, method: POST, path: /items}")
    user = document("- {id: b, method: GET, path: /b}", setup="- {use: 'specs/002.md'}", endpoint="GET /b")
    sightings = dossier_of(user, used, answers={"*": answer(200)}).sightings
    assert [(each.home, each.place.file) for each in sightings] == [
        (FILE, "specs/002.md"),
        (FILE, FILE),
        ("specs/002.md", "specs/002.md"),
    ]


def test_a_witness_remembers_the_last_exchange_of_a_step() -> None:
    witness = Witness(lambda _planned, _request, _response: None)
    planned, other = make_planned(), make_planned()
    for status in (500, 200):
        assert witness.hold(planned, Request("GET", "https://api.test/"), answer(status)) is None
    last = witness.last_of(planned.step)
    assert last is not None
    assert last.status == 200
    assert witness.last_of(other.step) is None
    assert [each.status for each in witness] == [500, 200]


@pytest.mark.parametrize(
    ("body", "demands"),
    [
        ({"error": "o is required"}, True),
        ({"errors": [{"title": "Missing parameter", "source": {"parameter": "o"}}]}, True),
        ({"errors": [{"code": "required", "source": {"pointer": "/data/o"}}]}, True),
        ({"error": "something else is required"}, False),
        ({"error": "o cannot be used"}, False),
        ({"error": "either o or p is required"}, False),
        ({"error": "no"}, False),
    ],
)
def test_a_refusal_may_demand_a_parameter(body: JSON, demands: bool) -> None:
    assert seen(Request("GET", "https://api.test/items"), answer(422, body)).demands("o") is demands
    sent = Request("GET", "https://api.test/items?o=1")
    assert not seen(sent, answer(422, body)).demands("o")
    assert not seen(replace(sent, url="https://api.test/items"), answer(403, body)).demands("o")
