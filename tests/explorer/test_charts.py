"""Charts: what is joined, what is a gap, where a break stands."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explorer.charts import Value, chart, nice, short

YEARS = list(range(2015, 2025))


def value(year: int, number: float, group: int = 0) -> Value:
    return Value(year, number, group, year)


def test_neighbouring_years_are_joined_and_gaps_are_not_bridged():
    drawn = chart([value(2015, 1), value(2016, 2), value(2018, 3)], YEARS, {2015: 1, 2016: 1, 2018: 1})
    assert [len(line.split()) for line in drawn.lines] == [2]
    assert [year for _, year in drawn.gaps] == [2017, *range(2019, 2025)]


def test_a_break_parts_the_line_and_stands_between_its_years():
    drawn = chart([value(2018, 5), value(2019, 6, 1), value(2020, 7, 1)], YEARS, dict.fromkeys(YEARS, 1))
    assert [len(line.split()) for line in drawn.lines] == [2]
    (place, year), x = drawn.breaks[0], {mark.value.year: mark.x for mark in drawn.marks}
    assert year == 2019
    assert x[2018] < place < x[2019]


def test_years_with_a_report_but_no_value_are_no_gap():
    assert chart([value(2015, 1)], YEARS, dict.fromkeys(YEARS, 1)).gaps == []


@given(st.lists(st.floats(min_value=-1e9, max_value=1e12), min_size=1, max_size=10))
@example([5e-324])
@example([-5e-324, 0.0])
def test_points_stay_inside_and_higher_is_higher(numbers: list[float]):
    drawn = chart([value(2015 + place, each) for place, each in enumerate(numbers)], YEARS, {})
    assert all(drawn.top - 0.1 <= mark.y <= drawn.base + 0.1 for mark in drawn.marks)
    ordered = sorted(drawn.marks, key=lambda mark: mark.value.value)
    assert all(low.y >= high.y for low, high in pairwise(ordered))


@given(st.floats(min_value=1e-6, max_value=1e15))
def test_the_ceiling_is_round_and_not_far(number: float):
    assert number <= nice(number) <= number * 2.51


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (1200, "1,200"), (35000, "35k"), (2_500_000, "2.5M")])
def test_ticks_are_short(number: float, text: str):
    assert short(number) == text


def test_half_a_document_is_no_tick():
    ticks = [text for _, text in chart([Value(2020, 1, 0, 1), Value(2021, 0, 0, 2)], [2020, 2021], {2020: 1}).ticks]
    assert ticks == ["0", "1"]
    assert [text for _, text in chart([Value(2020, 0.4, 0, 1)], [2020], {2020: 1}).ticks][-1] == "0.4"
