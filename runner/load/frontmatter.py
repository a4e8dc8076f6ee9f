"""The front matter: the YAML between two `---` lines at the top of a document, read and edited in place.

Reading finds where it starts and ends. Editing is a splice: the lines of the named keys change, and every
other byte of the file stays what it was. What cannot be spliced safely is refused, never rewritten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from runner.load.scalartext import is_instant, yaml_text
from runner.load.yaml import read_yaml
from runner.load.yamlplace import YamlFault
from runner.model.json import JSON
from runner.model.place import KEY, Marks

__all__ = ["FrontMatter", "NotEditable", "UnclosedFrontMatter", "edit", "read", "split"]

_OPENING = re.compile(r"---[ \t]*")
_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*")


class UnclosedFrontMatter(ValueError):  # noqa: N818 - it says what is wrong with the document
    """The line that opens the front matter has no partner; `line` is its number."""

    def __init__(self, line: int) -> None:
        super().__init__(f"the front matter that opens in line {line} is never closed")
        self.line = line


class NotEditable(ValueError):  # noqa: N818 - it says what is wrong with the document
    """The file stays as it is; `reason` says why, as the end of a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Where the front matter stands. Lines count from 1, as in the file."""

    yaml: str
    """The source between the two lines, each of its lines ended."""
    first_line: int
    """Of its own first line, below the opening one."""
    body_line: int
    """Of the first line below the closing one."""


def split(text: str) -> FrontMatter | None:
    """Find the front matter of a text without BOM and with LF line ends; None where it has none.

    Raises UnclosedFrontMatter when the closing line is missing.
    """
    lines = text.split("\n")
    if not _OPENING.fullmatch(lines[0]):
        return None
    for index, line in enumerate(lines[1:], start=1):
        if _CLOSING.fullmatch(line):
            source = "".join(f"{inner}\n" for inner in lines[1:index])
            return FrontMatter(yaml=source, first_line=2, body_line=index + 2)
    raise UnclosedFrontMatter(1)


def read(raw: bytes) -> Mapping[str, JSON]:
    """What the front matter of a file says. Raises NotEditable where it has none that can be edited."""
    return _open(raw).values


def edit(raw: bytes, changes: Mapping[str, JSON]) -> bytes:
    """The file with these top-level keys set: only their lines differ, and missing ones are put in.

    A changed value keeps its kind of quotes, and the comment beside it. Raises NotEditable.
    """
    if not changes:
        return raw
    page = _open(raw)
    wanted = {**page.values, **changes}
    for key, value in changes.items():
        if key not in page.values:
            page = _insert(page, key, value)
        elif not _same(page.values[key], value):
            page = _replace(page, key, value)
        else:
            continue
        if not _same(page.values.get(key), value):
            raise NotEditable(f"`{key}` cannot be set to {value!r} on its line")
    if not _same(page.values, wanted):
        raise NotEditable("the change would touch other keys of the front matter")
    return page.encode()


@dataclass(frozen=True, slots=True)
class _Page:
    """A file whose front matter was read. Line n of the file is `lines[n - 1]`, with its own line end."""

    mark: bytes
    """The BOM, where there is one."""
    lines: tuple[str, ...]
    body_line: int
    values: Mapping[str, JSON]
    marks: Marks

    def encode(self) -> bytes:
        return self.mark + "".join(self.lines).encode()

    def with_lines(self, first: int, last: int, *new: str) -> _Page:
        """The page with the lines from `first` up to but not including `last` replaced, and read again."""
        return _page(self.mark, (*self.lines[: first - 1], *new, *self.lines[last - 1 :]))


_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BOM = "\ufeff".encode()


def _open(raw: bytes) -> _Page:
    mark = _BOM if raw.startswith(_BOM) else b""
    try:
        text = raw[len(mark) :].decode()
    except UnicodeDecodeError as fault:
        raise NotEditable(f"it is not UTF-8 (byte {fault.start + len(mark)})") from None
    return _page(mark, tuple(_LINE.findall(text)))


def _page(mark: bytes, lines: tuple[str, ...]) -> _Page:
    bare = [line.rstrip("\r\n") for line in lines]
    try:
        front = split("\n".join(bare))
    except UnclosedFrontMatter as fault:
        raise NotEditable(str(fault)) from None
    if front is None:
        raise NotEditable("it has no front matter")
    _refuse_conflicts(bare, front.body_line)
    try:
        document = read_yaml(front.yaml, file="", first_line=front.first_line)
    except YamlFault as fault:
        raise NotEditable(f"line {fault.line} of its front matter: {fault.message}") from None
    if not isinstance(document.value, Mapping):
        raise NotEditable("its front matter is not a list of keys and values")
    first_row, first_column = document.marks[()]
    if bare[first_row - 1][first_column - 1] in "{&!":
        raise NotEditable("its front matter is not written with one key to a line")
    return _Page(mark, lines, front.body_line, document.value, document.marks)


_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>")


def _refuse_conflicts(lines: Sequence[str], body_line: int) -> None:
    """One marker in the front matter is enough; below it, `=======` alone may underline a heading."""
    seen = 0
    for number, line in enumerate(lines, start=1):
        if number < body_line:
            conflict = line.startswith((*_CONFLICT, "|||||||"))
        else:
            seen += line.startswith(_CONFLICT[seen])
            conflict = seen == len(_CONFLICT)
        if conflict:
            raise NotEditable(f"it holds an unresolved merge conflict (line {number})")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key and its value on one line, cut into the parts that a splice keeps."""

    row: int
    head: str
    """Everything up to and with the colon."""
    gap: str
    value: str
    tail: str
    """Blanks, comment and line end."""

    @property
    def quote(self) -> str:
        return self.value[:1] if self.value[:1] in ("'", '"') else ""

    def line(self, value: str) -> str:
        return f"{self.head}{self.gap or ' '}{value}{self.tail}"


