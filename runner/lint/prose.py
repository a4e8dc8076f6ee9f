"""SR310, SR60x: the parts of a document that do not run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from runner.lint.page import Page
from runner.model.finding import Finding
from runner.model.place import Place
from runner.model.spec import Role

_JSON_FENCE = re.compile(r"(?:`{3,}|~{3,})[ \t]*json", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:\\.|[^"\\\n])*"')
#: What authors write into an example to leave something out, and what to read instead of it.
_ASIDES = (
    (re.compile(r"/\*.*?\*/", re.DOTALL), ""),
    (re.compile(r"//[^\n]*|^[ \t]*#[^\n]*", re.MULTILINE), ""),
    (re.compile(r"\{\{[^{}\n]*\}\}|<[^<>\n]+>|(?<=:)[ \t]*(?:\.{3}|…)"), "0"),
    (re.compile(r"\.{3}|…"), ","),
    (re.compile(r",(?:\s*,)+"), ","),
    (re.compile(r"([\[{])\s*,"), r"\1"),
    (re.compile(r",(?=\s*[\]}])"), ""),
)
_QUOTE = re.compile(r"[ \t]*>[ \t]?(.*)")
_EMPHASIS = re.compile(r"[*_`]")
_FALLBACK = re.compile(
    r"(?<!\bno )fallback (?:api|url)(?: url)?(?: is)? (?:required|needed)"
    r"|(?:requires|must use|needs) (?:the |a )?fallback",
    re.IGNORECASE,
)
_LONGEST = 10_000
"""Characters of an example that are looked at for asides; some of the patterns take their time."""


def examples(page: Page) -> Iterator[Finding]:
    """Step blocks that stand where nothing runs."""
    sections = page.sections(Role.EXAMPLE)
    if not sections:
        return
    lines = ", ".join(str(section.place.line) for section in sections)
    several = len(sections) > 1
    what = (
        f"{len(sections)} step blocks are examples and do not run"
        if several
        else "this step block is an example"
    )
    message = f"{what}: lines {lines}" if several else f"{what} and does not run"
    hint = "`--examples` runs examples; only `Prerequisites`, `Test Request` and `Cleanup` run by themselves"
    yield page.finding("SR310", sections[0].place, message, hint=hint)


def json_blocks(page: Page) -> Iterator[Finding]:
    """Fences that say they are JSON."""
    if not _JSON_FENCE.search(page.spec.text):
        return
    for fence in page.fences:
        if fence.language != "json" or not fence.content.strip():
            continue
        try:
            json.loads(fence.content)
        except RecursionError:
            continue
        except ValueError as fault:
            if _is_json_but_for_asides(fence.content):
                place = Place(page.spec.file, fence.line - 1, fence.indent + 1)
                hint = "call the fence `jsonc`, or nothing, or make it JSON"
                message = "this is JSON but for its comments, ellipses or placeholders"
                yield page.finding("SR602", place, message, hint=hint)
            else:
                yield _broken(page, fence.line, fence.indent, fault)


def fallback_notice(page: Page) -> Iterator[Finding]:
    """What readers are told in a block quote, and steprun is not."""
    if page.spec.fallback or any(step.fallback for step in page.spec.steps(Role.TEST)):
        return
    for first, text in _quotes(page):
        if _FALLBACK.search(text):
            message = "this says that the fallback API is required, and the Test Request does not ask for it"
            hint = "add `useFallbackApi: true` to the front matter or the step, or mend the notice"
            yield page.finding("SR603", Place(page.spec.file, first), message, hint=hint, width=1)
            return


def _quotes(page: Page) -> Iterator[tuple[int, str]]:
    """The block quotes: the line of each, and its text without emphasis."""
    fenced = {line for fence in page.fences for line in range(fence.line, fence.last_line + 1)}
    first, parts = 0, list[str]()
    for number, line in enumerate([*page.lines, ""], start=1):
        quote = None if number in fenced else _QUOTE.fullmatch(line)
        if quote:
            first = first or number
            parts.append(quote[1])
        elif first:
            yield first, " ".join(_EMPHASIS.sub("", " ".join(parts)).split())
            first, parts = 0, []


def _broken(page: Page, first: int, indent: int, fault: ValueError) -> Finding:
    line, column, what = first, 1, str(fault)
    if isinstance(fault, json.JSONDecodeError):
        line, column, what = first + fault.lineno - 1, fault.colno, fault.msg
    message = f"this is not JSON: {what[:1].lower()}{what[1:]}"
    place = Place(page.spec.file, line, indent + column)
    return page.finding("SR601", place, message, hint="mend it, or call the fence something else", width=1)


def _is_json_but_for_asides(content: str) -> bool:
    if len(content) > _LONGEST:
        return False
    text = _QUOTED.sub('""', content)
    for pattern, instead in _ASIDES:
        text = pattern.sub(instead, text)
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


RULES = (examples, json_blocks, fallback_notice)
