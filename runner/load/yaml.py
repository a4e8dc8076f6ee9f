"""A YAML text as JSON values with the place of each: PyYAML's only door.

The scalars are those of YAML 1.2's core schema, so dates, `on` and `yes` stay the text that was written.
Limits hold on the stream of events, before anything is built: a document cannot cost more than its size.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

from yaml.error import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from runner.load.scalars import NotANumber, resolve
from runner.load.yamlplace import Mark, Origin, YamlFault
from runner.load.yamlwords import explain
from runner.model.json import JSON, Path
from runner.model.place import KEY, Marks

__all__ = ["Document", "YamlFault", "read_yaml"]

MAX_CHARACTERS = 1_048_576
MAX_DEPTH = 64
MAX_ALIASES = 100
MAX_NODES = 50_000

_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"


@dataclass(frozen=True, slots=True)
class Document:
    """What a YAML text says, and where it says it."""

    value: JSON
    marks: Marks


def read_yaml(text: str, *, file: str, first_line: int = 1, indent: int = 0) -> Document:
    """Read one document. `first_line` is its first line in `file`, of which `indent` columns were cut off.

    Raises YamlFault, and nothing else.
    """
    return _read(text, Origin(text, file, first_line, indent), _parser_type())


class _Events(Protocol):
    def get_event(self) -> Event: ...


class _PureParser(Reader, Scanner, Parser):
    """PyYAML's own parser, for where libyaml is not."""

    def __init__(self, stream: str) -> None:
        Reader.__init__(self, stream)
        Scanner.__init__(self)
        Parser.__init__(self)


@cache
def _parser_type() -> Callable[[str], _Events]:
    try:
        from yaml._yaml import CParser
    except ImportError:
        return _PureParser
    return cast("Callable[[str], _Events]", CParser)  # the stubs let it return None, which it never does


_SURROGATE = re.compile("[\ud800-\udfff]")
_CONFLICT = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def _read(text: str, origin: Origin, parser: Callable[[str], _Events]) -> Document:
    start = (origin.first_line, origin.indent + 1)
    if len(text) > MAX_CHARACTERS:
        raise origin.fault(
            f"{len(text):,} characters of YAML are more than the {MAX_CHARACTERS:,} read", start
        )
    bad = _UNPRINTABLE.search(text)
    if bad:
        raise origin.fault(
            f"the character U+{ord(bad[0]):04X} cannot stand in YAML",
            origin.at_index(bad.start()),
            hint='remove it, or write it as an escape in double quotes: "\\u0000"',
        )
    composer = _Composer(origin, parser)
    value = composer.document()
    composer.marks.setdefault((), start)
    return Document(value, composer.marks)


