"""A row: one answer of one endpoint, and all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass

from runner.coverage.record import Called
from runner.model.contract import Evidence
from runner.model.place import Place
from runner.model.spec import Endpoint

_STRONGEST = (Evidence.SCHEMA, Evidence.EXAMPLE, Evidence.NO_BODY, Evidence.UNCHECKED)


@dataclass(frozen=True, slots=True)
class Row:
    """One status of one endpoint."""

    endpoint: Endpoint
    """As the first document writes it; of one that none has, as a spec does."""
    status: str
    """`200`, `2XX` or `default`."""
    domain: str = ""
    documents: tuple[str, ...] = ()
    """The OpenAPI files that document this status; none: it is not documented."""
    known: bool = True
    """Whether the endpoint itself is documented."""
    claims: tuple[Place, ...] = ()
    """Where the prose of specs says that it comes."""
    expectations: tuple[Place, ...] = ()
    """Where steps expect it."""
    calls: tuple[Called, ...] = ()
    """The exchanges of the last run that ended with it."""

    @property
    def documented(self) -> bool:
        """Whether a document promises it."""
        return bool(self.documents)

    @property
    def evidence(self) -> Evidence | None:
        """The strongest thing that its body was held against; None: it was never observed."""
        seen = {called.evidence for called in self.calls}
        return next((evidence for evidence in _STRONGEST if evidence in seen), None)
