"""`expect.schema`: the body against a JSON Schema."""

from __future__ import annotations

from runner.errors import StepError
from runner.model.http import NotJSON, Response
from runner.model.result import CheckResult
from runner.model.spec import Expectation
from runner.model.trouble import Cause
from runner.schema import SchemaError, Violation, compile_schema
from runner.shown import shortened, shown

_MOST = 10


def check_schema(expectation: Expectation, response: Response) -> CheckResult:
    """`wanted`: the schema. Raises StepError (REQUEST) when it is none."""
    try:
        found = compile_schema(expectation.wanted).violations(response.json)
    except NotJSON as fault:
        return _result(expectation, [str(fault)])
    except SchemaError as fault:
        what = f"expect.schema {fault}"
        raise StepError(what, cause=Cause.REQUEST, place=expectation.place, hint=fault.hint) from None
    # One error for each missing property, each of which names them all.
    sentences = list(dict.fromkeys(map(_sentence, found)))
    more = [f"and {len(sentences) - _MOST} more"] if len(sentences) > _MOST else []
    return _result(expectation, [*sentences[:_MOST], *more])


def _result(expectation: Expectation, wrong: list[str]) -> CheckResult:
    found = "; ".join(wrong)
    return CheckResult(
        kind="schema",
        passed=not wrong,
        message=f"the body does not fit the schema: {found}" if wrong else "fits the schema",
        place=expectation.place,
        wanted="to fit",
        found=found,
    )


def _sentence(item: Violation) -> str:
    where = "$" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in item.path)
    match item.word:
        case "type":
            kinds = " or ".join(item.wanted) if isinstance(item.wanted, list) else item.wanted
            return f"`{where}` should be {kinds}, is {shown(item.found)}"
        case "required":
            assert isinstance(item.found, dict)
            return f"`{where}` lacks {', '.join(name for name in item.wanted if name not in item.found)}"
        case "enum" | "const":
            return f"`{where}` should be {shown(item.wanted)}, is {shown(item.found)}"
    return f"`{where}`: {shortened(item.message, 200)}"
