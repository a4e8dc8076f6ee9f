"""SR249: JSONPaths that other tools would read differently, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from runner.lint.page import Page
from runner.model.finding import Finding

_QUOTED = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
_INDEX_AFTER_FILTER = re.compile(r"\[\?\]\s*\[\s*\d+\s*\]")
_FIRST = "the first match counts anyway: leave the `[0]` out"


def habits(page: Page) -> Iterator[Finding]:
    """What is served on top of the standard."""
    for section in page.spec.sections:
        for step in section.steps:
            for item in step.extractions:
                message, hint = _habit(item.query)
                if message:
                    yield page.finding("SR249", item.place, message, hint=hint)


def _habit(query: str) -> tuple[str, str]:
    shape = _shape(query)
    zero = re.search(r"\[\s*0\s*\]", query) is not None
    if "||" in shape:
        return (
            "a default behind `||` is no standard JSONPath",
            "other tools will not read it",
        )
    if "|" in shape:
        return (
            "an index behind `|` is no standard JSONPath",
            _FIRST if zero else "other tools will not read it",
        )
    if _INDEX_AFTER_FILTER.search(shape):
        return (
            "an index after a filter means the n-th match here, and something else to other tools",
            _FIRST if zero else "other tools take it as an index into each match",
        )
    return "", ""


def _shape(query: str) -> str:
    """The query with what stands inside filters and quotes left out."""
    text = _QUOTED.sub("''", query)
    shape, depth = "", 0
    for position, char in enumerate(text):
        opens_filter = depth == 0 and text.startswith("[?", position)
        if depth or opens_filter:
            depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(char, 0)
            if opens_filter or depth == 0:
                shape += "[?" if opens_filter else "]"
            continue
        shape += char
    return shape


RULES = (habits,)
