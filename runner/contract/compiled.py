"""Schemas of OpenAPI documents, ready to hold values against; each is translated once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TypeAlias

from runner.contract.breach import Fault, faults_of
from runner.contract.document import Version
from runner.contract.reference import Node, References
from runner.contract.schema import Direction, translate
from runner.contract.translation import Translation
from runner.model.json import JSON, Path
from runner.schema import Schema, SchemaError, sound_schema

_Key: TypeAlias = tuple[FilePath, str, Version, Direction]


@dataclass(frozen=True, slots=True)
class Compiled:
    """One of them."""

    translation: Translation
    schema: Schema

    def faults(self, value: JSON) -> Iterator[tuple[Fault, Node]]:
        """What is wrong with a value, and where that is written. Raises SchemaError."""
        violations = self.schema.violations(value)
        # What is of the wrong type is not among the values either: that is said once.
        mistyped = {violation.path for violation in violations if violation.word == "type"}
        told: set[tuple[Path, Path]] = set()
        lacking: set[tuple[Path, Path]] = set()
        for violation in violations:
            if violation.word in ("enum", "const") and violation.path in mistyped:
                continue
            if violation.word == "required":
                # One for each name that is missing, and each of them knows them all.
                here = (violation.path, violation.schema_path)
                if here in lacking:
                    continue
                lacking.add(here)
            for fault in faults_of(violation):
                if (fault.at, fault.mark) not in told:
                    told.add((fault.at, fault.mark))
                    yield fault, self.translation.origin(fault.schema_path)

    def fits(self, value: JSON) -> bool:
        """Whether there is nothing wrong, or nothing that could be found out."""
        try:
            return not self.schema.violations(value)
        except SchemaError:
            return True


class Schemas:
    """Knows the documents."""

    def __init__(self, references: References) -> None:
        self._references = references
        self._translated: dict[_Key, Translation] = {}
        self._compiled: dict[_Key, Compiled | None] = {}

    def translated(self, node: Node, version: Version, direction: Direction) -> Translation:
        """The schema at a node, as JSON Schema."""
        key = (node.path, node.pointer, version, direction)
        if key not in self._translated:
            self._translated[key] = translate(node, self._references, version, direction)
        return self._translated[key]

    def refusal(self, node: Node, version: Version, direction: Direction) -> str:
        """Why nothing can be held against the schema at a node; empty where something can."""
        try:
            sound_schema(self.translated(node, version, direction).schema)
        except SchemaError as fault:
            return str(fault)
        return ""

    def of(self, node: Node | None, version: Version, direction: Direction) -> Compiled | None:
        """The schema at a node; None where there is none, it says nothing, or it cannot be used."""
        if node is None:
            return None
        key = (node.path, node.pointer, version, direction)
        if key not in self._compiled:
            translation = self.translated(node, version, direction)
            self._compiled[key] = None if translation.is_empty else _compiled(translation)
        return self._compiled[key]


def _compiled(translation: Translation) -> Compiled | None:
    try:
        return Compiled(translation, sound_schema(translation.schema))
    except SchemaError:
        return None
