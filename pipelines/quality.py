"""`quality.html`: what a release is worth, in charts. One file, no scripts, nothing fetched.

The charts are SVG drawn by the template: none of the program's libraries draws, and bars and squares need none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import polars as pl

from pipelines.coverage import STATES, Alert, Row, State, alerts
from pipelines.datapackage import Described
from pipelines.divisions import divisions
from pipelines.release_source import Batch
from pipelines.release_tables import Figures, Lookup

HAVE: tuple[State, ...] = ("on_time", "late", "undated")
"""States in which a report is there."""
STATE_WORDS: dict[State, str] = {
    "on_time": "on time 按时", "late": "late 逾期", "undated": "there, day not known 已发布，日期不详",
    "missing": "missing 未发布", "removed": "removed 已撤", "refused": "refused by the portal 门户拒绝访问",
    "not_checked": "not looked at since it was due 到期后未查", "not_due": "not yet due 未到期",
}  # fmt: skip
_BUCKETS = 20
_ORIGINS = ("table", "sentence")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its label, its count, its part of the longest bar, and what else there is to say."""

    label: str
    count: int
    part: float
    note: str = ""


@dataclass(slots=True)
class Area:
    """A province: by year the agencies that are due and those whose report is there."""

    name: str
    due: Counter[int] = field(default_factory=Counter)
    have: Counter[int] = field(default_factory=Counter)

    def share(self, year: int) -> float | None:
        """The part of the reports due that is there; None where none is due."""
        return self.have[year] / self.due[year] if self.due[year] else None


class Observed:
    """What a release holds, counted while it is written."""

    def __init__(self, lookup: Lookup) -> None:
        self._confidence = lookup.kinds["confidence"].to_numpy()
        self._origin = np.array([_ORIGINS.index(each) for each in lookup.kinds["origin"].to_list()], dtype=np.int64)
        self.buckets = np.zeros((len(_ORIGINS), _BUCKETS), dtype=np.int64)
        self.rules: Counter[tuple[str, str]] = Counter()
        self.forms: Counter[str] = Counter()
        self.failures: list[dict[str, Any]] = []
        self.verdicts: list[dict[str, Any]] = []
        self.states: dict[int, Counter[State]] = {}
        self.areas: dict[str, Area] = {}
        self._rows: Sequence[Row] = ()

    def add(self, batch: Batch, figures: Figures) -> None:
        """Count a batch."""
        bucket = np.minimum((self._confidence[figures.kind] * _BUCKETS).astype(np.int64), _BUCKETS - 1)
        for place in range(len(_ORIGINS)):
            mask = self._origin[figures.kind] == place
            self.buckets[place] += np.bincount(bucket[mask], minlength=_BUCKETS)
        for rule, severity, count in batch.findings.group_by("rule", "severity").len().iter_rows():
            self.rules[rule, severity] += count
        for form, count in batch.reports.group_by("form").len().iter_rows():
            self.forms[form or "none"] += count

    def coverage(self, rows: Sequence[Row]) -> None:
        """Take the rows of coverage."""
        self._rows = rows
        for row in rows:
            self.states.setdefault(row.year, Counter())[row.state] += 1
            code = (row.division_code or "")[:2]
            area = self.areas.setdefault(code, Area(province_name(code, row.level)))
            area.due[row.year] += row.state != "not_due"
            area.have[row.year] += row.state in HAVE

    def refusals(self, failures: pl.DataFrame, verdicts: pl.DataFrame) -> None:
        """Take what failed, and what was judged to be no report."""
        self.failures, self.verdicts = failures.to_dicts(), verdicts.to_dicts()

    def silent(self, as_of: str) -> list[Alert]:
        """The portals that fell silent, as of a day."""
        return list(alerts(self._rows, date.fromisoformat(as_of)))


def province_name(code: str, level: str = "") -> str:
    """The name of a province by the two digits its codes begin with."""
    division = divisions().by_code(f"{code}0000") if code else None
    return division.name if division else "中央" if level == "central" else "not known 不详"


def write_quality(path: Path, observed: Observed, told: Described) -> None:
    """Write the page."""
    years = sorted(observed.states)
    rendered = _template().render(
        told=told,
        years=years,
        areas=[observed.areas[code] for code in sorted(observed.areas)],
        states=[(state, STATE_WORDS[state]) for state in STATES],
        shares=[(year, _stack(observed.states[year])) for year in years],
        confidence=[
            (name, _histogram(row)) for name, row in zip(_ORIGINS, observed.buckets.tolist(), strict=True) if sum(row)
        ],
        rules=_bars((f"{rule} ({severity})", count, "") for (rule, severity), count in _ranked(observed.rules)),
        forms=_bars((form, count, "") for form, count in _ranked(observed.forms)),
        failures=_bars(
            (row["error"], row["captures"], f"{row['example']} {row['reason']}") for row in observed.failures
        ),
        verdicts=_bars((row["verdict"], row["documents"], row["reason"]) for row in observed.verdicts),
        silent=observed.silent(told.as_of),
    )
    path.write_text(rendered + "\n", encoding="utf-8")


def _template() -> jinja2.Template:
    folder = Path(__file__).parent / "templates"
    loader = jinja2.FileSystemLoader(folder)
    made = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
                              lstrip_blocks=True)  # fmt: skip
    return made.get_template("quality.html")


def _ranked(counts: Counter[Any]) -> list[tuple[Any, int]]:
    """Greatest first, equals by name: the order of counting leaves no trace."""
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _bars(rows: Iterable[tuple[str, int, str]]) -> list[Bar]:
    held = list(rows)
    top = max((count for _, count, _ in held), default=1)
    return [Bar(label, count, count / top, note) for label, count, note in held]


def _histogram(counts: Sequence[int]) -> list[Bar]:
    """Bars of confidence in twentieths, from the first that holds a figure up to 1."""
    top, first = max(max(counts), 1), next((place for place, count in enumerate(counts) if count), 0)
    labels = (f"{place / _BUCKETS:.2f}–{(place + 1) / _BUCKETS:.2f}" for place in range(_BUCKETS))
    bars = [Bar(label, count, count / top) for label, count in zip(labels, counts, strict=True)]
    return bars[first:]


def _stack(counts: Counter[State]) -> list[tuple[State, int, float, float]]:
    """The states of a year as parts of one bar: state, count, where it begins and how long it is, of 1."""
    total, at = sum(counts.values()), 0.0
    found = []
    for state in STATES:
        if counts[state]:
            part = counts[state] / total
            found.append((state, counts[state], round(at, 4), round(part, 4)))
            at += part
    return found
