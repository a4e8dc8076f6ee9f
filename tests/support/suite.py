"""pytest as a user meets it: a folder with specs and tests, and the command run in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
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
class Suite:
    """A folder in which pytest runs; its specs ask the small API."""

    pytester: pytest.Pytester
    api: Answers

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
        return self.pytester.runpytest_inprocess(*FREE_OF_WEIGHT, *words)

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
