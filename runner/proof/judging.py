"""How claims are judged: by what was seen, and where that does not do, by what is asked for it."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TypeAlias

from runner.contract.holding import fingerprint
from runner.contract.promises import path_variables
from runner.model.claim import Claim, Condition, When
from runner.model.finding import Finding
from runner.model.json import JSON, Path
from runner.model.place import Place
from runner.model.verdict import State, Verdict
from runner.proof.dossier import Dossier
from runner.proof.probe import Unasked
from runner.proof.rules import RULES
from runner.proof.sample import json_text
from runner.proof.sighting import Sighting

Asked: TypeAlias = Sighting | Unasked
Judging: TypeAlias = Generator[Condition, Asked, Verdict]
"""Yields a condition whenever an answer under it is wanted, and is sent that answer."""

REFUSALS = (401, 403)
_MALFORMED = (400, 422)


def holds(claim: Claim, by: str, *notes: Finding) -> Verdict:
    """It is so."""
    return Verdict(claim, State.HOLDS, by, notes)


def unchecked(claim: Claim, why: str) -> Verdict:
    """Nobody knows."""
    return Verdict(claim, State.UNCHECKED, why)


def broken(claim: Claim, by: str, *findings: Finding, came: JSON = None) -> Verdict:
    """It is not so. `came` has the body that should be documented."""
    return Verdict(claim, State.BROKEN, by, findings, "" if came is None else json_text(came))


def fault(  # noqa: PLR0913 - a finding has as many parts
    code: str,
    claim: Claim,
    dossier: Dossier,
    message: str,
    *,
    hint: str = "",
    place: Place | None = None,
    width: int = 0,
    spot: Path = (),
) -> Finding:
    """A finding about a claim. `spot` tells it from others of the same claim; it holds no values."""
    rule = RULES[code]
    where = place or claim.place
    mark = fingerprint(code, str(dossier.spec.endpoint), "", (claim.topic.value, *spot))
    return Finding(
        rule=code,
        severity=rule.severity,
        place=where,
        message=message,
        hint=hint,
        line=dossier.line(where),
        width=width or (claim.width if where == claim.place else 1),
        fingerprint=mark,
    )


def seen_in(sighting: Sighting) -> str:
    """Where an exchange was, for messages: `seen in specs/a.md:41`, or what was asked: `without a token`."""
    if sighting.under:
        return sighting.under
    place = sighting.place
    own = place.file == sighting.home
    return f"seen in {place.file}:{place.line}" if own else f"seen in {sighting.home}"


def status_of(sighting: Sighting) -> str:
    """`404 Not Found`."""
    return f"{sighting.status} {sighting.response.reason}".strip()


def alike(condition: Condition, sightings: Iterable[Sighting]) -> list[Sighting]:
    """Exchanges of which it is plain that the condition held."""
    if condition.when is When.ROLE:
        return [each for each in sightings if each.role == condition.what]
    if condition.when is When.LEFT_OUT:
        return [each for each in sightings if each.misses(condition.what)]
    return list(sightings) if condition.when is When.AS_IT_IS else []


def shown_without(condition: Condition, dossier: Dossier) -> Sighting | None:
    """What comes where parameters are left out that the Test Request does not send anyway; None: it does."""
    target = dossier.target
    if condition.when is not When.LEFT_OUT or condition.through or condition.endpoint or target is None:
        return None
    names = [name.strip() for name in condition.what.split(",")]
    return target if all(_lacks(target, name, dossier) for name in names) else None


def _lacks(target: Sighting, name: str, dossier: Dossier) -> bool:
    above = name.rpartition(".")[0]
    held = not above or any(True for _value in target.in_body(above))
    is_of_path = name in path_variables(dossier.spec.endpoint.path, dossier.promises)
    return held and not is_of_path and not any(True for _value in target.sent_as(name))


def says_nothing(condition: Condition, asked: Sighting) -> bool:
    """Whether an id that was made up may be no id at all to the endpoint, which is another fault."""
    return condition.when is When.UNKNOWN and asked.status in _MALFORMED
