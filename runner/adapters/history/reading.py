"""Reading a history: pasts of scenarios and of steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from runner.adapters.history.rows import State, as_text, states_of
from runner.model.about import Past, Turn
from runner.model.result import Outcome

if TYPE_CHECKING:
    import sqlite3

_WORDS: Final = MappingProxyType({outcome.value[0]: outcome.value for outcome in Outcome})
_CODES: Final = MappingProxyType(
    {
        number * 4 + flaky + 2 * fell: (_WORDS[letter], flaky, fell)
        for number, letter in enumerate("pfes", 1)
        for flaky in (False, True)
        for fell in (False, True)
    }
)
_EARLIER: Final = """
SELECT spec_turns.spec, turn, run, outcome, flaky, fell, seconds FROM wanted
CROSS JOIN specs ON specs.id = wanted.id AND {0} <= after
CROSS JOIN spec_turns ON spec_turns.spec = wanted.id AND turn = {0}
"""


class _Ran(NamedTuple):
    """A run, as its turns refer to it."""

    run_id: str
    at: datetime
    commit: str
    branch: str


def past_of(
    connection: sqlite3.Connection, environment: str, keys: Collection[str], *, limit: int
) -> Mapping[str, Past]:
    """What the latest turns of these scenarios came to; nothing for those without one."""
    states = states_of(connection, environment)
    wanted = {key: state for key in keys if (state := states.get(as_text(key)))}
    connection.execute("CREATE TEMP TABLE wanted (id INTEGER PRIMARY KEY, after INTEGER)")
    connection.executemany(
        "INSERT OR IGNORE INTO wanted VALUES (?, ?)",
        [(state.id, state.turns - limit) for state in wanted.values()],
    )
    runs = _runs(connection)
    latest = _latest(connection, runs)
    earlier = {
        (spec, number): _turn(runs[run], *told)
        for spec, number, run, *told in connection.execute(
            " UNION ALL ".join(_EARLIER.format(column) for column in ("first_failed", "last_passed"))
        )
    }

    def numbered(state: State, number: int | None) -> Turn | None:
        if number is None:
            return None
        return earlier.get((state.id, number)) or latest[state.id][number - state.turns - 1]

    return {
        key: Past(
            turns=tuple(latest[state.id]),
            first_failed=numbered(state, state.first_failed),
            last_passed=numbered(state, state.last_passed),
        )
        for key, state in wanted.items()
    }


def _latest(connection: sqlite3.Connection, runs: Mapping[int, _Ran]) -> dict[int, list[Turn]]:
    """The latest turns of what is wanted. Of 1,000 specs they are 30,000: each column counts."""
    rows = connection.execute(
        "SELECT spec, run, instr('pfes', outcome) * 4 + flaky + 2 * fell, seconds FROM wanted"
        " CROSS JOIN spec_turns ON spec = id AND turn > after ORDER BY id, turn"
    )
    found: dict[int, list[Turn]] = {}
    for spec, mine in groupby(rows, itemgetter(0)):
        turns = found[spec] = []
        for _, run, code, seconds in mine:
            run_id, at, commit, branch = runs[run]
            outcome, flaky, fell = _CODES[code]
            turns.append(Turn(run_id, at, outcome, flaky, seconds, commit, branch, fell))
    return found


def steps_of(connection: sqlite3.Connection, environment: str, key: str) -> Mapping[str, Past]:
    """The same of the steps of one scenario, all that is kept, by their names."""
    runs = _runs(connection)
    turns: dict[str, list[Turn]] = {}
    for name, run, *told in connection.execute(
        "SELECT steps.step, step_turns.run, step_turns.outcome, step_turns.flaky, step_turns.fell,"
        " step_turns.seconds FROM specs JOIN spec_turns ON spec_turns.spec = specs.id"
        " JOIN step_turns ON step_turns.run = spec_turns.run AND step_turns.spec = specs.id"
        " JOIN steps ON steps.id = step_turns.step WHERE specs.environment = ? AND specs.spec = ?"
        " ORDER BY steps.id, spec_turns.turn",
        (as_text(environment), as_text(key)),
    ):
        turns.setdefault(name, []).append(_turn(runs[run], *told))
    return {name: _summed_up(mine) for name, mine in turns.items()}


def _summed_up(turns: Sequence[Turn]) -> Past:
    first_failed = None
    for turn in reversed(turns):
        if turn.outcome == Outcome.PASSED:
            return Past(tuple(turns), first_failed, last_passed=turn)
        first_failed = turn if turn.bad else first_failed
    return Past(tuple(turns), first_failed)


def _runs(connection: sqlite3.Connection) -> dict[int, _Ran]:
    rows = connection.execute('SELECT id, run_id, at, "commit", branch FROM runs')
    return {
        number: _Ran(run_id, datetime.fromisoformat(at), commit, branch)
        for number, run_id, at, commit, branch in rows
    }


def _turn(ran: _Ran, outcome: str, flaky: int, fell: int, seconds: float) -> Turn:
    return Turn(ran.run_id, ran.at, _WORDS[outcome], bool(flaky), seconds, ran.commit, ran.branch, bool(fell))
