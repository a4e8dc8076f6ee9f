from __future__ import annotations

import pytest
from unit.proof.scene import FILE, NOT_ASKED, dossier_of, judged, told

from runner.model.claim import EVERYBODY_ELSE, Access
from runner.model.http import Response
from support.bench import document
from support.senders import answer

OPTION = "- {id: way, method: GET, path: /way, token: client, extract: {item: $.id}}"
NONE, CLIENT = "without a token", "with a token of client"

Row = tuple[Access, list[Response], dict[str, Response], tuple[str, str, list[str]]]
"""The claim; what the test's `staff` and then `client` request got; what probes get; the verdict."""

ROWS: dict[str, Row] = {
    "was let in": (Access("staff", True), [answer(200)], {}, ("holds", f"200 OK, seen in {FILE}:7", [])),
    "is let in": (
        Access("client", True), [answer(200)], {CLIENT: answer(201)},
        ("holds", f"{CLIENT}: 201 Created", []),
    ),
    "is let in with what its own option gives": (
        Access("client", True), [answer(200)], {CLIENT: answer(403), f"{CLIENT}, after Example": answer(200)},
        ("holds", f"{CLIENT}, after Example: 200 OK", []),
    ),
    "is refused": (
        Access("client", True), [answer(200)], {CLIENT: answer(403), f"{CLIENT}, after Example": answer(401)},
        ("broken", "403 Forbidden", ["SR801"]),
    ),
    "is refused, and no option is its own": (
        Access("app", True), [answer(200)], {"with a token of app": answer(403)},
        ("broken", "403 Forbidden", ["SR801"]),
    ),
    "is neither in nor refused": (
        Access("client", True), [answer(200)], {CLIENT: answer(404), f"{CLIENT}, after Example": answer(404)},
        ("not checked", "the Test Request with this token gives 404 Not Found: neither in nor refused", []),
    ),
    "cannot be asked": (Access("client", True), [answer(200)], {}, ("not checked", NOT_ASKED, [])),
    "was refused, and cannot be asked": (
        Access("staff", True), [answer(401)], {}, ("broken", "401 Unauthorized", ["SR801"]),
    ),
    "was refused or not found, and cannot be asked": (
        Access("staff", True), [answer(404), answer(401)], {},
        ("not checked", "no step calls the endpoint and succeeds", []),
    ),
    "is refused as it should be": (
        Access("none", False), [answer(200)], {NONE: answer(401)}, ("holds", f"{NONE}: 401 Unauthorized", []),
    ),
    "is refused with the status that it should be": (
        Access("client", False, (404,)), [answer(200)], {CLIENT: answer(404)},
        ("holds", f"{CLIENT}: 404 Not Found", []),
    ),
    "is refused with another status": (
        Access("client", False, (403,)), [answer(200)], {CLIENT: answer(404)},
        ("broken", "404 Not Found", ["SR803"]),
    ),
    "is refused for another reason": (
        Access("client", False), [answer(200)], {CLIENT: answer(422)},
        ("not checked", "the Test Request with this token gives 422 Unprocessable Content, not 401 or 403", []),
    ),
    "was let in where it should not": (
        Access("staff", False), [answer(200)], {}, ("broken", f"200 OK, seen in {FILE}:7", ["SR802"]),
    ),
    "is let in where it should not": (
        Access("none", False), [answer(200)], {NONE: answer(200)}, ("broken", "200 OK", ["SR802"]),
    ),
    "was refused as it should be, and cannot be asked": (
        Access("staff", False), [answer(403)], {}, ("holds", f"403 Forbidden, seen in {FILE}:7", []),
    ),
    "was refused with another status, and cannot be asked": (
        Access("staff", False, (403,)), [answer(401)], {},
        ("broken", f"401 Unauthorized, seen in {FILE}:7", ["SR803"]),
    ),
    "should be refused, and cannot be asked": (
        Access("client", False), [answer(200)], {}, ("not checked", NOT_ASKED, []),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_a_role(name: str) -> None:
    fact, came, probes, verdict = ROWS[name]
    steps = "\n".join("- {method: POST, path: /items, onFail: continue}" for _ in came)
    dossier = dossier_of(
        document(steps, example=OPTION),
        answers={"POST /items": came, "*": answer(200, {"id": 1})},
        claims=[fact],
    )
    assert told(judged(dossier, probes)[0]) == verdict


def test_who_gets_in_and_should_not_is_a_matter_of_security() -> None:
    text = document("- {method: POST, path: /items}")
    dossier = dossier_of(text, answers={"*": answer(200)}, claims=[Access("none", False)])
    (finding,) = judged(dossier, {NONE: answer(200)})[0].findings
    assert finding.message == "SECURITY: `none` should be refused, and is let in: 200 OK"
    assert "close the endpoint" in finding.hint


ELSE = [
    ("client", answer(403), ("holds", "refused: client", [])),
    ("client", answer(200), ("broken", "200 OK", ["SR802"])),
    ("client", answer(404), ("not checked", "no token of another role was sent", [])),
    ("staff", answer(200), ("not checked", "no token of another role was sent", [])),
    ("none", answer(200), ("broken", "200 OK", ["SR802"])),
]


@pytest.mark.parametrize(("role", "came", "verdict"), ELSE)
def test_everybody_else(role: str, came: Response, verdict: tuple[str, str, list[str]]) -> None:
    text = document(f"- {{method: POST, path: /items, token: {role}, onFail: continue}}")
    claims = [Access(EVERYBODY_ELSE, False), Access("staff", True)]
    dossier = dossier_of(text, answers={"*": came}, claims=claims)
    assert told(judged(dossier)[0]) == verdict


def test_who_is_not_in_a_closed_list_is_somebody_else_whatever_other_lists_say() -> None:
    only = Access(EVERYBODY_ELSE, False, beside=frozenset({"staff"}))
    claims = [only, Access("staff", True), Access("client", True)]
    text = document("- {method: POST, path: /items, token: client}")
    verdict = judged(dossier_of(text, answers={"*": answer(200)}, claims=claims))[0]
    assert told(verdict) == ("broken", "200 OK", ["SR802"])
    assert "`client` is not among those who may call" in verdict.findings[0].message


def test_another_one_of_the_same_kind_is_not_somebody_else() -> None:
    text = document("- {method: POST, path: /items, token: client}")
    claims = [Access(EVERYBODY_ELSE, False), Access("clien", True), Access("client", True)]
    dossier = dossier_of(text, answers={"*": answer(200)}, claims=claims)
    assert told(judged(dossier)[0])[0] == "not checked"


def test_a_header_that_the_step_writes_itself_is_nobodys() -> None:
    text = document("- {method: POST, path: /items, headers: {Authorization: Bearer x}}")
    dossier = dossier_of(
        text, answers={"*": answer(200)}, claims=[Access(EVERYBODY_ELSE, False), Access("x", True)]
    )
    assert told(judged(dossier)[0])[0] == "not checked"
