"""What a step asks for: every name that it needs a value for, and every placeholder that means nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from runner.model.json import JSON, Path
from runner.model.place import Place
from runner.model.scenario import Handover
from runner.model.spec import Expectation, FormBody, JsonBody, MultipartBody, RawBody, Step
from runner.resolve.template import compile_template

BEHALF = ("business_uid", "business_id")
"""Either of them will do for `x_on_behalf_of`."""
_PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}|<<([^<>]*)>>|\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Ask:
    """A name (several: one of them will do), or a placeholder that cannot be read; and where."""

    names: tuple[str, ...]
    path: Path
    """From the step."""
    source: str = ""
    """The placeholder, where it cannot be read."""
    why: str = ""
    optional: bool = False
    """`default` stands in where it has no value."""

    @property
    def name(self) -> str:
        """The name that is meant first."""
        return self.names[0] if self.names else ""


def asks_of(step: Step) -> Iterator[Ask]:
    """Everything that this step's request, and what is expected of the answer, is made of."""
    yield from _text(step.path, ("path",), in_path=True)
    yield from _value(step.params, ("params",))
    yield from _value(step.headers, ("headers",))
    yield from _body(step)
    yield from _expectations(step.expectations, ("expect",))
    yield from _expectations(step.retry.until if step.retry else (), ("retry", "until"))
    yield from _text(step.token or "", ("token",))
    for item in step.extractions:
        yield from _text(item.query, ("extract", item.name))
        yield from _text(item.header, ("extract", item.name))
    if step.on_behalf_of:
        yield Ask(BEHALF, ("x_on_behalf_of",))


def asks_of_handover(handover: Handover) -> Iterator[Ask]:
    """What the values under `with:`, `variables:` or `cases:` ask for."""
    for name, value in handover.values.items():
        yield from _value(value, (*handover.path, name))


def asks_of_value(value: JSON) -> Iterator[Ask]:
    """What a value asks for that stands anywhere."""
    return _value(value, ())


def spot(lines: Sequence[str], step: Step | Handover, ask: Ask) -> tuple[Place, int]:
    """Where the placeholder itself stands, and how wide it is; else the value that it is in."""
    place = step.place_at(*ask.path)
    last = max(step.last_line, place.line) if isinstance(step, Step) else place.line
    for number in range(place.line, min(last, len(lines)) + 1):
        found = _find(lines[number - 1], ask, start=place.column - 1 if number == place.line else 0)
        if found:
            return Place(place.file, number, found[0] + 1), found[1]
    before = _find(lines[place.line - 1], ask, start=0) if place.line <= len(lines) else None
    return (Place(place.file, place.line, before[0] + 1), before[1]) if before else (place, 0)


def _find(line: str, ask: Ask, *, start: int) -> tuple[int, int] | None:
    if ask.source:
        at = line.find(ask.source, start)
        return (at, len(ask.source)) if at >= 0 else None
    for match in _PLACEHOLDER.finditer(line, start):
        inner = next(group for group in match.groups() if group is not None)
        if re.search(rf"(?<![\w.-]){re.escape(ask.name)}(?![\w-])", inner):
            return match.start(), len(match[0])
    return None


def _text(text: str, path: Path, *, in_path: bool = False) -> Iterator[Ask]:
    template = compile_template(text, in_path=in_path)
    for name in template.names():
        yield Ask((name,), path)
    for name in template.optional():
        yield Ask((name,), path, optional=True)
    for part in template.unreadable():
        yield Ask((), path, part.source, part.why)


def _value(value: JSON, path: Path) -> Iterator[Ask]:
    """Any value, keys included. Not recursive: what YAML may nest, a stack of ours may not bear."""
    waiting: list[tuple[JSON, Path]] = [(value, path)]
    while waiting:
        here, at = waiting.pop()
        if isinstance(here, str):
            yield from _text(here, at)
        elif isinstance(here, Mapping):
            for key in here:
                yield from _text(key, (*at, key))
            waiting += [(item, (*at, key)) for key, item in reversed(list(here.items()))]
        elif isinstance(here, Sequence):
            waiting += [(item, (*at, index)) for index, item in reversed(list(enumerate(here)))]


def _body(step: Step) -> Iterator[Ask]:
    match step.body:
        case JsonBody(value=value):
            yield from _value(value, ("body",))
        case FormBody(fields=fields):
            yield from _value(fields, ("form",))
        case RawBody(text=text):
            yield from _text(text, ("raw",))
        case MultipartBody(fields=fields, files=files):
            yield from _value(fields, ("form_fields",))
            for index, item in enumerate(files):
                yield from _text(item.field_name, ("file_fields", index, "field_name"))
                yield from _text(item.file_path, ("file_fields", index, "file_path"))
                yield from _text(item.filename or "", ("file_fields", index, "filename"))


def _expectations(expectations: Sequence[Expectation], above: Path) -> Iterator[Ask]:
    for item in expectations:
        path: Path = (*above, item.kind, item.subject) if item.subject else (*above, item.kind)
        yield from _text(item.subject, path)
        yield from _value(item.wanted, path)
