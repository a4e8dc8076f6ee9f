from __future__ import annotations

from dataclasses import replace

import pytest
from unit.proof.scene import FILE, claim, dossier_of

from runner.model.claim import Access, Code
from runner.model.place import Place
from runner.model.spec import Endpoint
from runner.proof import Dossier
from support.bench import document
from support.senders import answer

OPENAPI = """
openapi: 3.0.0
info: {title: Items, version: '1'}
paths:
  /items: {post: {responses: {'200': {description: ok}}}}
  /items/{id}: {get: {responses: {'200': {description: ok}}}}
"""
POST = "- {id: post, method: POST, path: /items}"


def lines_of(dossier: Dossier) -> list[tuple[str, str]]:
    return [(each.home, each.planned.step.id) for each in dossier.every]


def test_what_other_documents_saw_of_the_endpoint_counts_after_its_own() -> None:
    other = document(POST.replace("id: post", "id: theirs"), endpoint="POST /items")
    user = document("- {id: x, method: GET, path: /x}", setup=POST.replace("id: post", "id: mine"))
    dossier = dossier_of(user, other, answers={"*": answer(200)})
    assert lines_of(dossier) == [(FILE, "mine"), ("specs/002.md", "theirs")]
    assert [each.planned.step.id for each in dossier.own] == ["mine"]


@pytest.mark.parametrize(
    ("path", "found"),
    [("/items/{id}", 1), ("/items/{other}", 1), ("/items/7", 1), ("/items", 0), ("/items/{id}/x", 0)],
)
def test_exchanges_belong_to_an_endpoint_by_their_path(path: str, found: int) -> None:
    text = document("- {id: a, method: GET, path: '/items/{{item}}'}", endpoint=f"GET {path}")
    dossier = dossier_of(text, answers={"*": answer(200)}, variables={"item": 7})
    assert len(dossier.every) == found


def test_an_openapi_document_knows_an_operation_by_another_path() -> None:
    text = document("- {id: a, method: GET, path: '/items/{{item}}'}", endpoint="GET /items/{item_id}")
    dossier = dossier_of(text, answers={"*": answer(200)}, variables={"item": 7}, openapi=OPENAPI)
    assert len(dossier.every) == 1
    assert dossier.operation is not None
    assert dossier.operation.key == "GET /items/{id}"
    assert dossier.promises is not None
    assert dossier.promises_of(Endpoint("GET", "/nowhere")) is None


def test_without_an_openapi_document_nothing_is_promised() -> None:
    dossier = dossier_of(document(POST), answers={"*": answer(200)})
    assert (dossier.operation, dossier.promises) == (None, None)


@pytest.mark.parametrize(
    ("test", "setup", "cleanup", "target"),
    [
        ("- {id: a, method: POST, path: /items}\n- {id: b, method: POST, path: /items}", "", "", "a"),
        ("- {id: a, method: GET, path: /x}", "- {id: s, method: POST, path: /items}", "", "s"),
        ("- {id: a, method: GET, path: /x}", "", "- {id: c, method: POST, path: /items}", "c"),
        (
            "- {id: a, method: GET, path: /x}",
            "- {id: s, method: POST, path: /items}",
            "- {id: c, method: POST, path: /items}",
            "c",
        ),
        ("- {id: a, method: GET, path: /x}", "", "", None),
    ],
)
def test_the_target_is_the_first_success_of_the_test(
    test: str, setup: str, cleanup: str, target: str | None
) -> None:
    dossier = dossier_of(document(test, setup=setup, cleanup=cleanup), answers={"*": answer(200)})
    assert (dossier.target.planned.step.id if dossier.target else None) == target


def test_a_refusal_is_no_target() -> None:
    text = document(
        "- {id: a, method: POST, path: /items, onFail: continue}\n- {id: b, method: POST, path: /items}"
    )
    dossier = dossier_of(text, answers={"POST /items": [answer(404), answer(200)]})
    assert dossier.target is not None
    assert dossier.target.planned.step.id == "b"
    assert dossier.target_at(Endpoint("POST", "/items")) == dossier.target
    assert dossier.target_at(Endpoint("POST", "/x")) is None


@pytest.mark.parametrize(
    ("front", "why"),
    [
        ("", "no step calls the endpoint and succeeds"),
        ("skip: true\nskipReason: broken upstream", "the document was skipped: broken upstream"),
    ],
)
def test_it_says_why_there_is_no_target(front: str, why: str) -> None:
    dossier = dossier_of(document(POST, front=front), answers={"*": answer(500)})
    assert dossier.why_no_target == why
    assert dossier.is_parked is bool(front)


def test_a_document_that_was_not_run_or_that_skipped_itself_says_so() -> None:
    skipping = document("- {id: a, method: POST, path: /items, onFail: skip}")
    dossier = dossier_of(skipping, answers={"*": answer(404)})
    assert dossier.why_no_target.startswith("the document was skipped")
    assert not dossier.is_parked
    assert dossier.main is not None
    speechless = replace(dossier, main=replace(dossier.main, reason=""))
    assert speechless.why_no_target == "it was skipped"
    assert replace(dossier, main=None).why_no_target == "the document was not run"


def test_a_step_of_no_pass_has_nothing_before_it() -> None:
    text = document(
        POST, setup="- {id: s, method: GET, path: /s}", cleanup="- {id: c, method: GET, path: /c}"
    )
    dossier = dossier_of(text, answers={"*": answer(200)})
    assert dossier.target is not None
    planned = dossier.target.planned
    assert [each.step.id for each in dossier.before(planned)] == ["s"]
    assert [each.step.id for each in dossier.after(planned)] == ["c"]
    assert replace(dossier, main=None).before(planned) == ()


def test_facts_come_with_their_claims() -> None:
    dossier = dossier_of(
        document(POST), answers={"*": answer(200)}, claims=[Access("staff", True), Code(200)]
    )
    assert [fact.status for _claim, fact in dossier.facts(Code)] == [200]


def test_a_line_outside_of_the_document_is_empty() -> None:
    dossier = dossier_of(document(POST), answers={"*": answer(200)}, claims=[claim(None)])
    assert dossier.line(Place(FILE, 2)) == 'endpoint: "POST /items"'
    assert [dossier.line(Place(FILE, line)) for line in (0, 999)] == ["", ""]
