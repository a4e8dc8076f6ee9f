"""An OpenAPI document as it was read: Swagger 2.0, OpenAPI 3.0 or 3.1, whatever else is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice, product
from pathlib import Path
from typing import Any

_VARIABLE = re.compile(r"\{([^{}]*)\}")
_HOST = re.compile(r"(?:[A-Za-z{][\w+.{}-]*:)?//[^/?#]*|(?!\.)[^/?#]*[.:][^/?#]*")
_OLD_WORDS = frozenset({"basePath", "host", "definitions", "securityDefinitions"})
_NEW_WORDS = frozenset({"components", "servers"})
_MOST_URLS = 100
"""Of one server: the values of its variables multiply."""


class Version(StrEnum):
    """What the words of a document mean."""

    V2 = "2.0"
    V30 = "3.0"
    V31 = "3.1"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with an OpenAPI document that does not keep it from being used."""

    path: Path
    """The file: not always the document itself, as references lead to others."""
    pointer: str
    """Into it: `#/paths/~1items/get`."""
    message: str
    leads_nowhere: bool = False
    """Whether it is a reference that cannot be followed: nothing is known of what should stand there."""


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """One file of a catalogue."""

    path: Path
    name: str
    """As shown to people: relative to the project."""
    version: Version
    root: Mapping[str, Any] = field(repr=False)
    flaws: tuple[Flaw, ...] = ()

    @property
    def bases(self) -> tuple[str, ...]:
        """What stands before every path, without a slash at the end; "" where nothing does."""
        if self.version is Version.V2:
            base = self.root.get("basePath")
            return (_base(base),) if isinstance(base, str) else ("",)
        return bases_of(self.root.get("servers")) or ("",)

    @property
    def query_keys(self) -> frozenset[str]:
        """Parameters of the query that carry a key, and are described as security only."""
        components = self.root.get("components")
        found = (
            self.root.get("securityDefinitions"),
            components.get("securitySchemes") if isinstance(components, dict) else None,
        )
        schemes = [scheme for each in found if isinstance(each, dict) for scheme in each.values()]
        return frozenset(
            str(scheme.get("name"))
            for scheme in schemes
            if isinstance(scheme, dict) and scheme.get("in") == "query"
        )


def document_of(path: Path, name: str, content: object) -> Document | None:
    """The document that the content of a file is; None when it does not mean to be one."""
    if not isinstance(content, dict):
        return None
    paths = content.get("paths")
    said = next((str(content[key]) for key in ("openapi", "swagger") if key in content), None)
    if said is None and not _has_paths(paths):
        return None
    version, complaint = _version(content, said)
    flaws = [Flaw(path, "#", complaint)] if complaint else []
    if not isinstance(paths, dict) and not (version is Version.V31 and paths is None):
        flaws.append(Flaw(path, "#/paths", "there are no `paths`"))
    return Document(path, name, version, content, tuple(flaws))


def bases_of(servers: object) -> tuple[str, ...]:
    """The paths of the URLs of `servers`, if they have any: first that of the defaults of their variables."""
    return tuple(dict.fromkeys(_base(url) for url in _urls(servers)))


def _urls(servers: object) -> Iterator[str]:
    for server in servers if isinstance(servers, list) else ():
        if isinstance(server, dict) and isinstance(server.get("url"), str):
            url = server["url"].strip()
            for filled in islice(_filled(url, server.get("variables")), _MOST_URLS):
                # A variable that is empty leaves two slashes, which are no host.
                yield "/" + filled.lstrip("/") if re.match("/(?!/)", url) else filled


def _has_paths(paths: object) -> bool:
    return isinstance(paths, dict) and any(str(path).startswith("/") for path in paths)


def _version(content: Mapping[str, Any], said: str | None) -> tuple[Version, str]:
    """The version, and what is wrong with how it is given."""
    if said is None or not said.startswith(("2", "3")):
        old = bool(_OLD_WORDS & content.keys()) or not _NEW_WORDS & content.keys()
        version = Version.V2 if old else Version.V30
        return (
            version,
            f"{'no version is given' if said is None else f'`{said}` is no version'}: read as {version}",
        )
    if said.startswith("2"):
        version, key = Version.V2, "swagger"
    else:
        version, key = (Version.V30 if said.startswith("3.0") else Version.V31), "openapi"
    if key not in content:
        return version, f"`{said}` is a version of `{key}`: read as {version}"
    known = said.startswith(tuple(Version))
    return version, "" if known else f"version {said} is not known: read as {version}"


def _filled(url: str, variables: object) -> Iterator[str]:
    """With every value that its variables may have. The last of them changes first: it is of the path."""
    names = list(dict.fromkeys(_VARIABLE.findall(url)))
    known = variables if isinstance(variables, dict) else {}
    for values in product(*(_values(name, known.get(name)) for name in names)):
        filled = dict(zip(names, values, strict=True))
        yield _VARIABLE.sub(lambda name: filled[name[1]], url)  # noqa: B023 - used at once


def _values(name: str, variable: object) -> list[str]:
    """The default first; itself where nothing is known of it."""
    said = variable if isinstance(variable, dict) else {}
    listed = said.get("enum")
    found = [said["default"]] if "default" in said else []
    found += listed if isinstance(listed, list) else []
    return list(dict.fromkeys(map(str, found))) or [f"{{{name}}}"]


def _base(url: str) -> str:
    """The path of a URL, which may be no more than that, or begin with a bare host."""
    host = _HOST.match(url)
    path = re.split(r"[?#]", url[host.end() :] if host else url)[0]
    parts = [part for part in path.split("/") if part not in ("", ".")]
    return "".join(f"/{part}" for part in parts)
