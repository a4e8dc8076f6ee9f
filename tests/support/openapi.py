"""OpenAPI documents from texts, without files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from runner.contract.catalogue import Catalogue
from runner.contract.document import Document, document_of
from runner.contract.reference import Node, References, UnreadableFile
from runner.load.yaml import read_yaml

PROJECT = Path("/project")


def references(
    files: Mapping[str, str | object], *, prefixes: Mapping[str, Path] | None = None
) -> References:
    """Files by their path in the project; texts are YAML."""

    def read(path: Path) -> object:
        name = path.relative_to(PROJECT).as_posix() if path.is_relative_to(PROJECT) else str(path)
        if name not in files:
            raise UnreadableFile(f"there is no {name}")
        content = files[name]
        return read_yaml(content, file=name).value if isinstance(content, str) else content

    return References(read, prefixes or {})


def catalogue(files: Mapping[str, str | object], *, prefixes: Mapping[str, Path] | None = None) -> Catalogue:
    """All files that are documents."""
    known = references(files, prefixes=prefixes)
    found = [document_of(PROJECT / name, name, known.file(PROJECT / name)) for name in files]
    return Catalogue([document for document in found if document], known)


def document(text: str, name: str = "swagger/items.yaml") -> Document:
    found = document_of(PROJECT / name, name, read_yaml(text, file=name).value)
    assert found
    return found


def node(value: object, name: str = "swagger/items.yaml") -> Node:
    return Node(value, PROJECT / name, "#")
