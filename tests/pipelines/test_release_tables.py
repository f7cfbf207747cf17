"""The arithmetic of the release's tables: units, the one number of a cell, breaks, and comparing two long tables."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.release_files import _compressed, write_dta, write_xlsx
from pipelines.release_schema import panel
from pipelines.release_since import differences
from pipelines.release_source import Batch
from pipelines.release_tables import Chosen, Figures, Lookup, SeriesRows, choose, known_names
from pipelines.units import factor

KINDS = pl.DataFrame({
    "id": [3, 5, 7, 8, 9, 11],
    "unit": ["件", "件", "万元", "元", "件", "件"],
    "status": ["reported", "blank", "reported", "reported", "reported", "text"],
    "origin": ["table", "table", "table", "table", "sentence", "table"],
    "confidence": [1.0] * 6, "basis": ["label"] * 6,
})  # fmt: skip
CODES = {1: "requests.received.total", 2: "proactive.fees.amount", 4: "proactive.procurement.amount", 6: "new.code"}


def lookup() -> Lookup:
    """A lookup over a few kinds and indicators, one of them unknown to the codebook."""
    return Lookup(cast(Any, SimpleNamespace(indicators=CODES, kinds=KINDS)))


def figures(*rows: tuple[int, int, int, float]) -> Figures:
    """Figures from (report, number of the indicator, number of the kind, value)."""
    held = lookup()
    parts = [np.array([row[place] for row in rows], dtype=np.int64) for place in range(3)]
    value = np.array([row[3] for row in rows], dtype=np.float64)
    zero = np.zeros(len(rows), dtype=np.int64)
    column, kind = held.indicator_row[parts[1]], held.kind_row[parts[2]]
    return Figures(parts[0], zero, column, kind, value, pl.Series([""] * len(rows)), zero, [""])


def cell(chosen: Chosen, code: str, report: int = 0) -> float | None:
    """The number chosen for an indicator, None where there is none."""
    value = float(chosen.value[report, lookup().codes.index(code)])
    return None if np.isnan(value) else value


NAN = float("nan")


@pytest.mark.parametrize(
    ("unit", "form_unit", "expected"),
    [("元", "万元", 1e-4), ("亿元", "元", 1e8), ("条", "件", 1.0), ("件", "万元", None), ("元", "件", None)],
)
def test_units_are_turned_only_where_they_measure_the_same(unit, form_unit, expected):
    assert factor(unit, form_unit) == expected


def test_money_is_turned_into_the_forms_unit_and_yuan_to_the_fen():
    held = lookup()
    drawn = figures((0, 2, 8, 77_302_800.0), (0, 4, 7, 7730.28), (0, 2, 7, 59237.2449), (0, 1, 7, 5.0), (0, 1, 3, 5.0))
    turned = held.in_form_unit(drawn.value, drawn.kind, drawn.column)
    assert turned[:3].tolist() == [7730.28, 77_302_800.0, 59237.2449]
    assert np.isnan(turned[3])
    yuan = held.yuan(drawn.value, drawn.kind)
    assert yuan[:3].tolist() == [77_302_800.0, 77_302_800.0, 592_372_449.0]
    assert np.isnan(yuan[4])


def test_a_table_goes_before_a_sentence_even_where_its_cell_is_blank():
    both = choose(figures((0, 1, 3, 10.0), (0, 1, 9, 12.0)), lookup(), 1)
    assert cell(both, CODES[1]) == 10
    blank = choose(figures((0, 1, 5, NAN), (0, 1, 9, 12.0)), lookup(), 1)
    assert cell(blank, CODES[1]) is None
    assert blank.blank[0, lookup().codes.index(CODES[1])]


def test_figures_that_differ_give_no_number_and_ones_that_agree_give_theirs():
    assert cell(choose(figures((0, 1, 3, 10.0), (0, 1, 3, 12.0)), lookup(), 1), CODES[1]) is None
    assert cell(choose(figures((0, 1, 9, 12.0), (0, 1, 9, 12.0)), lookup(), 1), CODES[1]) == 12
    assert cell(choose(figures((0, 4, 7, 1.0), (0, 4, 8, 10_000.0)), lookup(), 1), CODES[4]) == 10_000


def test_words_and_reports_without_figures_give_no_number():
    chosen = choose(figures((1, 1, 11, NAN)), lookup(), 3)
    assert [cell(chosen, CODES[1], report) for report in range(3)] == [None, None, None]
    assert not chosen.blank.any()
    assert np.isnan(choose(figures(), lookup(), 2).value).all()


# --- breaks -----------------------------------------------------------------------------------------------------------


def test_the_break_is_marked_at_the_agencys_first_value_behind_it_across_batches():
    held = lookup()
    maker = SeriesRows(held)
    found = []
    for start, reports in enumerate((
        [("a", "2014", 2018)], [("a", "2019", 2019), ("a", "2021", 2021), ("b", "2021", 2021)],
    )):  # fmt: skip
        rows = [(agency, agency, "x", form, year) for agency, form, year in reports]
        frame = _reports(rows)
        chosen = Chosen(
            np.full((len(rows), len(held.codes)), np.nan), np.zeros((len(rows), len(held.codes)), dtype=bool)
        )
        for at, (_, form, _) in enumerate(reports):
            code = "applications.received" if form == "2014" else "requests.received.total"
            chosen.value[at, held.codes.index(code)] = 5
        batch = Batch(start, frame, pl.DataFrame(), pl.DataFrame())
        found += maker.rows(batch, chosen, figures()).select(["year", "group", "break"]).to_pylist()
    assert [(row["year"], row["group"], row["break"]) for row in found] == [
        (2018, 2, False), (2019, 3, True), (2021, 3, False), (2021, 3, False),
    ]  # fmt: skip


def _reports(rows: list[tuple[str, str, str, str, int]]) -> pl.DataFrame:
    names = ("agency_id", "agency", "report_id", "form", "year")
    frame = pl.DataFrame(rows, schema=names, orient="row")
    others = ("agency_code", "level", "province", "prefecture", "county")
    return frame.with_columns(**{name: pl.lit("x") for name in others})


# --- spreadsheets -----------------------------------------------------------------------------------------------------


def test_what_cannot_hold_the_panel_is_left_out_with_the_reason(tmp_path):
    table = panel(["requests.received.total"], known_names(["requests.received.total"]))
    told = write_xlsx(tmp_path / "none", tmp_path / "panel.xlsx", table, 1_048_576)
    assert told is not None
    assert "1,048,576" in told
    told = write_dta(tmp_path / "none", tmp_path / "panel.dta", table, {}, 10**8)
    assert told is not None
    assert not list(tmp_path.iterdir())


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.integers(-(2**40), 2**40), st.floats(-1e6, 1e6).map(lambda x: round(x, 4)))))
def test_compressing_a_column_for_stata_loses_nothing(values):
    column = pl.Series("x", [None if each is None else float(each) for each in values], dtype=pl.Float64)
    assert _compressed(column).cast(pl.Float64).to_list() == column.to_list()


# --- two long tables --------------------------------------------------------------------------------------------------

KEYS = st.tuples(st.sampled_from("abcdef"), st.sampled_from(("x", "y")))
TABLES = st.dictionaries(KEYS, st.integers(0, 3), max_size=10)


def long_table(path: Path, held: dict[tuple[str, str], int], group: int) -> None:
    """A long table of few columns, row groups of whole reports, `group` reports each."""
    reports = sorted({report for report, _ in held})
    rest = ("table", "reported", "件", None, "A", 2020)
    rows = [(report, code, float(held[report, code]), *rest) for report, code in sorted(held)]
    text = ("origin", "status", "unit", "words", "agency")
    kinds: dict[str, Any] = {"report_id": pl.String, "indicator": pl.String, "value": pl.Float64}
    frame = pl.DataFrame(rows, schema=kinds | dict.fromkeys(text, pl.String) | {"year": pl.Int64}, orient="row")
    with pq.ParquetWriter(path, frame.to_arrow().schema) as writer:
        for start in range(0, len(reports), group):
            writer.write_table(frame.filter(pl.col("report_id").is_in(reports[start : start + group])).to_arrow())


@settings(deadline=None, max_examples=60)
@given(TABLES, TABLES, st.integers(1, 3), st.integers(1, 3))
def test_differences_are_those_of_the_two_tables_however_they_are_cut(tmp_path_factory, old, new, few, many):
    folder = tmp_path_factory.mktemp("since")
    long_table(folder / "old.parquet", old, few)
    long_table(folder / "new.parquet", new, many)
    frames = list(differences(folder / "old.parquet", folder / "new.parquet"))
    found = {
        (row["report_id"], row["indicator"]): (row["change"], row["old"], row["new"])
        for frame in frames
        for row in frame.iter_rows(named=True)
    }
    told = {key: f"{value} 件" for key, value in old.items()}, {key: f"{value} 件" for key, value in new.items()}
    expected = {
        key: (
            "added" if key not in old else "withdrawn" if key not in new else "revised",
            told[0].get(key),
            told[1].get(key),
        )
        for key in old.keys() | new.keys()
        if old.get(key) != new.get(key)
    }
    assert found == expected
