"""Golden files: what a run should look like, kept beside its input."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

#: In CTRF and HAR.
_OF_A_RUN = frozenset(
    ("start", "stop", "duration", "time", "blocked", "dns", "connect", "ssl", "send", "wait", "receive",
     "reportId", "runId", "timestamp", "startedDateTime", "version")
)  # fmt: skip
_PASSING = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\brun [0-9a-f]{8}\b"), "run RUN"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f]{8}\b"), "FOLDER"),
    (re.compile(r"\b[0-9a-f]{8}-\d{4}\b"), "RUN-0000"),
    (re.compile(r"(?<=last passed )\d{4}-\d\d-\d\d|(?<= ago, )\d{4}-\d\d-\d\d"), "DATE"),
    (re.compile(r"\bseed \d+"), "seed SEED"),
    (re.compile(r"\b\d+(\.\d+)? ms\b"), "N ms"),
    (re.compile(r" *\b\d+\.\d\ds\b"), " N.NNs"),
    (re.compile(r"steprun \d+\.\d+\.\d+[\w.+-]*"), "steprun VERSION"),
    (re.compile(r'(time|timestamp)="[^"]*"'), r'\1=""'),
    (re.compile(r'(name="(?:run_id|seed|base_url)" value=)"[^"]*"'), r'\1""'),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"), "NOW"),
    (re.compile(r"\b(run|report) (`?)[0-9a-f]{8}\b"), r"\1 \2RUN"),
)


def steady(text: str) -> str:
    """The text without what differs from run to run: ports, times, ids."""
    for pattern, instead in _PASSING:
        text = pattern.sub(instead, text)
    return "\n".join(line.rstrip() for line in text.split("\n"))


def laid_out(text: str) -> str:
    """A document of JSON as people compare it: line by line, without moments, durations and ids of the run."""

    def without(pairs: list[tuple[str, object]]) -> dict[str, object]:
        return {name: _nothing(value) if name in _OF_A_RUN else value for name, value in pairs}

    return json.dumps(json.loads(text, object_pairs_hook=without), indent=1, ensure_ascii=False) + "\n"


def _nothing(value: object) -> object:
    return "" if isinstance(value, str) else 0


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
