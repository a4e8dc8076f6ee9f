"""The document that a spec names under `swagger:`; a hint, and often a wrong one."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from runner.contract.document import Document

_ELSEWHERE = re.compile(r"https?://")
_SEPARATORS = re.compile(r"[\\/]+")


def document_named(said: str, spec: Path, documents: Iterable[Document], *, root: Path) -> Document | None:
    """The document that is meant; None where none is, or several may be.

    Its path starts at the spec's folder, at one above it or at the project's root; or it ends like a path of
    some other machine; or it is the only one of that name.
    """
    bare = said.partition("#")[0].strip()
    if not bare or _ELSEWHERE.match(bare):
        return None
    known = {document.path: document for document in documents}
    for folder in (spec.parent, *spec.parent.parents, root):
        found = known.get(Path(os.path.normpath(folder / bare)))
        if found is not None:
            return found
        if folder == root:
            break
    return _alike(_SEPARATORS.split(bare), known.values())


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