_QUOTED = re.compile(r"""\"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'""")
_COMMENT = re.compile(r"[ \t]#")
_NOT_SIMPLE = {
    "&": "carries an anchor",
    "*": "is an alias",
    "!": "carries a tag",
    "|": "is a block of text",
    ">": "is a block of text",
    "[": "is a list",
    "{": "is a mapping",
}


def _entry(page: _Page, key: str) -> _Entry:
    """Where `key` stands. The loader says where, so text that only looks like a key is never taken."""
    row, column = page.marks[(key, KEY)]
    line = page.lines[row - 1]
    bare = line.rstrip("\r\n")
    name = re.compile(rf"""(["']?){re.escape(key)}\1[ \t]*:(?=[ \t]|$)""").match(bare, column - 1)
    if name is None or bare[: column - 1].strip(" "):
        raise NotEditable(f"`{key}` does not start a line of its own")
    rest = bare[name.end() :].lstrip(" \t")
    if rest[:1] in _NOT_SIMPLE:
        raise NotEditable(f"the value of `{key}` {_NOT_SIMPLE[rest[0]]}")
    if not _is_whole(page, key, bare[column - 1 :]):
        raise NotEditable(f"the value of `{key}` goes over several lines")
    start = name.end() if rest.startswith("#") else len(bare) - len(rest)
    end = start + _width(bare[start:])
    return _Entry(row, line[: name.end()], line[name.end() : start], line[start:end], line[end:])


def _width(text: str) -> int:
    """How long the value is that `text` starts with; what follows is blank or comment."""
    quoted = _QUOTED.match(text)
    if quoted:
        return quoted.end()
    comment = _COMMENT.search(text)
    return len(text[: comment.start() if comment else None].rstrip(" \t"))


def _is_whole(page: _Page, key: str, line: str) -> bool:
    try:
        alone = read_yaml(line, file="").value
    except YamlFault:
        return False
    return _same(alone, {key: page.values[key]})


def _replace(page: _Page, key: str, value: JSON) -> _Page:
    entry = _entry(page, key)
    quote = entry.quote if isinstance(page.values[key], str) else _own_quote(page, value)
    return page.with_lines(entry.row, entry.row + 1, entry.line(_written(key, value, quote)))


#: Which keys a new one would rather stand behind; the first that is there.
_AFTER = {
    "status": ("swagger", "tags", "domain", "endpoint"),
    "verifiedAt": ("savedAt", "status"),
    "timesReused": ("verifiedAt", "savedAt", "status"),
}


def _insert(page: _Page, key: str, value: JSON) -> _Page:
    row = page.body_line - 1
    for neighbour in _AFTER.get(key, ()):
        if _has_entry(page, neighbour):
            row = _entry(page, neighbour).row + 1
            break
    above = page.lines[row - 2]
    ending = above[len(above.rstrip("\r\n")) :]
    indent = " " * (page.marks[()][1] - 1)
    name = yaml_text(key)
    line = f"{indent}{name}: {_written(key, value, _own_quote(page, value))}{ending}"
    return page.with_lines(row, row, line)


def _has_entry(page: _Page, key: str) -> bool:
    """Whether it stands on one line, so that another can follow."""
    try:
        return key in page.values and bool(_entry(page, key))
    except NotEditable:
        return False


def _own_quote(page: _Page, value: JSON) -> str:
    """The quotes of a value that replaces none: a date is written as the file writes its others."""
    if not (isinstance(value, str) and is_instant(value)):
        return ""
    for key in ("savedAt", "verifiedAt"):
        if isinstance(page.values.get(key), str) and _has_entry(page, key):
            return _entry(page, key).quote
    return '"'


def _written(key: str, value: JSON, quote: str) -> str:
    if isinstance(value, str):
        return yaml_text(value, quote)
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    raise NotEditable(f"`{key}` would become a list or a mapping")


def _same(one: JSON, other: JSON) -> bool:
    """Equal as JSON, where `1` is neither `1.0` nor `true`."""
    return json.dumps(one, sort_keys=True, default=dict) == json.dumps(other, sort_keys=True, default=dict)
