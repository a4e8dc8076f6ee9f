"""The grammar of a fault: ``kind[=arg][;times=n][;key=k][;retry_after=s]``."""

from __future__ import annotations

import re
from dataclasses import dataclass

BYTES = {"b": 1, "kb": 1000, "mb": 1000_000}
SECONDS = {"ms": 0.001, "s": 1.0}

# Asked for by a slip of the pen, more than this would only block the test run.
MAX_PAUSE = 300.0
MAX_BYTES = 200_000_000
MAX_HEADERS = 10_000

# Per kind: the form of its argument, and the argument it has when none is given (None: one must be given).
# An empty pattern: the kind takes no argument.
STATUS = r"[2-5][0-9]{2}"
PAUSE = r"[0-9]{1,7}(?:\.[0-9]{1,3})?(?:ms|s)"
SIZE = r"[0-9]{1,9}(?:b|kb|mb)"
FORMS: dict[str, tuple[str, str | None]] = {
    "delay": (PAUSE, None),
    "status": (STATUS, None),
    "drop": ("", ""),
    "commit-then-drop": ("", ""),
    "truncate": ("", ""),
    "slow-body": (rf"{SIZE}/{PAUSE}", "10b/100ms"),
    "malformed-json": ("", ""),
    "html": ("", ""),
    "empty": ("", ""),
    "gzip": ("", ""),
    "bom": ("", ""),
    "dup-keys": ("", ""),
    "huge": (SIZE, "20mb"),
    "redirect": (r"3[0-9]{2}:/[!-~]*", None),
    "redirect-host": (r"3[0-9]{2}", "302"),
    "wrong-charset": ("", ""),
    "header-flood": (r"[0-9]{1,5}", "300"),
}

OPTIONS = {
    "times": r"[1-9][0-9]{0,6}",
    "key": r"[!-:<-~]{1,100}",
    "retry_after": r"[0-9]{1,9}|[A-Z][a-z]{2}, [ -:<-~]{1,40}",
}


class FaultError(ValueError):
    """The text is not a fault; says why."""


@dataclass(frozen=True, slots=True)
class Fault:
    kind: str
    arg: str = ""
    #: How many matching requests fail before they behave; None: all of them.
    times: int | None = None
    #: Which requests are counted together.
    key: str | None = None
    retry_after: str | None = None

    def __str__(self) -> str:
        options = {"times": self.times, "key": self.key, "retry_after": self.retry_after}
        head = f"{self.kind}={self.arg}" if self.arg else self.kind
        return ";".join([head, *(f"{name}={value}" for name, value in options.items() if value is not None)])


def parse_fault(text: str) -> Fault:
    head, *rest = (part.strip() for part in text.split(";"))
    kind, _, arg = head.partition("=")
    if kind not in FORMS:
        raise FaultError(f"unknown fault {kind!r}; there are {', '.join(FORMS)}")
    form, usual = FORMS[kind]
    arg = (arg if form.startswith("3") else arg.lower()) or usual or ""
    if not re.fullmatch(form, arg):
        raise FaultError(
            f"{head!r}: the argument of {kind!r} must match {form!r}" if form else f"{kind!r} takes none"
        )
    options = _options(rest)
    times = options.get("times")
    fault = Fault(kind, arg, int(times) if times else None, options.get("key"), options.get("retry_after"))
    _check_size(fault)
    return fault


def _options(parts: list[str]) -> dict[str, str]:
    options: dict[str, str] = {}
    for part in parts:
        name, _, value = part.partition("=")
        if name not in OPTIONS or name in options or not re.fullmatch(OPTIONS[name], value):
            raise FaultError(
                f"{part!r} is none of times=<n>, key=<k>, retry_after=<seconds or date>, each once"
            )
        options[name] = value
    return options


def _check_size(fault: Fault) -> None:
    too_long = fault.kind == "delay" and pause(fault.arg) > MAX_PAUSE
    too_slow = fault.kind == "slow-body" and (pace(fault.arg)[0] == 0 or pace(fault.arg)[1] > MAX_PAUSE)
    too_big = fault.kind == "huge" and size(fault.arg) > MAX_BYTES
    too_many = fault.kind == "header-flood" and int(fault.arg) > MAX_HEADERS
    if too_long or too_slow or too_big or too_many:
        raise FaultError(f"{fault.arg!r} is out of range for {fault.kind!r}")


def _quantity(text: str, units: dict[str, int] | dict[str, float]) -> float:
    number = re.match(r"[0-9.]+", text)
    assert number is not None, "the form was checked"
    return float(number[0]) * units[text[number.end() :]]


def pause(text: str) -> float:
    """Seconds in ``1500ms`` or ``2s``."""
    return _quantity(text, SECONDS)


def size(text: str) -> int:
    """Bytes in ``10b``, ``5kb`` or ``20mb``."""
    return int(_quantity(text, BYTES))


def pace(text: str) -> tuple[int, float]:
    """Bytes and seconds in ``10b/100ms``."""
    amount, _, interval = text.partition("/")
    return size(amount), pause(interval)
