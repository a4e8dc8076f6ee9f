from __future__ import annotations

import re

from runner.sandbox.ids import make_id


def test_ids_depend_on_seed_table_and_number_and_on_nothing_else() -> None:
    ids = [make_id(seed, table, n) for seed in ("a", "b") for table in ("x", "y") for n in range(100)]
    assert len(set(ids)) == len(ids)
    assert ids == [make_id(seed, table, n) for seed in ("a", "b") for table in ("x", "y") for n in range(100)]
    assert all(re.fullmatch(r"[0-9a-z]{16}", id_) for id_ in ids)


def test_ids_never_change() -> None:
    assert make_id("sandbox", "business", 1) == "u4ee0t99qm051pf7"
