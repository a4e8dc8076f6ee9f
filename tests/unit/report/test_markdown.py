from __future__ import annotations

import pytest

from runner.report.markdown import code, link, plain, table


def test_a_table_has_a_line_for_each_row() -> None:
    assert table(("A", "B"), [("1", "2")]) == "| A | B |\n| --- | --- |\n| 1 | 2 |\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a|b", r"a\|b"), ("two\nlines", "two lines"), ("<b>*x*_", r"\<b\>\*x\*\_"), ("a\\", "a\\\\")],
)
def test_plain_text_stays_what_it_is(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(("text", "shown"), [("GET /a_b", "`GET /a_b`"), ("a`|b", "`a'\\|b`"), ("", "")])
def test_code_stays_in_its_cell(text: str, shown: str) -> None:
    assert code(text) == shown


def test_the_target_of_a_link_may_have_blanks_and_parentheses() -> None:
    assert link("x", "my specs/a(1).md") == "[x](my%20specs/a%281%29.md)"
