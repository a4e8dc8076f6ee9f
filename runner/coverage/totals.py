"""Totals of rows: how much of what is documented was claimed, expected, observed and checked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from runner.coverage.row import Row
from runner.model.contract import Evidence


@dataclass(frozen=True, slots=True)
class Totals:
    """Numbers of documented answers. What is not documented counts nowhere."""

    domain: str
    endpoints: int
    documented: int
    claimed: int
    expected: int
    observed: int
    schema: int
    example: int
    no_body: int
    unchecked: int

    @property
    def checked(self) -> int:
        """Observed, and held against a schema or an example, or without a body as it may be."""
        return self.observed - self.unchecked

    @property
    def share(self) -> Fraction | None:
        """Observed of documented; None where nothing is documented."""
        return Fraction(self.observed, self.documented) if self.documented else None


def totals_of(rows: Iterable[Row], *, domain: str = "") -> Totals:
    """The totals of these rows."""
    documented = [row for row in rows if row.documented]
    evidence = [row.evidence for row in documented]
    return Totals(
        domain=domain,
        endpoints=len({row.endpoint for row in documented}),
        documented=len(documented),
        claimed=sum(bool(row.claims) for row in documented),
        expected=sum(bool(row.expectations) for row in documented),
        observed=sum(item is not None for item in evidence),
        schema=evidence.count(Evidence.SCHEMA),
        example=evidence.count(Evidence.EXAMPLE),
        no_body=evidence.count(Evidence.NO_BODY),
        unchecked=evidence.count(Evidence.UNCHECKED),
    )


def by_domain(rows: Sequence[Row]) -> tuple[Totals, ...]:
    """The totals of each domain of which something is documented."""
    domains = sorted({row.domain for row in rows if row.documented})
    return tuple(
        totals_of([row for row in rows if row.domain == domain], domain=domain) for domain in domains
    )


def per_cent(share: Fraction | None) -> str:
    """`62%`, `59.9%`: rounded down, so that it never looks like more than it is."""
    if share is None:
        return "-"
    tenths = int(share * 1000)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"
