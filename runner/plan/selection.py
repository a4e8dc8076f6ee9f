"""Which specs and steps are meant: the words of the command line, as data."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path as FilePath
from typing import TypeAlias

from runner.errors import UsageError
from runner.model.spec import InvalidSpec, Loaded, Section, Spec, Step, slug

_ENDPOINT = re.compile(r"([A-Za-z]+)\s+(/\S*)")
_LINE = re.compile(r"(.+?\.(?:md|markdown)):(\d+)(?::\d+)?")
_WORDS = re.compile(r"\(|\)|\"[^\"]*\"|[^\s()]+")


@dataclass(frozen=True, slots=True)
class Selector:
    """One of the PATHS: a file or folder, perhaps narrowed to a step; or an endpoint."""

    text: str
    path: FilePath | None = None
    line: int = 0
    section: str = ""
    step: str = ""
    endpoint: str = ""

    @property
    def narrows(self) -> bool:
        """Whether it means less than a whole spec."""
        return bool(self.line or self.section or self.step)

    def steps_in(self, section: Section) -> tuple[Step, ...]:
        """The steps of a block that it means: those it names, or else all where it names the block.

        A name alone is that of a step, or of a block; a line between two steps means the block.
        """
        if self.line:
            named = [step for step in section.steps if _stands_on(step, self.line)]
            whole = section.heading_line <= self.line <= section.last_line
        else:
            here = not self.section or slug(self.section) == section.slug
            named = [step for step in section.steps if here and step.id == self.step]
            whole = here and (not self.step or (not self.section and slug(self.step) == section.slug))
        return tuple(named) or (section.steps if whole else ())


def parse_selector(text: str) -> Selector:
    """Read `specs/`, `file.md`, `file.md:41`, `file.md::section/step`, `file.md::step` or `POST /path`."""
    endpoint = _ENDPOINT.fullmatch(text.strip())
    if endpoint:
        return Selector(text, endpoint=f"{endpoint[1].upper()} {endpoint[2]}")
    file, mark, inside = text.partition("::")
    if mark:
        return replace(parse_part(inside), text=text, path=FilePath(file))
    line = _LINE.fullmatch(text)
    if line:
        return Selector(text, FilePath(line[1]), line=int(line[2]))
    return Selector(text, FilePath(text))


def parse_part(text: str) -> Selector:
    """Read what stands behind `::`: `section/step`, `section/`, or the name of either."""
    section, _, step = text.rpartition("/")
    return Selector(text, section=section, step=step)


def _stands_on(step: Step, line: int) -> bool:
    return step.place.line <= line <= max(step.last_line, step.place.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What narrows the paths: a spec must fit each kind. A value with `!` in front excludes."""

    keyword: str = ""
    tags: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    examples: bool = False
    """Step blocks that only illustrate are meant as well."""
    force: bool = False
    """Parked specs are meant as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection(Filters):
    """Which specs and steps are meant."""

    selectors: tuple[Selector, ...] = ()

    @classmethod
    def of(cls, filters: Filters, selectors: tuple[Selector, ...]) -> Selection:
        """These filters over these paths."""
        return cls(
            selectors=selectors, **{item.name: getattr(filters, item.name) for item in fields(Filters)}
        )

    def wants(self, spec: Loaded) -> bool:
        """Whether the filters let this spec through; an invalid one, by what could be read of it."""
        methods = tuple(item.upper() for item in self.methods)
        if isinstance(spec, InvalidSpec):
            method = spec.endpoint.partition(" ")[0]
            return (
                (not spec.domain or _fits(self.domains, (spec.domain,)))
                and (not method or _fits(methods, (method,)))
                and (not self.keyword or matches_keyword(self.keyword, f"{spec.file} {spec.endpoint}"))
            )
        return (
            _fits(self.tags, spec.tags)
            and _fits(self.domains, (spec.domain,))
            and _fits(methods, (spec.endpoint.method,))
            and _fits(self.statuses, (spec.status.value,))
            and (not self.keyword or matches_keyword(self.keyword, searchable(spec)))
        )

    def narrowing(self, spec: Spec) -> tuple[Selector, ...]:
        """The selectors that mean only a part of this spec; none if one of them means the whole."""
        mine = [item for item in self.selectors if item.path and _same_file(item.path, spec.path)]
        return () if any(not item.narrows for item in mine) else tuple(mine)


def searchable(spec: Spec) -> str:
    """What `-k` looks into: file, endpoint, title, tags, domain and step ids."""
    ids = " ".join(step.id for section in spec.sections for step in section.steps)
    return " ".join((spec.file, str(spec.endpoint), spec.title, " ".join(spec.tags), spec.domain, ids))


def _fits(wanted: Sequence[str], values: Sequence[str]) -> bool:
    excluded = {item[1:] for item in wanted if item.startswith("!")}
    included = {item for item in wanted if not item.startswith("!")}
    return not excluded.intersection(values) and (not included or bool(included.intersection(values)))


def _same_file(selected: FilePath, path: FilePath) -> bool:
    return os.path.realpath(selected) == os.path.realpath(path)  # `resolve` raises on a ring of links


# ---- -k


_Test: TypeAlias = Callable[[str], bool]


def matches_keyword(expression: str, text: str) -> bool:
    """Whether `cancel and not (slow or event)` holds: each word stands for "occurs in the text".

    Raises UsageError for an expression that cannot be read.
    """
    words = _WORDS.findall(expression)
    test, rest = _any(words)
    if rest:
        raise UsageError(f"-k {expression!r} cannot be read from `{rest[0]}` on", hint=_KEYWORD_HINT)
    return test(text.lower())


_KEYWORD_HINT = "write words with `and`, `or`, `not` and parentheses: -k 'cancel and not event'"


def _any(words: list[str]) -> tuple[_Test, list[str]]:
    test, words = _all(words)
    tests = [test]
    while words and words[0] == "or":
        test, words = _all(words[1:])
        tests.append(test)
    return (lambda text: any(one(text) for one in tests)), words


def _all(words: list[str]) -> tuple[_Test, list[str]]:
    test, words = _one(words)
    tests = [test]
    while words and words[0] not in ("or", ")"):
        test, words = _one(words[1:] if words[0] == "and" else words)
        tests.append(test)
    return (lambda text: all(one(text) for one in tests)), words


def _one(words: list[str]) -> tuple[_Test, list[str]]:
    if not words or words[0] in ("and", "or", ")"):
        raise UsageError("-k: a word is missing", hint=_KEYWORD_HINT)
    word, *rest = words
    if word == "not":
        test, rest = _one(rest)
        return (lambda text: not test(text)), rest
    if word == "(":
        test, rest = _any(rest)
        if not rest or rest[0] != ")":
            raise UsageError("-k: a parenthesis is not closed", hint=_KEYWORD_HINT)
        return test, rest[1:]
    wanted = word.strip('"').lower()
    return (lambda text: wanted in text), rest
