"""The claims of a document: what its prose says about the endpoint, section by section, as data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from runner.claims import (
    authentication,
    discrepancies,
    error_responses,
    expected_response,
    known_issues,
    options,
    parameters,
    response_codes,
    summary,
    uid_resolution,
)
from runner.claims.mentions import described
from runner.claims.names import Names
from runner.claims.passage import Passage, passages_of
from runner.model.claim import Claim, Topic
from runner.model.spec import Spec

__all__ = ["claims_of"]

#: What the names of a document are learnt from.
_FIRST: Final[Mapping[Topic, Callable[[Passage], Iterator[Claim]]]] = MappingProxyType(
    {Topic.AUTHENTICATION: authentication.read, Topic.PARAMETERS: parameters.read}
)
_Reader: TypeAlias = Callable[[Passage, Names], Iterator[Claim]]
_READERS: Final[Mapping[Topic, _Reader]] = MappingProxyType(
    {
        Topic.EXPECTED_RESPONSE: expected_response.read,
        Topic.ERROR_RESPONSES: error_responses.read,
        Topic.RESPONSE_CODES: response_codes.read,
        Topic.KNOWN_ISSUES: known_issues.read,
        Topic.UID_RESOLUTION: uid_resolution.read,
        Topic.DISCREPANCIES: discrepancies.read,
        Topic.OPTIONS: options.read,
        Topic.PARAMETERS: described,
    }
)


def claims_of(spec: Spec) -> tuple[Claim, ...]:
    """All that a document claims, in the order of the file; whatever its prose is, it raises nothing."""
    passages = tuple(passages_of(spec))
    claims = list(authentication.listed(spec))
    for passage in passages:
        if passage.topic in _FIRST:
            claims += _FIRST[passage.topic](passage)
    names = Names.of(spec, claims)
    for passage in passages:
        if passage.topic in _READERS:
            claims += _READERS[passage.topic](passage, names)
        elif passage.in_passing:
            claims += summary.read(passage, names)
    return tuple(sorted(claims, key=lambda claim: (claim.place.line, claim.place.column)))
