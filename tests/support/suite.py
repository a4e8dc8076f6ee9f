"""pytest as a user meets it: a folder with specs and tests, and the command run in it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

from runner.pytest_plugin import collecting
from support.command import Answers

__all__ = [
    "FREE_OF_WEIGHT",
    "Suite",
    "collecting",
]  # imported here once, not anew by each run in this process

FREE_OF_WEIGHT = ("-p", "no:hypothesispytest")
"""It imports all of hypothesis in the end, which takes longer than most of these runs."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Modules that runs in this process import. pytester drops them after each: the next import of one of them
    would make its classes anew, and who holds the old ones would not know them.
    """

    modules: dict[str, ModuleType] = field(default_factory=dict)

    def pytest_unconfigure(self) -> None:
        """A hook: a run is over, and nothing is dropped yet."""
        self.modules.update(sys.modules)

    def put_back(self, *, root: Path) -> None:
        """All but those of the folder in which it ran."""
        for name, module in self.modules.items():
            if not Path(getattr(module, "__file__", None) or "/").is_relative_to(root):
                sys.modules.setdefault(name, module)


@dataclass(frozen=True, slots=True)
class Suite:
    """A folder in which pytest runs; its specs ask the small API."""

    pytester: pytest.Pytester
    api: Answers
    kept: Kept

    @property
    def root(self) -> Path:
        return self.pytester.path

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    def run(self, *words: str) -> pytest.RunResult:
        """In this process, which is quick."""
        done = self.pytester.runpytest_inprocess(*FREE_OF_WEIGHT, *words, plugins=[self.kept])
        self.kept.put_back(root=self.root)
        return done

    def spawn(self, *words: str) -> pytest.RunResult:
        """As a process of its own."""
        return self.pytester.runpytest_subprocess(*FREE_OF_WEIGHT, *words, timeout=50)

    def ids(self, *words: str) -> list[str]:
        """The items that would run."""
        return [line for line in self.run("--co", "-q", *words).outlines if "::" in line]

    def cases(self, name: str = "junit.xml") -> dict[str, ET.Element]:
        """What pytest reported in a file, by the name of the document."""
        root = ET.parse(self.root / name).getroot()
        return {case.attrib["classname"].split(".")[-2]: case for case in root.iter("testcase")}
