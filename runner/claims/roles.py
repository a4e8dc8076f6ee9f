"""The roles that words name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from runner.claims.sentence import unmarked
from runner.model.claim import ANONYMOUS, STRANGER

EXPIRED: Final = "expired"
"""The role whose token was good once."""

_SPECIAL: Final = {
    **dict.fromkeys(("none", "nobody", "anonymous", "missing", "no authentication"), ANONYMOUS),
    **dict.fromkeys(("no token", "without token", "without a token"), ANONYMOUS),
    **dict.fromkeys(("unknown", "invalid", "unknown token", "invalid token"), STRANGER),
    **dict.fromkeys(("expired", "an expired one"), EXPIRED),
}  # fmt: skip
#: Words before "token" that tell what it is like, or whose it is not, but name no role.
_NO_ROLE: Final = frozenset(
    (
        *(
            "a",
            "an",
            "the",
            "no",
            "any",
            "some",
            "this",
            "that",
            "such",
            "same",
            "own",
            "one",
            "each",
            "every",
        ),
        *("both", "all", "other", "another", "your", "their", "its", "his", "her", "of", "with", "by"),
        *("valid", "invalid", "missing", "expired", "unknown", "good", "bad", "wrong", "correct", "proper"),
        *("required", "fresh", "new", "type", "types", "access", "api", "auth", "authentication", "bearer"),
        *("csrf", "jwt", "oauth", "refresh", "session"),
    )
)
_WORD = r"[A-Za-z][\w-]*"
_ITEM = rf"(?:an? |the )?{_WORD}(?: \([^()]*\))?(?: tokens?)?"
_BETWEEN = r"(?:, (?:and |or )?| and | or | ?/ ?| & )"
_TOKENS: Final = re.compile(
    rf"(?<![\w'’-])((?:{_ITEM}{_BETWEEN}){{0,20}}(?:an? |the )?{_WORD}(?: \([^()]*\))?)"
    r" (?:JWT |API )?tokens?\b"
)
_SPLIT: Final = re.compile(_BETWEEN)


@dataclass(frozen=True, slots=True)
class Holders:
    """A list of roles before the word "tokens", in a text without marks."""

    roles: tuple[tuple[str, str], ...]
    """Each as steprun.yaml would call it, and as it is written."""
    start: int
    end: int


def holders_in(plain: str) -> Iterator[Holders]:
    """`Staff, App and Client tokens`, `a staff or directory token`: everywhere in a text without marks."""
    for match in _TOKENS.finditer(plain):
        words = (_bare(part) for part in _SPLIT.split(match[1]))
        roles = tuple((word.lower(), word) for word in words if word and word.lower() not in _NO_ROLE)
        if roles:
            yield Holders(roles, match.start(), match.end())


def roles_of(cell: str) -> Iterator[tuple[str, str]]:
    """The roles of a cell or a label, each with its words; an empty role where words name none."""
    words = re.sub(r"\s*\([^()]*\)", "", unmarked(cell)).strip(" :")
    for part in _SPLIT.split(words):
        said = part.strip()
        word = _bare(said)
        special = _SPECIAL.get(said.lower()) or _SPECIAL.get(word.lower())
        if special:
            yield special, said
        elif said:
            is_role = re.fullmatch(_WORD, word) and word.lower() not in _NO_ROLE
            yield (word.lower() if is_role else ""), said


def named(role: str) -> str:
    """How a role is called in lists."""
    return {ANONYMOUS: "no token", STRANGER: "an unknown token", "*": "everybody else"}.get(role, role)


def _bare(words: str) -> str:
    """`a Staff (user) token` -> `Staff`."""
    bare = re.sub(r"\s*\([^()]*\)", "", words).strip()
    bare = re.sub(r"^(?:an?|the|or|and)\s+", "", bare)
    return re.sub(r"\s*\btokens?$", "", bare).strip()
