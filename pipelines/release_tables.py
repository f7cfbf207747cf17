"""Rows of the release's tables, made batch by batch from what the source reads.

The long table never leaves Arrow: what a report or a kind of figure says is stored once in a batch and pointed at, so
that 20 million rows of thirty columns cost little more than their numbers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from pipelines.indicators import Indicator, indicators
from pipelines.release_schema import CHANGES, FINDINGS, OBSERVATIONS, REPORTS, SERIES, TEXTS, Table
from pipelines.release_source import Batch, Source
from pipelines.series import Figure, Point, points
from pipelines.units import YUAN, decimals, factor

_OF_REPORT = (
    "report_id", "agency_code", "agency", "level", "province", "prefecture", "county", "parent_code", "form", "version",
    "capture_digest", "url", "captured_at",
)  # fmt: skip
_NO_VALUE = float("inf")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Lookup:
    """What the numbers of indicators and kinds of figures mean: arrays indexed by those numbers.

    `codes` are all indicators, those of the codebook first; a pair of kind and indicator says into what the figure's
    unit is turned, which is worked out once a pair.
    """

    def __init__(self, source: Source) -> None:
        known = indicators()
        self.codes = [*known, *sorted(set(source.indicators.values()) - set(known))]
        self.kinds = source.kinds
        place = {code: at for at, code in enumerate(self.codes)}
        self.indicator_row = _by_number({number: place[code] for number, code in source.indicators.items()})
        self.kind_row = _by_number({number: at for at, number in enumerate(source.kinds["id"].to_list())})
        self.form_units = [known[code].unit if code in known else "" for code in self.codes]
        self._factors = self._pairs()

    def _pairs(self) -> tuple[Floats, Floats]:
        """By kind and indicator: the factor to the form's unit (nan: none), and the factor to 元 (nan: no money)."""
        to_form = np.full((len(self.kinds), len(self.codes)), np.nan)
        to_yuan = np.full(len(self.kinds), np.nan)
        for row, unit in enumerate(self.kinds["unit"].to_list()):
            to_yuan[row] = YUAN.get(unit, np.nan)
            for column, form_unit in enumerate(self.form_units):
                found = factor(unit or form_unit, form_unit) if form_unit else None
                to_form[row, column] = np.nan if found is None else found
        return to_form, to_yuan

    def in_form_unit(self, values: Floats, kinds: Ints, columns: Ints) -> Floats:
        """Values in the forms' units; nan where the printed unit measures something else."""
        factors = self._factors[0][kinds, columns]
        found: Floats = values * factors
        changed = factors != 1.0
        if changed.any():
            digits = max((decimals(unit) for unit in set(self.form_units) & set(YUAN)), default=0)
            found[changed] = np.round(found[changed], digits)
        return found

    def yuan(self, values: Floats, kinds: Ints) -> Floats:
        """Money in 元 to the 分; nan for what is no money."""
        return np.round(values * self._factors[1][kinds], 2)


def _by_number(rows: Mapping[int, int]) -> Ints:
    found = np.full(max(rows, default=0) + 1, -1, dtype=np.int64)
    for number, row in rows.items():
        found[number] = row
    return found


@dataclass(slots=True)
class Figures:
    """The figures of a batch as arrays, one item a figure: report in the batch, place, indicator, kind, value (nan).

    `named` is for each the number of its list of rules in `rules`, 0 where no finding names it.
    """

    report: Ints
    seq: Ints
    column: Ints
    kind: Ints
    value: Floats
    words: pl.Series
    named: Ints
    rules: list[str]

    def keep(self, mask: npt.NDArray[np.bool_]) -> Figures:
        """Those that a mask names."""
        return Figures(
            self.report[mask],
            self.seq[mask],
            self.column[mask],
            self.kind[mask],
            self.value[mask],
            self.words.filter(pl.Series(mask)),
            self.named[mask],
            self.rules,
        )


def figures_of(batch: Batch, lookup: Lookup, *, clean: bool) -> Figures:
    """The figures of a batch with the findings that name them; with `clean` only those that none names."""
    frame = batch.figures
    report = (frame["n"].to_numpy() - batch.start).astype(np.int64)
    column = lookup.indicator_row[frame["indicator_id"].to_numpy()]
    value = frame["value"].to_numpy().copy()
    value[value == _NO_VALUE] = np.nan
    table, rules = _named(batch, lookup)
    named = table[report, column] if len(rules) > 1 else np.zeros(len(report), dtype=np.int64)
    kind = lookup.kind_row[frame["kind_id"].to_numpy()]
    found = Figures(report, frame["seq"].to_numpy(), column, kind, value, frame["words"], named, rules)
    return found.keep(found.named == 0) if clean else found


