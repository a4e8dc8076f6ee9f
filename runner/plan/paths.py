"""Whether a path means an endpoint: compared segment by segment, placeholders standing for anything."""

from __future__ import annotations

import re
from enum import Enum

from runner.model.spec import Endpoint, Step

_PLACEHOLDER = re.compile(r"\{|<<")


class Fit(Enum):
    """How well a path fits an endpoint."""

    NO = 0
    PREFIXED = 1
    """But for segments in front: one of the two leaves out a base path."""
    YES = 2


def fit(endpoint: str, path: str) -> Fit:
    """How well a step's path fits the path of an endpoint; queries do not count."""
    ours, theirs = _segments(endpoint), _segments(path)
    shorter = min(len(ours), len(theirs))
    tails = list(zip(ours[len(ours) - shorter :], theirs[len(theirs) - shorter :], strict=True))
    if not all(_same(one, other) for one, other in tails):
        return Fit.NO
    if len(ours) == len(theirs):
        return Fit.YES
    literal = any(one == other for one, other in tails)
    return Fit.PREFIXED if literal else Fit.NO


def same_endpoint(endpoint: Endpoint, step: Step) -> bool:
    """Whether the step asks this endpoint, perhaps under another base path."""
    return step.method == endpoint.method and fit(endpoint.path, step.path) is not Fit.NO


def _segments(path: str) -> list[str]:
    # A placeholder may hold `?` or `/` (`{{a | default('/')}}`): what it says does not matter here.
    bare = re.sub(r"\{\{[^{}]*\}\}|<<[^<>]*>>", "{}", path).partition("?")[0]
    return [segment for segment in bare.split("/") if segment]


def _same(one: str, other: str) -> bool:
    return one == other or bool(_PLACEHOLDER.search(one) or _PLACEHOLDER.search(other))
