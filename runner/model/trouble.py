"""Why a step did not pass: one word for each cause, and the sentence that goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from runner.model.place import Place


class Cause(StrEnum):
    """What happened to a step. `step/verdict.py` says what each means for the run."""

    CHECK = "check"
    """The API answered, and an expectation did not hold."""
    EXTRACTION = "extraction"
    """The API answered, and there was nothing to extract."""
    NOT_JSON = "json"
    """The status is right, and the body is not the JSON that it should be: perhaps a login page."""
    CONTRACT = "contract"
    """The expectations hold, and the exchange is not what an OpenAPI document promises."""
    CLAIM = "claim"
    """The steps pass, and something that the document claims does not hold."""
    REFUSED = "refused"
    """401 or 403 where the step did not expect it."""
    THROTTLED = "throttled"
    """429 where the step did not expect it."""
    SERVER = "server"
    """5xx where the step did not expect it."""
    CONNECTION = "connection"
    """No connection: refused, unreachable, no such host, or lost before the answer was complete."""
    TIMEOUT = "timeout"
    TLS = "tls"
    PROTOCOL = "protocol"
    """The answer is not HTTP, or larger than we take."""
    UNDEFINED = "undefined"
    """A variable has no value."""
    TOKEN = "token"  # noqa: S105 - the name of a cause, not a secret
    """A token is not set, or its login failed."""
    REQUEST = "request"
    """The request cannot be built or must not be sent: a file is missing, a host is not allowed."""
    SOURCE_FAILED = "source failed"
    """A variable has no value because the step that should have set it failed, which was tolerated."""
    SOURCE_SKIPPED = "source skipped"
    """A variable has no value because the step that should have set it was skipped."""
    INTERRUPTED = "interrupted"
    """Ctrl-C or SIGTERM."""
    INVALID = "invalid"
    """The spec cannot be run as it is written."""
    INTERNAL = "internal"
    """A fault of steprun itself, or of a plugin."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A cause with its words."""

    cause: Cause
    message: str
    hint: str = ""
    place: Place | None = None
    width: int = 1
    key: str = ""
    """Troubles with the same key have the same root, and are reported once."""
