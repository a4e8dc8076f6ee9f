"""Documented bodies against those that came: examples by their shape, errors by their words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from runner.model.json import JSON, Path
from runner.shown import kind_of, shown

_VARYING = re.compile(
    r"""
    [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}
    | \d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?
    | (?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{12,}
    | \d{6,}
    """,
    re.IGNORECASE | re.VERBOSE,
)

_ALMOST = 0.85
_MOST_OF_IT = 0.6
_LONGEST = 500
"""Of a sentence that is compared letter by letter."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something of a documented body that is otherwise in those that came."""

    path: Path
    kind: str
    """`missing`, `type`, `value` or `extra`."""
    wanted: str
    found: str


def by_shape(documented: JSON, came: Sequence[JSON]) -> Iterator[Difference]:
    """Keys and types of an example that no body has; and what bodies have and the example has not.

    The bodies are taken together: one that has it is enough. What is null or empty says nothing.
    """
    yield from _shape(documented, came, ())


def _shape(documented: JSON, came: Sequence[JSON], path: Path) -> Iterator[Difference]:
    known = [value for value in came if value is not None]
    if documented is None or not known:
        return
    same = [value for value in known if _kind(value) == _kind(documented)]
    if not same:
        kinds = " or ".join(dict.fromkeys(map(kind_of, known)))
        yield Difference(path, "type", kind_of(documented), f"{kinds}: {shown(known[0], longest=60)}")
    elif isinstance(documented, Mapping):
        yield from _keys(documented, [value for value in same if isinstance(value, Mapping)], path)
    elif isinstance(documented, list):
        items = [item for value in same if isinstance(value, list) for item in value]
        for index, item in enumerate(documented):
            yield from _shape(item, items, (*path, index))


def _keys(
    documented: Mapping[str, JSON], came: Sequence[Mapping[str, JSON]], path: Path
) -> Iterator[Difference]:
    filled = [value for value in came if value]
    for key, value in documented.items():
        there = [each[key] for each in filled if key in each]
        if there:
            yield from _shape(value, there, (*path, key))
        elif filled:
            yield Difference((*path, key), "missing", kind_of(value), f"only {_names(filled)}")
    if documented:
        for key in dict.fromkeys(key for each in filled for key in each if key not in documented):
            value = next(each[key] for each in filled if key in each)
            yield Difference((*path, key), "extra", "nothing", kind_of(value))


def is_data(name: str) -> bool:
    """Whether the name of a key is an id or a date, and no word of the API."""
    return _VARYING.fullmatch(name) is not None


def by_words(documented: JSON, came: JSON, path: Path = ()) -> Iterator[Difference]:
    """How the body of an error differs from the documented one; ids and dates in texts may, and numbers."""
    if isinstance(documented, Mapping) and isinstance(came, Mapping):
        for key in dict.fromkeys([*documented, *came]):
            here = (*path, key)
            if key not in came:
                yield Difference(here, "missing", shown(documented[key]), "nothing")
            elif key not in documented:
                yield Difference(here, "extra", "nothing", shown(came[key]))
            else:
                yield from by_words(documented[key], came[key], here)
    elif isinstance(documented, list) and isinstance(came, list):
        if len(documented) != len(came):
            yield Difference(path, "value", _length(documented), _length(came))
        for index, (one, other) in enumerate(zip(documented, came, strict=False)):
            yield from by_words(one, other, (*path, index))
    elif not _alike(documented, came):
        kind = "value" if _kind(documented) == _kind(came) else "type"
        yield Difference(path, kind, shown(documented), shown(came))


def resembles(documented: JSON, came: JSON) -> bool:
    """Whether two bodies tell the same error, although they differ: they share a sentence, or nearly.

    Bodies without sentences have to share most of their words.
    """
    ours, theirs = list(texts_of(documented)), list(texts_of(came))
    sentences = [text for text in ours if " " in text]
    if sentences:
        return any(_nearly(one, other) for one in sentences for other in theirs if " " in other)
    shared = sum(any(_nearly(one, other) for other in theirs) for one in ours)
    return bool(ours) and shared / len(ours) >= _MOST_OF_IT


def _nearly(one: str, other: str) -> bool:
    if one == other or max(len(one), len(other)) > _LONGEST:
        return one == other
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALMOST


def texts_of(value: JSON) -> Iterator[str]:
    """All texts in a body, in their places' order."""
    return (text for _spot, text in texts_at(value))


def texts_at(value: JSON, at: Path = ()) -> Iterator[tuple[Path, str]]:
    """The same, each with where it stands; whichever item of a list that is, it counts as the first."""
    match value:
        case str():
            yield at, value
        case Mapping():
            for key, item in value.items():
                yield from texts_at(item, (*at, key))
        case list():
            for item in value:
                yield from texts_at(item, (*at, 0))


def words_in(value: JSON) -> Iterator[str]:
    """All texts and keys in a body."""
    match value:
        case str():
            yield value
        case Mapping():
            for key, item in value.items():
                yield key
                yield from words_in(item)
        case list():
            for item in value:
                yield from words_in(item)


def _alike(documented: JSON, came: JSON) -> bool:
    if _kind(documented) != _kind(came):
        return False
    if isinstance(documented, str) and isinstance(came, str):
        return documented == came or _bare(documented) == _bare(came)
    return documented == came or (_kind(documented) == "number")


def _bare(text: str) -> str:
    """A text without the ids and dates in it, which vary from answer to answer."""
    return _VARYING.sub("#", text)


def _kind(value: JSON) -> str:
    kind = kind_of(value)
    return "number" if kind == "integer" else kind


def _length(items: Sequence[JSON]) -> str:
    return f"{len(items)} item{'' if len(items) == 1 else 's'}"


def _names(values: Sequence[Mapping[str, JSON]]) -> str:
    names = list(dict.fromkeys(key for value in values for key in value))
    more = f" and {len(names) - 6} more" if len(names) > 6 else ""  # noqa: PLR2004 - a line's worth
    return ", ".join(f"`{name}`" for name in names[:6]) + more
