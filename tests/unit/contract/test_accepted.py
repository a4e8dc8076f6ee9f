"""The file of accepted findings: what it may hold, how it is written, and when an entry is gone."""

from __future__ import annotations

import pytest

from runner.contract.accepted import (
    Accepted,
    Call,
    NotAccepted,
    gone,
    read_accepted,
    renewed,
    write_accepted,
)
from runner.load.data import read_data
from runner.model.contract import Evidence, Judged
from runner.model.finding import Finding, Severity
from runner.model.place import Place

LIST = "GET /items › list_items"
FIND = "GET /items/{id} › find_item"


def entry(
    mark: str, *, step: str = LIST, operation: str = "GET /items", says: str = "it is wrong"
) -> Accepted:
    return Accepted(mark, "SR744", operation, step, says)


def finding(mark: str, message: str = "it is wrong") -> Finding:
    return Finding("SR744", Severity.ERROR, Place("a.md", 7), message, fingerprint=mark)


def call(
    *findings: Finding,
    accepted: tuple[str, ...] = (),
    step: str = LIST,
    operation: str = "GET /items",
    endpoint: str = "GET /items",
) -> Call:
    judged = Judged(
        operation,
        "api.yaml",
        200,
        documented=True,
        evidence=Evidence.SCHEMA,
        findings=findings,
        accepted=accepted,
    )
    return Call(step, endpoint, judged)


@pytest.mark.parametrize("text", ["accepted: []", "accepted:", "accepted: null"])
def test_a_list_may_be_empty(text: str) -> None:
    assert read_accepted(read_data(text)) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no list `accepted`"),
        ("[]", "there is no list `accepted`"),
        ("acepted: []", "there is no list `accepted`"),
        ("accepted: 5", "there is no list `accepted`"),
        ("accepted: {a: 1}", "there is no list `accepted`"),
        ("accepted: [a]", "entry 1 has no text `fingerprint`"),
        ("accepted: [{fingerprint: a}, {rule: SR744}]", "entry 2 has no text `fingerprint`"),
        ("accepted: [{fingerprint: 12}]", "entry 1 has no text `fingerprint`"),
    ],
)
def test_what_holds_something_else_is_not_taken_for_an_empty_list(text: str, said: str) -> None:
    with pytest.raises(NotAccepted, match=said):
        read_accepted(read_data(text))


def test_a_fingerprint_is_enough_for_an_entry() -> None:
    assert read_accepted(read_data("accepted: [{fingerprint: abc, says: null, until: 2030-01-01}]")) == (
        Accepted("abc"),
    )


@pytest.mark.parametrize(
    "says",
    [
        'is "x" (string)',
        "a: b # c",
        "ümlaut ‹staff› 日本 😀",
        "two\nlines\ttab",
        "controls \x00 \x1b \x7f \x85 \u2028 \ufeff",
        "- [x]",
        "",
    ],
)
def test_what_a_server_says_can_be_written_and_read_again(says: str) -> None:
    entries = (Accepted("abc", "SR744: x", "GET /items/{id}", LIST, says),)
    text = write_accepted(entries)
    assert read_accepted(read_data(text)) == entries
    assert write_accepted(read_accepted(read_data(text))) == text


def test_who_reviews_the_file_sees_all_that_it_says() -> None:
    says = "\u202eexe\u202c \u2066x\u2069 \u200b \xad 👩\u200d👧"
    text = write_accepted([entry("a", says=says)])
    assert r"\u202eexe\u202c \u2066x\u2069 \u200b \u00ad" in text
    (read,) = read_accepted(read_data(text))
    assert read.says == says


def test_half_a_surrogate_pair_is_written_as_a_question_mark() -> None:
    (read,) = read_accepted(read_data(write_accepted([entry("a", says="\ud800!")])))
    assert read.says == "?!"


def test_the_file_is_sorted_so_that_it_differs_only_where_findings_do() -> None:
    one, two, three = entry("b"), entry("a"), entry("c", operation="DELETE /items")
    assert write_accepted([one, two, three]) == write_accepted([three, two, one])
    assert [item.fingerprint for item in read_accepted(read_data(write_accepted([one, two, three])))] == [
        "c",
        "a",
        "b",
    ]


def test_an_empty_file_is_a_list_still() -> None:
    assert read_accepted(read_data(write_accepted([]))) == ()


@pytest.mark.parametrize(
    ("calls", "lost"),
    [
        ([call(accepted=("a",))], ()),
        ([call(finding("a"))], ()),
        ([call()], ("a",)),
        ([call(step=FIND)], ()),
        ([call(), call(accepted=("a",), step=FIND)], ()),
        ([], ()),
    ],
    ids=[
        "met and accepted",
        "met and told",
        "its step was judged without it",
        "only another step was judged",
        "another step meets it still",
        "nothing was judged",
    ],
)
def test_an_entry_is_gone_when_its_step_was_judged_and_nobody_met_it(
    calls: list[Call], lost: tuple[str, ...]
) -> None:
    assert tuple(item.fingerprint for item in gone([entry("a")], calls)) == lost


@pytest.mark.parametrize(
    ("operation", "lost"), [("GET /items", ("a",)), ("GET /v1/items", ("a",)), ("GET /other", ())]
)
def test_an_entry_without_a_step_is_told_by_its_operation(operation: str, lost: tuple[str, ...]) -> None:
    entries = [entry("a", step="", operation=operation)]
    found = gone(entries, [call(operation="GET /v1/items", endpoint="GET /items")])
    assert tuple(item.fingerprint for item in found) == lost


def test_what_was_met_is_accepted_and_what_is_gone_is_not() -> None:
    entries = [entry("gone"), entry("met"), entry("elsewhere", step=FIND)]
    calls = [call(finding("new", "also wrong"), finding("", "not to be told apart"), accepted=("met",))]
    assert renewed(entries, calls) == (
        entry("met"),
        entry("elsewhere", step=FIND),
        entry("new", says="also wrong"),
    )


def test_the_words_of_an_entry_stay_while_it_is_met() -> None:
    entries = [entry("a", says="as it was first")]
    assert renewed(entries, [call(accepted=("a",))]) == tuple(entries)


def test_an_entry_follows_the_step_that_meets_it() -> None:
    calls = [call(), call(accepted=("a",), step=FIND)]
    assert renewed([entry("a")], calls) == (entry("a", step=FIND),)
    assert renewed([entry("a", step="")], calls) == (entry("a", step=FIND),)


def test_what_no_document_has_is_accepted_by_the_words_of_its_author() -> None:
    (new,) = renewed([], [call(finding("a"), operation="", endpoint="GET /nowhere")])
    assert new.operation == "GET /nowhere"
