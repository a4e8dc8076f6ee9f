"""SR73x: what steps that want to succeed send, held against what their operation takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from runner.contract.breach import Breach, where
from runner.lint.documented import Asked, asked
from runner.lint.draft import Draft, draft_of, is_missing, place_in_body, stem
from runner.lint.expected import wants_refusal
from runner.lint.page import Page
from runner.model.finding import Finding
from runner.model.json import Path
from runner.model.place import KEY

_BODIES = ("body", "form", "raw", "form_fields", "file_fields")
_NAMED = 4
"""As many names as a sentence bears."""
_KNOWN_HERE = frozenset({"query", "path", "body", "content-type"})
"""Headers and cookies are given by environments too."""


def requests(page: Page) -> Iterator[Finding]:
    """A step that expects to be refused may send what it likes."""
    for each in asked(page):
        if wants_refusal(each.step):
            continue
        draft = draft_of(each.step, each.operation)
        found = each.contract.judge.requests.breaches(each.operation, draft.request)
        sure = [breach for breach in found if breach.spot[1] in _KNOWN_HERE and not draft.may_mend(breach)]
        for breach in _together(sure):
            path, says, hint = _path(draft, breach), _says(draft, breach), _hint(each, breach)
            yield page.about(breach.rule, each.step, path, says, hint=hint)


def _path(draft: Draft, breach: Breach) -> Path:
    """Where in the step it is: the nearest that is written there."""
    step, (_, kind, *rest) = draft.step, breach.spot
    ways: list[Path] = []
    if kind == "query":
        name = str(rest[0])
        near = next((other for other in step.params if stem(other) == stem(name)), "")
        ways = [("params", name), ("params", near), ("params", KEY)]
        ways = [("params", name, KEY), *ways] if breach.rule == "SR731" else ways
    elif kind != "path":
        key = next((key for key in _BODIES if (key,) in step.marks), "body")
        at = place_in_body(breach)
        ways = [("content_type",)] if kind == "content-type" else []
        ways += [(key, *at, KEY), (key, *at), (key, KEY)]
    return next((way for way in ways if way in step.marks), ("path",))


def _says(draft: Draft, breach: Breach) -> str:
    """What a run calls sent is not sent yet."""
    match breach.rule:
        case "SR730":
            return f"the required query parameter `{breach.spot[2]}` is not sent"
        case "SR733":
            return "a body is sent, and none is documented"
        case "SR734":
            return "the documented body is not sent"
        case "SR735":
            return f"the body is sent as {draft.content_type}, which is not documented"
    return breach.message


def _hint(each: Asked, breach: Breach) -> str:
    operation = each.operation
    if breach.rule == "SR731":
        names = sorted(item.name for item in operation.parameters if item.where == "query")
        return f"documented: {', '.join(names) or 'none'}"
    if breach.rule == "SR735" and operation.payload:
        return f"documented: {', '.join(media.type for media in operation.payload.media)}"
    return f"promised in {each.contract.pointer(breach.promise)}" if breach.promise else ""


def _together(breaches: Sequence[Breach]) -> Iterator[Breach]:
    """What is missing in one object is one fault, which the first of its names stands for."""
    missing: dict[Path, list[str]] = {}
    for breach in breaches:
        if is_missing(breach):
            missing.setdefault(place_in_body(breach), []).append(str(breach.spot[-2]))
    for breach in breaches:
        names = missing.pop(place_in_body(breach), []) if is_missing(breach) else [""]
        if names:
            yield replace(breach, message=_lacks(place_in_body(breach), names)) if len(names) > 1 else breach


def _lacks(at: Path, names: Sequence[str]) -> str:
    shown = [f"`{name}`" for name in names[:_NAMED]]
    rest = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
    *first, last = shown + rest
    return f"the request body: `{where(at)}` lacks {', '.join(first)} and {last}"


RULES = (requests,)
