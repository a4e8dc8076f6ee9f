"""Claims about parameters: whether each is required, and its type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from runner.claims.passage import Passage
from runner.claims.sentence import unmarked
from runner.claims.tables import Row, rows_of
from runner.claims.titles import where_in
from runner.contract.segments import segments_of
from runner.load.markdown import Heading
from runner.load.prose import Cell, Table, Text
from runner.model.claim import Claim, Parameter, Required, Where
from runner.model.place import Place

_REQUIRED: Final = (
    (re.compile(r"(?:yes|y|true|required|✅|✔|☑|mandatory|always)$", re.IGNORECASE), Required.YES),
    (re.compile(r"(?:no|n|false|optional|❌|✗|✘|never|-|–|—|not required)$", re.IGNORECASE), Required.NO),
    (
        re.compile(
            r"(?:yes|y|no|if|when)\b|true|required|✅|⚠|conditional|depends|sometimes|partly|either|one of",
            re.IGNORECASE,
        ),
        Required.SOMETIMES,
    ),
)
#: JSON types by the words for them.
_TYPES: Final = {
    **dict.fromkeys(("string", "str", "text", "uuid", "uid", "id", "email", "url", "uri", "enum"), "string"),
    **dict.fromkeys(("date", "datetime", "date-time", "time", "iso8601", "iso 8601"), "string"),
    **dict.fromkeys(("integer", "int", "int32", "int64", "long"), "integer"),
    **dict.fromkeys(("number", "float", "decimal", "double", "numeric"), "number"),
    **dict.fromkeys(("boolean", "bool", "flag"), "boolean"),
    **dict.fromkeys(("object", "map", "hash", "dict", "dictionary", "json"), "object"),
    **dict.fromkeys(("array", "list"), "array"),
    **dict.fromkeys(("null", "nil", "none"), "null"),
}  # fmt: skip
_LIST: Final = re.compile(r".*\[\]$|(?:array|list)(?:<.*>| of .*|\[.*\])$", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-Za-z_$@][\w$@.\-\[\]]*")
_BULLET: Final = re.compile(r"`(?P<name>[^`]+)`\s*\((?P<facts>[^()]*)\)")


def read(passage: Passage) -> Iterator[Claim]:
    """The claims of a section about parameters."""
    title = passage.heading.title
    for block in passage.blocks:
        if isinstance(block, Heading):
            title = block.title
        elif isinstance(block, Table):
            for row in rows_of(block):
                yield _row(passage, row, title)
        elif isinstance(block, Text):
            yield _bullet(passage, block, title)


def _row(passage: Passage, row: Row, title: str) -> Claim:
    cell = row.cell("name") or row.cells[0]
    written = re.sub(r"\s*\(.*\)$", "", unmarked(cell.text)).rstrip("* ")
    if not _NAME.fullmatch(written):
        return passage.in_cell(cell, unmarked(cell.text), why_not="the cell holds no name of a parameter")
    required, type_ = row.cell("required"), row.cell("type")
    where = where_in(row.text("where")) if row.cell("where") else Where.UNSAID
    is_optional_column = (
        required is not None and "optional" in row.header[row.columns["required"]].text.lower()
    )
    need = required_by(unmarked(required.text)) if required else Required.UNSAID
    fact = Parameter(
        name=_name(written, _where(passage, where, title, written), title),
        where=_where(passage, where, title, written),
        required=_OPPOSITE.get(need, need) if is_optional_column else need,
        types=types_of(unmarked(type_.text)) if type_ else (),
        required_place=_at(passage, required),
        type_place=_at(passage, type_),
    )
    return passage.in_cell(cell, _says(fact), fact)


_OPPOSITE: Final = {Required.YES: Required.NO, Required.NO: Required.YES}


def _at(passage: Passage, cell: Cell | None) -> Place | None:
    return passage.place(cell.line, cell.column) if cell else None


def _where(passage: Passage, said: Where, title: str, name: str) -> Where:
    in_path = any(name in segment.names for segment in segments_of(passage.spec.endpoint.path))
    found = (said, where_in(title), Where.PATH if in_path else Where.UNSAID, where_in(passage.heading.title))
    return next((where for where in found if where is not Where.UNSAID), Where.UNSAID)


def _name(written: str, where: Where, title: str) -> str:
    """As requests name it: `filter[status]` in queries and forms, with dots in JSON."""
    if where in (Where.QUERY, Where.HEADER) or "form" in title.lower():
        return written
    dotted = re.sub(r"\[\d*\]", "[]", written)
    return re.sub(r"\[(?!\])([^\[\]]+)\]", r".\1", dotted)


def required_by(words: str) -> Required:
    """Whether the words call a parameter required."""
    return next((need for pattern, need in _REQUIRED if pattern.match(words)), Required.UNSAID)


def types_of(words: str) -> tuple[str, ...]:
    """The JSON types that the words name; nothing where a word is none."""
    bare = re.sub(r"\s*\([^()]*\)", "", words).strip().lower()
    if _LIST.fullmatch(bare):
        return ("array",)
    parts = [part.strip() for part in re.split(r"\bor\b|[|/,]", bare) if part.strip()]
    found = ["array" if _LIST.fullmatch(part) else _TYPES.get(part, "") for part in parts]
    return tuple(dict.fromkeys(found)) if all(found) else ()


def _bullet(passage: Passage, text: Text, title: str) -> Claim:
    match = _BULLET.match(text.text) if text.is_item else None
    if match is None or not _NAME.fullmatch(match["name"]):
        return passage.unclear(text, "the words are about no single parameter")
    words = [part.strip() for part in match["facts"].split(",")]
    where = _where(passage, Where.UNSAID, title, match["name"])
    needs = [need for word in words if (need := required_by(word)) is not Required.UNSAID]
    types = [found for word in words if (found := types_of(word))]
    fact = Parameter(
        _name(match["name"], where, title),
        where,
        needs[0] if needs else Required.UNSAID,
        types[0] if types else (),
    )
    return passage.in_words(text, match.start("name"), match.end("name"), _says(fact), fact)


def _says(fact: Parameter) -> str:
    needs = {Required.YES: "required", Required.NO: "optional", Required.SOMETIMES: "sometimes required"}
    facts = (needs.get(fact.required, ""), " or ".join(fact.types))
    place = f" ({fact.where.value})" if fact.where is not Where.UNSAID else ""
    return f"`{fact.name}`{place}: {', '.join(filter(None, facts)) or 'known'}"
