from __future__ import annotations

import pytest

from runner.report.markdown import code, fenced, folded, html, link, plain, row, table
from runner.report.terminal import escape
from support.hostile import HOSTILE
from support.pages import LIVE, blocks_of, shown, texts_of


def test_a_table_has_a_line_for_each_row() -> None:
    assert table(("A", "B"), [("1", "2")]) == "| A | B |\n| --- | --- |\n| 1 | 2 |\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", r"a\|b"),
        ("two\nlines", "two lines"),
        ("<b>*x*_", r"\<b\>\*x\*\_"),
        ("a\\", "a\\\\"),
        ("~~x~~ &lt; $x$", r"\~\~x\~\~ \&lt; \$x\$"),
        ("@team", "@&#8203;team"),
        ("a @ b", "a @ b"),
        ("#12", "\\#&#8203;12"),
        ("see #12 and GH-7", "see #&#8203;12 and GH-&#8203;7"),
        ("https://a.example", "https:&#8203;//a.example"),
        ("www.a.example", "www&#8203;.a.example"),
        ("# not a title", r"\# not a title"),
        ("- not a list", r"\- not a list"),
        ("1. not a list", r"1\. not a list"),
        ("=== not a title", r"\=== not a title"),
        ("\x1b[31m", r"\\x1b\[31m"),
        ("##[error]x", r"\#\\x23\[error\]x"),
    ],
)
def test_plain_text_is_written_so_that_it_stays_what_it_is(text: str, written: str) -> None:
    assert plain(text) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("GET /a_b", "`GET /a_b`"),
        ("a`|b", "``a`\\|b``"),
        ("``", "``` `` ```"),
        ("`a", "`` `a ``"),
        ("", ""),
        ("a\nb", "`a b`"),
        ("a\\|b", r"a\\\|b"),
        ("a\\", "`a\\`"),
    ],
)
def test_code_stays_in_its_cell(text: str, written: str) -> None:
    assert code(text) == written


def test_outside_a_table_a_pipe_is_a_pipe() -> None:
    assert code("a|b \\| c", cell=False) == "`a|b \\| c`"


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_stands_in_a_cell_is_read_as_it_is(text: str) -> None:
    page = table(("A", "B"), [(plain(text), code(text))]) + "\nbelow\n"
    assert blocks_of(page) == blocks_of(table(("A", "B"), [("x", "`x`")]) + "\nbelow\n")
    assert not [live for each in texts_of(page) for live in LIVE.findall(each)]
    wanted = escape(" ".join(text.split()))
    assert shown(page).replace("\u200b", "").split("\n")[2:4] == [wanted, wanted]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("start", ["", "- ", "before "])
def test_whatever_stands_in_a_line_is_read_as_it_is(text: str, start: str) -> None:
    for written in (plain(text), code(text, cell=False)):
        page = f"{start}{written} after\n"
        assert blocks_of(page) == blocks_of(f"{start}x after\n")
        assert escape(" ".join(text.split())) in shown(page).replace("\u200b", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_stands_behind_a_fence_stays_there(text: str) -> None:
    page = folded(html(text), fenced(text)) + "\n- below\n"
    assert blocks_of(page) == blocks_of(folded(html("x"), fenced("x")) + "\n- below\n")
    assert not [live for each in texts_of(page) for live in LIVE.findall(each)]
    assert not [each for each in page.split("\n") if each.lstrip().startswith("::")]
    assert "##[" not in page
    assert "\x1b" not in page


def test_a_fence_is_longer_than_any_row_of_backticks() -> None:
    assert fenced("a\n````\nb") == "`````text\na\n````\nb\n`````\n"
    assert fenced("a", language="sh") == "```sh\na\n```\n"


def test_the_target_of_a_link_may_have_blanks_and_parentheses() -> None:
    assert link("x", "my specs/a(1).md") == "[x](my%20specs/a%281%29.md)"
    assert link("x", "caf\udce9.md") == "[x](caf%E9.md)"
    assert link("x", "a\ud800.md") == "[x](a%3F.md)"


def test_a_row_is_one_line() -> None:
    assert row(("1", "2")) == "| 1 | 2 |\n"
