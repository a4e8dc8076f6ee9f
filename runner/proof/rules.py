"""What can be wrong with a claim, by code."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from runner.model.finding import Rule, Severity

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            Rule("SR801", "a role that should be let in is refused"),
            Rule("SR802", "SECURITY: a role that should be refused is let in"),
            Rule("SR803", "a role is refused with another status than the document says"),
            Rule("SR804", "something of the documented answer does not come"),
            Rule("SR805", "something in the answer is of another type than documented"),
            Rule("SR806", "something in the answer is not documented", Severity.NOTE),
            Rule("SR807", "the documented answer is not what its OpenAPI document allows"),
            Rule("SR808", "a success comes with another status than documented"),
            Rule("SR809", "a role that works is missing in a list of those who may call"),
            Rule("SR811", "an error comes with another status than documented"),
            Rule("SR812", "the body of an error is another one than documented"),
            Rule("SR813", "another status comes on the occasion that the document names"),
            Rule("SR821", "a status that does not come, and that no OpenAPI document knows"),
            Rule("SR822", "a code that no answer carries"),
            Rule("SR823", "a status comes that is not in the table"),
            Rule("SR824", "a code comes that no row of its status names"),
            Rule("SR831", "a parameter is not required, although the document says so"),
            Rule("SR832", "a parameter is required, although the document says it is not"),
            Rule("SR833", "a parameter is of another type than documented"),
            Rule("SR834", "a parameter is sent that is not in the table"),
            Rule("SR835", "a parameter that the endpoint does not have"),
            Rule("SR841", "a known issue is gone"),
            Rule("SR851", "the steps of an option do not give what they should"),
            Rule("SR852", "what an option gives does not work"),
            Rule("SR861", "an id does not come from where the document says"),
            Rule("SR871", "a discrepancy is gone"),
            Rule("SR881", "the Test Request never calls the endpoint of the front matter"),
        )
    }
)
