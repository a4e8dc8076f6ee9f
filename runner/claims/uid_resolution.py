"""Claims about where ids come from: tables of ids, endpoints and paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from runner.claims.elsewhere import ENDPOINT, endpoint_of
from runner.claims.names import Names
from runner.claims.passage import Passage
from runner.claims.sentence import unmarked
from runner.claims.tables import Row, rows_of
from runner.load.prose import Table
from runner.model.claim import Claim, Source

_INDEX = r"\[(?:\d+|\*|)\]"
_PATH: Final = re.compile(rf"\$?(?:\.?[\w$]+|{_INDEX})(?:\.[\w$]+|{_INDEX})*")
_NAME: Final = re.compile(r"[A-Za-z_]\w*")


def read(passage: Passage, _names: Names) -> Iterator[Claim]:
    """The claims of a section that says how ids are obtained; its table says it all."""
    for block in passage.blocks:
        if isinstance(block, Table):
            for row in rows_of(block):
                yield _row(passage, row)


def _row(passage: Passage, row: Row) -> Claim:
    cell = row.cell("name") or row.cells[0]
    name = unmarked(cell.text)
    source = row.text("endpoint") or unmarked(row.rest("name"))
    found = ENDPOINT.search(source)
    query = query_of(row.text("extract"))
    if found is None or not _NAME.fullmatch(name):
        why = "no endpoint is named" if found is None else "not one id, but several"
        return passage.in_cell(cell, f"`{name}` from {source or 'nowhere'}", why_not=why)
    fact = Source(name, (endpoint_of(found),), query)
    return passage.in_cell(cell, says(fact), fact)


def query_of(words: str) -> str:
    """`data.booking.id` -> `$.data.booking.id`; empty where the words are no path."""
    bare = words.strip()
    if not _PATH.fullmatch(bare):
        return ""
    path = bare.replace("[]", "[*]")
    return path if path.startswith("$") else f"${path}" if path.startswith("[") else f"$.{path}"


def says(fact: Source) -> str:
    """A source, for lists."""
    field = f"`{fact.query}`" if fact.query else ""
    where = " or ".join(map(str, fact.endpoints))
    if not where:
        return f"`{fact.name}` is {field}" if fact.name else f"{field} comes"
    if not fact.name:
        return f"{field} in {where}" if field else f"there is {where}"
    return f"`{fact.name}` from {where}" + (f", {field}" if field else "")
