from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from unit.proof.scene import FILE, claim, dossier_of, judged, told

from runner.claims import claims_of
from runner.contract.breach import where as shown_at
from runner.model.claim import Answer, Topic
from runner.model.http import Response
from runner.model.json import JSON
from runner.model.place import Place
from runner.model.verdict import Verdict
from support.bench import document, spec_of
from support.senders import answer, html

OPENAPI = """
openapi: 3.0.0
info: {title: Items, version: '1'}
paths:
  /items:
    post:
      responses:
        '200':
          description: ok
          content:
            text/plain: {schema: {type: string}}
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: integer}, state: {enum: [new, old]}}}
"""
STEP = "- {method: POST, path: /items, onFail: continue}"


def verdict_on(
    body: str, *came: Response, openapi: str = "", elsewhere: Response | None = None
) -> tuple[Verdict, Answer]:
    """On the example of a document with these lines, and the claim itself."""
    text = document("\n".join(STEP for _ in came)) + f"\n## Expected Response\n\n```json\n{body}\n```\n"
    (claim,) = claims_of(spec_of(text, file=FILE))
    others = [document(STEP, endpoint="POST /items")] if elsewhere else []
    answers = [*came, *([elsewhere] if elsewhere else [])]
    dossier = dossier_of(text, *others, answers={"POST /items": answers}, claims=[claim], openapi=openapi)
    assert isinstance(claim.fact, Answer)
    return judged(dossier)[0], claim.fact


EXAMPLE = '{\n  "id": 1,\n  "tags": [{"name": "a"}]\n}'
ITEM: Mapping[str, JSON] = {"id": 7, "tags": [{"name": "b"}, {"name": "c"}]}

ROWS: list[tuple[str, list[Response], tuple[str, str, list[str]]]] = [
    (EXAMPLE, [answer(200, ITEM)], ("holds", "1 answer", [])),
    (EXAMPLE, [answer(200, ITEM), answer(200, ITEM)], ("holds", "2 answers", [])),
    (EXAMPLE, [answer(200, {**ITEM, "x": 1})], ("holds", "1 answer", ["SR806"])),
    (EXAMPLE, [answer(200, {"id": 7})], ("broken", "1 answer", ["SR804"])),
    (EXAMPLE, [answer(200, {"id": "7", "tags": [1]})], ("broken", "1 answer", ["SR805", "SR805"])),
    (EXAMPLE, [answer(404, ITEM)], ("not checked", "no answer with a success was seen", [])),
    (EXAMPLE, [html("<p>")], ("not checked", "no answer with a success was seen", [])),
]  # fmt: skip


@pytest.mark.parametrize(("body", "came", "verdict"), ROWS)
def test_a_documented_body(body: str, came: list[Response], verdict: tuple[str, str, list[str]]) -> None:
    assert told(verdict_on(body, *came)[0]) == verdict


@pytest.mark.parametrize(
    ("came", "where"),
    [
        ({"id": 7, "tags": [{"x": 1}]}, (15, 13, 6)),
        ({"id": "7", "tags": [{"name": "b"}]}, (14, 3, 4)),
        ([1], (13, 1, 1)),
    ],
)
def test_what_is_wrong_is_shown_at_its_key(came: JSON, where: tuple[int, int, int]) -> None:
    finding = verdict_on(EXAMPLE, answer(200, came))[0].findings[0]
    assert (finding.place.line, finding.place.column, finding.width) == where


def test_the_body_that_came_is_kept_as_long_as_the_documented_one() -> None:
    verdict, _fact = verdict_on('{"id": "x", "tags": [{"name": "a"}]}', answer(200, ITEM))
    assert json.loads(verdict.came) == {"id": 7, "tags": [{"name": "b"}]}


def test_no_more_is_listed_than_can_be_read() -> None:
    body = json.dumps({f"key{number}": 1 for number in range(40)})
    verdict, _fact = verdict_on(body, answer(200, {"other": 1}))
    assert len(verdict.findings) == 12


