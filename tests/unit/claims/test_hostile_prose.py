"""Whatever the prose of a document is, its claims are read, and quickly."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runner.claims import claims_of
from runner.load.build import build_spec
from runner.model.spec import Spec

FIXTURES = Path(__file__).parents[2] / "fixtures" / "claims"
DOCUMENTS = [file.read_text("utf-8") for file in sorted(FIXTURES.glob("*.md"))]
HEAD = '---\nendpoint: "GET /a/{a_id}"\n---\n# A\n## Test Request\n```yaml\nsteps:\n  - {method: GET, path: /a/1}\n```\n'
TITLES = (
    "Summary", "Authentication", "Parameters", "Expected Response", "Error Responses", "Response Codes",
    "Known Issues", "UID Resolution", "Swagger Discrepancies", "Option 1: a", "How to Obtain a_id",
)  # fmt: skip
MARKS = [
    "|",
    "`",
    "**",
    "#",
    "- ",
    "\n",
    "\n\n",
    "```json\n",
    "{",
    "}",
    "❌",
    "404",
    "\t",
    "> ",
    "|---|---|\n",
    "_",
    "\0",
]


def read(text: str) -> int:
    """The number of claims; none where it is no spec any more."""
    spec = build_spec(text, file="a.md", path=Path("/a.md"))
    if not isinstance(spec, Spec):
        return 0
    claims = claims_of(spec)
    places = [(claim.place.line, claim.place.column) for claim in claims]
    assert places == sorted(places)
    assert all(1 <= line <= len(spec.lines) and column >= 1 for line, column in places)
    assert all(bool(claim.fact) != bool(claim.why_not) and claim.says for claim in claims)
    return len(claims)


@pytest.mark.parametrize("text", DOCUMENTS)
def test_a_document_that_ends_anywhere_is_read(text: str) -> None:
    lines = text.split("\n")
    counts = [read("\n".join(lines[:end])) for end in range(0, len(lines), 3)]
    assert counts[0] == 0
    assert max(counts) > 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    text=st.sampled_from(DOCUMENTS),
    edits=st.lists(st.tuples(st.integers(60, 4000), st.integers(0, 9), st.sampled_from(MARKS)), max_size=12),
)
def test_a_garbled_document_is_read(text: str, edits: list[tuple[int, int, str]]) -> None:
    for at, width, mark in edits:
        text = text[:at] + mark + text[at + width :]
    assert read(text) >= 0


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    title=st.sampled_from(TITLES), words=st.lists(st.sampled_from(MARKS) | st.text(max_size=12), max_size=30)
)
def test_any_words_can_stand_in_a_section(title: str, words: list[str]) -> None:
    assert read(f"{HEAD}\n## {title}\n\n{' '.join(words)}\n") >= 0


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize(
    "words",
    [
        "a, " * 4_000,
        "*a " * 4_000,
        "`a " * 4_000,
        "[" * 10_000,
        "no such a or " * 2_000,
        "available " * 3_000 + "for",
        "a (b " * 4_000,
        "404 - " + "a " * 8_000,
        "- `a` (" * 3_000,
        "| a |\n|---|\n" + "| `a, b` 404 |\n" * 500,
        "```json\n" + "[" * 30_000 + "\n```",
    ],
    ids=lambda words: words[:12],
)
def test_long_prose_is_cheap(title: str, words: str) -> None:
    start = time.process_time()
    assert read(f"{HEAD}\n## {title}\n\n{words}\n") >= 0
    assert time.process_time() - start < 4, "seconds; a tenth is usual, some more where coverage counts along"
