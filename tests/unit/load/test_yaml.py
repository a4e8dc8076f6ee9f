from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runner.load import yaml as door
from runner.load.scalars import MAX_DIGITS
from runner.load.yaml import Document, YamlFault, read_yaml
from runner.load.yamlplace import Origin
from runner.model.place import KEY

FIXTURES = Path(__file__).parents[2] / "fixtures" / "yaml"


def cases(name: str) -> list[tuple[str, str, str]]:
    parts = (FIXTURES / name).read_text("utf-8").partition("\n")[2].split("\n.\n")
    return [(parts[i].strip(), parts[i + 1], parts[i + 2].strip()) for i in range(0, len(parts) - 2, 3)]


def pure(text: str) -> Document:
    return door._read(text, Origin(text, "f.md", 1, 0), door._PureParser)


def quick(text: str) -> Document:
    return read_yaml(text, file="f.md")


def fault_of(text: str, **options: int) -> YamlFault:
    with pytest.raises(YamlFault) as caught:
        read_yaml(text, file="f.md", **options)
    return caught.value


@pytest.mark.parametrize("read", [quick, pure])
@pytest.mark.parametrize(("title", "text", "expected"), cases("scalars.md"))
def test_scalars(title: str, text: str, expected: str, read: Callable[[str], Document]) -> None:
    assert json.dumps(read(text).value) == json.dumps(json.loads(expected))


@pytest.mark.parametrize("read", [quick, pure])
@pytest.mark.parametrize(("title", "text", "expected"), cases("faults.md"))
def test_faults(title: str, text: str, expected: str, read: Callable[[str], Document]) -> None:
    with pytest.raises(YamlFault) as caught:
        read(text)
    fault = caught.value
    assert f"{fault.line}:{fault.column} {fault.message} | {fault.hint}".strip() == expected


def test_marks_say_where_keys_and_values_stand_in_the_file() -> None:
    marks = read_yaml("a: 1\nb:\n  - c: x\n", file="f.md", first_line=10, indent=2).marks
    assert marks["a",] == (10, 6)
    assert marks["b", KEY] == (11, 3)
    assert marks["b", 0] == (12, 7)
    assert marks["b", 0, "c"] == (12, 10)


def test_a_fault_stands_where_the_file_has_it() -> None:
    fault = fault_of("a: 1\na: 2\n", first_line=10, indent=4)
    assert str(fault.place) == "f.md:11:5"


def test_line_separators_that_only_yaml_knows_do_not_shift_the_lines() -> None:
    assert read_yaml('a: "x\u2028y"\nb: 1', file="f.md").marks["b",] == (2, 4)


def test_merged_keys_point_at_the_merge() -> None:
    document = quick("- &a {k: 1}\n- <<: *a\n  z: 2\n")
    assert document.marks[1, "k"] == (2, 7)


@pytest.mark.parametrize("read", [quick, pure])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[" * 70_000, "nested deeper than 64 levels"),
        ("- " * 70_000, "nested deeper than 64 levels"),
        ("{a: " * 70_000, "nested deeper than 64 levels"),
        ("- x\n" * 50_001, "more than 50,000 values"),
        ("- &a x\n" + "- *a\n" * 101, "more than 100 aliases"),
        ("a: " + "1" * 5000, f"5,000 digits is more than the {MAX_DIGITS}"),
        ("a: 0x" + "f" * 5000, "digits is more than"),
        ("a\0b", "U+0000"),
        ("a: \ud800", "U+D800"),
        ("#" * 1_048_577, "more than the 1,048,576 read"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_limits_hold_before_anything_is_built(
    text: str, message: str, read: Callable[[str], Document]
) -> None:
    with pytest.raises(YamlFault, match=message.replace("+", r"\+")):
        read(text)


def test_aliases_are_counted_as_if_written_out() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
    )
    assert "aliases written out" in fault_of(bomb).message


def test_merge_keys_are_counted_as_if_written_out() -> None:
    bomb = "a0: &a0 {k: v}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 30))
    assert "aliases written out" in fault_of(bomb).message


def test_an_empty_text_is_null() -> None:
    assert quick("").value is None
    assert quick("# only a comment").value is None


#: Pieces that YAML gives a meaning, so that random texts are not all plain scalars.
PIECES = [
    "a",
    "b: ",
    "- ",
    "\n",
    "  ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    ": ",
    "&a ",
    "*a",
    "!!int ",
    ">-\n",
    "'",
    '"',
    "#",
    "?",
    "<<: ",
    "{{x}}",
    "---\n",
    "%YAML 1.2\n",
    "12",
    "1e3",
    "\t",
    "\\u",
    "é",
    "@",
]
YAMLISH = st.lists(st.sampled_from(["|\n", *PIECES]), max_size=30).map("".join)


def outcome(text: str, read: Callable[[str], Document]) -> str | YamlFault:
    try:
        document = read(text)
    except YamlFault as fault:
        return fault
    return json.dumps([document.value, sorted(map(str, document.marks.items()))])


@settings(deadline=None)
@given(YAMLISH | st.text(max_size=60))
def test_nothing_but_a_fault_escapes_and_both_parsers_agree(text: str) -> None:
    results = [outcome(text, quick), outcome(text, pure)]
    faults = [result for result in results if isinstance(result, YamlFault)]
    assert all(fault.line >= 1 and fault.column >= 1 for fault in faults)
    # Where only one of the parsers takes a text, at least no two meanings are read.
    assert faults or results[0] == results[1]
