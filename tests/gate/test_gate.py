"""The gate: made reports in every layout are read as well as they ever were."""

from __future__ import annotations

import pytest

from tests.gate import gate
from tests.generator.samples import LAYOUTS, layout_of

pytest.importorskip("parsers.read", reason="the reader is not there")


def _seeds(layout: str) -> list[int]:
    return [seed for seed in range(gate.SUITE) if layout_of(seed) == layout]


def test_floors_are_of_these_documents():
    floor = gate.load_floor()
    assert floor, "nothing is pinned: run `python -m tests.gate --pin`"
    assert floor["digest"] == gate.digest(floor["count"]), (
        "the generator makes other documents than those the floors were measured on: "
        "look at the new scores, then pin them with `python -m tests.gate --pin`"
    )
    assert floor["count"] == gate.SUITE


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_no_mark_falls_below_its_floor(layout: str):
    seeds = _seeds(layout)
    floors = gate.load_floor()["layouts"]
    if not seeds:
        assert layout not in floors
        return
    result = gate.run(seeds)
    fallen = gate.worse(gate.marks(result.layouts[layout]), floors[layout])
    first = [f"seed {seed}: {remark}" for seed, remarks in sorted(result.remarks.items()) for remark in remarks[:2]]
    assert not fallen, "\n".join([*fallen, *first[:12]])