class _Composer:
    """Builds values from events, counting as it goes."""

    def __init__(self, origin: Origin, parser: Callable[[str], _Events]) -> None:
        self.marks: dict[Path, tuple[int, int]] = {}
        self._origin = origin
        self._make = parser
        self._events: _Events | None = None
        self._anchors: dict[str, tuple[JSON, int] | None] = {}
        self._aliases = 0
        self._nodes = 0

    def document(self) -> JSON:
        value: JSON = None
        documents = 0
        while not isinstance(event := self._next(), StreamEndEvent):
            if not isinstance(event, DocumentStartEvent):
                continue
            documents += 1
            if documents > 1:
                raise self._fault("a second YAML document starts here", event.start_mark, hint="keep one")
            value = self._value(self._next(), (), 0)
        return value

    def _next(self) -> Event:
        try:
            if self._events is None:
                self._events = self._make(self._origin.text)
            return self._events.get_event()
        except Exception as error:  # noqa: BLE001 - whatever the parser raises, its text is what is wrong
            mark: Mark | None = None
            problem = context = ""
            if isinstance(error, MarkedYAMLError):
                problem, context = error.problem or "", error.context or ""
                unclosed = "end of stream" in problem and error.context_mark
                mark = error.context_mark if unclosed else error.problem_mark or error.context_mark
            where = self._origin.at(mark)
            if conflict := _CONFLICT.search(self._origin.text):
                raise self._origin.fault(
                    "a merge conflict is not resolved", self._origin.at_index(conflict.start()), width=7
                ) from None
            if "nesting depth" in problem:  # libyaml reads ahead, and has a limit of its own
                raise self._origin.fault(_TOO_DEEP, where) from None
            lines = self._origin.text.split("\n")
            row = where[0] - self._origin.first_line
            message, hint = explain(problem, context, lines[row] if row < len(lines) else "")
            raise self._origin.fault(message, where, hint=hint) from None

    def _fault(self, message: str, mark: Mark | None, *, hint: str = "", width: int = 1) -> YamlFault:
        return self._origin.fault(message, self._origin.at(mark), hint=hint, width=width)

    def _value(self, event: Event, path: Path, depth: int) -> JSON:
        if isinstance(event, AliasEvent):
            return self._alias(event, path)
        mark = event.start_mark
        self.marks[path] = self._origin.at(mark)
        before = self._nodes
        self._count(1, mark)
        value: JSON
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            self._anchors[anchor] = None
        if isinstance(event, ScalarEvent):
            value = self._scalar(event)
        elif depth >= MAX_DEPTH:
            raise self._fault(_TOO_DEEP, mark)
        elif isinstance(event, MappingStartEvent):
            self._allow_tag(event, "map")
            value = self._mapping(path, depth + 1)
        else:
            assert isinstance(event, SequenceStartEvent)
            self._allow_tag(event, "seq")
            value = self._sequence(path, depth + 1)
        if anchor is not None:
            self._anchors[anchor] = (value, self._nodes - before)
        return value

    def _count(self, nodes: int, mark: Mark | None) -> None:
        self._nodes += nodes
        if self._nodes > MAX_NODES:
            counted = ", aliases written out" if self._aliases else ""
            raise self._fault(f"more than {MAX_NODES:,} values{counted}", mark, hint="split the document")

    def _alias(self, event: AliasEvent, path: Path) -> JSON:
        mark, name = event.start_mark, str(event.anchor)
        self.marks[path] = self._origin.at(mark)
        width = len(name) + 1
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise self._fault(f"more than {MAX_ALIASES} aliases", mark, width=width)
        if name not in self._anchors:
            hint = "quote the value if the text starts with an asterisk"
            raise self._fault(f"no anchor `&{name}` stands above this alias", mark, hint=hint, width=width)
        known = self._anchors[name]
        if known is None:
            raise self._fault(f"`*{name}` stands inside `&{name}`: it would never end", mark, width=width)
        value, size = known
        self._count(size, mark)
        return value

    def _sequence(self, path: Path, depth: int) -> JSON:
        items: list[JSON] = []
        while not isinstance(event := self._next(), SequenceEndEvent):
            items.append(self._value(event, (*path, len(items)), depth))
        return items

    def _mapping(self, path: Path, depth: int) -> JSON:
        entries: dict[str, JSON] = {}
        merged: JSON = None
        while not isinstance(event := self._next(), MappingEndEvent):
            key = self._key(event)
            here, mark = (*path, key), (*path, key, KEY)
            if key in entries:
                line = self.marks[mark][0]
                message = f"the key `{key}` is written twice: here and on line {line}"
                raise self._fault(message, event.start_mark, hint="keep one of them", width=max(len(key), 1))
            self.marks[mark] = self._origin.at(event.start_mark)
            value = entries[key] = self._value(self._next(), here, depth)
            if key == "<<" and isinstance(event, ScalarEvent) and event.implicit[0]:
                merged = self._mergeable(value, event.start_mark)
        return entries if merged is None else self._merge(entries, merged, path)

    def _key(self, event: Event) -> str:
        self._count(1, event.start_mark)
        if isinstance(event, ScalarEvent):
            self._allow_tag(event, "str", "int", "float", "bool", "null")
            if event.anchor is not None:
                self._anchors[event.anchor] = (event.value, 1)
            return self._text(event)
        if isinstance(event, MappingStartEvent) and event.flow_style:
            inner = self._next()
            name = inner.value if isinstance(inner, ScalarEvent) else "name"
            raise self._fault(
                f"`{{{{{name}}}}}` without quotes is a mapping to YAML, not a placeholder",
                event.start_mark,
                hint=f'put it in quotes: "{{{{{name}}}}}"',
            )
        raise self._fault("a key must be text", event.start_mark, hint="write it as plain text, or in quotes")

    def _mergeable(self, value: JSON, mark: Mark | None) -> list[dict[str, JSON]]:
        sources = value if isinstance(value, list) else [value]
        maps = [source for source in sources if isinstance(source, dict)]
        if len(maps) != len(sources):
            raise self._fault(
                "`<<` takes in mappings only", mark, hint='quote it if the key is meant: "<<"', width=2
            )
        return maps

    def _merge(self, entries: dict[str, JSON], sources: JSON, path: Path) -> JSON:
        del entries["<<"]
        assert isinstance(sources, list)
        where = self.marks[(*path, "<<")]
        whole: dict[str, JSON] = {}
        for source in reversed(sources):
            whole.update(source)
        for key in whole.keys() - entries.keys():
            self.marks[(*path, key)] = self.marks[(*path, key, KEY)] = where
        return whole | entries

    def _allow_tag(self, event: MappingStartEvent | SequenceStartEvent | ScalarEvent, *names: str) -> str:
        """The name of the tag: empty for none, "str" for the bare `!` of a scalar."""
        tag = event.tag
        if tag is None or (tag == "!" and not isinstance(event, ScalarEvent)):
            return ""
        name = "str" if tag == "!" else str(tag).removeprefix("tag:yaml.org,2002:")
        if name in names and (tag == "!" or tag != name):
            return name
        hint = "only map, seq, str, int, float, bool and null are known: leave the tag out"
        raise self._fault(f"the tag `{tag}` cannot stand here", event.start_mark, hint=hint)

    def _text(self, event: ScalarEvent) -> str:
        text = str(event.value)
        if not text.isascii() and (lone := _SURROGATE.search(text)):
            raise self._fault(f"\\u{ord(lone[0]):04x} is half a character", event.start_mark)
        return text

    def _scalar(self, event: ScalarEvent) -> JSON:
        tag = self._allow_tag(event, "str", "int", "float", "bool", "null") if event.tag is not None else ""
        text = self._text(event)
        if tag == "str" or (not tag and not event.implicit[0]):
            return text
        try:
            value = resolve(text)
        except NotANumber as error:
            raise self._fault(
                str(error), event.start_mark, hint="quote it if text is meant", width=len(text)
            ) from None
        if tag and type(value).__name__ != {"null": "NoneType"}.get(tag, tag):
            if tag == "float" and isinstance(value, int) and not isinstance(value, bool):
                return float(value)
            raise self._fault(f"`{text}` is no {tag}", event.start_mark, width=max(len(text), 1))
        return value
