"""Small line charts as shapes: points, lines, gaps and breaks, in the coordinates of an SVG.

A line joins two points only when they are of neighbouring years and no break of the series lies between them. A year
without a report is a hatched stripe: a gap is shown, never bridged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

WIDTH, HEIGHT = 440, 150
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 12, 24
_TICKS = 3


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a year: `group` counts the breaks before it, `report` is the report's number."""

    year: int
    value: float
    group: int
    report: int
    blanks: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A point on the chart."""

    x: float
    y: float
    value: Value


@dataclass(slots=True)
class Chart:
    """One chart: `lines` are polylines, `gaps` left edges of stripes `step` wide, `breaks` (place, year behind)."""

    width: int = WIDTH
    height: int = HEIGHT
    base: float = HEIGHT - BOTTOM
    top: float = TOP
    left: float = LEFT
    right: float = WIDTH - RIGHT
    step: float = 0.0
    marks: list[Mark] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    gaps: list[tuple[float, int]] = field(default_factory=list)
    breaks: list[tuple[float, int]] = field(default_factory=list)
    years: list[tuple[float, int]] = field(default_factory=list)
    ticks: list[tuple[float, str]] = field(default_factory=list)


def chart(values: Sequence[Value], years: Sequence[int], held: Mapping[int, object]) -> Chart:
    """Lay out the values of one series over `years` (every year in order); `held` are the years that have a report."""
    drawn = Chart()
    drawn.step = (drawn.right - drawn.left) / max(1, len(years))
    place = {year: drawn.left + drawn.step * (number + 0.5) for number, year in enumerate(years)}
    ceiling = nice(max((value.value for value in values), default=0))
    floor = min(0.0, *(value.value for value in values)) if values else 0.0
    scale = (drawn.base - drawn.top) / ((ceiling - floor) or 1)
    drawn.marks = [
        Mark(round(place[value.year], 1), round(drawn.base - (value.value - floor) * scale, 1), value)
        for value in values
    ]
    drawn.lines = _lines(drawn.marks)
    drawn.gaps = [(round(place[year] - drawn.step / 2, 1), year) for year in years if year not in held]
    drawn.breaks = _breaks(drawn)
    every = max(1, -(-len(years) // 9))
    drawn.years = [(round(place[year], 1), year) for year in years[::-1][::every][::-1]]
    drawn.ticks = _ticks(drawn, floor, ceiling, scale)
    return drawn


def _lines(marks: Sequence[Mark]) -> list[str]:
    stretches: list[list[Mark]] = []
    for mark in marks:
        last = stretches[-1][-1] if stretches else None
        joined = last and mark.value.year == last.value.year + 1 and mark.value.group == last.value.group
        if joined:
            stretches[-1].append(mark)
        else:
            stretches.append([mark])
    return [" ".join(f"{mark.x},{mark.y}" for mark in stretch) for stretch in stretches if len(stretch) > 1]


def _breaks(drawn: Chart) -> list[tuple[float, int]]:
    """Half-way between the last value before a break and the first behind it, with the first year behind it."""
    found = []
    for before, after in pairwise(drawn.marks):
        if before.value.group != after.value.group:
            found.append((round(after.x - drawn.step / 2, 1), after.value.year))
    return found


def _ticks(drawn: Chart, floor: float, ceiling: float, scale: float) -> list[tuple[float, str]]:
    step = (ceiling - floor) / (_TICKS - 1)
    values = [floor + step * number for number in range(_TICKS)]
    if ceiling == 1 and all(mark.value.value % 1 == 0 for mark in drawn.marks):
        values = [floor, ceiling]  # half a document is none
    return [(round(drawn.base - (value - floor) * scale, 1), short(value)) for value in values]


def nice(value: float) -> float:
    """The least of 1, 2, 4, 5, 8, 10 … that is not below a value, so that ticks are round; 1 for what is not above 0.

    Nothing is counted in billionths: less than one is drawn as 0, since a scale made for it leaves the range of floats.
    """
    if value < 1e-9:
        return 1.0
    size = 10.0 ** math.floor(math.log10(value))
    return next(size * factor for factor in (1, 2, 4, 5, 8, 10, 20) if size * factor >= value)


def short(value: float) -> str:
    """A tick's label: `1,200`, `35k`, `2.5M`."""
    for bound, letter in ((1e6, "M"), (1e4, "k")):
        if abs(value) >= bound:
            return f"{value / (1e6 if letter == 'M' else 1e3):g}{letter}"
    return f"{value:,g}" if abs(value) < 1e4 else f"{value:,.0f}"
