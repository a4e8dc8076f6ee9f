"""Content types: which of those documented is meant."""

from __future__ import annotations

from collections.abc import Sequence

from runner.contract.operation import Media

_NO_MATCH, _ANY, _RANGE, _SUFFIX, _TYPE, _SAME = range(6)


def media_for(media: Sequence[Media], kind: str) -> Media | None:
    """The documented content type that says most about `kind`: the same, `application/*+json`, a range."""

    def points(item: Media) -> int:
        return max(closeness(item.type, kind), _SUFFIX if item.guessed and is_json(kind) else _NO_MATCH)

    best = max(media, key=points, default=None)
    return best if best and points(best) > _NO_MATCH else None


def closeness(documented: str, kind: str) -> int:
    """How closely a documented type, which may be a range, describes another; 0: not at all."""
    (theirs, their_words), (ours, our_words) = _parted(documented), _parted(kind)
    if theirs == ours and ours:
        return _SAME if their_words <= our_words else _TYPE
    if theirs in ("*/*", "*"):
        return _ANY
    main, _, sub = theirs.partition("/")
    if not ours.startswith(f"{main}/"):
        return _NO_MATCH
    if sub == "*":
        return _RANGE
    return _SUFFIX if sub.startswith("*+") and ours.endswith(sub[1:]) else _NO_MATCH


def is_json(kind: str) -> bool:
    """Whether a content type is JSON, plain or `+json`."""
    name, _words = _parted(kind)
    return name == "application/json" or name.endswith("+json")


def _parted(kind: str) -> tuple[str, frozenset[str]]:
    """The type, and its parameters, in lower case; the charset does not matter."""
    name, *words = (part.strip().lower().replace('"', "") for part in kind.split(";"))
    return name, frozenset(word for word in words if word and not word.startswith("charset="))
