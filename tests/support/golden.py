"""Golden files: what a run should look like, kept beside its input."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_PASSING = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\brun [0-9a-f]{8}\b"), "run RUN"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{8}\b"), "FOLDER"),
    (re.compile(r"\b[0-9a-f]{8}-\d{4}\b"), "RUN-0000"),
    (re.compile(r"\bseed \d+"), "seed SEED"),
    (re.compile(r"\b\d+(\.\d+)? ms\b"), "N ms"),
    (re.compile(r" *\b\d+\.\d\ds\b"), " N.NNs"),
    (re.compile(r"steprun \d+\.\d+\.\d+\S*"), "steprun VERSION"),
    (re.compile(r'(time|timestamp)="[^"]*"'), r'\1=""'),
    (re.compile(r'(name="(?:run_id|seed|base_url)" value=)"[^"]*"'), r'\1""'),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"), "NOW"),
)


def steady(text: str) -> str:
    """The text without what differs from run to run: ports, times, ids."""
    for pattern, instead in _PASSING:
        text = pattern.sub(instead, text)
    return "\n".join(line.rstrip() for line in text.split("\n"))


@dataclass(frozen=True)
class Golden:
    """Compares with a file, or rewrites it (`pytest --update-golden`)."""

    update: bool

    def check(self, file: Path, text: str) -> None:
        """The text is what the file says."""
        found = steady(text)
        if self.update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(found, encoding="utf-8")
        assert file.exists(), f"{file} is missing: pytest --update-golden makes it"
        assert found == file.read_text(encoding="utf-8")
