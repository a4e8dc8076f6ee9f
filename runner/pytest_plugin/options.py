"""Our words for pytest, on its command line and in its settings; and the order that they make."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import pytest

if TYPE_CHECKING:
    from runner.adapters.contracts import Mode
    from runner.app.order import Order

SWITCH: Final = "steprun"


@dataclass(frozen=True, slots=True)
class _Word:
    name: str
    """`--steprun-NAME` on the command line, `steprun_NAME` in the settings of pytest."""
    help: str
    value: str = ""
    """What stands for its value; empty: it is there or not."""
    choices: tuple[str, ...] = ()
    environ: str = ""
    """The variable that says the same: the command line wins over it, and it wins over the settings."""

    @property
    def key(self) -> str:
        return f"steprun_{self.name.replace('-', '_')}"


_CONFIG: Final = _Word(
    "config", "Instead of the steprun.yaml found upwards from here.", "FILE", environ="STEPRUN_CONFIG"
)
_VAR: Final = _Word("var", "A variable for specs; repeatable.", "NAME=VALUE")
_WORDS: Final = (
    _Word("env", "An environment of steprun.yaml.", "NAME", environ="STEPRUN_ENV"),
    _CONFIG,
    _Word("base-url", "Instead of the environment's.", "URL", environ="STEPRUN_BASE_URL"),
    _Word("timeout", "For a whole step: `30s`, `500ms`.", "TIME", environ="STEPRUN_TIMEOUT"),
    _Word(
        "contract",
        "Exchanges that OpenAPI documents forbid: not looked for, shown, or failures.",
        "MODE",
        choices=("off", "warn", "fail"),
    ),
    _Word("seed", "Makes random_… variables repeatable.", "N"),
    _Word("examples", "Also run step blocks that only illustrate."),
    _Word("force", "Also run specs that are parked (skipped, deprecated)."),
    _Word("write", "Status into the front matter of specs."),
)


def add_options(parser: pytest.Parser) -> None:
    """Each word for the command line, and for the settings of pytest."""
    group = parser.getgroup("steprun", "specs in Markdown (steprun)")
    everything = "Collect every spec, not only what is named on the command line."
    group.addoption("--steprun", action="store_true", dest=SWITCH, help=everything)
    parser.addini(SWITCH, everything, type="bool", default=False)
    group.addoption("--steprun-var", action="append", default=[], metavar=_VAR.value, help=_VAR.help)
    parser.addini(_VAR.key, _VAR.help, type="linelist", default=[])
    for word in _WORDS:
        option = f"--steprun-{word.name}"
        if word.value:
            group.addoption(option, metavar=word.value, choices=word.choices or None, help=word.help)
            parser.addini(word.key, word.help, type="string", default="")
        else:
            group.addoption(option, action="store_true", help=word.help)
            parser.addini(word.key, word.help, type="bool", default=False)


def is_on(config: pytest.Config) -> bool:
    """Whether every spec is meant."""
    return bool(config.getoption(SWITCH) or config.getini(SWITCH))


def names_settings(config: pytest.Config) -> bool:
    """Whether a steprun.yaml is named."""
    return bool(_text(_CONFIG, config))


def order_of(config: pytest.Config) -> Order:
    """What the words ask for. Raises UsageError."""
    from runner.app.order import Order

    texts = {word.name: _text(word, config) for word in _WORDS if word.value}
    flags = {word.name: _flag(word, config) for word in _WORDS if not word.value}
    return Order(
        environment=texts["env"] or None,
        config=_below(texts["config"], config),
        base_url=texts["base-url"] or None,
        variables=_variables(config),
        timeout=texts["timeout"] or None,
        contract=_mode(texts["contract"]),
        seed=_seed(texts["seed"]),
        examples=flags["examples"],
        force=flags["force"],
        write=flags["write"],
    )


def _text(word: _Word, config: pytest.Config) -> str:
    said = config.getoption(word.key) or os.environ.get(word.environ) or config.getini(word.key)
    return str(said).strip()


def _flag(word: _Word, config: pytest.Config) -> bool:
    return bool(config.getoption(word.key) or config.getini(word.key))


def _below(name: str, config: pytest.Config) -> Path | None:
    """A file, as seen from where pytest runs, or else from its root, where its settings may lie."""
    if not name:
        return None
    here = config.invocation_params.dir / name
    return here if here.exists() else config.rootpath / name


def _variables(config: pytest.Config) -> Mapping[str, str]:
    from runner.app.order import read_pairs
    from runner.errors import UsageError

    try:
        written = read_pairs(config.getini(_VAR.key))
        return written | read_pairs(config.getoption(_VAR.key))
    except ValueError as fault:
        raise UsageError(f"--steprun-var: {fault}") from None


def _mode(text: str) -> Mode | None:
    from runner.errors import UsageError

    if text not in ("", "off", "warn", "fail"):
        raise UsageError(f"steprun_contract is off, warn or fail, not {text!r}")
    return cast("Mode", text) if text else None


def _seed(text: str) -> int | None:
    from runner.errors import UsageError

    if text and not text.isdecimal():
        raise UsageError(f"--steprun-seed is a number, not {text!r}")
    return int(text) if text else None
