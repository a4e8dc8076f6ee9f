"""What can go wrong before or beside the API's answer, and whom to blame for it.

    SteprunError(what, hint, place)
    |- UsageError       the command line is wrong                     exit 2
    |- SettingsError    steprun.yaml or the environment is wrong      exit 2
    |- PluginError      a plugin misbehaved; names it and the hook    exit 2
    |- InternalError    a fault of ours, told without secrets         exit 4
    `- StepError        this step's question could not be asked; becomes a result, never leaves the engine

A faulty spec is no exception: it is data (`model.spec.InvalidSpec`), so that one never hides another.
A bad answer of the API is data too (`model.result.CheckResult`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from runner.model.place import Place
    from runner.model.trouble import Cause, Trouble


class SteprunError(Exception):
    """Something with a where, a what, and a what to do."""

    def __init__(self, what: str, *, hint: str = "", place: Place | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.place = place


class UsageError(SteprunError):
    """The words on the command line do not make sense together."""


class SettingsError(SteprunError):
    """steprun.yaml, or what it points at, cannot be used."""


class PluginError(SteprunError):
    """A plugin could not be loaded, or raised."""


class InternalError(SteprunError):
    """A fault of steprun, or of a plugin, that nobody expected."""

    def __init__(self, what: str, *, trace: str) -> None:
        super().__init__(what)
        #: The traceback, as text.
        self.trace = trace


class StepError(SteprunError):
    """A step's question could not be asked, or was not answered."""

    def __init__(
        self, what: str, *, cause: Cause, hint: str = "", place: Place | None = None, key: str = ""
    ) -> None:
        super().__init__(what, hint=hint, place=place)
        self.cause = cause
        #: What hits many steps alike carries the same key, and is shown once.
        self.key = key


class UnresolvedName(StepError):  # noqa: N818 - a sentence's subject, like the others
    """Names without a value: all of them, each with its place."""

    def __init__(self, troubles: tuple[Trouble, ...]) -> None:
        first = troubles[0]
        super().__init__(first.message, cause=first.cause, hint=first.hint, place=first.place, key=first.key)
        self.troubles = troubles


@contextmanager
def pointing_at(place: Place) -> Iterator[None]:
    """What cannot be had is wrong where it is named: a StepError from within gets this place."""
    try:
        yield
    except StepError as fault:
        fault.place = fault.place or place
        raise
