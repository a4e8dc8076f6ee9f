"""What the branches of an `allOf` say together."""

from __future__ import annotations

from collections.abc import Iterator

from runner.contract.reference import Dangling, Node, References

_LEVELS = 8
"""Branches within branches that are looked through."""


def spared(node: Node, word: str, references: References, *, levels: int = _LEVELS) -> Iterator[str]:
    """The properties that need not be there: those that are `readOnly`, or `writeOnly`."""
    listed = node / "properties"
    for name in listed.value if isinstance(listed.value, dict) else ():
        if _says(listed / name, word) or _says(_followed(listed / name, references), word):
            yield name
    for branch in _branches(node, references) if levels > 0 else ():
        yield from spared(branch, word, references, levels=levels - 1)


def is_closed(node: Node, references: References, *, levels: int = _LEVELS) -> bool:
    """Whether one of them allows no other properties."""
    return node.value.get("additionalProperties") is False or (
        levels > 0
        and any(is_closed(branch, references, levels=levels - 1) for branch in _branches(node, references))
    )


def _branches(node: Node, references: References) -> Iterator[Node]:
    listed = node / "allOf"
    for index in range(len(listed.value) if isinstance(listed.value, list) else 0):
        branch = _followed(listed / index, references)
        if isinstance(branch.value, dict):
            yield branch


def _followed(node: Node, references: References) -> Node:
    try:
        return references.followed(node)
    except Dangling:
        return Node(None, node.path, node.pointer)


def _says(node: Node, word: str) -> bool:
    return isinstance(node.value, dict) and node.value.get(word) is True
