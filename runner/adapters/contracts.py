"""The contract of a project, from settings and files: its OpenAPI documents, and what is accepted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, cast

from runner.contract.accepted import Accepted, NotAccepted, read_accepted
from runner.contract.catalogue import Catalogue
from runner.contract.document import Document, document_of
from runner.contract.reference import References, UnreadableFile
from runner.errors import SettingsError
from runner.load.data import DataError, read_data
from runner.model.finding import Severity
from runner.model.json import JSON

Mode: TypeAlias = Literal["off", "warn", "fail"]

_USUAL_ROOT = "swagger"
_USUAL_FILE = "steprun.accepted.yaml"
_KINDS = frozenset({".json", ".yaml", ".yml"})
_LARGEST = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ContractSettings:
    """What `contract:` in steprun.yaml says."""

    mode: Mode = "warn"
    roots: tuple[Path, ...] = ()
    """Files, and folders that are looked through."""
    ref_map: Mapping[str, Path] = field(default_factory=dict)
    severities: Mapping[str, Severity] = field(default_factory=dict)
    accepted: Path = Path(_USUAL_FILE)
    """The file of findings that the project lives with."""
    insists: bool = False
    """Whether the file is named in the settings, and so must be there."""


def read_contract(value: JSON, *, root: Path) -> ContractSettings:
    """The settings, of which the shape is right; without roots, the folder `swagger` is one."""
    said = cast("Mapping[str, JSON]", value if isinstance(value, Mapping) else {})
    roots = cast("Sequence[str]", said.get("roots", [_USUAL_ROOT]))
    return ContractSettings(
        mode=cast("Mode", said.get("mode", "warn")),
        roots=tuple(root / name for name in roots),
        ref_map={
            prefix: root / folder
            for prefix, folder in cast("Mapping[str, str]", said.get("ref_map", {})).items()
        },
        severities={
            code: Severity(word) for code, word in cast("Mapping[str, str]", said.get("severity", {})).items()
        },
        accepted=root / str(said.get("accepted", _USUAL_FILE)),
        insists="accepted" in said,
    )


def read_catalogue(settings: ContractSettings, *, root: Path) -> Catalogue:
    """Every OpenAPI document below the roots. What cannot be read, or is none, is left out."""
    references = References(_read, settings.ref_map)
    found: dict[Path, Document] = {}
    for path in _files(settings.roots):
        try:
            document = document_of(path, _shown(path, root), references.file(path))
        except UnreadableFile:
            continue
        if document:
            found[path] = document
    return Catalogue(found.values(), references)


def _files(roots: Sequence[Path]) -> Iterator[Path]:
    for root in roots:
        if root.is_dir():
            yield from sorted(
                path for path in root.rglob("*") if path.suffix.lower() in _KINDS and path.is_file()
            )
        elif root.is_file():
            yield root


def _read(path: Path) -> object:
    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableFile(f"{path} is larger than {_LARGEST:,} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise UnreadableFile(
            f"{path.name}: {getattr(fault, 'strerror', None) or 'it is not UTF-8'}"
        ) from None
    try:
        return json.loads(text) if path.suffix.lower() == ".json" else read_data(text)
    except (ValueError, RecursionError, DataError) as fault:
        raise UnreadableFile(f"{path.name} is not {path.suffix[1:].upper()}: {fault}") from None


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def read_acceptance(settings: ContractSettings) -> tuple[Accepted, ...]:
    """What is accepted. Raises SettingsError: a file that cannot be read is not an empty one."""
    file = settings.accepted
    if not file.exists() and not settings.insists:
        return ()
    hint = "a list under `accepted:`, each with a `fingerprint`; `steprun run --accept` writes it"
    try:
        return read_accepted(read_data(file.read_text(encoding="utf-8-sig")))
    except OSError as fault:
        raise SettingsError(f"{file} cannot be read: {fault.strerror}", hint=hint) from None
    except (UnicodeDecodeError, DataError, NotAccepted) as fault:
        raise SettingsError(f"{file} cannot be used: {fault}", hint=hint) from None
