"""References: `$ref` within a file, to other files, and to URLs that stand for folders; never the network."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote

Read: TypeAlias = Callable[[Path], object]
"""The content of a JSON or YAML file. Raises UnreadableFile."""

_LONGEST_CHAIN = 50
_MOST_VALUES = 5_000_000
_MOST_BITS = 1024
"""Of an integer: what is larger is no number to most, as 1e400 is none."""
_ABSOLUTE = re.compile(r"[\\/]|[A-Za-z]:[\\/]|~")
_REMOTE = re.compile(r"[A-Za-z][\w+.-]*://|//")


class UnreadableFile(Exception):  # noqa: N818 - a file of somebody's, not an error of ours
    """A file that is not there, or is neither JSON nor YAML; the text says which."""


class Dangling(Exception):  # noqa: N818 - a fault of the document
    """A reference that leads nowhere; the text says why."""


@dataclass(frozen=True, slots=True)
class Node:
    """A value in a document, and where it stands: what its references are relative to."""

    value: Any = field(repr=False)
    path: Path
    pointer: str
    """`#/paths/~1items/get`."""

    def __truediv__(self, key: str | int) -> Node:
        """The child under `key`; a child that is not there is None."""
        value = self.value
        if isinstance(value, Mapping):
            below = value.get(key)
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            below = value[key]
        else:
            below = None
        return Node(below, self.path, f"{self.pointer}/{escaped(key)}")

    @property
    def reference(self) -> str:
        """What its `$ref` says; empty where it has none."""
        said = self.value.get("$ref") if isinstance(self.value, Mapping) else None
        return said if isinstance(said, str) else ""


@dataclass(slots=True)
class References:
    """Follows references; each file is read once."""

    read: Read
    prefixes: Mapping[str, Path] = field(default_factory=dict)
    """The folders that stand for URL prefixes (`ref_map`)."""
    _files: dict[Path, object] = field(default_factory=dict)
    _links: dict[Path, frozenset[Path]] = field(default_factory=dict)

    def file(self, path: Path) -> object:
        """The content of a file, as JSON has it: keys are texts. Raises UnreadableFile."""
        path = Path(os.path.normpath(path))
        if path not in self._files:
            try:
                content, size = _plain(self.read(path), {})
                told = f"{path.name} is more than {_MOST_VALUES:,} values, its aliases written out"
                self._files[path] = content if size <= _MOST_VALUES else UnreadableFile(told)
            except UnreadableFile as fault:
                self._files[path] = fault
            except RecursionError:
                self._files[path] = UnreadableFile(f"{path.name} is nested too deeply")
        found = self._files[path]
        if isinstance(found, UnreadableFile):
            raise found
        return found

    def followed(self, node: Node) -> Node:
        """The node that is meant in the end. Raises Dangling."""
        seen = 0
        while node.reference:
            node = self.target(node.reference, node)
            seen += 1
            if seen > _LONGEST_CHAIN:
                raise Dangling(f"`{node.reference}` goes round in a circle")
        return node

    def target(self, reference: str, home: Node) -> Node:
        """What a reference that stands at `home` names. Raises Dangling."""
        place, _, fragment = reference.partition("#")
        path = self._path(place, home)
        try:
            value = self.file(path)
        except UnreadableFile as fault:
            raise Dangling(f"`{reference}`: {fault}") from None
        node = Node(value, path, "#")
        for part in _parts(fragment, reference):
            below = node / (int(part) if isinstance(node.value, list) and part.isdecimal() else part)
            if below.value is None and not _has(node.value, part):
                raise Dangling(f"`{reference}`: there is no `{part}` at `{node.pointer}`")
            node = below
        return node

    def reach(self, path: Path) -> frozenset[Path]:
        """The file itself, and all that its references lead to, whether they are there or not."""
        found: set[Path] = set()
        left = [Path(os.path.normpath(path))]
        while left:
            path = left.pop()
            if path not in found:
                found.add(path)
                left += self._linked(path)
        return frozenset(found)

    def _linked(self, path: Path) -> frozenset[Path]:
        """The files that one refers to directly."""
        if path not in self._links:
            home, found = Node(None, path, "#"), set()
            for place in self._places(path):
                with suppress(Dangling):  # it leads to no file
                    found.add(self._path(place, home))
            self._links[path] = frozenset(found)
        return self._links[path]

    def _places(self, path: Path) -> set[str]:
        """What stands before `#` in the references of a file; nothing of one that cannot be read."""
        try:
            left = [self.file(path)]
        except UnreadableFile:
            return set()
        found, seen = set(), set()
        while left:
            value = left.pop()
            if not isinstance(value, dict | list) or id(value) in seen:
                continue
            seen.add(id(value))  # an alias stands in many places
            if isinstance(value, dict) and isinstance(value.get("$ref"), str):
                found.add(value["$ref"].partition("#")[0])
            left += value.values() if isinstance(value, dict) else value
        return found

    def _path(self, place: str, home: Node) -> Path:
        if not place:
            return home.path
        for prefix in sorted(self.prefixes, key=len, reverse=True):
            if place.startswith(prefix):
                folder = Path(os.path.normpath(self.prefixes[prefix]))
                path = Path(os.path.normpath(folder / unquote(place.removeprefix(prefix)).lstrip("/")))
                if not path.is_relative_to(folder):
                    raise Dangling(f"`{place}` leaves the folder that stands for `{prefix}`")
                return path
        if _REMOTE.match(place):
            raise Dangling(f"`{place}` is on the network, which is not asked: give its folder in `ref_map`")
        if _ABSOLUTE.match(place):
            raise Dangling(f"`{place}` is on one machine only: write it from the folder of its file")
        return Path(os.path.normpath(home.path.parent / unquote(place)))


def escaped(key: str | int) -> str:
    """A key as a part of a JSON pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")


def _parts(fragment: str, reference: str) -> list[str]:
    if not fragment or fragment == "/":
        return []
    if not fragment.startswith("/"):
        raise Dangling(f"`{reference}`: `#{fragment}` is no JSON pointer")
    return [unquote(part).replace("~1", "/").replace("~0", "~") for part in fragment[1:].split("/")]


def _has(value: object, part: str) -> bool:
    if isinstance(value, Mapping):
        return part in value
    return isinstance(value, list) and part.isdecimal() and int(part) < len(value)


def _plain(value: object, known: dict[int, tuple[object, int]]) -> tuple[object, int]:
    """As JSON would have it, and how many values it is, written out.

    YAML has keys that are numbers, dates, values inside themselves, aliases of aliases, endless integers.
    """
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return (math.inf if value > 0 else -math.inf), 1
    if value is None or isinstance(value, str | bool | int | float):
        return value, 1
    if not isinstance(value, Mapping | list):
        return str(value), 1
    if id(value) not in known:
        known[id(value)] = None, 1  # a value inside itself is none; what stands twice is made once
        keys = [_key(key) for key in value] if isinstance(value, Mapping) else None
        inner = [_plain(below, known) for below in (value.values() if isinstance(value, Mapping) else value)]
        below = [one for one, _size in inner]
        plain = below if keys is None else dict(zip(keys, below, strict=True))
        known[id(value)] = plain, 1 + sum(size for _one, size in inner)
    return known[id(value)]


def _key(key: object) -> str:
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    return str(key)
