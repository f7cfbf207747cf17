"""The files of a release: Parquet and gzip CSV written batch by batch, the panel as XLSX and Stata, checksums.

Nothing in a file says when, where or by whom it was written: the same tables give the same bytes.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import xlsxwriter

from pipelines.index import file_digest
from pipelines.release_schema import Column, Table

# Level 4 of gzip: 2.4 times as fast as 6 on the long table for 6 % more bytes.
GZIP_LEVEL = 4
XLSX_ROWS, XLSX_COLUMNS = 1_048_576, 16_384
"""The limits of a worksheet, its head included."""
XLSX_CELLS = 20_000_000
"""Cells beyond which a workbook takes Excel minutes and gigabytes to open; such a panel is for Parquet and CSV."""
DTA_CELLS = 50_000_000
"""Cells beyond which the panel, which is in memory at once for Stata's format, takes more than 200 MB there (measured
at 100,000 reports: 41 million cells, 190 MB)."""
GROUP_ROWS = 5_000
"""Rows from which on a row group of Parquet is written: a batch of the long table always, ten of the panel, whose 400
columns in groups of 500 rows took four times as long."""
_NO_TIME = datetime(1980, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_DTA_TIME = re.compile(rb"<timestamp>\x11.{17}</timestamp>", re.S)
_DTA_FIXED = b"<timestamp>\x11" + b"01 Jan 1980 00:00" + b"</timestamp>"


class TableWriter:
    """One table as Parquet and gzip CSV, in batches. CSV is packed in a thread beside the next batch.

    `formats` may leave one of the two out; the writer counts `rows`. A row group of Parquet is one batch or several,
    never a part of one: batches are of whole reports.
    """

    def __init__(self, folder: Path, table: Table, formats: Sequence[str] = ("parquet", "csv")) -> None:
        self.table, self.rows = table, 0
        self.paths = [folder / f"{table.name}.{suffix}" for name, suffix in _SUFFIXES if name in formats]
        self._path = folder / f"{table.name}.parquet" if "parquet" in formats else None
        self._parquet: pq.ParquetWriter | None = None
        self._held: list[pa.Table] = []
        self._csv = _Csv(folder / f"{table.name}.csv.gz", table) if "csv" in formats else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._csv:
            self._csv.close()
        if self._path and (self._held or not self._parquet):
            self._write_group()
        if self._parquet:
            self._parquet.close()

    def write(self, batch: pa.Table) -> None:
        """Append rows in the table's columns; text may be dictionary-encoded."""
        if not batch.num_rows:
            return
        self.rows += batch.num_rows
        if self._csv:
            self._csv.write(batch)
        if self._path:
            self._held.append(batch)
            if sum(held.num_rows for held in self._held) >= GROUP_ROWS:
                self._write_group()

    def _write_group(self) -> None:
        group = pa.concat_tables(self._held).unify_dictionaries() if self._held else self.table.schema.empty_table()
        self._held = []
        # Opened with the first rows: their schema says which columns come dictionary-encoded.
        self._parquet = self._parquet or _parquet(cast(Path, self._path), group.schema)
        self._parquet.write_table(group, row_group_size=max(group.num_rows, 1))


_SUFFIXES = (("parquet", "parquet"), ("csv", "csv.gz"))


