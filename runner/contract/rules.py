"""The promises that can be broken, each with its code. The table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from runner.model.finding import Rule, Severity

WARNING, NOTE = Severity.WARNING, Severity.NOTE

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            Rule("SR700", "no OpenAPI document has such an endpoint"),
            Rule("SR701", "an OpenAPI document has the path, and not the method"),
            Rule(
                "SR702",
                "another OpenAPI document than the one that `swagger` names has the endpoint",
                WARNING,
            ),
            Rule("SR703", "several documented operations fit the endpoint equally well", WARNING),
            Rule("SR704", "the document calls a path parameter otherwise", NOTE),
            Rule(
                "SR705",
                "the path stands in the document with its base path, which is to be put before it",
                NOTE,
            ),
            Rule("SR706", "the file that `swagger` names is no OpenAPI document, or cannot be read", WARNING),
            Rule("SR707", "something is wrong with the OpenAPI document, and was read as it was meant", NOTE),
            Rule(
                "SR708",
                "a reference of the OpenAPI document leads nowhere: what should stand there is not checked",
                WARNING,
            ),
            Rule("SR709", "an exchange could not be held against the contract: a fault of steprun", WARNING),
            Rule("SR730", "a required parameter is not sent", WARNING),
            Rule("SR731", "a query parameter that is not documented", NOTE),
            Rule("SR732", "a parameter does not fit its schema", WARNING),
            Rule("SR733", "a body is sent, and none is documented", WARNING),
            Rule("SR734", "the documented body is not sent", WARNING),
            Rule("SR735", "the body is sent as a type that is not documented", WARNING),
            Rule("SR736", "the request body does not fit its schema", WARNING),
            Rule("SR741", "a status that is not documented", WARNING),
            Rule("SR742", "an answer of a type that is not documented", WARNING),
            Rule("SR743", "a body is documented, and none came", WARNING),
            Rule("SR744", "the answer does not fit its schema"),
            Rule("SR745", "something in the answer is of another type than in the documented example"),
            Rule("SR746", "something of the documented example is missing in the answer", WARNING),
            Rule("SR747", "something in the answer is not in the documented example", NOTE),
            Rule("SR748", "a documented header of the answer does not come, or does not fit", WARNING),
            Rule("SR750", "no status that the step expects is documented"),
            Rule("SR751", "a status that the step expects is not documented", NOTE),
            Rule("SR752", "what is extracted is not in the documented answer", WARNING),
        )
    }
)

OF_RUNS = frozenset({"SR709", "SR741", "SR742", "SR743", "SR744", "SR745", "SR746", "SR747", "SR748"})
"""Promises that only an answer can break. All others are looked after by lint too."""
