"""Series over the forms' changes: which indicators may be read as one, and where the series breaks.

The mapping is data (`data/forms/series.toml`). A value is a sum of a report's own figures; where one is missing there
is no value. A blank cell counts as nothing in a sum that has a number too, since offices leave cells empty where they
counted nothing, and the number of such cells is given beside the value.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from parsers.forms import load_forms
from parsers.resources import data_path
from pipelines.indicators import indicators

Sum = tuple[str, ...]
Figure = tuple[Literal["reported", "blank"], float]
"""What a series takes from a report: a number, or a cell that is there and holds none (blank or `/`)."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a series: `sums` are the ways to its value, best first; `breaks` says what changed at its start."""

    forms: tuple[str, ...]
    sums: tuple[Sum, ...]
    breaks: str
    breaks_zh: str

    @property
    def years(self) -> tuple[int, int]:
        """The first and last year that its forms were prescribed for."""
        spans = [load_forms()[form].years for form in self.forms]
        return min(first for first, _ in spans), max(last for _, last in spans)


@dataclass(frozen=True, slots=True)
class Series:
    """Indicators of several forms in order of time, with the breaks between them."""

    id: str
    english: str
    chinese: str
    unit: str
    segments: tuple[Segment, ...]

    def group(self, segment: int) -> int:
        """The number of breaks up to a segment: values of one group may be compared without more ado."""
        return sum(1 for each in self.segments[1 : segment + 1] if each.breaks)


@dataclass(frozen=True, slots=True)
class Apart:
    """Indicators that look alike and are not to be joined."""

    indicators: tuple[str, ...]
    reason: str
    reason_zh: str


@dataclass(frozen=True, slots=True)
class Point:
    """A series' value in one report: the place of its segment, the indicators summed, how many of them were blank."""

    series: Series
    segment: int
    value: float
    indicators: Sum
    blanks: int


@lru_cache(maxsize=1)
def load_series() -> Mapping[str, Series]:
    """The series of `data/forms/series.toml` by id.

    Raises:
        ValueError: naming the entry that is wrong: an unknown form or indicator, a break that is not explained.
    """
    return {entry["id"]: _series(entry) for entry in _data()["series"]}


@lru_cache(maxsize=1)
def load_apart() -> tuple[Apart, ...]:
    """The indicators that must not be joined, with the reasons."""
    return tuple(Apart(tuple(each["indicators"]), each["reason"], each["zh"]) for each in _data()["apart"])


def _data() -> dict[str, Any]:
    with data_path("forms", "series.toml").open("rb") as file:
        return tomllib.load(file)


def _series(entry: dict[str, Any]) -> Series:
    segments = tuple(_segment(entry["id"], each) for each in entry["segment"])
    return Series(entry["id"], entry["gloss"], entry["zh"], entry["unit"], segments)


def _segment(series: str, entry: dict[str, Any]) -> Segment:
    sums = tuple(tuple(code.strip() for code in option.split("+")) for option in entry["value"].split("|"))
    unknown = [code for option in sums for code in option if code not in indicators()]
    unknown += [form for form in entry["forms"] if form not in load_forms()]
    if unknown:
        raise ValueError(f"series.toml, {series}: unknown {', '.join(unknown)}")
    if ("break" in entry) != ("zh" in entry):
        raise ValueError(f"series.toml, {series}: a break is explained in both languages, break and zh")
    return Segment(tuple(entry["forms"]), sums, entry.get("break", ""), entry.get("zh", ""))


def points(form: str | None, year: int, figures: Mapping[str, Figure]) -> Iterator[Point]:
    """The values of all series in one report, from its figures by indicator."""
    for series in load_series().values():
        for place in _segments_of(series, form, year):
            found = _value(series.segments[place].sums, figures)
            if found:
                yield Point(series, place, *found)
                break


def _segments_of(series: Series, form: str | None, year: int) -> Sequence[int]:
    """The segments a report may belong to: that of its form; for sentences alone, those whose forms were not over."""
    if form is not None:
        return [place for place, segment in enumerate(series.segments) if form in segment.forms]
    return [
        place for place, segment in enumerate(series.segments) if year <= segment.years[1] and _begun(segment, year)
    ]


def _begun(segment: Segment, year: int) -> bool:
    """Sentences of reports before 2014 are told in the codes of 2014's table, but nothing in those of a later form."""
    return year >= segment.years[0] or segment.years[1] <= 2018


def _value(sums: Sequence[Sum], figures: Mapping[str, Figure]) -> tuple[float, Sum, int] | None:
    for codes in sums:
        held = [figures[code] for code in codes if code in figures]
        blanks = sum(1 for status, _ in held if status == "blank")
        if len(held) == len(codes) and blanks < len(held):
            return sum(value for status, value in held if status == "reported"), codes, blanks
    return None
