"""Documents of `tests/fixtures/claims`, and beside each what it claims; `--update-golden` rewrites that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from runner.claims import claims_of
from runner.load.build import build_spec
from runner.model.claim import Claim, Condition, Fact, Roster
from runner.model.spec import Spec
from support.golden import Golden

FIXTURES = Path(__file__).parents[2] / "fixtures" / "claims"
NAMES = sorted(file.stem for file in FIXTURES.glob("*.md"))


def spec_of(text: str) -> Spec:
    spec = build_spec(text, file="specs/a.md", path=Path("/project/specs/a.md"))
    assert isinstance(spec, Spec), spec
    return spec


@pytest.mark.parametrize("name", NAMES)
def test_the_claims_of_a_document(name: str, golden: Golden) -> None:
    spec = spec_of((FIXTURES / f"{name}.md").read_text("utf-8"))
    told = [line for claim in claims_of(spec) for line in told_of(claim, spec)]
    golden.check(FIXTURES / f"{name}.txt", "\n".join(told) + "\n")


def told_of(claim: Claim, spec: Spec) -> Iterator[str]:
    """Place and marked words; what it says; what it comes to, or why to nothing."""
    place = claim.place
    source = spec.lines[place.line - 1]
    marked = source[place.column - 1 : place.column - 1 + claim.width]
    assert (claim.fact is None) == bool(claim.why_not)
    assert claim.width == 1 or len(marked) == claim.width
    yield f"{place.line}:{place.column} {marked}"
    yield f"    {claim.topic}: {claim.says}"
    yield f"    {_fact(claim.fact) if claim.fact else f'- {claim.why_not}'}"


def _fact(fact: Fact) -> str:
    values = {item.name: getattr(fact, item.name) for item in fields(fact)}
    said = (
        f"{name}={_value(value)}"
        for name, value in values.items()
        if value
        or name not in ("status_place", "roster", "beside", "is_loose", "is_success", "is_absent", "role")
    )
    return f"{type(fact).__name__} {', '.join(said)}"


def _value(value: object) -> str:
    if isinstance(value, dict) and () in value:
        return f"{len(value)} places"
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, Roster):
        return f"line {value.place.line}: {' '.join(sorted(value.named))}"
    if isinstance(value, Condition) and value.is_guess:
        return f"perhaps {value}"
    return str(value)
