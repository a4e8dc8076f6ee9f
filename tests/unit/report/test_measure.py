import pytest

from runner.report.measure import cells, chop, cut, expand, flow, pad, squeeze, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("é", 1),
        ("e\u0301", 1),
        ("日本", 4),
        ("✓", 1),
        ("\x1b", 4),
        ("a\u202eb", 8),
        ("‹x›", 3),
    ],
)
def test_width_is_that_of_what_is_shown(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("日本語です", 5, "日本…"),
        ("a\x1bbc", 5, "a…"),
        ("abc", 0, "…"),
    ],
)
def test_cut_text_says_so(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


def test_the_middle_of_a_path_goes_first() -> None:
    assert squeeze("/platform/v1/scheduling/bookings/cancel", 24) == "/platfor…bookings/cancel"
    assert squeeze("/short", 24) == "/short"


def test_words_are_wrapped_and_never_broken() -> None:
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("a specs/a/very/long/path.md b", 8) == ["a", "specs/a/very/long/path.md", "b"]
    assert wrap("one\ntwo", 80) == ["one", "two"]
    assert wrap("日本 語で す", 5) == ["日本", "語で", "す"]


def test_facts_stay_whole() -> None:
    assert flow(["GET /a", "", "200", "12 ms"], 12) == ["GET /a · 200", "12 ms"]


def test_chopped_pieces_make_the_text_again() -> None:
    assert chop("abcdef", 4) == ["abcd", "ef"]
    assert chop("日本", 1) == ["日", "本"]
    assert chop("", 4) == []


def test_padding_counts_cells() -> None:
    assert pad("日", 4) == "日  "
    assert expand("\ta") == "    a"
