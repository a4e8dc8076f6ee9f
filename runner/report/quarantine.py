"""What a run shows of the quarantine itself: which entries are over, which mean nothing, which may go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import takewhile

from runner.model.events import Event, RunFinished
from runner.model.result import Outcome, RunResult, SpecResult
from runner.plan.quarantine import Ward


class QuarantineWatch:
    """A Reporter; what it has to say stands in the run's footer.

    `documents` are all that the entries may mean, with their endpoints.
    """

    def __init__(
        self,
        wards: Sequence[Ward],
        documents: Mapping[str, str],
        *,
        today: date,
        note: Callable[[str], None],
    ) -> None:
        self._wards = wards
        self._documents = documents
        self._today = today
        self._note = note

    def handle(self, event: Event, /) -> None:
        """Tell when the run is over."""
        if isinstance(event, RunFinished):
            for ward in self._wards:
                said = self._said(ward, event.result)
                if said:
                    self._note(said)

    def _said(self, ward: Ward, run: RunResult) -> str:
        where = f"{ward.place.file}:{ward.place.line}:"
        if ward.is_over(self._today):
            until = ward.quarantine.until.isoformat()
            return f"expired  {where} the quarantine of {ward.name} ended with {until}: remove or renew it"
        mine = {document for document, endpoint in self._documents.items() if ward.holds(document, endpoint)}
        if not mine:
            return f"unused   {where} the quarantine of {ward.name} means no spec: correct or remove it"
        results = [spec for spec in run.specs if spec.scenario.document in mine]
        if mine == {spec.scenario.document for spec in results} and all(map(_is_well, results)):
            row = min(map(_passes_in_a_row, results))
            if row == 1:
                return f"healed   {where} {ward.name} is in quarantine, and passes this time"
            return (
                f"healed   {where} {ward.name} is in quarantine, and passed {row} times in a row: release it"
            )
        return ""


def _passes_in_a_row(spec: SpecResult) -> int:
    """With this one. What is flaky passes now and then."""
    told = [turn for turn in spec.scenario.past.turns if turn.outcome != "skipped"]
    return 1 + sum(1 for _ in takewhile(lambda turn: turn.outcome == "passed", reversed(told)))


def _is_well(spec: SpecResult) -> bool:
    return spec.outcome is Outcome.PASSED and spec.scenario.complete and not spec.flaky
