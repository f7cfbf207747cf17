"""Running the gate: documents from seeds, read and scored, by layout and by bend."""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from parsers.model import Report
from tests.gate.scoring import Score, judge
from tests.generator.model import Sample
from tests.generator.samples import make_sample

FLOOR = Path(__file__).with_name("floor.json")
SUITE = 400
"""How many documents the test run reads."""

Reader = Callable[[bytes, str | None, str | None], Report]


def reader() -> Reader:
    """The reader under test. Raises ImportError where it is not there."""
    from parsers.read import read

    return read


def score_sample(sample: Sample) -> Score:
    """Read a document and score the reading; a reader that raises is scored as having read nothing."""
    try:
        report = reader()(sample.data, sample.mime, sample.url)
    except ImportError:
        raise
    except Exception as problem:  # noqa: BLE001  a crash is what is being counted
        score = judge(sample, Report())
        score.crashed = 1
        where = traceback.extract_tb(problem.__traceback__)[-1]
        score.remarks = [f"crashed   {type(problem).__name__}: {problem} ({where.filename}:{where.lineno})"]
        return score
    return judge(sample, report)


@dataclass(slots=True)
class Result:
    """Scores over a set of seeds: by layout, by bend, and the seeds with remarks."""

    layouts: dict[str, Score] = field(default_factory=dict)
    bends: dict[str, Score] = field(default_factory=dict)
    remarks: dict[int, list[str]] = field(default_factory=dict)

    def total(self, *, ocr: bool = False) -> Score:
        """All layouts together; those of pictures apart."""
        whole = Score()
        for name, score in self.layouts.items():
            if name.startswith("image") == ocr:
                whole.add(score)
        return whole


def _one(seed: int, layout: str | None) -> tuple[int, str, list[str], Score]:
    sample = make_sample(seed, layout)
    return seed, sample.layout, sample.content.bends or ["plain"], score_sample(sample)


def run(seeds: Iterable[int], workers: int = 1, layout: str | None = None) -> Result:
    """Make, read and score the documents of some seeds, each in the layout it draws or all in the one named."""
    one = partial(_one, layout=layout)
    if workers == 1:
        return gather(map(one, seeds))
    with ProcessPoolExecutor(workers) as pool:
        return gather(pool.map(one, list(seeds), chunksize=8))


def gather(scored: Iterable[tuple[int, str, list[str], Score]]) -> Result:
    """Add up scores by layout and by bend."""
    result = Result()
    for seed, layout, bends, score in scored:
        result.layouts.setdefault(layout, Score()).add(score)
        for bend in bends:
            result.bends.setdefault(bend, Score()).add(score)
        if score.remarks:
            result.remarks[seed] = score.remarks
    return result


def digest(count: int = SUITE) -> str:
    """The digest of what the generator makes of the suite's seeds: floors hold for these documents and no others."""
    whole = hashlib.sha256()
    for seed in range(count):
        sample = make_sample(seed)
        whole.update(f"{seed} {sample.layout} {hashlib.sha256(sample.data).hexdigest()}\n".encode())
    return whole.hexdigest()


def marks(score: Score) -> dict[str, float]:
    """What is pinned of a score: shares that may only rise, and counts that may only fall."""
    return {
        "right": round(score.rate("right", "cells"), 5),
        "blanks_right": round(score.rate("blanks_right", "blanks"), 5),
        "breaks_found": round(score.rate("breaks_found", "breaks"), 5),
        "lies_found": round(score.rate("lies_found", "lies"), 5),
        "fields_right": round(score.rate("fields_right", "fields"), 5),
        "verdicts_right": round(score.rate("verdicts_right", "documents"), 5),
        "silent": score.silent,
        "invented": score.invented,
        "asserted": score.asserted,
        "alarms": score.alarms,
        "crashed": score.crashed,
    }


FALLING = ("silent", "invented", "asserted", "alarms", "crashed")


def worse(new: dict[str, float], old: dict[str, float]) -> list[str]:
    """The marks that are below their floor, in words."""
    found = []
    for name, floor in old.items():
        mark = new[name]
        if (mark > floor) if name in FALLING else (mark < floor):
            found.append(f"{name} {mark} where the floor is {floor}")
    return found


def load_floor() -> dict[str, Any]:
    """The pinned floors; empty where nothing is pinned yet."""
    if not FLOOR.exists():
        return {}
    floor: dict[str, Any] = json.loads(FLOOR.read_text("utf-8"))
    return floor


def pin(result: Result, *, lower: bool) -> list[str]:
    """Write the marks as the new floors. Without `lower`, nothing is written if any would fall; they are returned."""
    new = {name: marks(score) for name, score in sorted(result.layouts.items())}
    old = load_floor().get("layouts", {})
    fallen = [f"{name}: {text}" for name in old.keys() & new.keys() for text in worse(new[name], old[name])]
    if fallen and not lower:
        return sorted(fallen)
    text = json.dumps({"digest": digest(), "count": SUITE, "layouts": new}, indent=1, sort_keys=True)
    FLOOR.write_text(text + "\n", "utf-8")
    return []
