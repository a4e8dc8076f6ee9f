"""The OpenAPI document of the customer bookings API, read from its files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012, Schema

FOLDER = Path(__file__).parents[4] / "swagger" / "customer_bookings"
JSON_API = "application/vnd.api+json"
METHODS = frozenset({"get", "put", "post", "delete", "patch"})

FILES: Registry[Schema] = Registry().with_resources(
    (file.as_uri(), DRAFT202012.create_resource(yaml.safe_load(file.read_text())))
    for file in FOLDER.rglob("*.yaml")
)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the document, and the file it stands in."""

    value: Any
    file: str

    def __getitem__(self, name: str) -> Part:
        """A member, or what it refers to."""
        member = self.value[name]
        if "$ref" not in member:
            return Part(member, self.file)
        assert len(member) == 1, "nothing stands beside a reference"
        found = FILES.resolver(self.file).lookup(member["$ref"]).contents
        return Part(found, urljoin(self.file, member["$ref"]))

    def members(self) -> dict[str, Part]:
        return {name: self[name] for name in self.value}


@dataclass(frozen=True, slots=True)
class Content:
    """What goes over the wire: the body of a request, or of a response."""

    part: Part

    def faults(self, body: object) -> list[str]:
        """How a body deviates from the schema."""
        schema = {"$id": urljoin(self.part.file, "here"), **self.part.value["schema"]}
        validator = Draft202012Validator(
            schema, registry=FILES, format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]

    def examples(self) -> Iterator[object]:
        if "example" in self.part.value:
            yield self.part.value["example"]
        if "examples" in self.part.value:
            for example in self.part["examples"].members().values():
                yield example.value["value"]


@dataclass(frozen=True, slots=True)
class Operation:
    method: str
    path: str
    part: Part

    @property
    def name(self) -> str:
        return str(self.part.value["operationId"])

    @property
    def writes(self) -> bool:
        return self.method != "GET" or "x-writes" in self.part.value

    @property
    def needs_token(self) -> bool:
        return {} not in self.part.value.get("security", ())

    def answer(self, status: int) -> Content:
        return Content(self.part["responses"][str(status)]["content"][JSON_API])

    def contents(self) -> Iterator[Content]:
        holders = list(self.part["responses"].members().values())
        if "requestBody" in self.part.value:
            holders.append(self.part["requestBody"])
        return (Content(each) for holder in holders for each in holder["content"].members().values())


def operations() -> Iterator[Operation]:
    main = (FOLDER / "openapi.yaml").as_uri()
    document = Part(FILES.contents(main), main)
    base = urlsplit(document.value["servers"][0]["url"]).path
    for path, item in document["paths"].members().items():
        for method in sorted(METHODS & set(item.value)):
            yield Operation(method.upper(), base + path, item[method])
