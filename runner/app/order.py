"""The order: what the user asked for, as data; and the surroundings it was asked in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TextIO

from runner.adapters.ci import in_ci
from runner.model.about import Shard
from runner.plan import Filters


def read_pairs(words: Iterable[str]) -> dict[str, str]:
    """`NAME=VALUE` by its name; the last one of a name wins. Raises ValueError."""
    pairs = {}
    for word in words:
        name, mark, text = word.partition("=")
        if not mark or not name.strip():
            raise ValueError(f"write NAME=VALUE, not {name!r}")
        pairs[name.strip()] = text
    return pairs


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The world around the command: handed in, so that tests can hand in another one."""

    cwd: Path
    environ: Mapping[str, str]
    stdout: TextIO
    stderr: TextIO
    width: int = 100

    def shown(self, path: Path) -> str:
        """A path as people see it: from where the command runs, where that is shorter."""
        return path.relative_to(self.cwd).as_posix() if path.is_relative_to(self.cwd) else str(path)

    @property
    def in_ci(self) -> bool:
        """Whether this is a CI job."""
        return in_ci(self.environ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Filters):
    """The words of the command line."""

    paths: tuple[str, ...] = ()
    environment: str | None = None
    base_url: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    timeout: str | None = None
    config: Path | None = None
    plugins: tuple[str, ...] = ()
    jobs: int | None = None
    max_failures: int = 0
    shuffle: bool = False
    changed: str | None = None
    """Only what a change since this commit can break; empty: since the last one; None: everything."""
    shard: Shard | None = None
    """The part of the selection that is meant; None: all of it."""
    last_failed: bool = False
    """Only what did not pass the last time."""
    failed_first: bool = False
    contract: Literal["off", "warn", "fail"] | None = None
    """None: as steprun.yaml says."""
    accept: bool = False
    """Whether what the contract finds is accepted from now on."""
    seed: int | None = None
    junit: Path | None = None
    junit_style: Literal["default", "strict"] | None = None
    """None: as steprun.yaml says."""
    reports: Path | None = None
    formats: tuple[str, ...] = ()
    """Empty: as steprun.yaml says."""
    write: bool | None = None
    """None: as the environment says, but never in CI."""
    verbosity: int = 0
    colour: Literal["auto", "always", "never"] = "auto"
