"""The document that a spec names under `swagger:`; a hint, and often a wrong one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from runner.contract.document import Document

_ELSEWHERE = re.compile(r"https?://")
_SEPARATORS = re.compile(r"[\\/]+")


def document_named(said: str, spec: Path, documents: Iterable[Document], *, root: Path) -> Document | None:
    """The document that is meant; None where none is, or several may be.

    Its path starts at the spec's folder, at one above it or at the project's root; or it ends like a path of
    some other machine; or it is the only one of that name.
    """
    bare = _bare(said)
    if not bare:
        return None
    known = {document.path: document for document in documents}
    found = next((known[place] for place in places_named(said, spec, root=root) if place in known), None)
    return found or _alike(_SEPARATORS.split(bare), known.values())


def places_named(said: str, spec: Path, *, root: Path) -> Iterator[Path]:
    """Where the document may lie, the likeliest first."""
    bare = _bare(said)
    for folder in (spec.parent, *spec.parent.parents, root) if bare else ():
        yield Path(os.path.normpath(folder / bare))
        if folder == root:
            return


def file_named(said: str) -> str:
    """The last part of its path; empty where none is named."""
    return _SEPARATORS.split(_bare(said))[-1]


def _bare(said: str) -> str:
    """The path alone; empty for a URL."""
    bare = said.partition("#")[0].strip()
    return "" if _ELSEWHERE.match(bare) else bare


def _alike(parts: list[str], documents: Iterable[Document]) -> Document | None:
    """By as many of the last parts as are needed to mean one document."""
    documents = list(documents)
    for start in range(len(parts)):
        tail = tuple(parts[start:])
        found = [document for document in documents if document.path.parts[-len(tail) :] == tail]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None
