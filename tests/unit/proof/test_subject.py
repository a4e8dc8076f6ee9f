"""What a document is about: the endpoint of its front matter."""

from __future__ import annotations

import pytest
from unit.proof.scene import dossier_of, judged

from support.bench import document
from support.senders import answer


@pytest.mark.parametrize(
    ("steps", "status", "messages"),
    [
        ("- {method: POST, path: /items}", 200, []),
        ("- {method: POST, path: /items, expect: {status: 422}}", 422, []),
        ("- {method: POST, path: /items}", 422, []),  # it failed: there is enough to say
        ("- {method: POST, path: /gateway/v1/items}", 200, []),  # its base path is told of by lint
        (
            "- {method: PUT, path: /items}\n- {method: GET, path: /other}",
            200,
            ["the Test Request never calls `POST /items`; it calls PUT /items and GET /other"],
        ),
    ],
)
def test_a_document_calls_the_endpoint_that_it_is_about(steps: str, status: int, messages: list[str]) -> None:
    dossier = dossier_of(document(steps, endpoint="POST /items"), answers={"*": answer(status)})
    found = [item for verdict in judged(dossier) for item in verdict.findings]
    assert [item.message for item in found] == messages
    assert [(item.rule, item.line) for item in found] == [
        ("SR881", 'endpoint: "POST /items"') for _message in messages
    ]
