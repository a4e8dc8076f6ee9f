"""SR762, SR763: documented answers against what the OpenAPI document promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from runner.contract.breach import Breach, where
from runner.lint.claims.told import Told
from runner.model.claim import Answer
from runner.model.finding import Finding
from runner.model.json import Path

_EXTRA = "SR747"
_WORDS = {
    "SR744": ("SR762", "the OpenAPI document does not allow this"),
    "SR745": ("SR763", "the OpenAPI document shows something else"),
    _EXTRA: ("SR763", "the OpenAPI document shows something else"),
}
"""By the rule of the contract. That something of its example is missing is no fault: less may be shown."""


def promised(page: Told) -> Iterator[Finding]:
    """What the OpenAPI document says of such an answer, by a schema or else by an example."""
    if page.promises is None:
        return
    for _claim, answer in page.facts(Answer):
        breaches = page.promises.breaches(answer.body, answer.statuses) if answer.has_body else ()
        for breach in _together(breaches):
            code, words = _WORDS[breach.rule]
            says = breach.message.removeprefix("the answer: ")
            pointer = page.promises.contract.pointer(breach.promise) if breach.promise else ""
            hint = f"promised in {pointer}" if pointer else ""
            yield page.in_body(code, answer, breach.spot[2:-1], f"{words}: {says}", hint=hint)


def _together(breaches: Iterable[Breach]) -> Iterator[Breach]:
    """What an object has and its example has not is one fault, which the first of its keys stands for."""
    extra: dict[Path, list[Breach]] = {}
    for breach in breaches:
        if breach.rule == _EXTRA:
            extra.setdefault(breach.spot[2:-2], []).append(breach)
        elif breach.rule in _WORDS:
            yield breach
    for found in extra.values():
        shown = [f"`{where(breach.spot[2:-1])}`" for breach in found]
        more = f" and {len(shown) - 1} more beside it are" if len(shown) > 1 else " is"
        yield replace(found[0], message=f"{shown[0]}{more} not in its example")


RULES = (promised,)
