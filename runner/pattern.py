"""Regular expressions of authors, applied to texts of servers: bounded in time. The one door to `regex`."""

from __future__ import annotations

_SECONDS = 1.0


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
        return regex.search(pattern, text, timeout=_SECONDS) is not None
    except TimeoutError:
        what = f"/{pattern}/ takes longer than {_SECONDS:.0f} s on this text"
        raise PatternError(what, hint="repetitions inside repetitions make it slow") from None
    except regex.error as fault:
        raise PatternError(f"/{pattern}/ is not a regular expression: {fault}") from None
