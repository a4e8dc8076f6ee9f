from __future__ import annotations

import json

import pytest

from runner.report.jsonfile import json_document, json_text, sound
from support.hostile import HOSTILE


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_is_there_again_but_for_half_characters_which_are_spelt_out(text: str) -> None:
    told = json_text({text: [text]})
    assert json.loads(told.encode("utf-8", "strict")) == {sound(text): [sound(text)]}


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\ud800b", r"a\ud800b"), ("\ud83d\ude00", r"\ud83d\ude00"), ("😀", "😀"), (r"\ud800", r"\ud800")],
)
def test_half_a_character_is_spelt_out(text: str, shown: str) -> None:
    assert sound(text) == shown
    assert json.loads(json_text(text)) == shown


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        json_text(float("nan"))


def test_a_long_list_has_a_line_for_each_item() -> None:
    value = {"before": '"rows":[] \\"rows\\":[]', "rows": [], "after": {"rows": []}}
    made = json_document(value, name="rows", lines=["1", '"two"'])
    assert made.decode() == (
        '{"before":"\\"rows\\":[] \\\\\\"rows\\\\\\":[]","rows":[\n1,\n"two"\n],"after":{"rows":[]}}\n'
    )
    assert json.loads(json_document(value, name="rows", lines=[])) == value
