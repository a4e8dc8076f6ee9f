"""Regular expressions of authors, applied to texts of servers: bounded in time."""

from __future__ import annotations

from runner.errors import StepError
from runner.model.trouble import Cause

_SECONDS = 1.0


def found_in(pattern: str, text: str) -> bool:
    """Whether the pattern occurs in the text.

    Raises StepError (REQUEST) for a pattern that cannot be read, or takes too long.
    """
    import regex

    try:
        return regex.search(pattern, text, timeout=_SECONDS) is not None
    except TimeoutError:
        what = f"/{pattern}/ takes longer than {_SECONDS:.0f} s on this text"
        raise StepError(
            what, cause=Cause.REQUEST, hint="repetitions inside repetitions make it slow"
        ) from None
    except regex.error as fault:
        raise StepError(f"/{pattern}/ is not a regular expression: {fault}", cause=Cause.REQUEST) from None
