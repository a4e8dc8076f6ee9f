from __future__ import annotations

import pytest
from unit.proof.scene import FILE, claim, dossier_of, judged, told

from runner.model.claim import Provider, Source
from runner.model.http import Response
from runner.model.spec import Endpoint
from support.bench import document
from support.senders import answer

LIST = Endpoint("GET", "/list")
UNCALLED = Endpoint("GET", "/uncalled")
TEXT = document("- {method: POST, path: /items}", setup="- {method: GET, path: /list, token: client}")
OPENAPI = """
openapi: 3.0.0
info: {title: Items, version: '1'}
paths:
  /uncalled:
    get:
      responses:
        '200':
          description: ok
          content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}
"""

SOURCES: list[tuple[Source, str, tuple[str, str, list[str]]]] = [
    (Source("id", LIST, "$.items[0].id"), "", ("holds", f"`$.items[0].id` is there, seen in {FILE}:7", [])),
    (Source("id", LIST, ""), "", ("holds", "GET /list: 200 OK", [])),
    (Source("id", LIST, "$.items[0].uid"), "", ("broken", "nothing at `$.items[0].uid`", ["SR861"])),
    (Source("id", LIST, "$.none"), "", ("broken", "nothing at `$.none`", ["SR861"])),
    (Source("id", UNCALLED, "$.id"), "", ("not checked", "no step calls GET /uncalled and succeeds", [])),
    (Source("id", UNCALLED, "$.id"), OPENAPI, ("holds", "documented in swagger/items.yaml", [])),
    (
        Source("id", UNCALLED, "$.uid"), OPENAPI,
        (
            "broken",
            "`$.uid` is not in the answer of GET /uncalled as swagger/items.yaml documents it",
            ["SR861"],
        ),
    ),
    (Source("id", UNCALLED, ""), OPENAPI, ("not checked", "no step calls GET /uncalled and succeeds", [])),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "openapi", "verdict"), SOURCES)
def test_where_an_id_comes_from(fact: Source, openapi: str, verdict: tuple[str, str, list[str]]) -> None:
    body = {"items": [{"id": 1}], "none": None}
    dossier = dossier_of(TEXT, answers={"*": answer(200, body)}, claims=[fact], openapi=openapi)
    assert told(judged(dossier)[0]) == verdict


def test_a_path_that_cannot_be_read_is_not_checked() -> None:
    dossier = dossier_of(TEXT, answers={"*": answer(200, {})}, claims=[Source("id", LIST, "$.[")])
    state, by, _codes = told(judged(dossier)[0])
    assert state == "not checked"
    assert by.startswith("`$.[` cannot be read: ")


GIVES = "- {id: way, method: GET, path: /way, token: client, extract: {item: $.id}, onFail: abort}"
AFTER, WITH_TOKEN = "as it is, after Example", "with a token of client, after Example"

Row = tuple[Provider, str, Response, dict[str, Response], tuple[str, str, list[str]]]
"""The claim; the option's steps; what they get; what probes get; the verdict."""

PROVIDERS: dict[str, Row] = {
    "was not run": (
        Provider("Other", ("item",)), GIVES, answer(200), {}, ("not checked", "its steps were not run", []),
    ),
    "skips itself": (
        Provider("Example", ()), GIVES.replace("abort", "skip, skipReason: none there"), answer(404), {},
        ("not checked", "none there", []),
    ),
    "does not pass": (
        Provider("Example", ()), GIVES, answer(404), {},
        ("broken", "its steps do not pass: expected status 2xx, got 404 Not Found", ["SR851"]),
    ),
    "gives something else": (
        Provider("Example", ("thing",)), GIVES, answer(200, {"id": 1}), {},
        ("broken", "its steps do not give `thing`; they give item", ["SR851"]),
    ),
    "gives nothing": (
        Provider("Example", ("thing",)), "- {method: GET, path: /way}", answer(200), {},
        ("broken", "its steps do not give `thing`; they give nothing", ["SR851"]),
    ),
    "has nothing to give": (
        Provider("Example", ()), "- {method: GET, path: /way}", answer(200), {}, ("holds", "its steps pass", []),
    ),
    "does the work itself": (
        Provider("Example", ()), f"{GIVES}\n- {{method: POST, path: /items}}", answer(200, {"id": 1}), {},
        ("holds", "its steps pass", []),
    ),
    "works": (
        Provider("Example", ("item",)), GIVES, answer(200, {"id": 1}), {AFTER: answer(201)},
        ("holds", "the Test Request with it: 201 Created", []),
    ),
    "works with its own token": (
        Provider("Example", ("item",)), GIVES, answer(200, {"id": 1}),
        {AFTER: answer(404), WITH_TOKEN: answer(200)}, ("holds", "the Test Request with it: 200 OK", []),
    ),
    "does not work": (
        Provider("Example", ("item",)), GIVES, answer(200, {"id": 1}),
        {AFTER: answer(404), WITH_TOKEN: answer(403)},
        ("broken", "the Test Request does not work with what it gives: 404 Not Found", ["SR852"]),
    ),
    "gives what is in another state": (
        Provider("Example", ("item",)), GIVES, answer(200, {"id": 1}), {AFTER: answer(422)},
        ("holds", "its steps pass; the Test Request with what they give: 422 Unprocessable Content", []),
    ),
    "cannot be tried": (
        Provider("Example", ("item",)), GIVES, answer(200, {"id": 1}), {},
        ("holds", "its steps pass; nobody was asked", []),
    ),
    "was sent without a token": (
        Provider("Example", ("item",)), GIVES.replace(" token: client,", ""), answer(200, {"id": 1}),
        {AFTER: answer(404)},
        ("broken", "the Test Request does not work with what it gives: 404 Not Found", ["SR852"]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROVIDERS)
def test_an_option(name: str) -> None:
    fact, steps, came, probes, verdict = PROVIDERS[name]
    text = document("- {method: POST, path: /items}", example=steps)
    dossier = dossier_of(text, answers={"GET /way": came, "*": answer(200, {"id": 1})}, claims=[fact])
    assert told(judged(dossier, probes)[0]) == verdict


def test_what_an_option_gives_is_shown_where_it_says_so() -> None:
    text = document("- {method: POST, path: /items}", example=GIVES)
    dossier = dossier_of(
        text, answers={"*": answer(200, {"id": 1})}, claims=[claim(Provider("Example", ("thing",)))]
    )
    (finding,) = judged(dossier)[0].findings
    assert text.split("\n")[finding.place.line - 1][finding.place.column - 1 :].startswith("$.id}")
