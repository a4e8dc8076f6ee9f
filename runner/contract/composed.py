"""What the branches of an `allOf` say together, and those of a `oneOf` that a tag tells apart."""

from __future__ import annotations

from collections.abc import Iterator

from runner.contract.reference import Dangling, Node, References

_LEVELS = 8
"""Branches within branches that are looked through."""
_WRAPS = 2
"""Levels of `allOf` by which a property leads to what it is."""


def spared(node: Node, word: str, references: References, *, levels: int = _LEVELS) -> Iterator[str]:
    """The properties that need not be there: those that are `readOnly`, or `writeOnly`."""
    listed = node / "properties"
    for name in listed.value if isinstance(listed.value, dict) else ():
        if _says(listed / name, word, references):
            yield name
    for branch in _branches(node, references) if levels > 0 else ():
        yield from spared(branch, word, references, levels=levels - 1)


def is_closed(node: Node, references: References, *, levels: int = _LEVELS) -> bool:
    """Whether one of them allows no other properties."""
    return node.value.get("additionalProperties") is False or (
        levels > 0
        and any(is_closed(branch, references, levels=levels - 1) for branch in _branches(node, references))
    )


def is_tagged(node: Node) -> bool:
    """Whether a tag tells which branch of its `oneOf` is meant, so that others may fit as well.

    They often differ in nothing but the tag, and few write down which values of it are whose.
    """
    said = node.value.get("discriminator")
    return isinstance(said, dict) and isinstance(said.get("propertyName"), str) and "anyOf" not in node.value


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


def _says(node: Node, word: str, references: References, *, levels: int = _WRAPS) -> bool:
    """Whether it is so: by itself, where it leads, or by a branch, which is how it has words of its own."""
    if not isinstance(node.value, dict):
        return False
    meant = _followed(node, references)
    if not isinstance(meant.value, dict):
        meant = node
    branches = _branches(meant, references) if levels > 0 else ()
    return (
        node.value.get(word) is True
        or meant.value.get(word) is True
        or any(_says(branch, word, references, levels=levels - 1) for branch in branches)
    )
