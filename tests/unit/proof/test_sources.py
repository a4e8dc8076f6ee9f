from __future__ import annotations

import pytest
from unit.proof.scene import FILE, claim, dossier_of, judged, told

from runner.model.claim import Access, Caller, Provider, Source
from runner.model.http import Response
from runner.model.json import JSON
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
    (Source("id", (LIST,), "$.items[0].id"), "", ("holds", f"`$.items[0].id` is there, seen in {FILE}:7", [])),
    (Source("id", (LIST,), ""), "", ("holds", "GET /list: 200 OK", [])),
    (Source("id", (LIST,), "$.items[0].uid"), "", ("broken", "nothing at `$.items[0].uid`", ["SR861"])),
    (Source("id", (LIST,), "$.none"), "", ("broken", "nothing at `$.none`", ["SR861"])),
    (Source("id", (UNCALLED,), "$.id"), "", ("not checked", "no step calls GET /uncalled and succeeds", [])),
    (Source("id", (UNCALLED,), "$.id"), OPENAPI, ("holds", "documented in swagger/items.yaml", [])),
    (
        Source("id", (UNCALLED,), "$.uid"), OPENAPI,
        (
            "broken",
            "`$.uid` is not in the answer of GET /uncalled as swagger/items.yaml documents it",
            ["SR861"],
        ),
    ),
    (Source("id", (UNCALLED,), ""), OPENAPI, ("not checked", "no step calls GET /uncalled and succeeds", [])),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "openapi", "verdict"), SOURCES)
def test_where_an_id_comes_from(fact: Source, openapi: str, verdict: tuple[str, str, list[str]]) -> None:
    body = {"items": [{"id": 1}], "none": None}
    dossier = dossier_of(TEXT, answers={"*": answer(200, body)}, claims=[fact], openapi=openapi)
    assert told(judged(dossier)[0]) == verdict


def test_a_path_that_cannot_be_read_is_not_checked() -> None:
    dossier = dossier_of(TEXT, answers={"*": answer(200, {})}, claims=[Source("id", (LIST,), "$.[")])
    state, by, _codes = told(judged(dossier)[0])
    assert state == "not checked"
    assert by.startswith("`$.[` cannot be read: ")


NEAR = document(
    "- {method: POST, path: /items}",
    setup="- {method: GET, path: /list, token: client}",
    example="- {method: GET, path: /way, extract: {item_id: '$.items[0].id'}}",
)
BOOK: JSON = {"items": [{"id": 1, "uid": 2, "book": {"name": "x", "none": None}}]}
WAY = Endpoint("GET", "/way")

FIELDS: list[tuple[Source, tuple[str, str, list[str]]]] = [
    (Source("", (WAY,), "$.book.name", is_loose=True), ("holds", f"`$.book.name` is there, seen in {FILE}:17", [])),
    (Source("", (WAY,), "$.book.title", is_loose=True), ("broken", "nothing at `$.book.title`", ["SR861"])),
    (
        Source("", (WAY,), "$.book.none.x", is_loose=True),
        ("not checked", "what should hold `$.book.none.x` is empty in the answers that came", []),
    ),
    (Source("", (UNCALLED, WAY), "$.uid", is_loose=True), ("holds", f"`$.uid` is there, seen in {FILE}:17", [])),
    (Source("", (UNCALLED,), "$.uid", is_loose=True), ("not checked", f"no step calls {UNCALLED} and succeeds", [])),
    (Source("", (), "$.book.name", is_loose=True), ("holds", f"`$.book.name` is there, seen in {FILE}:7", [])),
    # Nobody says where, and no OpenAPI document that it cannot be elsewhere.
    (
        Source("", (), "$.book.title", is_loose=True),
        ("not checked", "no answer that came has anything like `$.book.title`", []),
    ),
    (
        Source("", (), "$.items.title", is_loose=True, beside=("Example",)),
        ("broken", "nothing at `$.items.title`", ["SR861"]),
    ),
    (
        Source("itemId", (), "$.id", is_loose=True, beside=("Example",)),
        ("holds", f"`$.items[0].id`, seen in {FILE}:17", []),
    ),
    (
        Source("item_id", (WAY,), "$.uid", is_loose=True),
        ("broken", f"`$.items[0].id`, seen in {FILE}:17", ["SR861"]),
    ),
    (
        Source("item_id", (), "$.key", is_loose=True, beside=("Example",)),
        ("broken", f"`$.items[0].id`, seen in {FILE}:17", ["SR861"]),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "verdict"), FIELDS)
