from __future__ import annotations

import re

import pytest
from unit.proof.scene import FILE, claim, dossier_of, judged, told

from runner.model.claim import Access, Answer, Code, Condition, Parameter, Required, Roster, When, Where
from runner.model.http import Response
from runner.model.json import JSON
from runner.model.place import Place
from support.bench import document
from support.senders import answer

STEP = "{method: POST, path: /items/1, params: {q: 5, flag: 'true'}, body: {a: x, n: 1, in: {b: 2}, null: null}, headers: {X-H: h}}"
UNSAID = Required.UNSAID
QUERY, BODY, ANYWHERE = Where.QUERY, Where.BODY, Where.UNSAID
OK, BAD = answer(200), answer(400)

TABLES: list[tuple[list[Parameter], list[tuple[str, str]]]] = [
    ([], []),
    ([Parameter("q", QUERY, UNSAID)], [("broken", "`flag` is sent in the query, and is not in the table")]),
    ([Parameter("q", QUERY, UNSAID), Parameter("flag", QUERY, UNSAID)], [("holds", "2 sent")]),
    (
        [Parameter(name, BODY, UNSAID) for name in ("a", "n", "in.b", "null")],
        [("holds", "4 sent")],
    ),
    (
        [Parameter(name, BODY, UNSAID) for name in ("a", "n", "null")],
        [("broken", "`in` is sent in the body, and is not in the table")],
    ),
    (
        [Parameter(name, ANYWHERE, UNSAID) for name in ("a", "n", "in", "null")],
        [("holds", "4 sent")],
    ),
]


@pytest.mark.parametrize(("facts", "verdicts"), TABLES)
def test_a_table_has_all_that_is_sent(facts: list[Parameter], verdicts: list[tuple[str, str]]) -> None:
    dossier = dossier_of(document(f"- {STEP}", endpoint="POST /items/{id}"), answers={"*": OK}, claims=facts)
    more = judged(dossier)[len(facts) :]
    assert [
        (verdict.state.value, verdict.findings[0].message if verdict.findings else verdict.by)
        for verdict in more
    ] == verdicts


def test_keys_that_are_data_need_no_row() -> None:
    text = document("- {method: POST, path: /items, body: {a: 1, '2026-01-31': 2}}")
    dossier = dossier_of(text, answers={"*": OK}, claims=[Parameter("a", BODY, UNSAID)])
    assert judged(dossier)[-1].by == "2 sent"


def test_nothing_is_missing_from_the_table_of_a_request_that_nobody_sent() -> None:
    dossier = dossier_of(document(f"- {STEP}"), answers={"*": BAD}, claims=[Parameter("a", BODY, UNSAID)])
    assert len(judged(dossier)) == 1


@pytest.mark.parametrize(
    ("listed", "verdict"),
    [
        ([200, 404], ("holds", "seen: 200, 404", [])),
        ([200], ("broken", f"404 Not Found, seen in {FILE}:8", ["SR823"])),
    ],
)
def test_the_table_lists_every_status_that_comes(
    listed: list[int], verdict: tuple[str, str, list[str]]
) -> None:
    steps = "- {method: POST, path: /items}\n- {method: POST, path: /items, onFail: continue}"
    dossier = dossier_of(
        document(steps),
        answers={"POST /items": [answer(200), answer(404)]},
        claims=[Code(status) for status in listed],
    )
    assert told(judged(dossier)[-1]) == verdict


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([Code(200), Code(500)], 2),
        ([Code(200), Code(500), Code(502)], 1),
        ([Code(200), Code(500), Code(200, ("NO_SUCH",))], 3),
    ],
)
def test_a_status_without_a_row_is_told_at_the_row_that_is_likely_to_be_meant(
    rows: list[Code], line: int
) -> None:
    steps = "- {method: POST, path: /items}\n- {method: POST, path: /items, onFail: continue}"
    claims = [claim(fact, line=number) for number, fact in enumerate(rows, 1)]
    answers = {"POST /items": [answer(200), answer(404, {"code": "NO_SUCH"})]}
    last = judged(dossier_of(document(steps), answers=answers, claims=claims))[-1]
    assert [(item.rule, item.place.line) for item in last.findings] == [("SR823", line)]


