"""What is said of a look-up: of an endpoint that was not found, or not where it should be."""

from __future__ import annotations

from collections.abc import Iterator

from runner.contract.breach import Breach
from runner.contract.catalogue import How, Match
from runner.contract.document import Flaw
from runner.contract.reference import Node


def nowhere(match: Match, endpoint: str) -> Breach:
    """What is said of an endpoint that no document has, or several have."""
    match match.how:
        case How.METHOD:
            known = ", ".join(dict.fromkeys(rival.key for rival in match.rivals))
            return Breach("SR701", f"`{endpoint}` is not documented: there is {known}")
        case How.AMBIGUOUS:
            known = " and ".join(f"{rival.key} in {rival.document.name}" for rival in match.rivals[:3])
            return Breach("SR703", f"`{endpoint}` could mean {known}")
    near = f"did you mean {' or '.join(f'`{name}`' for name in match.nearest[:2])}?" if match.nearest else ""
    if match.case_only:
        near += " They differ in capitals only"
    return Breach("SR700", f"`{endpoint}` is in no OpenAPI document", hint=near)


def beside(match: Match, endpoint: str) -> Iterator[Breach]:
    """What else is to be said of an endpoint that was found."""
    operation = match.operation
    if operation is None:
        return
    if match.elsewhere:
        message = f"`{endpoint}` is in {operation.document.name}, and not in the document that is named"
        yield Breach("SR702", message, operation.node, hint=f"write `swagger: {operation.document.name}`")
    for ours, theirs in match.renamed.items():
        message = f"the document calls the path parameter `{ours}` `{theirs}`"
        yield Breach("SR704", message, operation.node, ("path", ours))
    if match.how is How.PREFIXED:
        message = f"`{endpoint}` lacks the base path `{operation.bases[0]}` of its document"
        yield Breach("SR705", message, operation.node, hint=f"the whole of it is `{operation.key}`")


def misnamed(said: str) -> Breach:
    """What is said of a `swagger:` that names no document."""
    message = f"`{said}` is none of the project's OpenAPI documents"
    hint = "it is something else, cannot be read, or lies outside `contract: roots` of steprun.yaml"
    return Breach("SR706", message, spot=("swagger",), hint=hint)


def flawed(flaw: Flaw) -> Breach:
    """What is said of a document that had to be read as it was meant."""
    rule = "SR708" if flaw.leads_nowhere else "SR707"
    return Breach(rule, flaw.message, Node(None, flaw.path, flaw.pointer), ("flaw", flaw.pointer))
