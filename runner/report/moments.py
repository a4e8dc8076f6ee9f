"""When something happened by the clock on the wall; rounded as records are: a run read back says the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from runner.model.result import RunResult


def moment(run: RunResult, seconds: float = 0.0) -> datetime:
    """So many seconds after the start of the run, in UTC."""
    # Of a run by an older steprun the clock of the system under test is all there is.
    began = run.about.at or run.started
    return began.astimezone(UTC) + timedelta(seconds=round(seconds, 6))


def epoch(run: RunResult, seconds: float = 0.0) -> int:
    """The same in milliseconds since 1970."""
    since = moment(run, seconds) - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(milliseconds=1)


def milliseconds(seconds: float) -> int:
    """A duration; none is shorter than nothing."""
    return max(round(round(seconds, 6) * 1000), 0)