def test_where_a_field_is_that_prose_names(fact: Source, verdict: tuple[str, str, list[str]]) -> None:
    dossier = dossier_of(NEAR, answers={"*": answer(200, BOOK)}, claims=[fact])
    assert told(judged(dossier)[0]) == verdict


CLOSED = """
openapi: 3.0.0
info: {title: Items, version: '1'}
paths:
  /list:
    get:
      responses:
        '200':
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  book: {type: object, properties: {name: {type: string}, pages: {type: integer}}}
"""


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        ("$.book.title", ("broken", "nothing at `$.book.title`", ["SR861"])),
        (
            "$.book.pages",
            ("not checked", "`$.book.pages` is documented, and is not in the answers that came", []),
        ),
    ],
)
def test_a_field_of_whatever_answer_is_missing_where_an_openapi_document_denies_it_too(
    query: str, verdict: tuple[str, str, list[str]]
) -> None:
    fact = Source("", (), query, is_loose=True)
    body: JSON = {"book": {"name": "x"}}
    dossier = dossier_of(TEXT, answers={"*": answer(200, body)}, claims=[fact], openapi=CLOSED)
    assert told(judged(dossier)[0]) == verdict


@pytest.mark.parametrize(
    ("access", "came", "verdict"),
    [
        (Access("client", True), answer(200), ("holds", f"200 OK, seen in {FILE}:7", [])),
        (Access("staff", True), answer(200), ("holds", "GET /list with a token of staff: 200 OK", [])),
        (Access("staff", True), answer(401), ("broken", "401 Unauthorized", ["SR801"])),
        (Access("staff", False), answer(200), ("broken", "200 OK", ["SR802"])),
        (
            Access("*", False, beside=frozenset({"client"})), answer(200),
            ("not checked", "no token of another role was sent", []),
        ),
        (Access("*", False, beside=frozenset({"staff"})), answer(200), ("broken", "200 OK", ["SR802"])),
    ],
)  # fmt: skip
def test_who_may_call_another_endpoint(
    access: Access, came: Response, verdict: tuple[str, str, list[str]]
) -> None:
    dossier = dossier_of(TEXT, answers={"*": answer(200)}, claims=[Caller(LIST, access)])
    assert told(judged(dossier, {"GET /list with a token of staff": came})[0]) == verdict


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


@pytest.mark.parametrize(
    ("query", "verdict"),
    [
        ("$.uid", ("holds", f"`$.items[0].uid`, seen in {FILE}:8", [])),
        ("$.name", ("broken", f"`$.items[0].id`, seen in {FILE}:7", ["SR861"])),
    ],
)
def test_what_steps_take_from_several_places_is_in_one_of_them(
    query: str, verdict: tuple[str, str, list[str]]
) -> None:
    setup = (
        "- {method: GET, path: /list, extract: {item_id: '$.items[0].id'}}\n"
        "- {method: GET, path: /way, extract: {item_id: '$.items[0].uid'}}"
    )
    answers = {"GET /list": answer(200, {"items": [{"id": 1}]}), "*": answer(200, {"items": [{"uid": 2}]})}
    fact = Source("item_id", (), query, is_loose=True, beside=("Prerequisites",))
    dossier = dossier_of(
        document("- {method: POST, path: /items}", setup=setup), answers=answers, claims=[fact]
    )
    assert told(judged(dossier)[0]) == verdict
