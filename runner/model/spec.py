"""A spec: one Markdown document about one endpoint, as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path as FilePath
from typing import TypeAlias

from runner.model.finding import Finding
from runner.model.json import JSON, Path
from runner.model.place import Marks, Place, nearest_mark

MAX_STEPS = 1000
"""Of a document, and of one pass through it; cases and the steps of reused documents count."""


class OnFail(StrEnum):
    """What the author wants when a check of this step fails."""

    ABORT = "abort"
    SKIP = "skip"
    CONTINUE = "continue"


class Status(StrEnum):
    """The verification status that the front matter carries."""

    PENDING = "pending"
    VERIFIED = "verified"
    FAILED = "failed"
    SKIPPED = "skipped"
    DEPRECATED = "deprecated"


class Role(StrEnum):
    """What a step block is for; the heading above it says so."""

    SETUP = "setup"
    TEST = "test"
    CLEANUP = "cleanup"
    EXAMPLE = "example"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`POST /path/{param}`."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Extraction:
    """`name: JSONPath`, taken from the response body; or from a header."""

    name: str
    query: str
    place: Place
    header: str = ""
    """The header that it is taken from, and not from the body."""
    every: bool = False
    """All matches, as a list; otherwise the first one."""
    secret: bool | None = None
    """Whether it is masked wherever it would be shown; None: when its name sounds like a secret."""

    @property
    def source(self) -> str:
        """Where it is taken from, as authors write it."""
        return f"header {self.header}" if self.header else self.query


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that must hold of the response. `kind` names the check that judges it."""

    kind: str
    wanted: JSON
    place: Place
    subject: str = ""
    """The JSONPath or the header name that it is about, where it is about one."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Repeat until the expectations hold: `times` attempts at most, `interval_ms` between them."""

    times: int
    interval_ms: int
    until: tuple[Expectation, ...] = ()
    """What ends the waiting; empty: the step's own expectations."""


@dataclass(frozen=True, slots=True)
class Use:
    """Run another spec's Prerequisites and Test Request in place of this step."""

    target: str
    """An endpoint (`GET /path`) or a path to a spec."""
    values: Mapping[str, JSON]
    place: Place
    part: str = ""
    """`section` or `section/step_id`: only that of the other spec."""


@dataclass(frozen=True, slots=True)
class Case:
    """One row of a step's table: the step runs once with these values."""

    name: str
    """`2` for the second one, where the author gave it no name."""
    values: Mapping[str, JSON]
    """Its name is among them, as `case`."""
    index: int


@dataclass(frozen=True, slots=True)
class JsonBody:
    """Sent as JSON; `content_type` may name a `+json` type."""

    value: JSON
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class FormBody:
    """Sent as `application/x-www-form-urlencoded`."""

    fields: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class RawBody:
    """Text sent as it is."""

    text: str
    content_type: str


@dataclass(frozen=True, slots=True)
class FileField:
    """One file of a multipart body; `file_path` lies under the environment's `files_dir`."""

    field_name: str
    file_path: str
    filename: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class MultipartBody:
    """Sent as `multipart/form-data`."""

    fields: Mapping[str, JSON]
    files: tuple[FileField, ...]


Body: TypeAlias = JsonBody | FormBody | RawBody | MultipartBody


@dataclass(frozen=True, slots=True)
class Step:
    """One request and what must be true of its answer."""

    id: str
    place: Place
    method: str
    path: str
    description: str = ""
    token: str | None = None
    """The role whose token is sent; None: the environment's default role; "none": no header."""
    params: Mapping[str, JSON] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    extractions: tuple[Extraction, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    on_fail: OnFail | None = None
    """None: not written, which means abort."""
    skip_reason: str = ""
    sleep_ms: int = 0
    on_behalf_of: bool = False
    fallback: bool = False
    retry: Retry | None = None
    use: Use | None = None
    cases: tuple[Case, ...] = ()
    """Run once for each of them; empty: just once."""
    last_line: int = 0
    marks: Marks = field(default_factory=dict, repr=False)
    """Of every key and value below the step, by their path from the step."""

    def place_at(self, *path: str | int) -> Place:
        """Where the value at `path` was written, or its nearest ancestor that stands in the file."""
        line, column = nearest_mark(self.marks, path)
        return Place(self.place.file, line, column)


@dataclass(frozen=True, slots=True)
class Section:
    """One step block, with the heading it stands under."""

    role: Role
    title: str
    place: Place
    """The first line of the fence."""
    steps: tuple[Step, ...]
    heading_line: int = 0
    last_line: int = 0
    variables: Mapping[str, JSON] = field(default_factory=dict)
    """What the document itself gives names to, from the first step of the block on."""
    marks: Marks = field(default_factory=dict, repr=False)
    """Of the variables, by their path from the block."""

    def place_at(self, *path: str | int) -> Place:
        """Where the value at `path` was written, or its nearest ancestor that stands in the file."""
        return Place(self.place.file, *nearest_mark(self.marks, path))

    @property
    def slug(self) -> str:
        """The heading as it is written in selectors: `test-request`."""
        return slug(self.title)


@dataclass(frozen=True, slots=True)
class Spec:
    """A document that describes an endpoint and can be run."""

    file: str
    """Its path as shown to people: relative to where the command runs, forward slashes."""
    path: FilePath
    endpoint: Endpoint
    title: str
    sections: tuple[Section, ...]
    text: str = field(repr=False)
    """The source, decoded, without BOM and with LF line ends: for code frames."""
    status: Status = Status.PENDING
    domain: str = ""
    tags: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    swagger: str = ""
    skip: bool = False
    skip_reason: str = ""
    fallback: bool = False
    verified_at: datetime | None = None
    times_reused: int = 0
    front: Mapping[str, JSON] = field(default_factory=dict, repr=False)
    """The front matter, whole."""
    marks: Marks = field(default_factory=dict, repr=False)
    """Of the front matter's keys and values."""

    @property
    def lines(self) -> list[str]:
        """The source by lines; line n of the file is `lines[n - 1]`."""
        return self.text.split("\n")

    def place_at(self, *path: str | int) -> Place:
        """Where a front-matter value was written."""
        line, column = nearest_mark(self.marks, path)
        return Place(self.file, line, column)

    def steps(self, *roles: Role) -> tuple[Step, ...]:
        """The steps of all blocks with one of these roles, in the order of the file."""
        return tuple(step for section in self.sections if section.role in roles for step in section.steps)


@dataclass(frozen=True, slots=True)
class InvalidSpec:
    """A document that means to be a spec and cannot be one, with all that is wrong with it."""

    file: str
    path: FilePath
    findings: tuple[Finding, ...]
    endpoint: str = ""
    """As far as it could be read."""
    domain: str = ""


Loaded: TypeAlias = Spec | InvalidSpec

_NOT_SLUG = re.compile(r"[^\w]+")


def slug(title: str) -> str:
    """`Test Request (v2)` -> `test-request-v2`."""
    return _NOT_SLUG.sub("-", title.lower()).strip("-")


__all__ = [
    "Body",
    "Case",
    "Endpoint",
    "Expectation",
    "Extraction",
    "FileField",
    "FormBody",
    "InvalidSpec",
    "JsonBody",
    "Loaded",
    "MultipartBody",
    "OnFail",
    "Path",
    "RawBody",
    "Retry",
    "Role",
    "Section",
    "Spec",
    "Status",
    "Step",
    "Use",
    "slug",
]
