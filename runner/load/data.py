"""YAML files of others, as data: no places, no dates, no objects."""

from __future__ import annotations

from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TIMESTAMP = "tag:yaml.org,2002:timestamp"


class DataError(ValueError):
    """The text is not YAML; says where."""


class _PlainLoader(_Loader):  # type: ignore[misc]  # chosen at run time: the one in C where there is one
    """Leaves dates the texts that they are."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _TIMESTAMP]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}


def read_data(text: str) -> Any:
    """The value of a YAML text. Raises DataError."""
    try:
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a safe loader, but for dates
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise DataError(f"{where}{getattr(fault, 'problem', None) or 'it cannot be read'}") from None
