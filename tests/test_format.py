"""Every example of the reference of the format is run, and every word of the format has an example."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from runner.adapters.server import running
from runner.app.order import Order, Surroundings
from runner.app.run import run
from runner.load.expect import OPERATORS
from runner.model.environment import AppServer
from runner.model.result import Outcome, SpecResult
from runner.resolve.builtins import NAMES
from runner.resolve.expression import FILTERS

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / ".github/FORMAT.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "runner/load/spec.schema.json").read_text(encoding="utf-8"))
SETTINGS = """
environments:
  sandbox:
    base_url: {url}
    fallback_url: {url}/__sandbox/echo/fallback
"""
WRAPPED = """---
endpoint: "GET /examples/{line}"
---
# The example in line {line}

## Test Request

```yaml
{steps}```
"""


# ---- the examples


@dataclass(frozen=True)
class Example:
    """A fence of the page. Behind its language may stand how it ends, and the file that it is."""

    line: int
    language: str
    words: tuple[str, ...]
    content: str

    @property
    def is_spec(self) -> bool:
        return self.language in ("yaml", "markdown")

    @property
    def file(self) -> str:
        return next((word for word in self.words if "." in word), f"line-{self.line:03}.md")

    @property
    def outcome(self) -> Outcome:
        return next((Outcome(word) for word in self.words if "." not in word), Outcome.PASSED)

    @property
    def text(self) -> str:
        """What stands in the file."""
        if self.language != "yaml":
            return self.content
        return WRAPPED.format(line=self.line, steps=self.content)


def fences(text: str) -> Iterator[Example]:
    for token in MarkdownIt().parse(text):
        if token.type == "fence" and token.map:
            language, *words = token.info.split()
            yield Example(token.map[0] + 1, language, tuple(words), token.content)


EXAMPLES = tuple(fences(PAGE))
SPECS = tuple(example for example in EXAMPLES if example.is_spec)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, SpecResult]:
    """One run of all of them, by file."""
    folder = tmp_path_factory.mktemp("format")
    for example in EXAMPLES:
        if example.is_spec or example.words:
            (folder / example.file).write_text(example.text, encoding="utf-8")
    around = Surroundings(cwd=folder, environ={}, stdout=io.StringIO(), stderr=io.StringIO())
    with running(AppServer("runner.sandbox:create_app"), root=folder) as url:
        (folder / "steprun.yaml").write_text(SETTINGS.format(url=url))
        ran = run(Order(paths=(".",), write=False), around)
    return {Path(spec.scenario.file).name: spec for spec in ran.result.specs}


@pytest.mark.parametrize("example", SPECS, ids=lambda example: f"line {example.line}")
def test_an_example_ends_as_it_says(example: Example, results: Mapping[str, SpecResult]) -> None:
    result = results[example.file]
    assert result.outcome is example.outcome, told(result)


def told(result: SpecResult) -> str:
    troubles = [*result.troubles, *(trouble for step in result.steps for trouble in step.troubles)]
    return "\n".join(f"{trouble.place}: {trouble.message}" for trouble in troubles) or result.reason


def test_the_contents_lead_to_the_headings() -> None:
    titles = re.findall(
        r"^##+ (.+)$", re.sub(r"^(`{3,}).*?^\1$", "", PAGE, flags=re.DOTALL | re.MULTILINE), re.MULTILINE
    )
    anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
    assert set(re.findall(r"\(#([\w-]+)\)", PAGE)) <= anchors


# ---- the words

Word = tuple[str, ...]
"""A key of the format, by the keys above it: `("step", "retry", "times")`."""


def blocks(spec: Example) -> Iterator[tuple[str, Any]]:
    """The YAML of an example, each piece with the part of the schema that describes it."""
    if spec.language == "yaml":
        yield "steps", yaml.safe_load(spec.content)
        return
    yield "front", yaml.safe_load(spec.content.split("---\n")[1])
    for fence in fences(spec.content):
        yield "steps", yaml.safe_load(fence.content)


def known(schema: Any, above: Word) -> Iterator[Word]:
    """All keys that the schema knows from here on; those behind a reference belong to what it names."""
    for key, below in schema.get("properties", {}).items():
        yield (*above, key)
        yield from known(below, (*above, key))
    for below in (schema.get("items"), schema.get("additionalProperties")):
        if isinstance(below, dict):
            yield from known(below, above)


def used(schema: Any, above: Word, value: Any) -> Iterator[Word]:
    """The keys among them that a value has."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from used(SCHEMA["definitions"][name], (name,), value)
    elif isinstance(value, list):
        for item in value:
            yield from used(schema.get("items", {}), above, item)
    elif isinstance(value, dict):
        for key, item in value.items():
            below = schema.get("properties", {}).get(key)
            if below is not None:
                yield (*above, key)
                yield from used(below, (*above, key), item)
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from used(schema["additionalProperties"], above, item)


def expected(value: Any, *, within: bool = False) -> Iterator[str]:
    """All keys below `expect` and `until`: the operators among others."""
    if isinstance(value, list):
        for item in value:
            yield from expected(item, within=within)
    elif isinstance(value, dict):
        for key, item in value.items():
            if within:
                yield str(key)
            yield from expected(item, within=within or key in ("expect", "until"))


KEYS = {word for name, part in SCHEMA["definitions"].items() for word in known(part, (name,))}
PIECES = [piece for spec in SPECS for piece in blocks(spec)]
PLACEHOLDERS = [text for spec in SPECS for text in re.findall(r"\{\{(.*?)\}\}", spec.content)]


def each(pattern: str) -> Iterable[str]:
    return (found for text in PLACEHOLDERS for found in re.findall(pattern, text))


def test_every_key_is_explained_and_used() -> None:
    shown = {word for name, value in PIECES for word in used(SCHEMA["definitions"][name], (name,), value)}
    assert KEYS - shown == set()
    assert unmentioned(word[-1] for word in KEYS) == set()


def test_every_operator_is_explained_and_used() -> None:
    assert OPERATORS.keys() - {key for _name, value in PIECES for key in expected(value)} == set()
    assert unmentioned(OPERATORS) == set()


def test_every_filter_is_explained_and_used() -> None:
    assert FILTERS.keys() - set(each(r"\|\s*(\w+)")) == set()
    assert unmentioned(FILTERS) == set()


def test_every_built_in_name_is_explained_and_used() -> None:
    assert NAMES - set(each(r"^\s*(\w+)")) == set()
    assert unmentioned(NAMES) == set()


def unmentioned(words: Iterable[str]) -> set[str]:
    return {word for word in words if f"`{word}`" not in PAGE}
