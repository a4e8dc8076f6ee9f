"""The OpenAPI files of this repository, in the eyes of a validator that is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest
from openapi_spec_validator import validate
from openapi_spec_validator.readers import read_from_filename

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    "swagger/scheduling/legacy/scheduling.json",
    "swagger/scheduling/legacy/companions.json",
    "swagger/bookings_v2/bookings-v2.json",
    "swagger/customer_bookings/openapi.yaml",
]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_is_valid(name: str) -> None:
    content, base_uri = read_from_filename(str(ROOT / name))
    validate(content, base_uri=base_uri)


def test_there_is_no_other_document() -> None:
    roots = {
        file for file in ROOT.glob("swagger/**/*") if file.suffix in (".json", ".yaml") and is_root(file)
    }
    assert {str(file.relative_to(ROOT)) for file in roots} == set(DOCUMENTS)


def is_root(file: Path) -> bool:
    """Other files hold parts that documents refer to."""
    return file.read_text("utf-8").lstrip("{ \n").startswith(("openapi", "swagger", '"openapi', '"swagger'))