def _named(batch: Batch, lookup: Lookup) -> tuple[Ints, list[str]]:
    """For each report of the batch and each indicator, the number of the list of rules that name it."""
    place = {code: at for at, code in enumerate(lookup.codes)}
    found: dict[tuple[int, int], set[str]] = {}
    for number, rule, codes in batch.findings.select("n", "rule", "indicators").iter_rows():
        for code in json.loads(codes):
            if code in place:
                found.setdefault((number - batch.start, place[code]), set()).add(rule)
    table = np.zeros((len(batch.reports), len(lookup.codes)), dtype=np.int64)
    numbers: dict[str, int] = {"": 0}
    for (report, column), rules in found.items():
        table[report, column] = numbers.setdefault(";".join(sorted(rules)), len(numbers))
    return table, list(numbers)


# --- the long table ---------------------------------------------------------------------------------------------------


def observations(batch: Batch, figures: Figures, lookup: Lookup) -> pa.Table:
    """The long table's rows of a batch."""
    columns: dict[str, pa.Array | pa.DictionaryArray] = {
        name: _pointed(batch.reports[name], figures.report) for name in (*_OF_REPORT, "year")
    }
    for name in ("unit", "status", "origin", "confidence", "basis"):
        columns[name] = _pointed(lookup.kinds[name], figures.kind)
    yuan = lookup.yuan(figures.value, figures.kind)
    columns |= {
        "seq": pa.array(figures.seq),
        "indicator": _pointed(pl.Series(lookup.codes), figures.column),
        "value": _numbers(figures.value),
        "form_value": _numbers(lookup.in_form_unit(figures.value, figures.kind, figures.column)),
        "form_unit": _pointed(pl.Series(lookup.form_units), figures.column),
        "yuan": _numbers(yuan),
        "wan_yuan": _numbers(np.round(yuan / YUAN["万元"], 6)),
        "words": _text(figures.words),
        "findings": _pointed(pl.Series(figures.rules), figures.named),
    }
    return _table(OBSERVATIONS, columns)


def _pointed(values: pl.Series, rows: Ints) -> pa.Array:
    """A column that says for each row what `values` hold at the place it points at; empty text is null."""
    if values.dtype != pl.String:
        return values.to_arrow().take(pa.array(rows))
    packed = _text(values).dictionary_encode()
    return pa.DictionaryArray.from_arrays(packed.indices.take(pa.array(rows)), packed.dictionary)


def _numbers(values: Floats) -> pa.Array:
    return pa.array(values, mask=np.isnan(values))


def _text(values: pl.Series) -> pa.Array:
    """Text as it is, null where there is none."""
    return values.replace("", None).to_arrow().cast(pa.string())


def _table(table: Table, columns: Mapping[str, pa.Array]) -> pa.Table:
    """Columns in the table's order and types; text may stay dictionary-encoded."""
    arrays = []
    for column in table.columns:
        array = columns[column.name]
        encoded = pa.types.is_dictionary(array.type)
        arrays.append(array if encoded or array.type == column.arrow else array.cast(column.arrow))
    return pa.table(arrays, names=table.names)


# --- the panel and the series -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Chosen:
    """One number for each report and indicator, in the form's unit: nan where there is none or several that differ.

    `blank` marks cells that are there without a number. A table's figure goes before what sentences state.
    """

    value: Floats
    blank: npt.NDArray[np.bool_]


def choose(figures: Figures, lookup: Lookup, reports: int) -> Chosen:
    """The single number of each indicator in each report of a batch."""
    origin = np.array([each == "table" for each in lookup.kinds["origin"].to_list()], dtype=bool)
    status = lookup.kinds["status"].to_list()
    empty = np.array([each in ("blank", "not_applicable") for each in status], dtype=bool)
    values = lookup.in_form_unit(figures.value, figures.kind, figures.column)
    shape = (reports, len(lookup.codes))
    if not len(values):
        return Chosen(np.full(shape, np.nan), np.zeros(shape, dtype=bool))
    of_table = origin[figures.kind]
    from_table, seen = _single(figures, values, of_table, shape)
    stated, _ = _single(figures, values, ~of_table, shape)
    blank = np.zeros(shape, dtype=bool)
    bare = empty[figures.kind] & of_table
    blank[figures.report[bare], figures.column[bare]] = True
    return Chosen(np.where(seen, from_table, stated), blank & np.isnan(from_table))


