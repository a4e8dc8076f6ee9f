"""The sheet: every answer that is documented, claimed, expected or observed, as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias, TypeVar

from runner.contract.document import Document
from runner.contract.holding import Contract
from runner.coverage.endpoints import Known, endpoint_of, known_endpoints, of_match
from runner.coverage.expected import expected_statuses
from runner.coverage.record import Called, name_of
from runner.coverage.row import Row
from runner.model.place import Place
from runner.model.scenario import Scenario
from runner.model.spec import Endpoint, Spec

_Key: TypeAlias = tuple[Endpoint, str]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Sources:
    """What a sheet is made of."""

    root: Path
    """The project."""
    contract: Contract
    specs: Sequence[Spec]
    scenarios: Sequence[Scenario]
    claims: Mapping[Path, Iterable[tuple[int, Place]]]
    """Statuses that the prose of specs names, by their files."""
    calls: Sequence[Called]
    """Of the last run."""
    folder_of: Callable[[Document], str]
    """The domain of an endpoint that no spec describes."""


def rows_of(sources: Sources) -> tuple[Row, ...]:
    """By endpoint in the order of the documents, those that none has last; then by status."""
    sheet = _Sheet(sources, known_endpoints(sources.contract.catalogue.operations))
    return tuple(sheet.rows())


@dataclass(frozen=True, slots=True)
class _Sheet:
    sources: Sources
    known: Mapping[Endpoint, Known]

    def rows(self) -> Iterator[Row]:
        claims, expectations = _gathered(self._claims()), _gathered(self._expectations())
        calls = _gathered(self._calls())
        names, domains = dict(self._names()), dict(self._domains())
        order = {endpoint: number for number, endpoint in enumerate(self.known)}
        promised = {
            (endpoint, status) for endpoint, known in self.known.items() for status in known.documents
        }
        for key in sorted(
            {*promised, *claims, *expectations, *calls},
            key=lambda key: (order.get(key[0], len(order)), key[0].path, key[0].method, key[1]),
        ):
            endpoint, status = key
            known = self.known.get(endpoint)
            documents = known.documents.get(status, ()) if known else ()
            yield Row(
                endpoint=names[endpoint],
                status=status,
                domain=domains.get(endpoint, ""),
                documents=tuple(document.name for document in documents),
                known=known is not None,
                claims=tuple(dict.fromkeys(claims.get(key, ()))),
                expectations=tuple(dict.fromkeys(expectations.get(key, ()))),
                calls=calls.get(key, ()),
            )

    def _claims(self) -> Iterator[tuple[_Key, Place]]:
        for spec in self.sources.specs:
            endpoint = self._described(spec)
            for status, place in self.sources.claims.get(spec.path, ()):
                yield self._key(endpoint, status), place

    def _expectations(self) -> Iterator[tuple[_Key, Place]]:
        contract = self.sources.contract
        for planned in (planned for scenario in self.sources.scenarios for planned in scenario.steps):
            step = planned.step
            if contract.is_internal(step.path):
                continue
            endpoint = self._meant(step.method, step.path, planned.owner)
            for status in expected_statuses(planned, self.known.get(endpoint)):
                yield self._key(endpoint, status), planned.place

    def _calls(self) -> Iterator[tuple[_Key, Called]]:
        for called in self.sources.calls:
            yield self._key(_asked(called), called.status), called

    def _key(self, endpoint: Endpoint, status: int | str) -> _Key:
        known = self.known.get(endpoint)
        if isinstance(status, int):
            status = known.status_of(status) if known else str(status)
        return endpoint, status

    def _described(self, spec: Spec) -> Endpoint:
        return self._meant(spec.endpoint.method, spec.endpoint.path, spec)

    def _meant(self, method: str, path: str, spec: Spec) -> Endpoint:
        return of_match(self.sources.contract.find(method, path, spec), method=method, path=path)

    def _names(self) -> Iterator[tuple[Endpoint, Endpoint]]:
        """How people write endpoints; what stands last counts most."""
        for scenario in self.sources.scenarios:
            for planned in scenario.steps:
                method, path = planned.step.method, planned.step.path
                yield self._meant(method, path, planned.owner), Endpoint(method, path.partition("?")[0])
        for called in self.sources.calls:
            yield _asked(called), Endpoint(called.method, called.path)
        for spec in self.sources.specs:
            yield self._described(spec), spec.endpoint
        for endpoint, known in self.known.items():
            yield endpoint, known.name

    def _domains(self) -> Iterator[tuple[Endpoint, str]]:
        """That of the spec which describes it, else of its OpenAPI file; what stands last counts."""
        of_file = {name_of(spec.path, self.sources.root): spec.domain for spec in self.sources.specs}
        for called in self.sources.calls:
            yield _asked(called), of_file.get(called.file, "")
        for endpoint, known in self.known.items():
            yield endpoint, self.sources.folder_of(known.first)
        for spec in reversed(self.sources.specs):
            if spec.domain:
                yield self._described(spec), spec.domain


def _asked(called: Called) -> Endpoint:
    path = called.operation.partition(" ")[2] or called.path
    return endpoint_of(called.method, path)


def _gathered(pairs: Iterable[tuple[_Key, _T]]) -> dict[_Key, tuple[_T, ...]]:
    """All that belongs to a key."""
    found: dict[_Key, list[_T]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return {key: tuple(items) for key, items in found.items()}
