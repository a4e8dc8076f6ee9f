from __future__ import annotations

import re
import uuid

from runner.sandbox.ids import make_id, make_uuid


def test_ids_depend_on_seed_table_and_number_and_on_nothing_else() -> None:
    ids = [make_id(seed, table, n) for seed in ("a", "b") for table in ("x", "y") for n in range(100)]
    assert len(set(ids)) == len(ids)
    assert ids == [make_id(seed, table, n) for seed in ("a", "b") for table in ("x", "y") for n in range(100)]
    assert all(re.fullmatch(r"[0-9a-z]{16}", id_) for id_ in ids)


def test_ids_never_change() -> None:
    assert make_id("sandbox", "business", 1) == "u4ee0t99qm051pf7"
    assert make_uuid("sandbox", "v2_booking", 1) == "03f0ceda-489f-57ee-b9be-252e7ff1a1b8"


def test_uuids_are_proper_ones_and_differ() -> None:
    ids = [make_uuid(seed, table, n) for seed in ("a", "b") for table in ("x", "y") for n in range(100)]
    assert len(set(ids)) == len(ids)
    assert all(str(uuid.UUID(id_)) == id_ for id_ in ids)
