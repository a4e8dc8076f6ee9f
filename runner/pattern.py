"""Regular expressions of authors, applied to texts of servers: bounded in time. The one door to `regex`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

_SECONDS = 1.0
_LONGEST = 20_000
"""Characters that a pattern may demand at least: each takes memory before anything is compared."""


class PatternError(ValueError):
    """The pattern cannot be read, or takes too long; `hint` says what to do."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def found_in(pattern: str, text: str) -> bool:
    """Whether the pattern occurs in the text. Raises PatternError."""
    import regex

    try:
        return _compiled(pattern).search(text, timeout=_SECONDS) is not None
    except TimeoutError:
        what = f"/{_short(pattern)}/ takes longer than {_SECONDS:.0f} s on this text"
        raise PatternError(what, hint="repetitions inside repetitions make it slow") from None
    except regex.error as fault:
        raise PatternError(f"/{_short(pattern)}/ is not a regular expression: {fault}") from None
    except (RecursionError, MemoryError, OverflowError):
        raise PatternError(f"/{_short(pattern)}/ is nested too deeply") from None


def begun_in(pattern: str, text: str) -> int:
    """Where something begins that the pattern fits and the end of the text cuts off; -1 where nothing does.

    Capitals do not matter. The pattern is one of ours; where it takes too long, all of the text may be it.
    """
    try:
        found = _begun(pattern).finditer(text, partial=True, timeout=_SECONDS)
        return next((match.start() for match in found if match.partial), -1)
    except TimeoutError:
        return 0


@lru_cache(maxsize=256)
def _begun(pattern: str) -> regex.Pattern[str]:
    import regex

    return regex.compile(pattern, regex.IGNORECASE)


_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d+)(?:,\d*)?\}|.", re.DOTALL)
_CALLS_ITSELF = re.compile(r"\(\?(?:R|[+-]?\d+|&\w+|P>\w+)\)")


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> regex.Pattern[str]:
    import regex

    _check(pattern)
    return regex.compile(pattern)


def _check(pattern: str) -> None:
    """Refuse what would take all memory while it is compiled, where no time limit holds."""
    if _CALLS_ITSELF.search(pattern):
        raise PatternError(f"/{_short(pattern)}/ calls itself", hint="write out how deep it may go")
    sums, last = [0], 0
    for token in _TOKEN.finditer(pattern):
        if token[0] == "(":
            sums.append(0)
        elif token[0] == ")" and len(sums) > 1:
            last = sums.pop()
            sums[-1] += last
        elif token[1]:
            times = int(token[1][:9])
            sums[-1] += last * (times - 1)
            last *= times
        else:
            last = 1
            sums[-1] += 1
    if sum(sums) > _LONGEST:
        raise PatternError(
            f"/{_short(pattern)}/ asks for more than {_LONGEST:,} characters", hint="lower its repetitions"
        )


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= 80 else f"{pattern[:79]}…"  # noqa: PLR2004 - one line of a screen
