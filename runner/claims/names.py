"""The names that a document itself knows: parameters, ids, roles and what its endpoint does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from runner.contract.segments import score, segments_of
from runner.model.claim import EVERYBODY_ELSE, Access, Claim, Parameter, Required, Where
from runner.model.json import JSON
from runner.model.spec import FormBody, JsonBody, MultipartBody, Role, Spec, Step

_DEPTH: Final = 6
_ID: Final = re.compile(r"(?:_?(?:uu?id|id)|(?<=[a-z])(?:Uu?id|Id|UU?ID|ID))$")
#: Who sends a request that names the state it has seen cannot send it again.
_STATE: Final = re.compile(r"(?:^|\.)(?:revision|version|etag|lock_version|if-match)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Names:
    """What words of a document can be about."""

    path: tuple[str, ...]
    """The variables of the path."""
    sent: tuple[str, ...]
    """What requests of the test send to the endpoint, by paths with dots."""
    required: tuple[str, ...]
    """What the tables call required and can be left out."""
    tabled: tuple[str, ...]
    accesses: tuple[Access, ...]
    acts: frozenset[str]
    """The words of the path and of the title, in lower case."""
    nouns: tuple[str, ...]
    """The literal segments of the path, last first, in the singular."""

    @staticmethod
    def of(spec: Spec, claims: Iterable[Claim]) -> Names:
        """The names of a document, of which the claims about access and parameters are read."""
        facts = [claim.fact for claim in claims]
        tabled = [fact for fact in facts if isinstance(fact, Parameter)]
        segments = segments_of(spec.endpoint.path)
        path = tuple(name for segment in segments for name in segment.names)
        literals = [segment.text for segment in segments if not segment.names]
        must = [
            fact.name for fact in tabled
            if fact.required is Required.YES and fact.where is not Where.PATH and fact.name not in path
        ]  # fmt: skip
        words = re.findall(r"[a-z]+", f"{' '.join(literals[-2:])} {spec.title}".lower())
        return Names(
            path=path,
            sent=tuple(dict.fromkeys(name for step in _calls(spec) for name in _sent(step))),
            required=tuple(sorted(dict.fromkeys(must), key=lambda name: name.count("."))),
            tabled=tuple(dict.fromkeys(fact.name for fact in tabled)),
            accesses=tuple(fact for fact in facts if isinstance(fact, Access)),
            acts=frozenset(words),
            nouns=tuple(_singular(text) for text in reversed(literals)),
        )

    @property
    def known(self) -> tuple[str, ...]:
        """All parameters, those that are sent first."""
        return tuple(dict.fromkeys((*self.sent, *self.path, *self.tabled)))

    @property
    def is_stale_when_repeated(self) -> bool:
        """Whether the same request cannot mean the same a second time."""
        return any(_STATE.search(name) for name in self.known)

    def parameter(self, word: str) -> str:
        """The parameter that a word names, in full; empty where it names none, or more than one."""
        if word in self.known:
            return word
        ends = [name for name in self.known if name.endswith(f".{word}")]
        sent = [name for name in ends if name in self.sent] or ends
        return sent[0] if len(sent) == 1 else ""

    def is_known(self, word: str) -> bool:
        """Whether a parameter is called so, or the last part of one's path is."""
        return any(name == word or name.endswith(f".{word}") for name in self.known)

    def id_of(self, noun: str) -> str:
        """The parameter with the id of such a thing: `booking` -> `booking_id`; empty for none."""
        wanted = re.sub(r"[\s_-]", "", _singular(noun.lower()))
        for name in (*self.path, *self.known):
            last = name.split(".")[-1]
            stem = _ID.sub("", last)
            if stem != last and stem.replace("_", "").lower() == wanted:
                return name
        return ""

    @property
    def main_id(self) -> str:
        """The id of what the endpoint is about; empty where there is none."""
        if self.path:
            return self.path[-1]
        return next(filter(None, map(self.id_of, self.nouns)), "")

    def refused(self, status: int | None = None) -> tuple[str, ...]:
        """The roles that the document says are refused, with this status or with any."""
        roles = (
            access.role for access in self.accesses
            if not access.allowed and access.role != EVERYBODY_ELSE
            and (status is None or status in (access.statuses or (401, 403)))
        )  # fmt: skip
        return tuple(dict.fromkeys(roles))

    def is_refused(self, role: str, status: int | None = None) -> bool:
        """Whether the document lets it be understood that the role is refused, with this status or any."""
        if role in self.refused(status):
            return True
        named = {access.role: access.allowed for access in self.accesses}
        is_usual = status in (None, 401, 403)
        return role not in named and EVERYBODY_ELSE in named and is_usual


def is_id(name: str) -> bool:
    """Whether a name is that of an id: `booking_id`, `matterUid`."""
    last = name.rsplit(".", maxsplit=1)[-1]
    return _ID.sub("", last) != last


def _calls(spec: Spec) -> Iterator[Step]:
    """The steps of the test that call the endpoint."""
    template = segments_of(spec.endpoint.path)
    for step in spec.steps(Role.TEST):
        if step.method == spec.endpoint.method and score(template, segments_of(step.path)) is not None:
            yield step


def _sent(step: Step) -> Iterator[str]:
    yield from step.params
    match step.body:
        case JsonBody(value=value):
            yield from _keys(value, "", _DEPTH)
        case FormBody(fields=fields) | MultipartBody(fields=fields):
            yield from fields


def _keys(value: JSON, above: str, depth: int) -> Iterator[str]:
    if isinstance(value, Mapping) and depth:
        for key, below in value.items():
            name = f"{above}.{key}" if above else str(key)
            yield name
            yield from _keys(below, name, depth - 1)
    elif isinstance(value, Sequence) and not isinstance(value, str) and depth and above:
        for item in value[:1]:
            yield from _keys(item, f"{above}[]", depth - 1)


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return f"{noun[:-3]}y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith(("ss", "us")) else noun
