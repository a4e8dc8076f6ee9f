"""Writing into a history: a run, whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from runner.adapters.history.rows import State, as_text, states_of
from runner.model.result import Outcome, RunResult, SpecResult
from runner.record.turns import came_to, fingerprint

if TYPE_CHECKING:
    import sqlite3

KEPT: Final = 200
"""How many turns are kept of a scenario in an environment."""
_TIDY: Final = 100
"""After so many runs, what no turn refers to any more is thrown away."""
_BAD: Final = frozenset({Outcome.FAILED, Outcome.ERROR})


class _Entry(NamedTuple):
    """A result on its way into the file."""

    result: SpecResult
    outcome: Outcome
    fell: bool
    state: State
    """As it stands after this turn."""

    @property
    def turn(self) -> tuple[object, ...]:
        """What stands of it in `spec_turns`, but for the run."""
        result, state = self.result, self.state
        told = (_letter(self.outcome), result.flaky, self.fell, result.quarantined, round(result.seconds, 6))
        return (state.id, state.turns, *told)


def _entry(result: SpecResult, before: State, *, document: int | None, calm: bool) -> _Entry:
    """`calm`: the turn before passed, at the commit of this one."""
    outcome, number = came_to(result), before.turns + 1
    after = before._replace(turns=number)
    if outcome is Outcome.SKIPPED:
        return _Entry(result, outcome, fell=False, state=after)
    if outcome is Outcome.PASSED:
        after = after._replace(first_failed=None, last_passed=number, document=document)
        return _Entry(result, outcome, fell=False, state=after)
    fell = calm and document == before.document
    after = after._replace(first_failed=before.first_failed or number, document=document)
    return _Entry(result, outcome, fell=fell, state=after)


def write(connection: sqlite3.Connection, run: RunResult, results: Sequence[SpecResult]) -> None:
    """Everything that a run came to, in the open transaction; of a run that is there already, nothing."""
    about, environment = run.about, as_text(run.environment)
    assert about.at is not None
    added = connection.execute(
        'INSERT OR IGNORE INTO runs (run_id, environment, at, "commit", branch) VALUES (?, ?, ?, ?, ?)',
        (
            as_text(run.run_id),
            environment,
            about.at.isoformat(),
            as_text(about.commit),
            as_text(about.branch),
        ),
    )
    if not added.rowcount or added.lastrowid is None:
        return
    number = added.lastrowid
    names = {as_text(result.scenario.key): result for result in results}
    connection.executemany(
        "INSERT OR IGNORE INTO specs (environment, spec) VALUES (?, ?)",
        [(environment, name) for name in names],
    )
    states, calm = (
        states_of(connection, run.environment),
        _calm(connection, environment, as_text(about.commit)),
    )
    entries = [
        _entry(
            result,
            states[name],
            document=fingerprint(result.scenario) if about.commit else None,
            calm=states[name].id in calm,
        )
        for name, result in names.items()
    ]
    connection.executemany(
        "INSERT INTO spec_turns VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(*entry.turn, number) for entry in entries],
    )
    connection.executemany(
        "UPDATE specs SET turns = ?, first_failed = ?, last_passed = ?, document = ? WHERE id = ?",
        [(*entry.state[1:], entry.state.id) for entry in entries],
    )
    _add_steps(connection, number, entries)
    _prune(connection, entries)
    if number % _TIDY == 0:
        _tidy(connection)


def _calm(connection: sqlite3.Connection, environment: str, commit: str) -> frozenset[int]:
    """The specs that passed the last time, at this commit. Where nobody knows the commit, there are none."""
    if not commit:
        return frozenset()
    rows = connection.execute(
        "SELECT specs.id FROM specs JOIN spec_turns ON spec_turns.spec = specs.id AND turn = last_passed"
        " JOIN runs ON runs.id = run"
        ' WHERE specs.environment = ? AND first_failed IS NULL AND "commit" = ?',
        (environment, commit),
    )
    return frozenset(number for (number,) in rows)


def _add_steps(connection: sqlite3.Connection, run: int, entries: Sequence[_Entry]) -> None:
    """The steps that had their turn. One that was blocked did not, and nothing is known of it."""
    told = [
        (entry, as_text(step.planned.name), step)
        for entry in entries
        for step in entry.result.steps
        if not step.blocked
    ]
    connection.executemany(
        "INSERT OR IGNORE INTO steps (spec, step) VALUES (?, ?)",
        [(entry.state.id, name) for entry, name, _ in told],
    )
    mine = {entry.state.id for entry in entries}
    known = {
        (spec, name): number
        for number, spec, name in connection.execute("SELECT id, spec, step FROM steps")
        if spec in mine
    }
    connection.executemany(
        "INSERT OR IGNORE INTO step_turns VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                run,
                entry.state.id,
                known[entry.state.id, name],
                _letter(step.outcome),
                step.flaky,
                entry.fell and step.outcome in _BAD and not step.tolerated,
                round(step.seconds, 6),
            )
            for entry, name, step in told
        ],
    )


def _prune(connection: sqlite3.Connection, entries: Sequence[_Entry]) -> None:
    """Forget turns of long ago; but not those that say since when it fails, and when it last passed."""
    old = [
        {**state._asdict(), "until": state.turns - KEPT}
        for state in (entry.state for entry in entries)
        if state.turns > KEPT
    ]
    connection.executemany(
        "DELETE FROM step_turns WHERE spec = :id AND run IN (SELECT run FROM spec_turns WHERE spec = :id"
        " AND turn <= :until AND turn IS NOT :first_failed AND turn IS NOT :last_passed)",
        old,
    )
    connection.executemany(
        "DELETE FROM spec_turns WHERE spec = :id"
        " AND turn <= :until AND turn IS NOT :first_failed AND turn IS NOT :last_passed",
        old,
    )


def _tidy(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM runs WHERE id NOT IN (SELECT run FROM spec_turns)")
    connection.execute("DELETE FROM steps WHERE id NOT IN (SELECT step FROM step_turns)")


def _letter(outcome: Outcome) -> str:
    return outcome.value[0]
