"""A Markdown document as a Spec, or as everything that keeps it from being one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from runner.load import front
from runner.load.frontmatter import FrontMatter, UnclosedFrontMatter, split
from runner.load.markdown import Fence, Heading, Outline, outline
from runner.load.meaning import meaning_faults
from runner.load.roles import role_of
from runner.load.schema import shape_faults
from runner.load.source import Source
from runner.load.steps import build_steps, text_of
from runner.load.yaml import Document, YamlFault, read_yaml
from runner.model.finding import Finding
from runner.model.json import JSON
from runner.model.place import KEY, Place
from runner.model.spec import MAX_STEPS, InvalidSpec, Section, Spec, Status

_MEANS_A_SPEC = re.compile(r"^endpoint[ \t]*:", re.MULTILINE)
_MEANS_STEPS = re.compile(r"""^(?:steps|"steps"|'steps')[ \t]*:""", re.MULTILINE)
_PARKED = (Status.SKIPPED, Status.DEPRECATED)


@dataclass(frozen=True, slots=True)
class _Page:
    """A file being read."""

    file: str
    path: FilePath
    lines: Sequence[str]
    checks: frozenset[str]

    def source(self, document: Document | None = None) -> Source:
        return Source(self.file, self.lines, document.marks if document else {})


def build_spec(
    text: str, *, file: str, path: FilePath, checks: frozenset[str] = frozenset()
) -> Spec | InvalidSpec | None:
    """The spec that `text` (no BOM, LF line ends) describes; None when it does not mean to be one.

    `checks` are the words that may stand under `expect` besides the built-in ones.
    """
    page = _Page(file, path, text.split("\n"), checks)
    try:
        matter = split(text)
    except UnclosedFrontMatter as error:
        if not _MEANS_A_SPEC.search(text):
            return None
        hint = "end it with a line `---`"
        found = page.source().finding_at("SR101", Place(file, error.line), str(error), hint=hint, width=3)
        return InvalidSpec(file, path, (found,))
    if matter is None or "endpoint" not in matter.yaml:
        return None
    document, faults = _front(matter, page)
    if document is None and not faults:
        return None
    body = outline("\n".join(page.lines[matter.body_line - 1 :]), first_line=matter.body_line)
    values = document.value if document and isinstance(document.value, dict) else {}
    sections, more = _sections(body, page, default_token=text_of(values.get("defaultToken")) or None)
    faults += more
    parked = not faults and (front.read_status(values.get("status")) in _PARKED or values.get("skip") is True)
    if not faults and not parked and not any(section.steps for section in sections):
        hint = "write a ```yaml fence with `steps:` below `## Test Request`"
        faults.append(page.source(document).finding("SR209", ("endpoint",), "no executable steps", hint=hint))
    endpoint = front.read_endpoint(values.get("endpoint"))
    if faults or endpoint is None or document is None:
        faults.sort(key=lambda fault: (fault.place.line, fault.place.column))
        shown = str(endpoint or text_of(values.get("endpoint")))
        return InvalidSpec(file, path, tuple(faults), endpoint=shown, domain=text_of(values.get("domain")))
    reused = values.get("timesReused")
    return Spec(
        file=file,
        path=path,
        endpoint=endpoint,
        title=_title(body.headings) or str(endpoint),
        sections=sections,
        text=text,
        status=front.read_status(values.get("status")),
        domain=text_of(values.get("domain")),
        tags=front.read_words(values.get("tags")),
        tokens=front.read_words(values.get("tokens")),
        swagger=text_of(values.get("swagger")),
        skip=values.get("skip") is True,
        skip_reason=text_of(values.get("skipReason")) or text_of(values.get("skip_reason")),
        fallback=values.get("useFallbackApi") is True,
        verified_at=front.read_moment(values.get("verifiedAt")),
        times_reused=int(reused) if isinstance(reused, (int, float)) else 0,
        front=values,
        marks=document.marks,
    )


def _front(matter: FrontMatter, page: _Page) -> tuple[Document | None, list[Finding]]:
    """The front matter and its faults; neither where it is not that of a spec."""
    try:
        document = read_yaml(matter.yaml, file=page.file, first_line=matter.first_line)
    except YamlFault as fault:
        return None, [_yaml_finding("SR101", fault, page)] if _MEANS_A_SPEC.search(matter.yaml) else []
    if not isinstance(document.value, dict) or "endpoint" not in document.value:
        return None, []
    found = shape_faults(document.value, document.marks, part="front", file=page.file, lines=page.lines)
    endpoint = document.value["endpoint"]
    if isinstance(endpoint, str) and not front.read_endpoint(endpoint):
        message = f"`endpoint` must be a method and a path, not `{endpoint}`"
        source = page.source(document)
        found.append(source.finding("SR103", ("endpoint",), message, hint='for example "GET /v1/items/{id}"'))
    return document, found


def _title(headings: Sequence[Heading]) -> str:
    first = next((heading for heading in headings if heading.level == 1), None)
    return first.title if first else headings[0].title if headings else ""


def _yaml_finding(rule: str, fault: YamlFault, page: _Page) -> Finding:
    source = page.source()
    return source.finding_at(rule, fault.place, fault.message, hint=fault.hint, width=fault.width)


def _sections(
    body: Outline, page: _Page, *, default_token: str | None
) -> tuple[tuple[Section, ...], list[Finding]]:
    sections: list[Section] = []
    faults: list[Finding] = []
    steps = 0
    for fence in body.fences:
        # `yaml{3}` marks a line for readers; it starts with `yaml` all the same.
        if not fence.language.startswith(("yaml", "yml")) or "steps" not in fence.content:
            continue
        try:
            document = read_yaml(fence.content, file=page.file, first_line=fence.line, indent=fence.indent)
        except YamlFault as fault:
            if _MEANS_STEPS.search(fence.content):
                faults.append(_yaml_finding("SR201", fault, page))
            continue
        if not isinstance(document.value, dict) or "steps" not in document.value:
            continue
        found = _block_faults(document, page)
        steps += sum(map(_turns, _steps(document.value)))
        if steps > MAX_STEPS and not found:
            message = f"with this block the spec has {steps:,} steps, more than the {MAX_STEPS:,} it may have"
            found.append(
                page.source(document).finding("SR202", ("steps", KEY), message, hint="split the spec")
            )
        faults += found
        if not found:
            sections.append(_section(fence, document, body, page, default_token))
    return tuple(sections), faults


def _block_faults(document: Document, page: _Page) -> list[Finding]:
    source = page.source(document)
    found = shape_faults(
        document.value, document.marks, part="steps", file=page.file, lines=page.lines, checks=page.checks
    )
    for index, step in enumerate(_steps(document.value)):
        found += meaning_faults(step, source, ("steps", index))
    if isinstance(document.value, dict) and document.value.get("variables") and not document.value["steps"]:
        message = "`variables` need a step below them: with the first one of their block they begin to hold"
        hint = "write them above the steps that need them first"
        found.append(source.finding("SR205", ("variables", KEY), message, hint=hint))
    return found


def _turns(step: JSON) -> int:
    """How often a step is run: once, or once for each of its cases."""
    cases = step.get("cases") if isinstance(step, dict) else None
    return len(cases) if isinstance(cases, list) else 1


def _steps(block: JSON) -> list[JSON]:
    steps = block["steps"] if isinstance(block, dict) else None
    return steps if isinstance(steps, list) else []


def _section(
    fence: Fence, document: Document, body: Outline, page: _Page, default_token: str | None
) -> Section:
    heading = fence.heading
    source = page.source(document)
    variables = document.value.get("variables") if isinstance(document.value, dict) else None
    last = fence.line + fence.content.rstrip("\n").count("\n")
    return Section(
        role=role_of(fence, body),
        title=heading.title if heading else "",
        place=Place(page.file, fence.line - 1, fence.indent + 1),
        steps=build_steps(_steps(document.value), source, last_line=last, default_token=default_token),
        heading_line=heading.line if heading else 0,
        last_line=fence.last_line,
        variables=variables if isinstance(variables, dict) else {},
        marks={path: mark for path, mark in document.marks.items() if path[:1] == ("variables",)},
    )