@pytest.mark.parametrize(
    ("body", "came", "verdict", "where"),
    [
        ('{"id": 1, "state": "new"}', {"id": 7, "state": "old"}, ("holds", "1 answer", []), None),
        ('{"id": 1, "state": "now"}', {"id": 7, "state": "old"}, ("broken", "1 answer", ["SR807"]), (13, 11)),
        ('{"state": "new"}', {"id": 7, "state": "old"}, ("broken", "1 answer", ["SR807"]), (13, 1)),
        ('{"state": "new"}', {"state": "old"}, ("holds", "1 answer", []), None),
        ('{"id": "1"}', {"id": 7}, ("broken", "1 answer", ["SR805"]), (13, 2)),
    ],
)
def test_a_body_that_its_openapi_document_does_not_allow(
    body: str, came: JSON, verdict: tuple[str, str, list[str]], where: tuple[int, int] | None
) -> None:
    found, _fact = verdict_on(body, answer(200, came), openapi=OPENAPI)
    assert told(found) == verdict
    if where:
        assert (found.findings[0].place.line, found.findings[0].place.column) == where


def test_where_no_answer_was_seen_it_is_for_lint_to_say_what_is_not_allowed() -> None:
    found, _fact = verdict_on('{"state": "now", "id": 1}', answer(404), openapi=OPENAPI)
    assert told(found) == ("not checked", "no answer with a success was seen", [])


def test_the_answers_to_other_documents_do_where_there_are_no_own_ones() -> None:
    found, _fact = verdict_on(EXAMPLE, answer(404), elsewhere=answer(200, ITEM))
    assert told(found) == ("holds", "1 answer in specs/002.md", [])
    found, _fact = verdict_on(EXAMPLE, answer(404), elsewhere=answer(404))
    assert told(found)[0] == "not checked"


def test_a_claim_without_a_body_is_about_the_status() -> None:
    for came, verdict in (
        (answer(204), ("holds", "1 answer", [])),
        (answer(200), ("broken", f"200 OK, seen in {FILE}:7", ["SR808"])),
        (answer(404), ("not checked", "no answer with 204 was seen", [])),
    ):
        claims = [Answer((204,), None, has_body=False)]
        dossier = dossier_of(document(STEP), answers={"*": came}, claims=claims)
        assert told(judged(dossier)[0]) == verdict


def test_another_status_than_documented_is_told_at_the_status_beside_what_else_is_wrong() -> None:
    fact = Answer((201,), {"id": "x"}, status_place=Place(FILE, 3, 22))
    dossier = dossier_of(document(STEP), answers={"*": answer(200, {"id": 7})}, claims=[fact])
    (verdict,) = judged(dossier)
    assert [(item.rule, item.place) for item in verdict.findings[:1]] == [("SR808", Place(FILE, 3, 22))]
    assert [item.rule for item in verdict.findings] == ["SR808", "SR805"]
    assert verdict.findings[0].message == f"documented: 201; what comes is 200 OK (seen in {FILE}:7)"


def test_a_status_that_another_block_documents_is_no_fault_of_this_one() -> None:
    facts = [Answer((201,), None, has_body=False), Answer((200,), None, has_body=False)]
    claims = [replace(claim(fact), topic=Topic.EXPECTED_RESPONSE) for fact in facts]
    dossier = dossier_of(document(STEP), answers={"*": answer(200)}, claims=claims)
    assert [told(each)[0] for each in judged(dossier)] == ["not checked", "holds"]


def test_an_endpoint_that_nobody_called() -> None:
    dossier = dossier_of(
        document("- {method: GET, path: /x}"), answers={"*": answer(200)}, claims=[Answer((), {})]
    )
    assert told(judged(dossier)[0]) == ("not checked", "no step calls the endpoint and succeeds", [])


def test_paths_are_shown_as_jsonpath() -> None:
    assert shown_at(("a", 0, "b")) == "$.a[0].b"
