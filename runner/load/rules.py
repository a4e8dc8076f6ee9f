"""The faults that loading finds, with their codes: the table. Lint adds its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from runner.model.finding import Rule

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            Rule("SR001", "the file cannot be read: not UTF-8, too large, not a file"),
            Rule("SR101", "the front matter is not YAML, or is never closed"),
            Rule("SR102", "a front-matter value has the wrong shape"),
            Rule("SR103", "`endpoint` is not `METHOD /path`"),
            Rule("SR104", "`status` is none of the known words"),
            Rule("SR201", "a step block is not YAML"),
            Rule("SR202", "a value in a step block has the wrong shape"),
            Rule("SR203", "a key that steps do not have"),
            Rule("SR204", "a key is missing"),
            Rule("SR205", "keys that exclude each other, or need another one"),
            Rule("SR206", "a path that cannot be sent"),
            Rule("SR207", "a JSONPath that cannot be read"),
            Rule("SR208", "an expectation that can never fail, or cannot be judged"),
            Rule("SR209", "there is no step to run"),
        )
    }
)
