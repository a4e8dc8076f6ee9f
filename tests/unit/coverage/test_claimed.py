from __future__ import annotations

from runner.coverage.claimed import claimed_statuses
from runner.model.claim import Access, Answer, Claim, Code, Topic
from runner.model.place import Place

PLACE = Place("specs/a.md", 7)


def test_codes_and_answers_name_statuses_and_other_claims_do_not() -> None:
    claims = [
        Claim(Topic.RESPONSE_CODES, PLACE, "404", Code(404)),
        Claim(Topic.EXPECTED_RESPONSE, PLACE, "200 or 201", Answer((200, 201), body=None)),
        Claim(Topic.EXPECTED_RESPONSE, PLACE, "a success", Answer((), body=None)),
        Claim(Topic.AUTHENTICATION, PLACE, "staff: works", Access("staff", allowed=True)),
        Claim(Topic.KNOWN_ISSUES, PLACE, "slow", why_not="no number"),
    ]
    assert list(claimed_statuses(claims)) == [(404, PLACE), (200, PLACE), (201, PLACE)]
