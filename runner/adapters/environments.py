"""An entry under `environments:` as an Environment, but for its tokens: those are read when it is chosen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path as FilePath
from typing import TypeVar, cast

from runner.adapters.durations import read_duration
from runner.adapters.hosts import address_of, normal_entry
from runner.adapters.shape import Fault
from runner.model.environment import (
    AppServer,
    CommandServer,
    Environment,
    Now,
    Route,
    Server,
    WriteBack,
)
from runner.model.json import JSON, Path

_Entry = Mapping[str, JSON]
_T = TypeVar("_T")

#: What a user's entry adds to, key by key, rather than replaces.
_MERGED = ("tokens", "variables", "headers")


@dataclass(frozen=True, slots=True)
class Draft:
    """An environment that still lacks its tokens, and where they are to be had."""

    environment: Environment
    tokens: _Entry = field(repr=False)


def merge(below: _Entry, above: _Entry) -> _Entry:
    """One entry over another. A base URL of its own means that the other's server is not wanted."""
    merged = {**below, **above}
    for key in _MERGED:
        if key in below and key in above:
            merged[key] = {**cast("_Entry", below[key]), **cast("_Entry", above[key])}
    if "base_url" in above and "server" not in above:
        merged.pop("server", None)
    return merged


def draft(name: str, entry: _Entry, *, root: FilePath, origin: str) -> tuple[Draft, list[Fault]]:
    """The entry, whose shape has been checked, as far as it can be used; and all that is wrong with it."""
    reader = _Reader(("environments", name), entry)
    environment = Environment(
        name=name,
        base_url=reader.take("base_url", read_url, ""),
        fallback_url=reader.take("fallback_url", read_url, ""),
        routes=tuple(reader.each("routes", _route)),
        variables=cast("_Entry", entry.get("variables", {})),
        headers=header_text(cast("_Entry", entry.get("headers", {}))),
        allow_hosts=frozenset(reader.each("allow_hosts", _host)),
        files_dir=reader.take("files_dir", partial(_inside, root), None),
        default_token=str(entry.get("default_token", "staff")),
        timeout=reader.take("timeout", _positive, timedelta(seconds=30)).total_seconds(),
        server=reader.take("server", _server, None),
        now=reader.take("now", _now, Now()),
        write_back=reader.take("write_back", _write_back, WriteBack()),
        throwaway=bool(entry.get("throwaway", entry.get("server") is not None)),
        internal_paths=tuple(map(str, cast("list[JSON]", entry.get("internal_paths", [])))),
        origin=origin,
    )
    return Draft(environment, cast("_Entry", entry.get("tokens", {}))), reader.faults


def header_text(headers: _Entry) -> Mapping[str, str]:
    """Header values as text: `true` and `3` as they would be written."""
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in headers.items()}


class _Reader:
    """Reads keys of an entry and collects what is wrong, so that one fault does not hide the next."""

    def __init__(self, path: Path, entry: _Entry) -> None:
        self.faults: list[Fault] = []
        self._path = path
        self._entry = entry

    def take(self, key: str, read: Callable[[JSON], _T], default: _T) -> _T:
        found = self._read((key,), read, self._entry[key]) if key in self._entry else None
        return default if found is None else found

    def each(self, key: str, read: Callable[[JSON], _T]) -> list[_T]:
        values = cast("list[JSON]", self._entry.get(key, []))
        found = [self._read((key, index), read, value) for index, value in enumerate(values)]
        return [each for each in found if each is not None]

    def _read(self, where: Path, read: Callable[[JSON], _T], value: JSON) -> _T | None:
        try:
            return read(value)
        except ValueError as fault:
            self.faults.append(Fault((*self._path, *where), str(fault)))
            return None


def read_url(value: JSON) -> str:
    """A base URL, without a slash at its end. Raises ValueError, which does not quote it."""
    url = str(value)
    try:
        address_of(url)
        fit = _URL.fullmatch(url)
    except ValueError:
        fit = None
    if fit is None:
        raise ValueError("a URL is http:// or https:// here, without user name, password, query or fragment")
    return url.rstrip("/")


_URL = re.compile(r"https?://[^/?#@\s]+(/[^?#\s]*)?")


def _host(value: JSON) -> str:
    try:
        return normal_entry(str(value))
    except ValueError:
        raise ValueError("a host is written as `api.example.com` or `127.0.0.1:8080`") from None


def _inside(root: FilePath, value: JSON) -> FilePath:
    path = str(value)
    folder = (root / path).resolve()
    if not folder.is_relative_to(root.resolve()):
        raise ValueError(f"`files_dir` must lie inside the project, and {path} does not")
    return folder


def _positive(value: JSON) -> timedelta:
    duration = read_duration(cast("str | float", value))
    if not duration:
        raise ValueError("a `timeout` of nothing would end every step")
    return duration


def _route(value: JSON) -> Route:
    entry = cast("_Entry", value)
    base_url = read_url(entry["base_url"]) if "base_url" in entry else ""
    return Route(str(entry["match"]), base_url, str(entry.get("authorization", "")))


def _server(value: JSON) -> Server:
    entry = cast("_Entry", value)
    if "app" in entry:
        return AppServer(str(entry["app"]))
    wait = read_duration(cast("str | float", entry.get("wait", 30)))
    return CommandServer(str(entry["command"]), str(entry["url"]), wait)


def _now(value: JSON) -> Now:
    if isinstance(value, str):
        try:
            datetime.fromisoformat(value)
        except ValueError:
            raise ValueError(f"`{value}` is no instant: write it as 2026-02-02T08:00:00Z") from None
        return Now(instant=value)
    entry = cast("_Entry", value)
    return Now(path=str(entry["path"]), extract=str(entry.get("extract", "$.now")))


def _write_back(value: JSON) -> WriteBack:
    entry = cast("_Entry", value)
    return WriteBack(
        enabled=bool(entry.get("enabled", True)),
        refresh_after=read_duration(cast("str | float", entry.get("refresh_after", "1d"))),
    )