def _single(
    figures: Figures, values: Floats, mask: npt.NDArray[np.bool_], shape: tuple[int, int]
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The least and the greatest figure of each cell must be one; and where there is any figure at all."""
    rows, columns, held = figures.report[mask], figures.column[mask], values[mask]
    low, high = np.full(shape, np.inf), np.full(shape, -np.inf)
    number = ~np.isnan(held)
    np.minimum.at(low, (rows[number], columns[number]), held[number])
    np.maximum.at(high, (rows[number], columns[number]), held[number])
    seen = np.zeros(shape, dtype=bool)
    seen[rows, columns] = True
    return np.where(low == high, low, np.nan), seen


def panel_rows(table: Table, batch: Batch, chosen: Chosen, lookup: Lookup) -> pa.Table:
    """The panel's rows of a batch: reports that say their year."""
    kept = np.flatnonzero(batch.reports["year"].to_numpy() > 0)
    place = {code: at for at, code in enumerate(lookup.codes)}
    columns: dict[str, pa.Array] = {}
    for column in table.columns:
        if column.name in place:
            columns[column.name] = _numbers(chosen.value[kept, place[column.name]])
        elif column.name == "findings":
            columns[column.name] = pa.array(failed_of(batch)[kept])
        else:
            columns[column.name] = _pointed(batch.reports[column.name], kept)
    return _table(table, columns)


class SeriesRows:
    """The rows of the series, with the break marked at the first value of an agency behind it."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._agency = ""
        self._groups: dict[str, int] = {}

    def rows(self, batch: Batch, chosen: Chosen, figures: Figures) -> pa.Table:
        """The series' rows of a batch."""
        flagged = figures.keep(figures.named > 0)
        named = set(zip(flagged.report.tolist(), flagged.column.tolist(), strict=True))
        place = {code: at for at, code in enumerate(self._lookup.codes)}
        found: list[tuple[object, ...]] = []
        heads = batch.reports.select("agency_id", "form", "year").rows()
        for at, (agency, form, year) in enumerate(heads):
            if not year:
                continue
            if agency != self._agency or not agency:
                self._agency, self._groups = agency, {}
            for point in points(form or None, year, self._figures(chosen, at)):
                findings = sum((at, place[code]) in named for code in point.indicators)
                found.append((at, *self._told(point), findings))
        return self._table(batch, found)

    def _told(self, point: Point) -> tuple[object, ...]:
        """A point in the table's columns, from `series` to `blanks`."""
        group = point.series.group(point.segment)
        before = self._groups.get(point.series.id, group)
        self._groups[point.series.id] = group
        summed = " + ".join(point.indicators)
        head = (point.series.id, point.value, point.series.unit, point.segment + 1, group + 1)
        return (*head, before != group, summed, point.blanks)

    def _figures(self, chosen: Chosen, report: int) -> dict[str, Figure]:
        codes, values = self._lookup.codes, chosen.value[report]
        found: dict[str, Figure] = {
            codes[at]: ("reported", float(values[at])) for at in np.flatnonzero(~np.isnan(values))
        }
        for at in np.flatnonzero(chosen.blank[report]):
            found[codes[at]] = ("blank", 0.0)
        return found

    def _table(self, batch: Batch, rows: Sequence[tuple[object, ...]]) -> pa.Table:
        names = ("series", "value", "unit", "segment", "group", "break", "indicators", "blanks", "findings")
        at = np.array([row[0] for row in rows], dtype=np.int64)
        columns = {name: pa.array([row[place] for row in rows]) for place, name in enumerate(names, 1)}
        if not rows:
            return SERIES.schema.empty_table()
        for column in SERIES.columns:
            if column.name not in columns:
                columns[column.name] = _pointed(batch.reports[column.name], at)
        return _table(SERIES, columns)


# --- the other tables -------------------------------------------------------------------------------------------------


def report_rows(batch: Batch, figures: Figures, lookup: Lookup) -> pa.Table:
    """The reports of a batch, with what of each is in the release."""
    count = len(batch.reports)
    confidence = lookup.kinds["confidence"].to_numpy()[figures.kind] if len(figures.kind) else np.zeros(0)
    total = np.bincount(figures.report, minlength=count)
    surely = np.bincount(figures.report, weights=confidence, minlength=count)
    with np.errstate(invalid="ignore"):
        mean = np.where(total > 0, np.round(surely / np.maximum(total, 1), 4), np.nan)
    columns: dict[str, pa.Array] = {
        "figures": pa.array(total),
        "reported": pa.array(np.bincount(figures.report[~np.isnan(figures.value)], minlength=count)),
        "findings": pa.array(failed_of(batch)),
        "confidence": _numbers(mean),
    }
    every = np.arange(count)
    for column in REPORTS.columns:
        if column.name not in columns:
            columns[column.name] = _pointed(batch.reports[column.name], every)
    columns["year"] = _numbers(np.where(batch.reports["year"].to_numpy() > 0, batch.reports["year"].to_numpy(), np.nan))
    return _table(REPORTS, columns)


def failed_of(batch: Batch) -> Ints:
    """How many findings each report of a batch has."""
    found: Ints = np.bincount(batch.findings["n"].to_numpy() - batch.start, minlength=len(batch.reports))
    return found


def finding_rows(batch: Batch) -> pa.Table:
    """The findings of a batch."""
    frame = batch.findings
    joined = [";".join(json.loads(codes)) for codes in frame["indicators"].to_list()]
    rows = (frame["n"].to_numpy() - batch.start).astype(np.int64)
    return _of_reports(FINDINGS, batch.reports, rows, {
        "seq": pa.array(_numbered(rows)),
        "rule": _text(frame["rule"]), "severity": _text(frame["severity"]), "message": _text(frame["message"]),
        "indicators": _text(pl.Series(joined, dtype=pl.String)),
        "left": _finite(frame["l"]), "right": _finite(frame["r"]),
    })  # fmt: skip


def change_rows(frame: pl.DataFrame, reports: pl.DataFrame, start: int) -> pa.Table:
    """The changes of some reports."""
    rows = (frame["n"].to_numpy() - start).astype(np.int64)
    texts = ("kind", "indicator", "old", "new", "old_status", "new_status", "origin", "seen_at")
    columns: dict[str, pa.Array] = {name: _text(frame[name]) for name in texts}
    columns |= {name: frame[name].replace(0, None).to_arrow() for name in ("from_version", "to_version")}
    return _of_reports(CHANGES, reports, rows, columns | {"seq": frame["seq"].to_arrow()})


def text_rows(frame: pl.DataFrame, reports: pl.DataFrame, start: int) -> pa.Table:
    """The sections of some reports; those without title and text are left out."""
    frame = frame.filter((pl.col("title") != "") | (pl.col("text") != ""))
    rows = (frame["n"].to_numpy() - start).astype(np.int64)
    return _of_reports(TEXTS, reports, rows, {
        "seq": frame["seq"].to_arrow(), "number": frame["number"].replace(0, None).to_arrow(),
        "title": _text(frame["title"]), "text": _text(frame["text"]),
    })  # fmt: skip


def _of_reports(table: Table, reports: pl.DataFrame, rows: Ints, columns: Mapping[str, pa.Array]) -> pa.Table:
    given = dict(columns)
    for column in table.columns:
        if column.name == "year":
            years = reports["year"].to_numpy()[rows].astype(np.float64)
            given["year"] = _numbers(np.where(years > 0, years, np.nan))
        elif column.name not in given:
            given[column.name] = _pointed(reports[column.name], rows)
    return _table(table, given)


def _numbered(rows: Ints) -> Ints:
    """0, 1, 2 … within each run of equal numbers."""
    starts = np.flatnonzero(np.diff(rows, prepend=-1))
    lengths = np.diff(starts, append=len(rows))
    found: Ints = np.arange(len(rows)) - np.repeat(starts, lengths)
    return found


def _finite(values: pl.Series) -> pa.Array:
    array = values.to_numpy()
    return pa.array(array, mask=~np.isfinite(array))


def known_names(codes: Sequence[str]) -> Mapping[str, tuple[str, str, str]]:
    """Unit, English and Chinese name of indicators; a code that the codebook does not know stands for itself."""
    found: dict[str, tuple[str, str, str]] = {}
    for code in codes:
        known: Indicator | None = indicators().get(code)
        found[code] = (known.unit, known.english, known.chinese) if known else ("", code, code)
    return found