def test_the_table_lists_what_the_document_shows_of_itself() -> None:
    shown = Answer((404,), {"error": "Not found"}, is_error=True, conditions=(Condition(When.REPEATED),))
    text = document("- {method: POST, path: /items}")
    probes = {"sent twice": answer(404, {"error": "Not found"})}
    for rows, rules in (([Code(200)], ["SR823"]), ([Code(200), Code(404)], [])):
        dossier = dossier_of(text, answers={"*": OK}, claims=[claim(shown, line=3), *rows])
        last = judged(dossier, probes)[-1]
        assert [item.rule for item in last.findings] == rules
    unseen = dossier_of(text, answers={"*": OK}, claims=[shown, Code(200)])
    assert judged(unseen)[-1].findings == ()  # what nobody saw may be left out


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["| 404 | gone (`GONE`) |", "| 404 | lost (`LOST`) |"], []),
        (["| 404 | gone (`GONE`) |"], [1]),
        (["| 404 | gone (`GONE`) |", "| 404 | lost (`GONE`) |"], [1, 2]),
        (["| 404 | gone (`GONE`) |", "| 404 | something else |"], []),
        (["| 404 | something else; gone (`GONE`) |"], []),
        (["| 404 | gone (`NEVER`) |"], []),  # nobody knows where codes stand
    ],
)
def test_codes_that_come_are_named_where_all_rows_of_a_status_name_theirs(
    rows: list[str], lines: list[int]
) -> None:
    steps = "- {method: POST, path: /items, onFail: continue}\n" * 3
    text = document(steps) + "\n" + "\n".join(rows) + "\n"
    first = text.split("\n").index(rows[0]) + 1
    claims = [
        claim(Code(404, tuple(re.findall("`(.*?)`", row))), line=first + index)
        for index, row in enumerate(rows)
    ]
    bodies: list[JSON] = [{"code": "GONE"}, {"errors": ["strange"]}, {"code": "LOST"}]
    answers = {"POST /items": [answer(404, body) for body in bodies]}
    verdicts = judged(dossier_of(text, answers=answers, claims=claims))
    found = [item for verdict in verdicts for item in verdict.findings]
    assert [item.place.line - first + 1 for item in found if item.rule in ("SR822", "SR824")] == lines


def test_a_table_says_nothing_of_an_endpoint_that_nobody_called() -> None:
    dossier = dossier_of(
        document("- {method: GET, path: /x}"), answers={"*": answer(200)}, claims=[Code(200)]
    )
    assert told(judged(dossier)[-1]) == ("not checked", "no step calls the endpoint and succeeds", [])


def roster(line: int, *named: str, is_of_tokens: bool = False) -> Roster:
    return Roster(Place(FILE, line, 3), 5, frozenset(named), is_of_tokens)


FRONT, WORDS, TABLE = (
    roster(1, "staff", "app", is_of_tokens=True),
    roster(3, "Staff"),
    roster(5, "staff", "none"),
)
IN = {"with a token of app": OK, "with a token of staff": OK, "without a token": OK}


@pytest.mark.parametrize(
    ("rosters", "probes", "found"),
    [
        ({"staff": FRONT, "app": FRONT}, IN, []),
        ({"staff": WORDS, "app": FRONT}, IN, [(3, "app")]),
        ({"staff": WORDS, "app": FRONT}, {**IN, "with a token of app": answer(403)}, []),
        ({"staff": WORDS, "app": FRONT, "none": TABLE}, IN, [(3, "app"), (3, "none"), (5, "app")]),
        ({"staff_b": FRONT, "staff": WORDS}, {**IN, "with a token of staff_b": OK}, []),
    ],
)
def test_who_works_is_named_wherever_those_who_may_call_are_listed(
    rosters: dict[str, Roster], probes: dict[str, Response], found: list[tuple[int, str]]
) -> None:
    claims = [Access(role, True, roster=each) for role, each in rosters.items()]
    text = document("- {method: POST, path: /items}")
    verdicts = judged(dossier_of(text, answers={"*": OK}, claims=claims), probes)
    items = [item for verdict in verdicts[len(claims) :] for item in verdict.findings]
    assert [(item.rule, item.place.line) for item in items] == [("SR809", line) for line, _role in found]
    assert [item.message.split()[0] for item in items] == [f"`{role}`" for _line, role in found]
