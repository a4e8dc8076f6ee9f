"""What two schemas of JUnit reports ask for, in our own words: that of Jenkins' xunit plugin, and Windy Road's.

Each element has a rule: which elements stand in it, in which order; which attributes it may have, which it must
have, and what their values look like; whether it may have a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree as ET

ANY: Final = r"(?s:.*)"
SOMETHING: Final = r"(?s:.*\S.*)"
NUMBER: Final = r"[+-]?\d+"
DECIMAL: Final = r"[+-]?(\d+(\.\d*)?|\.\d+)"
#: The newer one takes any number of decimals; of the two that are in use, this is the narrower.
SUREFIRE_TIME: Final = r"\d*(\.\d{0,3})?"
LOCAL_TIME: Final = r"\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d"


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds for one element."""

    inside: str = ""
    """Of the names of its children, each with a blank behind it."""
    must: Mapping[str, str] = field(default_factory=dict)
    """Attributes that it has, with what their values look like."""
    may: Mapping[str, str] = field(default_factory=dict)
    text: bool = False


_OUTCOME: Final = {"type": ANY, "message": ANY}

WINDY_ROAD: Final[Mapping[str, Rule]] = {
    "testsuites": Rule(r"(testsuite )*"),
    "testsuite": Rule(
        r"properties (testcase )*system-out system-err ",
        must={
            "name": SOMETHING,
            "package": ANY,
            "id": NUMBER,
            "timestamp": LOCAL_TIME,
            "hostname": SOMETHING,
            "tests": NUMBER,
            "failures": NUMBER,
            "errors": NUMBER,
            "time": DECIMAL,
        },
        may={"skipped": NUMBER},
    ),
    "properties": Rule(r"(property )*"),
    "property": Rule(must={"name": SOMETHING, "value": ANY}),
    "testcase": Rule(
        r"(skipped |error |failure )?", must={"name": ANY, "classname": ANY, "time": DECIMAL}
    ),
    "failure": Rule(must={"type": ANY}, may={"message": ANY}, text=True),
    "error": Rule(must={"type": ANY}, may={"message": ANY}, text=True),
    "skipped": Rule(may=_OUTCOME, text=True),  # anything goes in it
    "system-out": Rule(text=True),
    "system-err": Rule(text=True),
}  # fmt: skip

JENKINS: Final[Mapping[str, Rule]] = {
    "testsuites": Rule(
        r"(testsuite )*",
        may={"name": ANY, "time": SUREFIRE_TIME, "tests": ANY, "failures": ANY, "errors": ANY},
    ),
    "testsuite": Rule(
        r"(testsuite |properties |testcase |system-out |system-err )*",
        must={"name": ANY, "tests": ANY, "failures": ANY, "errors": ANY},
        may={
            "time": SUREFIRE_TIME,
            **dict.fromkeys(
                ("group", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"), ANY
            ),
        },
    ),
    "properties": Rule(r"(property )*"),
    "property": Rule(must={"name": ANY, "value": ANY}),
    "testcase": Rule(
        r"(skipped |error |failure |rerunFailure |rerunError |flakyFailure |flakyError |system-out |system-err )*",
        must={"name": ANY},
        may={"time": ANY, "classname": ANY, "group": ANY},
    ),
    "failure": Rule(may=_OUTCOME, text=True),
    "error": Rule(may=_OUTCOME, text=True),
    "skipped": Rule(may=_OUTCOME, text=True),
    "system-out": Rule(text=True),
    "system-err": Rule(text=True),
}


def objections(document: ET.Element, rules: Mapping[str, Rule]) -> list[str]:
    """All that a schema has against a report."""
    found = [] if document.tag == "testsuites" else [f"the root is {document.tag}"]
    return [*found, *(said for element in document.iter() for said in _objections(element, rules))]


def _objections(element: ET.Element, rules: Mapping[str, Rule]) -> Iterator[str]:
    rule = rules.get(element.tag)
    if rule is None:
        yield f"{element.tag} is not known"
        return
    children = "".join(f"{child.tag} " for child in element)
    if not re.fullmatch(rule.inside, children):
        yield f"{element.tag} holds {children}"
    known = {**rule.may, **rule.must}
    for name, value in element.items():
        if name not in known:
            yield f"{element.tag} has an attribute {name}"
        elif not re.fullmatch(known[name], value):
            yield f"{name} of {element.tag} is {value!r}"
    yield from (f"{element.tag} has no {name}" for name in rule.must if name not in element.attrib)
    own = (element.text or "") + "".join(child.tail or "" for child in element)
    if own.strip() and not rule.text:
        yield f"{element.tag} has a text"
