"""What is copied from a report and run: one word stays one word, and does nothing before that."""

from __future__ import annotations

import os
import re
import subprocess

import pytest

from runner.report.shell import word
from support.hostile import HOSTILE

NAMES = (*HOSTILE, "a b", "$(id)", "`id`;x", "it's \\ \x1b[201~\nrm", "caf\udce9.md", "-x", "", "\x071 \x9b9")


@pytest.mark.parametrize("text", NAMES)
def test_a_shell_reads_the_word_and_a_terminal_nothing_else(text: str) -> None:
    wanted = text.replace("\0", "")
    quoted = word(wanted)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]", quoted)
    done = subprocess.run(
        ["bash", "-c", f"printf %s {quoted}" if wanted else "true"], capture_output=True, check=True
    )
    assert done.stdout == _bytes(wanted)


def _bytes(text: str) -> bytes:
    try:
        return os.fsencode(text)
    except UnicodeEncodeError:
        return text.encode(errors="surrogatepass")


def test_most_words_are_quoted_as_ever() -> None:
    assert [word(text) for text in ("specs/a.md", "a b", "it's")] == ["specs/a.md", "'a b'", "'it'\"'\"'s'"]
    assert word("a\tb'") == r"$'a\011b\''"
