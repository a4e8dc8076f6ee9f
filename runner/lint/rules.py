"""Every rule there is, with its code: those of lint beside those of loading and planning. The table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from runner.contract.rules import RULES as OF_CONTRACT
from runner.load.rules import RULES as OF_LOADING
from runner.model.finding import Rule, Severity

WARNING, NOTE = Severity.WARNING, Severity.NOTE

#: What planning a run finds; `runner/plan` says when.
_OF_PLANNING = (
    Rule("SR220", "there is no step block under `Test Request`, so the spec tests nothing"),
    Rule("SR221", "a selector means no step"),
    Rule("SR230", "`use` leads nowhere, to several specs, to no step or too many, or round in a circle"),
)

_OF_LINT = (
    Rule("SR110", "`status` is an old spelling", WARNING),
    Rule("SR111", "a front-matter key that nobody reads", NOTE),
    Rule("SR112", "`status: verified` without `verifiedAt`", WARNING),
    Rule("SR113", "`verifiedAt` is set, but `status` is `pending`", WARNING),
    Rule("SR114", "`savedAt` or `verifiedAt` is no date", WARNING),
    Rule("SR115", "the spec is parked, and nobody says why", WARNING),
    Rule("SR116", "`expectedOutcome` is not what the Test Request expects, or no status", WARNING),
    Rule("SR117", "`swagger` is a path of one particular machine", WARNING),
    Rule("SR118", "`swagger` names a file that is not there", WARNING),
    Rule("SR119", "a token role that the environment does not know", NOTE),
    Rule("SR210", "two steps of a block have the same id"),
    Rule("SR211", "a step without an id", NOTE),
    Rule("SR212", "two cases of a step have the same name"),
    Rule("SR240", "the Test Request never calls the endpoint of the spec", WARNING),
    Rule("SR241", "the Test Request calls the endpoint under a longer or shorter path", NOTE),
    Rule("SR242", "success and failure are both expected, so the step cannot fail", WARNING),
    Rule("SR243", "a step of the Test Request expects nothing in particular", NOTE),
    Rule("SR244", "`onFail: skip` without a `skipReason`", WARNING),
    Rule("SR245", "`onFail: warn` is an old spelling", NOTE),
    Rule("SR246", "the step's token role is not among the `tokens` of the spec", WARNING),
    Rule("SR247", "a credential is written into the document", WARNING),
    Rule("SR248", "a file that is to be sent is not there", WARNING),
    Rule("SR249", "a JSONPath that only steprun reads like this", NOTE),
    Rule("SR250", "a `retry` that never asks again", NOTE),
    Rule("SR251", "a `sleep` of more than a minute", NOTE),
    Rule("SR301", "a variable that has no value here: misspelt, set too late, or set by an example only"),
    Rule("SR302", "a variable that neither the document nor the environment sets", WARNING),
    Rule("SR303", "a placeholder that cannot be read"),
    Rule("SR304", "a variable, or a value of a case, that nothing asks for", NOTE),
    Rule("SR305", "a name for a value that no placeholder can ask for", WARNING),
    Rule("SR310", "step blocks that are examples and do not run", NOTE),
    Rule("SR601", "a JSON example that is not JSON", WARNING),
    Rule("SR602", "a JSON example that is JSON but for comments, ellipses or placeholders", NOTE),
    Rule("SR603", "a notice says that the fallback API is required, and no step asks for it", WARNING),
    Rule("SR760", "the documented answer is not what the Test Request expects", WARNING),
    Rule("SR761", "a documented error is not quite what a step expects", WARNING),
    Rule("SR762", "a documented answer is not what the OpenAPI document allows", WARNING),
    Rule("SR763", "a documented answer is not like the example of the OpenAPI document", NOTE),
    Rule("SR764", "the prose and `tokens` do not agree about who may call", WARNING),
    Rule("SR765", "a status that a step expects is not in the table of response codes", WARNING),
    Rule("SR766", "a status in the table of response codes that the OpenAPI document does not know", NOTE),
    Rule("SR767", "a documented error whose status is not in the table of response codes", NOTE),
    Rule("SR768", "an id is said to come from an endpoint that no OpenAPI document has", WARNING),
    Rule("SR769", "an id is said to come from where the documented answer has nothing", WARNING),
    Rule("SR770", "a parameter is said to be required, and the Test Request does not send it", WARNING),
    Rule("SR771", "a parameter is sent that is in no table of parameters", WARNING),
    Rule("SR772", "a parameter that is neither sent nor documented", WARNING),
    Rule("SR773", "a parameter is of another type than its table says", WARNING),
    Rule("SR774", "the OpenAPI document says otherwise whether a parameter is required", NOTE),
    Rule("SR775", "the prose mentions an endpoint that is not there, and nearly is", NOTE),
    Rule("SR776", "a documented error names another parameter in its heading than in its body", WARNING),
    Rule("SR777", "a path parameter has one name in the endpoint, and another in its table", WARNING),
    Rule("SR901", "a rule of lint broke down: a fault of steprun", WARNING),
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.code: rule
        for rule in sorted(
            (*OF_LOADING.values(), *_OF_PLANNING, *_OF_LINT, *OF_CONTRACT.values()), key=lambda r: r.code
        )
    }
)
