"""The titles of sections that claim something: the table."""

from __future__ import annotations

import re
from typing import Final

from runner.model.claim import Topic, Where

_PARAMETERS = (
    r"((request )?(path|query|url|body|header|form)|request|input|api) +"
    r"(param(eter)?s?|fields?|variables?|arguments?)\b"
)
_SENT = (
    r"(param(eter)?s?|fields|request (body|headers?)|body|headers)"
    r"( (reference|table|list|schema|description)s?)?(?=$| *[(:–—-])"
)
#: The start of a title, in any case, and what stands below it. The first that fits decides.
ALIASES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), topic)
    for pattern, topic in (
        (
            r"(authentication|authori[sz]ation)\b(?! logic)|(access|tokens|token types?)$",
            Topic.AUTHENTICATION,
        ),
        (r"(expected|success(ful)?|sample|example) (response|result|example)s?\b", Topic.EXPECTED_RESPONSE),
        (r"response( (body|example|format|sample)s?)?(?=$| *[(:–—-])", Topic.EXPECTED_RESPONSE),
        (r"(error|failure) (response|case|example)s?\b|errors$", Topic.ERROR_RESPONSES),
        (r"((http )?(response|status)|http|error) codes?\b", Topic.RESPONSE_CODES),
        (_PARAMETERS, Topic.PARAMETERS),
        (_SENT, Topic.PARAMETERS),
        (
            r"known (issue|problem|bug|limitation)s?\b|(issues|limitations|quirks|caveats)\b",
            Topic.KNOWN_ISSUES,
        ),
        (r"(u?id|parameter) (resolution|sources?)\b", Topic.UID_RESOLUTION),
        (r"((swagger|openapi|documentation|spec(ification)?) )?discrepanc(y|ies)\b", Topic.DISCREPANCIES),
        (r"option \w+( *[:.)–—-]|$)|alternatives?\b|how to (obtain|get|find|acquire)\b", Topic.OPTIONS),
    )
)

#: What a document says in passing, before it comes to its sections.
OPENINGS: Final = re.compile(r"(summary|overview|description|introduction)\b", re.IGNORECASE)

#: What stands below these is about documents and code, whatever its own title.
ASIDES: Final = re.compile(
    r"([\w ]+ )?changes (required|needed)\b|root cause|code analysis|changelog|history\b", re.IGNORECASE
)

_WHERE: Final = (
    (re.compile(r"\b(path|url)\b", re.IGNORECASE), Where.PATH),
    (re.compile(r"\bquery\b", re.IGNORECASE), Where.QUERY),
    (re.compile(r"\bheaders?\b", re.IGNORECASE), Where.HEADER),
    (re.compile(r"\b(body|form|formdata|payload)\b", re.IGNORECASE), Where.BODY),
)

_STATUS: Final = re.compile(r"(?<![\w.])[1-5]\d\d(?!\w|\.\d)")


def topic_of(title: str) -> Topic | None:
    """What a section with this title claims things about; None: nothing, it is prose."""
    words = re.sub(r"^[\d.)\W]+", "", title)
    return next((topic for pattern, topic in ALIASES if pattern.match(words)), None)


def where_in(words: str) -> Where:
    """Where the words say that parameters are sent."""
    return next((where for pattern, where in _WHERE if pattern.search(words)), Where.UNSAID)


def statuses_in(title: str) -> tuple[int, ...]:
    """The statuses that a title names."""
    return tuple(dict.fromkeys(int(number) for number in _STATUS.findall(title)))
