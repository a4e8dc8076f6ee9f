from __future__ import annotations

from pathlib import Path

import pytest

from runner.load.markdown import outline
from runner.load.roles import role_of

FIXTURE = Path(__file__).parents[2] / "fixtures" / "markdown" / "roles.md"


def cases() -> list[tuple[str, str, str]]:
    parts = FIXTURE.read_text("utf-8").partition("\n")[2].split("\n.\n")
    return [(parts[i].strip(), parts[i + 1], parts[i + 2].strip()) for i in range(0, len(parts) - 2, 3)]


@pytest.mark.parametrize(("title", "text", "expected"), cases())
def test_fences_and_their_roles(title: str, text: str, expected: str) -> None:
    body = outline(text)
    found = [
        f"{fence.line} {fence.indent} {role_of(fence, body)} {fence.heading.title if fence.heading else ''}"
        for fence in body.fences
    ]
    assert "\n".join(found).strip() == expected


def test_lines_count_from_the_first_line_of_the_body() -> None:
    body = outline("# A\n\n```yaml\nx: 1\n```\n", first_line=11)
    assert body.headings[0].line == 11
    assert (body.fences[0].line, body.fences[0].last_line) == (14, 15)


def test_an_unclosed_fence_goes_on_to_the_end() -> None:
    fence = outline("```yaml title=x\na: 1\nb: 2").fences[0]
    assert (fence.language, fence.content, fence.last_line) == ("yaml", "a: 1\nb: 2", 3)


def test_deep_quotes_are_cheap() -> None:
    assert outline(">" * 10_000 + " x").fences == ()
