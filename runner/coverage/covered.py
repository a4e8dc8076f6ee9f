"""What came of looking: the rows, the run they are about, and what keeps them from being the whole truth."""

from __future__ import annotations

from dataclasses import dataclass

from runner.coverage.record import Record
from runner.coverage.row import Row
from runner.coverage.totals import Totals, by_domain, totals_of


@dataclass(frozen=True, slots=True)
class Covered:
    """The coverage of a project."""

    rows: tuple[Row, ...]
    record: Record | None = None
    """Of the last run; None: there is none that can be read."""
    notes: tuple[str, ...] = ()
    """In what the last run was another than one would be now."""

    @property
    def totals(self) -> Totals:
        """Of all rows."""
        return totals_of(self.rows, domain="all")

    @property
    def domains(self) -> tuple[Totals, ...]:
        """Of each domain of which something is documented."""
        return by_domain(self.rows)
