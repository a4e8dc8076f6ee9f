"""The contract of a project, from settings and files: its OpenAPI documents, and what is accepted."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias, cast

from runner.contract.accepted import Accepted, NotAccepted, read_accepted
from runner.contract.catalogue import Catalogue
from runner.contract.document import Document, document_of
from runner.contract.reference import Read, References, UnreadableFile
from runner.contract.rules import RULES
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
    said: frozenset[str] = frozenset()
    """The keys that are written: what is named must be there."""


def read_contract(value: JSON, *, root: Path) -> ContractSettings:
    """The settings, of which the shape is right; without roots, the folder `swagger` is one."""
    said = cast("Mapping[str, JSON]", value if isinstance(value, Mapping) else {})
    roots = cast("Sequence[str]", said.get("roots", [_USUAL_ROOT]))
    return ContractSettings(
        mode=cast("Mode", said.get("mode", "warn")),
        roots=tuple(_normal(root / name) for name in roots),
        ref_map={
            prefix: _normal(root / folder)
            for prefix, folder in cast("Mapping[str, str]", said.get("ref_map", {})).items()
        },
        severities={
            code: Severity(word) for code, word in cast("Mapping[str, str]", said.get("severity", {})).items()
        },
        accepted=root / str(said.get("accepted", _USUAL_FILE)),
        said=frozenset(said),
    )


def unknown_rules(value: JSON) -> tuple[str, ...]:
    """The codes under `severity` that are no rules of the contract."""
    said = value.get("severity") if isinstance(value, Mapping) else None
    return tuple(code for code in said if code not in RULES) if isinstance(said, Mapping) else ()


def check_roots(settings: ContractSettings, *, root: Path) -> None:
    """Raises SettingsError where a root is named that is not there."""
    for place in settings.roots if "roots" in settings.said else ():
        if not place.exists():
            what = f"contract.roots: {shown(place, root)} is not there"
            raise SettingsError(what, hint="name files and folders as seen from the folder of steprun.yaml")


def read_catalogue(settings: ContractSettings, *, root: Path, unread: Callable[[str], None]) -> Catalogue:
    """Every OpenAPI document below the roots. What is none is left out; what cannot be read is told."""
    beside = (place.parent if place.is_file() else place for place in settings.roots)
    references = References(_reader([root, *beside, *settings.ref_map.values()]), settings.ref_map)
    found: dict[Path, Document] = {}
    for path in _files(settings.roots):
        name = shown(path, root)
        try:
            document = document_of(path, name, references.file(path))
        except UnreadableFile as fault:
            unread(f"{name} cannot be read: {fault}")
            continue
        if document:
            found[path] = document
    return Catalogue(found.values(), references)


def read_acceptance(settings: ContractSettings) -> tuple[Accepted, ...]:
    """What is accepted. Raises SettingsError: a file that cannot be read is not an empty one."""
    file = settings.accepted
    hint = "it is a list under `accepted:`, of entries with a `fingerprint`; begin with `accepted: []`"
    try:
        return read_accepted(read_data(file.read_text(encoding="utf-8-sig")))
    except OSError as fault:
        if isinstance(fault, FileNotFoundError) and "accepted" not in settings.said:
            return ()
        raise SettingsError(f"{file} cannot be read: {fault.strerror}", hint=hint) from None
    except UnicodeDecodeError as fault:
        raise SettingsError(f"{file} is not UTF-8: byte {fault.start}", hint="save it as UTF-8") from None
    except (DataError, NotAccepted) as fault:
        raise SettingsError(f"{file} cannot be used: {fault}", hint=hint) from None


def shown(path: Path, root: Path) -> str:
    """A path as people read it: from the project's folder, where it is below."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def _files(roots: Sequence[Path]) -> Iterator[Path]:
    for root in roots:
        if root.is_dir():
            yield from sorted(
                path for path in root.rglob("*") if path.suffix.lower() in _KINDS and path.is_file()
            )
        elif root.is_file():
            yield root


def _reader(folders: Sequence[Path]) -> Read:
    """Reads files of these folders, and of no others: wherever a reference, or a link, may lead."""
    allowed = tuple(folder.resolve() for folder in folders)

    def read(path: Path) -> object:
        meant = path.resolve()
        if not any(meant.is_relative_to(folder) for folder in allowed):
            raise UnreadableFile("it is outside of the project")
        return _read(path)

    return read


def _read(path: Path) -> object:
    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableFile(f"it is larger than {_LARGEST:,} bytes")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise UnreadableFile(fault.strerror or "it cannot be opened") from None
    except UnicodeDecodeError:
        raise UnreadableFile("it is not UTF-8") from None
    kind = "JSON" if path.suffix.lower() == ".json" else "YAML"
    try:
        return json.loads(text) if kind == "JSON" else read_data(text)
    except (ValueError, RecursionError) as fault:
        raise UnreadableFile(f"it is not {kind}: {fault}") from None


def _normal(path: Path) -> Path:
    return Path(os.path.normpath(path))
