from __future__ import annotations

import pytest

from runner.claims.titles import statuses_in, topic_of, where_in
from runner.model.claim import Topic, Where


@pytest.mark.parametrize(
    ("title", "topic"),
    [
        ("Authentication", Topic.AUTHENTICATION),
        ("1. authentication", Topic.AUTHENTICATION),
        ("Authorization Logic", None),
        ("Access", Topic.AUTHENTICATION),
        ("Access logs", None),
        ("Expected Response (200/201)", Topic.EXPECTED_RESPONSE),
        ("Response", Topic.EXPECTED_RESPONSE),
        ("Response Example", Topic.EXPECTED_RESPONSE),
        ("Response times", None),
        ("Successful Example", Topic.EXPECTED_RESPONSE),
        ("Error Responses", Topic.ERROR_RESPONSES),
        ("Errors", Topic.ERROR_RESPONSES),
        ("Errors of the past", None),
        ("Response Codes", Topic.RESPONSE_CODES),
        ("HTTP Status Codes", Topic.RESPONSE_CODES),
        ("Status", None),
        ("Request Body Parameters", Topic.PARAMETERS),
        ("Parameters Reference", Topic.PARAMETERS),
        ("Request Body", Topic.PARAMETERS),
        ("Form Fields (multipart/form-data)", Topic.PARAMETERS),
        ("Request", None),
        ("Known Issues", Topic.KNOWN_ISSUES),
        ("UID Resolution Procedure", Topic.UID_RESOLUTION),
        ("Swagger Discrepancies", Topic.DISCREPANCIES),
        ("Discrepancies Found", Topic.DISCREPANCIES),
        ("Option 1: From the list", Topic.OPTIONS),
        ("Option B", Topic.OPTIONS),
        ("Options", None),
        ("Option of the Year", None),
        ("Alternative: By hand", Topic.OPTIONS),
        ("How to Obtain booking_id", Topic.OPTIONS),
        ("How It Works", None),
        ("Test Request", None),
        ("Notes", None),
        ("", None),
    ],
)
def test_a_title_tells_what_is_claimed_below_it(title: str, topic: Topic | None) -> None:
    assert topic_of(title) is topic


@pytest.mark.parametrize(
    ("title", "statuses"),
    [
        ("Expected Response (200/201)", (200, 201)),
        ("201 Created", (201,)),
        ("Of a course", ()),
        ("Response in 2024, v1.200, of 6000", ()),
    ],
)
def test_a_title_may_name_statuses(title: str, statuses: tuple[int, ...]) -> None:
    assert statuses_in(title) == statuses


@pytest.mark.parametrize(
    ("words", "where"),
    [
        ("Path Parameters", Where.PATH),
        ("Query", Where.QUERY),
        ("Request headers", Where.HEADER),
        ("Form Fields", Where.BODY),
        ("Parameters Reference", Where.UNSAID),
    ],
)
def test_words_tell_where_parameters_are_sent(words: str, where: Where) -> None:
    assert where_in(words) is where
