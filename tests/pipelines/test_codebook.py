"""The codebook and the series: generated, complete, and never silent about a break."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from parsers.forms import indicator, load_forms
from pipelines import series as series_module
from pipelines.codebook import CSV_COLUMNS, Shares, as_csv, documentation
from pipelines.indicators import STATA_NAME, _glosses, indicators, other_checks, stata_name, stata_names
from pipelines.series import load_apart, load_series, points

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", sorted(documentation()))
def test_the_documentation_is_what_the_forms_give_now(name):
    assert (DOCS / name).read_text(encoding="utf-8") == documentation()[name], (
        "stale: run `python -m pipelines.codebook docs`"
    )


def test_every_cell_of_every_form_is_an_indicator_with_its_wording():
    known = indicators()
    for form in load_forms().values():
        for block in form.blocks:
            for row in block.rows:
                for column in block.columns:
                    cells = [cell for cell in known[indicator(row.key, column.key)].cells if cell.form == form.id]
                    assert cells, (form.id, row.key, column.key)
                    assert all(row.label in cell.wording and column.label in cell.wording for cell in cells)


def test_every_row_and_column_of_the_forms_has_an_english_gloss():
    rows, columns = _glosses()
    for form in load_forms().values():
        for block in form.blocks:
            assert {row.key for row in block.rows if row.key} <= rows.keys()
            assert {column.key for column in block.columns if column.key} <= columns.keys()


def test_indicators_take_part_in_the_rules_that_name_them():
    assert "requests.balance" in indicators()["requests.received.total"].rules
    assert "requests.applicants" in indicators()["requests.received.natural_person"].rules
    assert "requests.outcomes" in indicators()["requests.other.other.total"].rules


def test_every_rule_that_a_release_can_hold_is_explained():
    text = documentation()["codebook.md"]
    stated = {rule.id for form in load_forms().values() for rule in form.rules}
    assert all(f"`{name}`" in text for name in (*stated, *other_checks()))
    assert all(set(told) == {"en", "zh"} for told in other_checks().values())


def test_stata_names_are_distinct_and_fit():
    names = [each.stata for each in indicators().values()]
    assert len({name.lower() for name in names}) == len(names)
    assert all(len(name) <= STATA_NAME and name.isidentifier() and name.isascii() for name in names)


def test_stata_names_that_collide_get_numbers():
    long = "a" * 40
    names = stata_names([f"{long}.x", f"{long}.y", "9.z"])
    assert len({names[f"{long}.x"], names[f"{long}.y"]}) == 2
    assert names[f"{long}.y"].endswith("_2")
    assert stata_name("9.z")[0].isalpha()


def test_the_csv_has_shares_and_unknown_indicators():
    found = {
        row["indicator"]: row for row in csv.DictReader(io.StringIO(as_csv({"new.code": Shares(4, 3, 1, 0, 0, 2)})))
    }
    assert tuple(next(iter(found.values()))) == CSV_COLUMNS
    assert (found["new.code"]["share_reported"], found["new.code"]["share_blank"]) == ("0.750", "0.250")
    assert found["new.code"]["share_flagged"] == "0.500"
    assert found["requests.received.total"]["share_reported"] == ""
    assert found["requests.received.total"]["series"] == "requests.received"
    assert found["requests.received.total"]["years"] == "2019-2020;2021-"


# --- series -----------------------------------------------------------------------------------------------------------


def test_the_step_to_the_forms_since_2019_is_always_explained():
    for series in load_series().values():
        for before, after in zip(series.segments, series.segments[1:], strict=False):
            if "2019" in after.forms and before.sums != after.sums:
                assert after.breaks, f"{series.id}: {before.forms} to {after.forms}"
            assert bool(after.breaks) == bool(after.breaks_zh)


def test_indicators_that_must_stay_apart_share_no_series():
    held = [
        {code for each in series.segments for sum_ in each.sums for code in sum_} for series in load_series().values()
    ]
    for apart in load_apart():
        assert not any(set(apart.indicators) <= codes for codes in held), apart.indicators
        assert set(apart.indicators) <= indicators().keys()


def value(series: str, form: str | None, year: int, **figures: object) -> tuple[float, int] | None:
    """Value and segment of a series in a report that has the figures `of`."""
    held = figures["of"]
    assert isinstance(held, dict)
    found = [point for point in points(form, year, held) if point.series.id == series]
    return (found[0].value, found[0].segment) if found else None


def test_a_sum_needs_all_its_figures_and_one_number():
    both = {"litigation_direct.total": ("reported", 2.0), "litigation_after_review.total": ("reported", 3.0)}
    assert value("litigation.total", "2019", 2019, of=both) == (5.0, 2)
    assert value("litigation.total", "2019", 2019, of={"litigation_direct.total": ("reported", 2.0)}) is None
    blank = {"litigation_direct.total": ("blank", 0.0), "litigation_after_review.total": ("blank", 0.0)}
    assert value("litigation.total", "2019", 2019, of=blank) is None
    half = {**both, "litigation_after_review.total": ("blank", 0.0)}
    assert [point.blanks for point in points("2019", 2019, half) if point.series.id == "litigation.total"] == [1]  # type: ignore[arg-type]


def test_a_sum_that_cannot_be_had_gives_way_to_what_a_sentence_states():
    assert value("requests.denied", "2021", 2022, of={"requests.denied.total": ("reported", 7.0)}) == (7.0, 2)


def test_the_form_decides_the_segment_and_the_year_where_there_is_none():
    review = {"review.total": ("reported", 4.0)}
    assert value("review.total", "2014", 2016, of=review) == (4.0, 1)
    assert value("review.total", "2021", 2022, of=review) == (4.0, 2)
    assert value("review.total", None, 2010, of=review) == (4.0, 1)
    assert value("review.total", None, 2020, of=review) == (4.0, 2)


def test_the_groups_of_a_series_grow_at_breaks_only():
    review = load_series()["review.total"]
    assert [review.group(place) for place in range(3)] == [0, 0, 1]


def test_a_mapping_with_an_unknown_indicator_is_refused():
    entry = {"id": "x", "segment": [], "forms": ["2021"], "value": "no.such"}
    with pytest.raises(ValueError, match=r"series\.toml, x: unknown no\.such"):
        series_module._segment("x", entry)
