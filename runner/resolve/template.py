"""`{{name}}` and `<<name>>`: placeholders replaced in one pass. What comes in is never rendered again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import quote

from runner.model.json import JSON, Path
from runner.resolve.bulk import MOST, bulk_of
from runner.resolve.expression import Expression, ExpressionError, compile_expression
from runner.resolve.scope import Binding, Later, Scope, Withheld, later

_BARE = r"[^\W\d][\w-]*(?:\.[\w-]+)*"
_PLACEHOLDER = re.compile(rf"\{{\{{(.*?)\}}\}}|<<\s*({_BARE})\s*>>", re.DOTALL)
_PATH_PLACEHOLDER = re.compile(rf"\{{\{{(.*?)\}}\}}|<<\s*({_BARE})\s*>>|\{{([^{{}}]*)\}}", re.DOTALL)
_STRAY = re.compile(r"[{}]")
_IS_BARE = re.compile(rf"\s*({_BARE})\s*")


@dataclass(frozen=True, slots=True)
class Name:
    """A placeholder that is just a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A placeholder that means nothing; `why` says what is wrong with it."""

    source: str
    why: str


Part: TypeAlias = str | Name | Expression | Unreadable


@dataclass(frozen=True, slots=True)
class Template:
    """A text cut at its placeholders."""

    parts: tuple[Part, ...]

    @property
    def is_plain(self) -> bool:
        """Whether it has no placeholder."""
        return all(isinstance(part, str) for part in self.parts)

    def names(self) -> tuple[str, ...]:
        """The names that must have a value."""
        found: list[str] = []
        for part in self.parts:
            if isinstance(part, Name):
                found.append(part.name)
            elif isinstance(part, Expression):
                found.extend(part.required)
        return tuple(found)

    def optional(self) -> tuple[str, ...]:
        """The names that `default` stands in for."""
        return tuple(name for part in self.parts if isinstance(part, Expression) for name in part.optional)

    def unreadable(self) -> tuple[Unreadable, ...]:
        """The placeholders that mean nothing."""
        return tuple(part for part in self.parts if isinstance(part, Unreadable))


def is_name(text: str) -> bool:
    """Whether a placeholder can ask for it."""
    return _IS_BARE.fullmatch(text) is not None


@lru_cache(maxsize=8192)
def compile_template(text: str, *, in_path: bool = False) -> Template:
    """Cut a text at its placeholders. In a path, `{name}` is one too."""
    if "{" not in text and "<<" not in text and not (in_path and "}" in text):
        return Template((text,))
    parts: list[Part] = []
    end = 0
    for match in (_PATH_PLACEHOLDER if in_path else _PLACEHOLDER).finditer(text):
        parts.extend(_literal(text[end : match.start()], in_path=in_path))
        parts.append(_placeholder(next(group for group in match.groups() if group is not None)))
        end = match.end()
    parts.extend(_literal(text[end:], in_path=in_path))
    return Template(tuple(parts))


def _literal(text: str, *, in_path: bool) -> list[Part]:
    if "{{" in text:
        return [Unreadable(text[text.index("{{") :][:30], "`{{` is never closed by `}}`")]
    stray = _STRAY.search(text) if in_path else None
    if stray:
        return [Unreadable(text[stray.start() :][:30], f"`{stray[0]}` stands alone: braces are never sent")]
    return [text] if text else []


def _placeholder(source: str) -> Part:
    bare = _IS_BARE.fullmatch(source)
    if bare:
        return Name(bare[1])
    if not source.strip():
        return Unreadable("{{" + source + "}}", "there is no name between the braces")
    try:
        return compile_expression(source)
    except ExpressionError as fault:
        return Unreadable("{{" + source + "}}", str(fault))


# ---- rendering


@dataclass(frozen=True, slots=True)
class Missing:
    """A name without a value, and where it is asked for (a path from the step)."""

    name: str
    path: Path
    withheld: Withheld | None = None
    why: str = ""
    """For a placeholder that cannot be read, computed or used: what is wrong with it."""
    hint: str = "see what may stand between the braces"


@dataclass(frozen=True, slots=True)
class Use:
    """A name that got a value, and where."""

    name: str
    binding: Binding
    path: Path


@dataclass(slots=True)
class Renderer:
    """Renders the values of one step, and collects *all* names that have no value."""

    scope: Scope
    missing: list[Missing] = field(default_factory=list)
    used: list[Use] = field(default_factory=list)
    room: int = MOST
    """How much the values that are still to come may hold."""

    def value(self, value: JSON, path: Path) -> JSON:
        """Any JSON value, keys included. A text that is one placeholder takes over the value's type."""
        if isinstance(value, str):
            return self._text_or_value(value, path)
        if isinstance(value, Mapping):
            return {
                self.text(key, (*path, key)): self.value(item, (*path, key)) for key, item in value.items()
            }
        if isinstance(value, list):
            return [self.value(item, (*path, index)) for index, item in enumerate(value)]
        return value

    def text(self, text: str, path: Path) -> str:
        """A text in which every placeholder has become text."""
        pieces = [
            part if isinstance(part, str) else self._part(part, path) for part in compile_template(text).parts
        ]
        joined = "".join(map(as_text, pieces))
        return Later(joined) if any(isinstance(piece, Later) for piece in pieces) else joined

    def url_text(self, text: str, path: Path) -> str:
        """A piece of a URL: values are percent-encoded, what the author wrote is left as it is."""
        pieces: list[str] = []
        in_query = False
        for part in compile_template(text, in_path=True).parts:
            if isinstance(part, str):
                pieces.append(part)
                in_query = in_query or "?" in part
            else:
                pieces.append(quoted(self._segment(part, path, may_be_empty=in_query)))
        return "".join(pieces)

    def _segment(self, part: Part, path: Path, *, may_be_empty: bool) -> str:
        """A value inside a path: without it, `/rooms/{id}` would be another endpoint."""
        known = len(self.missing)
        value = self._part(part, path)
        if not may_be_empty and value in (None, "") and len(self.missing) == known:
            what = "null" if value is None else "empty"
            self.missing.append(
                Missing(
                    written(part),
                    path,
                    why=f"it is {what}, and the path would lead elsewhere",
                    hint="see where the value comes from",
                )
            )
        return as_text(value)

    def _text_or_value(self, text: str, path: Path) -> JSON:
        template = compile_template(text)
        if len(template.parts) == 1 and not isinstance(template.parts[0], str):
            return self._part(template.parts[0], path)
        return self.text(text, path)

    def _part(self, part: Part, path: Path) -> JSON:
        if isinstance(part, Unreadable):
            self.missing.append(Missing(part.source, path, why=part.why))
            return None
        assert not isinstance(part, str)
        value = self._named(part.name, path) if isinstance(part, Name) else self._computed(part, path)
        self.room -= bulk_of(value, most=self.room)
        if self.room >= 0:
            return value
        what = f"it has too many levels, or makes more than {MOST:,} characters with what is beside it"
        self.missing.append(Missing(written(part), path, why=what, hint="see what the value is made of"))
        return None

    def _named(self, name: str, path: Path) -> JSON:
        found = self.scope.find(name)
        if isinstance(found, Binding):
            self.used.append(Use(name, found, path))
            return found.value
        self.missing.append(Missing(name, path, withheld=found))
        return None

    def _computed(self, expression: Expression, path: Path) -> JSON:
        context: dict[str, JSON] = {}
        complete = True
        before = len(self.used)
        for name in (*expression.required, *expression.optional):
            found = self.scope.find(name)
            if isinstance(found, Binding):
                self.used.append(Use(name, found, path))
                _nest(context, name.split("."), found.value)
            elif name in expression.required:
                self.missing.append(Missing(name, path, withheld=found))
                complete = False
            elif "." in name:  # `default` can stand in for what is not there, but not for where it is not
                _nest(context, [*name.split(".")[:-1], ""], None)
        if not complete:
            return None
        if any(isinstance(item.binding.value, Later) for item in self.used[before:]):
            return later(expression.source)
        try:
            return expression.evaluate(context)
        except ExpressionError as fault:
            self.missing.append(Missing("{{" + expression.source + "}}", path, why=str(fault)))
            return None


def written(part: Part) -> str:
    """A part of a template as it is written."""
    if isinstance(part, Name):
        return "{{" + part.name + "}}"
    if isinstance(part, Expression):
        return "{{" + part.source + "}}"
    return part.source if isinstance(part, Unreadable) else part


def _nest(context: dict[str, JSON], parts: list[str], value: JSON) -> None:
    """Put a dotted name where the expression looks for it: an object inside an object."""
    here: dict[str, JSON] = context
    for part in parts[:-1]:
        below = here.get(part)
        inner = dict(below) if isinstance(below, Mapping) else {}
        here[part] = inner
        here = inner
    here[parts[-1]] = value


def quoted(text: str, *, safe: str = "") -> str:
    """Percent-encoded, half of a surrogate pair too: servers send such texts."""
    return quote(text, safe=safe, errors="surrogatepass")


def as_text(value: JSON) -> str:
    """A value inside a text: `true`, `3`, `null`; lists and objects as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