def _parquet(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """The Arrow schema is not stored: readers see plain text where a column was dictionary-encoded."""
    return pq.ParquetWriter(path, schema, compression="zstd", compression_level=3, store_schema=False)


class _Csv:
    """A gzip CSV, packed by one thread so that the next batch is made meanwhile; at most one batch waits."""

    def __init__(self, path: Path, table: Table) -> None:
        self._file = path.open("wb")
        self._gzip = gzip.GzipFile(filename="", mode="wb", compresslevel=GZIP_LEVEL, fileobj=self._file, mtime=0)
        self._gzip.write((",".join(table.names) + "\n").encode())
        self._pool = ThreadPoolExecutor(1)
        self._waiting: Future[None] | None = None

    def write(self, batch: pa.Table) -> None:
        if self._waiting:
            self._waiting.result()
        self._waiting = self._pool.submit(self._pack, batch)

    def _pack(self, batch: pa.Table) -> None:
        frame = pl.DataFrame(pl.from_arrow(batch))
        self._gzip.write(frame.with_columns(_plain_numbers(frame)).write_csv(include_header=False).encode())

    def close(self) -> None:
        try:
            if self._waiting:
                self._waiting.result()
        finally:
            self._pool.shutdown()
            self._gzip.close()
            self._file.close()


def _plain_numbers(frame: pl.DataFrame) -> list[pl.Expr]:
    """Whole numbers without a decimal point: 12, not 12.0."""
    names = [name for name, kind in frame.schema.items() if kind == pl.Float64]
    return [
        pl.when(pl.col(name) == pl.col(name).round())
        .then(pl.col(name).cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(pl.col(name).cast(pl.String))
        .alias(name)
        for name in names
    ]


# --- the panel for spreadsheets and Stata -----------------------------------------------------------------------------


def write_xlsx(parquet: Path, path: Path, table: Table, rows: int) -> str | None:
    """The panel as a workbook, from its Parquet file; returns why it was left out, None when it was written."""
    columns = len(table.columns)
    if rows + 1 > XLSX_ROWS or columns > XLSX_COLUMNS:
        return (
            f"a worksheet holds {XLSX_ROWS:,} rows of {XLSX_COLUMNS:,} columns, the panel {rows + 1:,} of {columns:,}"
        )
    if rows * columns > XLSX_CELLS:
        return (
            f"the panel has {rows * columns:,} cells, more than the {XLSX_CELLS:,} a spreadsheet opens in useful time"
        )
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _NO_TIME})
        sheet = book.add_worksheet("panel")
        head = book.add_format({"bold": True, "bottom": 1})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, table.names, head)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _width(column))
        line = 1
        for batch in pq.ParquetFile(parquet).iter_batches(batch_size=2_000):
            for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                for place, value in enumerate(row):
                    if value is not None and value != "":
                        sheet.write(line, place, value)
                line += 1
        _explain(book, table, head)
    return None


def _width(column: Column) -> float:
    """The width of a column of the panel, in characters: its name is read in full up to 40 of them."""
    least = 24 if column.name in {"agency", "report_id"} else 9
    return max(least, min(len(column.name) + 2, 40))


def _explain(book: xlsxwriter.Workbook, table: Table, head: xlsxwriter.format.Format) -> None:
    """A second sheet that says what the columns of the first hold."""
    sheet = book.add_worksheet("columns")
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, ("column", "what it holds", "说明"), head)
    for place, width in enumerate((52, 70, 60)):
        sheet.set_column(place, place, width)
    for line, column in enumerate(table.columns, 1):
        sheet.write_row(line, 0, (column.name, column.english, column.chinese))


def write_dta(parquet: Path, path: Path, table: Table, names: Mapping[str, str], rows: int) -> str | None:
    """The panel for Stata 14 and later; `names` gives the columns' names there. Returns why it was left out."""
    cells = rows * len(table.columns)
    if cells > DTA_CELLS:
        return f"the panel has {cells:,} cells, more than the {DTA_CELLS:,} that are held in memory for Stata's format"
    columns = (_compressed(pl.read_parquet(parquet, columns=[name])[name]) for name in table.names)
    frame = pl.DataFrame([column.alias(names.get(column.name, column.name)) for column in columns])
    labels: list[str | None] = [column.english[:80] for column in table.columns]
    pyreadstat.write_dta(frame, path, column_labels=labels, file_label="gongkai panel", version=14)
    _forget_time(path)
    return None


_STATA_INT, _STATA_LONG = 32_740, 2_147_483_620


def _compressed(column: pl.Series) -> pl.Series:
    """A column in the smallest of Stata's types that holds it: a third of the memory and of the file for counts."""
    if column.dtype == pl.String:
        return column.fill_null("")
    if column.dtype == pl.Float64 and not (column.drop_nulls() == column.drop_nulls().round()).all():
        return column
    top = column.abs().max()
    if isinstance(top, int | float) and top > _STATA_LONG:
        return column.cast(pl.Float64)
    return column.cast(pl.Int32 if isinstance(top, int | float) and top > _STATA_INT else pl.Int16)


def _forget_time(path: Path) -> None:
    """Stata's head holds the minute of writing; it is put to a fixed one of the same length."""
    with path.open("r+b") as file:
        head = file.read(4096)
        found = _DTA_TIME.search(head)
        if found:
            file.seek(found.start())
            file.write(_DTA_FIXED)


# --- digests ----------------------------------------------------------------------------------------------------------


def write_sums(folder: Path) -> None:
    """SHA256SUMS over everything else in the folder, for `sha256sum --check`."""
    paths = sorted(path for path in folder.iterdir() if path.name != "SHA256SUMS")
    lines = [f"{file_digest(path)}  {path.name}\n" for path in paths]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


def write_json(path: Path, value: Any) -> None:
    """A JSON file for people and programs: keys in the order given, Chinese as it is."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
