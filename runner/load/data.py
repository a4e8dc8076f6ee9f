"""YAML files of others, as data: no places, no dates, no objects."""

from __future__ import annotations

from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEPEST = 500
_TOO_DEEP = f"nested deeper than {_DEEPEST} levels"
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
        _measure(text)
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a safe loader, but for dates
    except (yaml.YAMLError, ValueError) as fault:
        raise DataError(_at(getattr(fault, "problem_mark", None), _said(fault))) from None


def _measure(text: str) -> None:
    """Composing is recursive, in C too, where too deep is the end of the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_PlainLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise DataError(_at(event.start_mark, _TOO_DEEP))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _at(mark: Any, says: str) -> str:
    return f"line {mark.line + 1}: {says}" if mark else says


def _said(fault: Exception) -> str:
    if isinstance(fault, yaml.reader.ReaderError):
        return f"the character #x{fault.character:04x} is not allowed"
    says = getattr(fault, "problem", None) or str(fault)
    return _TOO_DEEP if "nesting depth" in says else says  # libyaml reads ahead, and has a limit of its own
