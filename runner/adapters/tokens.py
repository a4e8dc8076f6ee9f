"""The tokens of an environment: who has one, and why another has none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from runner.adapters.environments import header_text
from runner.model.environment import Login, Secret, Token
from runner.model.json import JSON

_PREFIX = "STEPRUN_TOKEN_"
_MAX_FILE = 65_536
#: What an Authorization header can carry.
_SENDABLE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def read_tokens(
    entries: Mapping[str, JSON], *, environ: Mapping[str, str], folder: Path
) -> Mapping[str, Token]:
    """The tokens that are written down, and those that only the environment has: STEPRUN_TOKEN_<ROLE>."""
    tokens = {
        role: _token(role, cast("Mapping[str, JSON]", entry), environ=environ, folder=folder)
        for role, entry in entries.items()
    }
    written = {_variable(role) for role in tokens}
    for name in sorted(environ):
        role = name.removeprefix(_PREFIX).lower()
        if name.startswith(_PREFIX) and role and name not in written and environ[name].strip():
            tokens[role] = _checked(role, environ[name], source=name, scheme="Bearer")
    return tokens


def _variable(role: str) -> str:
    return _PREFIX + re.sub(r"\W", "_", role).upper()


def _token(role: str, entry: Mapping[str, JSON], *, environ: Mapping[str, str], folder: Path) -> Token:
    scheme = str(entry.get("scheme", "Bearer"))
    if "login" in entry:
        return Token(role, scheme, login=_login(cast("Mapping[str, JSON]", entry["login"])))
    if "env" in entry:
        name = str(entry["env"])
        value = environ.get(name, "")
        if not value.strip():
            return Token(role, scheme, missing=f"token `{role}` is not set: export {name}=…")
        return _checked(role, value, source=name, scheme=scheme)
    if "file" in entry:
        return _from_file(role, folder / str(entry["file"]), scheme=scheme)
    value = str(entry["value"])
    if not value.strip():
        return Token(role, scheme, missing=f"token `{role}` is not set: its `value` in steprun.yaml is empty")
    return _checked(role, value, source="its `value` in steprun.yaml", scheme=scheme)


def _from_file(role: str, file: Path, *, scheme: str) -> Token:
    try:
        with file.open("rb") as stream:
            value = stream.read(_MAX_FILE).decode("utf-8-sig").rstrip("\r\n")
    except (OSError, ValueError) as fault:
        why = "does not exist" if isinstance(fault, FileNotFoundError) else "cannot be read as text"
        return Token(role, scheme, missing=f"token `{role}` is not set: the file {file} {why}")
    if not value.strip():
        return Token(role, scheme, missing=f"token `{role}` is not set: the file {file} is empty")
    return _checked(role, value, source=str(file), scheme=scheme)


def _checked(role: str, value: str, *, source: str, scheme: str) -> Token:
    if _SENDABLE.fullmatch(value):
        return Token(role, scheme, secret=Secret(value))
    why = "holds a line break or a character that no header can carry"
    return Token(role, scheme, missing=f"token `{role}` cannot be sent: {source} {why}; set it anew")


def _login(entry: Mapping[str, JSON]) -> Login:
    return Login(
        method=str(entry.get("method", "POST")).upper(),
        path=str(entry["path"]),
        extract=str(entry["extract"]),
        body=entry.get("body"),
        form=cast("Mapping[str, JSON] | None", entry.get("form")),
        headers=header_text(cast("Mapping[str, JSON]", entry.get("headers", {}))),
    )
