"""Small readers: sentences, roles, columns, types, paths."""

from __future__ import annotations

import pytest

from runner.claims.parameters import required_by, types_of
from runner.claims.roles import holders_in, roles_of
from runner.claims.sentence import sentences_of, unmarked
from runner.claims.tables import columns_of
from runner.claims.uid_resolution import query_of
from runner.load.prose import Table, blocks_of
from runner.model.claim import ANONYMOUS, STRANGER, Required


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("**Staff** and *App*", "Staff and App"),
        ("`snake_case` and snake_case", "snake_case and snake_case"),
        ("`/_api/__x__/**`", "/_api/__x__/**"),
        ("_so_ and __so__", "so and so"),
        ("see [`this` one](a.md#b)", "see this one"),
        ("Yes*", "Yes*"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("***all*** of **it *and* more**", "all of it and more"),
    ],
)
def test_marks_are_left_out(words: str, plain: str) -> None:
    assert unmarked(words) == plain


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two, e.g. Three. `a. B` four", ["One.", "Two, e.g. Three.", "a. B four"]),
        ("**Label**: it is so. **Bold.** Next", ["Label:", "it is so.", "Bold.", "Next"]),
        ("Version 1.2 is it", ["Version 1.2 is it"]),
        ("", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [sentence.plain for sentence in sentences_of(text)] == sentences


def test_a_word_of_a_sentence_is_found_in_its_text() -> None:
    text = "Staffing. **Staff** of staff"
    last = list(sentences_of(text))[-1]
    assert (last.find("Staff"), last.find("staff"), last.find("nobody")) == (12, 23, 10)


@pytest.mark.parametrize(
    ("plain", "roles"),
    [
        ("for Staff, App, and Client tokens.", [["staff", "app", "client"]]),
        ("a staff or directory token", [["staff", "directory"]]),
        ("a Staff token and an App token", [["staff", "app"]]),
        ("Staff/App tokens", [["staff", "app"]]),
        ("Internal (Admin) tokens", [["internal"]]),
        ("Client JWT token", [["client"]]),
        ("a participant's token", []),
        ("a valid token, or an invalid token", []),
        ("apps and users of the business", []),
    ],
)
def test_roles_before_tokens(plain: str, roles: list[list[str]]) -> None:
    assert [[role for role, _word in found.roles] for found in holders_in(plain)] == roles


@pytest.mark.parametrize(
    ("cell", "roles"),
    [
        ("`v2_app`", ["v2_app"]),
        ("**Staff tokens**", ["staff"]),
        ("None, unknown or expired", [ANONYMOUS, STRANGER, "expired"]),
        ("without a token", [ANONYMOUS]),
        ("None, or of another API", [ANONYMOUS, ""]),
        ("Admin (internal)", ["admin"]),
    ],
)
def test_roles_of_a_cell(cell: str, roles: list[str]) -> None:
    assert [role for role, _words in roles_of(cell)] == roles


@pytest.mark.parametrize(
    ("header", "meanings"),
    [
        ("Parameter | Required | Type | Description", ["name", "required", "type", "meaning"]),
        ("Notes | Works | Token Type", ["meaning", "works", "role"]),
        ("HTTP Status | Meaning", ["status", "meaning"]),
        ("UID Field | GET Endpoint | Extract From | Create Fresh", ["name", "endpoint", "extract", ""]),
        ("Aspect | Field | Code Says", ["aspect", "name", "actual"]),
        ("Type | Type", ["type", ""]),
    ],
)
def test_columns_are_found_by_their_headers(header: str, meanings: list[str]) -> None:
    count = header.count("|") + 1
    (table,) = blocks_of(f"| {header} |\n{'|---' * count}|\n")
    assert isinstance(table, Table)
    found = {index: meaning for meaning, index in columns_of(table).items()}
    assert [found.get(index, "") for index in range(count)] == meanings


@pytest.mark.parametrize(
    ("words", "types"),
    [
        ("string", ("string",)),
        ("Integer or string", ("integer", "string")),
        ("string[]", ("array",)),
        ("array of strings", ("array",)),
        ("string | null", ("string", "null")),
        ("string (uuid)", ("string",)),
        ("date-time", ("string",)),
        ("decimal", ("number",)),
        ("string or thing", ()),
        ("file", ()),
        ("", ()),
    ],
)
def test_types(words: str, types: tuple[str, ...]) -> None:
    assert types_of(words) == types


@pytest.mark.parametrize(
    ("words", "required"),
    [
        ("Yes", Required.YES),
        ("✅", Required.YES),
        ("No", Required.NO),
        ("optional", Required.NO),
        ("-", Required.NO),
        ("Conditional", Required.SOMETIMES),
        ("Yes*", Required.SOMETIMES),
        ("Yes, for staff", Required.SOMETIMES),
        ("", Required.UNSAID),
        ("perhaps", Required.UNSAID),
    ],
)
def test_whether_it_is_required(words: str, required: Required) -> None:
    assert required_by(words) is required


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("$.data.id", "$.data.id"),
        ("data.booking.id", "$.data.booking.id"),
        ("data[].id", "$.data[*].id"),
        ("[0].id", "$[0].id"),
        ("the first one", ""),
        ("", ""),
    ],
)
def test_paths_into_answers(words: str, query: str) -> None:
    assert query_of(words) == query
