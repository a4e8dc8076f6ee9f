from __future__ import annotations

from runner.load.markdown import Fence, Heading
from runner.load.prose import Table, Text, blocks_of

FRONT = '---\nendpoint: "GET /a"\n---\n'


def test_blocks_come_in_their_order_each_with_its_headings() -> None:
    one, paragraph, two, item, code = blocks_of("# A `b`\n\nwords\n\n## C\n\n- item\n\n```json\n{}\n```\n")
    assert (one, two) == (Heading(1, "A b", 1), Heading(2, "C", 5))
    assert isinstance(paragraph, Text)
    assert isinstance(item, Text)
    assert isinstance(code, Fence)
    assert (paragraph.chain, item.chain, code.chain) == ((one,), (one, two), (one, two))
    assert (paragraph.is_item, item.is_item) == (False, True)


def test_lines_count_from_the_top_of_the_file() -> None:
    heading, code = blocks_of(f"{FRONT}\n# A\n\n```json\n1\n```\n")
    assert isinstance(heading, Heading)
    assert isinstance(code, Fence)
    assert (heading.line, code.line, code.last_line) == (5, 8, 9)


def test_every_character_of_a_text_has_its_place() -> None:
    (text,) = blocks_of("1. Some **words**\n   and  more\n")
    assert isinstance(text, Text)
    assert text.text == "Some **words** and  more"
    assert (text.line, text.last_line) == (1, 2)
    assert [text.at(text.text.index(word)) for word in ("Some", "words", "and", "more")] == [
        (1, 4),
        (1, 11),
        (2, 4),
        (2, 9),
    ]


def test_cells_have_their_columns_also_behind_pipes_in_code() -> None:
    (table,) = blocks_of("  | A | B |\n|---|---|\n| `a\\|b` |  c |\n| only |\n")
    assert isinstance(table, Table)
    assert [(cell.text, cell.line, cell.column) for cell in table.header] == [("A", 1, 5), ("B", 1, 9)]
    full, short = table.rows
    assert [(cell.line, cell.column) for cell in full] == [(3, 3), (3, 13)]
    assert [(cell.text, cell.line, cell.column) for cell in short] == [("only", 4, 3), ("", 4, 9)]


def test_a_fence_in_a_list_knows_how_far_it_is_indented() -> None:
    _item, code = blocks_of("- item\n\n  ```JSON title\n  {}\n  ```\n")
    assert isinstance(code, Fence)
    assert (code.language, code.content, code.line, code.last_line, code.indent) == ("json", "{}\n", 4, 5, 2)


def test_a_fence_that_is_never_closed_goes_on_to_the_end() -> None:
    (code,) = blocks_of("```\na\n\nb")
    assert isinstance(code, Fence)
    assert (code.language, code.content, code.line, code.last_line) == ("", "a\n\nb", 2, 4)


def test_an_empty_text_has_no_blocks() -> None:
    assert blocks_of("") == blocks_of(FRONT) == ()


def test_a_lone_carriage_return_ends_no_line() -> None:
    words, heading = blocks_of("a\rb\n# C\n")
    assert isinstance(words, Text)
    assert isinstance(heading, Heading)
    assert (words.text, heading.line) == ("a b", 2)
