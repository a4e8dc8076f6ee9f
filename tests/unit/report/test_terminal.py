import io
import json
import re
import subprocess
import sys

import pytest

from runner.report.terminal import (
    ASCII,
    Screen,
    Span,
    Style,
    escape,
    escape_json,
    line,
    paint,
    shows_glyphs,
    text_of,
    wants_colour,
)

OUR_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Stream(io.StringIO):
    encoding = ""

    def __init__(self, *, encoding: str = "utf-8", terminal: bool = False) -> None:
        super().__init__()
        self.encoding = encoding
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain é 日本 👩‍💻", "plain é 日本 👩‍💻"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\x1b]52;c;aGk=\x07", r"\x1b]52;c;aGk=\x07"),
        ("\x9b31m", r"\x9b31m"),
        ("safe\rEVIL", r"safe\rEVIL"),
        ("a\nb\tc", r"a\nb\tc"),
        ("nul\x00 del\x7f", r"nul\x00 del\x7f"),
        ("abc\u202etxt.exe", r"abc\u202etxt.exe"),
        ("\u2066\u2069\u200e\u061c", r"\u2066\u2069\u200e\u061c"),
        ("\u200b\ufeff\u2028", r"\u200b\ufeff\u2028"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("##[error]x", r"#\x23[error]x"),
        ("a ##vso[task.setvariable]x", r"a #\x23vso[task.setvariable]x"),
        ("##TeamCity[buildStatus]", r"#\x23TeamCity[buildStatus]"),
        ("###[x]", r"##\x23[x]"),
        ("## A heading", "## A heading"),
    ],
)
def test_what_would_act_is_made_visible(text: str, shown: str) -> None:
    assert escape(text) == shown
    assert escape(shown) == shown


def test_no_code_point_writes_anything_that_acts() -> None:
    everything = "".join(map(chr, range(0x110000)))
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", escape(everything))


def test_json_says_the_same_and_acts_on_nobody() -> None:
    everything = "".join(map(chr, reversed(range(0x110000))))  # forwards, two halves would become one
    value = {everything: ["##[error]x ##vso[y]z ###[", {"a": "\r\n"}]}
    told = escape_json(json.dumps(value, indent=1, ensure_ascii=False))
    assert json.loads(told) == value
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", told)
    assert "##[" not in told
    assert "##vso[" not in told


@pytest.mark.parametrize("text", ["::error::x", "  ::add-mask::x", "\u3000::debug::x"])
def test_a_line_never_begins_with_a_command(text: str) -> None:
    assert text_of(line(text)).startswith("| ")
    assert paint(line(Span(text, Style.FAILED)), colour=True).startswith("| ")


def test_a_command_cannot_be_put_together_from_two_spans() -> None:
    assert "##[" not in text_of(line("#", "#[error]x"))
    assert "##[" not in paint(line(Span("#", Style.FAILED), "#[error]x"), colour=True)
    assert paint(line("a #", "#", "[error]x", Span("y", Style.FAILED)), colour=True).startswith(
        r"a #\x23[error]x"
    )


def test_only_our_own_colours_are_written() -> None:
    written = paint(line(Span("\x1b[31mred", Style.PASSED), " plain"), colour=True)
    assert written == "\x1b[32m\\x1b[31mred\x1b[0m plain"
    assert OUR_COLOUR.sub("", written) == r"\x1b[31mred plain"


def test_without_colour_there_is_no_escape_code_and_no_blank_at_the_end() -> None:
    assert paint(line(Span("bad", Style.FAILED), "  "), colour=False) == "bad"


@pytest.mark.parametrize(
    ("environ", "choice", "terminal", "wanted"),
    [
        ({}, "auto", True, True),
        ({}, "auto", False, False),
        ({"NO_COLOR": "1"}, "auto", True, False),
        ({"NO_COLOR": ""}, "auto", True, True),
        ({"FORCE_COLOR": "1"}, "auto", False, True),
        ({"FORCE_COLOR": "0"}, "auto", False, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, "auto", True, False),
        ({"TERM": "dumb"}, "auto", True, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, "auto", True, True),
        ({"NO_COLOR": "1"}, "always", False, True),
        ({"FORCE_COLOR": "1"}, "never", True, False),
    ],
)
def test_who_decides_about_colour(environ: dict[str, str], choice: str, terminal: bool, wanted: bool) -> None:
    assert wants_colour(Stream(terminal=terminal), environ, choice) is wanted  # type: ignore[arg-type] # table


def test_a_closed_stream_has_no_colour() -> None:
    stream = io.StringIO()
    stream.close()
    assert wants_colour(stream, {}) is False


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "cp437", "no-such-codec"])
def test_a_stream_that_lacks_our_glyphs_gets_ascii(encoding: str) -> None:
    stream = Stream(encoding=encoding)
    assert not shows_glyphs(stream)
    Screen(stream, colour=False).write([line("✗ failed · 200 → 404 … ‹staff› 日")])
    assert stream.getvalue() == "F failed - 200 -> 404 ... <staff> \\u65e5\n"


def test_utf8_is_written_as_it_is() -> None:
    stream = Stream()
    Screen(stream, colour=False).write([line("✗ failed 日 ", "\ud800")])
    assert stream.getvalue() == "✗ failed 日 \\ud800\n"


def test_every_replacement_is_ascii() -> None:
    assert "".join(ASCII.values()).isascii()


def test_a_reader_that_went_away_is_no_fault() -> None:
    class Closed(Stream):
        writes = 0

        def write(self, _: str, /) -> int:
            self.writes += 1
            raise BrokenPipeError

    stream = Closed()
    screen = Screen(stream, colour=False)
    screen.write([line("one")])
    screen.write([line("two")])
    assert stream.writes == 1


def test_a_closed_pipe_leaves_nothing_on_stderr() -> None:
    program = (
        "import sys; from runner.report.terminal import Screen, line\n"
        "screen = Screen(sys.stdout, colour=False)\n"
        "for _ in range(2000): screen.write([line('x' * 100)])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
