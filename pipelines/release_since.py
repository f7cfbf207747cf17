"""CHANGES.md: what a release has that an earlier one had not, figure by figure.

Both long tables are in the order of their reports, so they are walked side by side, some reports at a time; memory
stays the same however large they are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from pipelines.release_files import TableWriter
from pipelines.release_schema import Column, Table

LISTED = 50
"""Revised and withdrawn figures that CHANGES.md itself names; the tables have all."""
_KEY = ["report_id", "indicator", "origin"]
_SHOWN = ["status", "value", "unit", "words"]
_READ = [*_KEY, *_SHOWN, "agency", "year"]

SINCE = Table(
    "since",
    "One row a figure added, revised or withdrawn against the earlier release",
    "与前一发布相比新增、修订或撤回的每个数值一行",
    ("report_id", "indicator", "origin"),
    (
        Column("report_id", "string", "The report", "报告标识"),
        Column("agency", "string", "Agency", "机关"),
        Column("year", "integer", "Year reported on", "年度"),
        Column("indicator", "string", "Indicator", "指标"),
        Column("origin", "string", "table or sentence", "来源"),
        Column("change", "string", "added, revised, withdrawn", "变动"),
        Column(
            "old", "string", "What the earlier release had; several figures with `;` between them", "前一发布的数值"
        ),
        Column("new", "string", "What this release has", "本发布的数值"),
    ),
)


@dataclass(slots=True)
class Tally:
    """Figures by change, and by change and year; some of them in words."""

    counts: Counter[str] = field(default_factory=Counter)
    years: Counter[tuple[int, str]] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def add(self, frame: pl.DataFrame) -> None:
        """Count rows of `since`."""
        for change, year, count in frame.group_by("change", "year").len().iter_rows():
            self.counts[change] += count
            self.years[year or 0, change] += count
        if len(self.examples) < LISTED:
            told = frame.filter(pl.col("change") != "added").head(LISTED - len(self.examples))
            self.examples += [
                f"{row['agency']} {row['year']}, `{row['indicator']}`: {row['change']}, "
                f"{row['old']} → {row['new'] or 'nothing'}"
                for row in told.iter_rows(named=True)
            ]


def write_changes(folder: Path, since: Path | None, filters: Mapping[str, Any]) -> int:
    """CHANGES.md, and with an earlier release the table `since`; returns that table's rows."""
    if since is None:
        text = "# Changes\n\nThis release was not compared with an earlier one (`gongkai build --since DIR`).\n"
        (folder / "CHANGES.md").write_text(text, encoding="utf-8")
        return 0
    tally = Tally()
    with TableWriter(folder, SINCE) as writer:
        for frame in differences(since / "observations.parquet", folder / "observations.parquet"):
            tally.add(frame)
            writer.write(frame.select(SINCE.names).to_arrow().cast(SINCE.schema))
    earlier = _package(since)
    (folder / "CHANGES.md").write_text("\n".join(_lines(tally, earlier, filters)) + "\n", encoding="utf-8")
    return writer.rows


def _package(folder: Path) -> Mapping[str, Any]:
    path = folder / "datapackage.json"
    found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def _lines(tally: Tally, earlier: Mapping[str, Any], filters: Mapping[str, Any]) -> Iterator[str]:
    yield from ("# Changes", "")
    yield f"Against the release of version {earlier.get('version', 'unknown')}. The table `since` has every figure."
    before = earlier.get("gongkai:filters", {})
    if before != filters:
        yield f"**The two were built with different filters** ({before or 'none'}, now {filters or 'none'}):"
        yield "figures that only one of them was to hold count as added or withdrawn."
    yield ""
    for change in ("added", "revised", "withdrawn"):
        yield f"- figures {change}: {tally.counts[change]:,}"
    yield from ("", "| year | added | revised | withdrawn |", "| --- | --- | --- | --- |")
    for year in sorted({year for year, _ in tally.years}):
        counts = (f"{tally.years[year, change]:,}" for change in ("added", "revised", "withdrawn"))
        yield f"| {year or 'not known'} | " + " | ".join(counts) + " |"
    if tally.examples:
        yield from ("", "## Revised and withdrawn", "")
        yield from (f"- {each}" for each in tally.examples)
        left = tally.counts["revised"] + tally.counts["withdrawn"] - len(tally.examples)
        if left:
            yield f"- and {left:,} more"


def differences(old: Path, new: Path) -> Iterator[pl.DataFrame]:
    """Rows of `since` between two long tables, in the order of the reports."""
    before = _Ordered(old)
    for after in _groups(new):
        last = str(after["report_id"][-1])
        yield from _compared(before.until(last), after)
    yield from _compared(before.rest(), _nothing())


def _nothing() -> pl.DataFrame:
    kinds: dict[str, Any] = dict.fromkeys(_READ, pl.String) | {"value": pl.Float64, "year": pl.Int64}
    return pl.DataFrame(schema=kinds)


def _groups(path: Path) -> Iterator[pl.DataFrame]:
    """The row groups of a long table: whole reports, in order (see `release_tables`)."""
    file = pq.ParquetFile(path)
    for number in range(file.metadata.num_row_groups):
        yield pl.DataFrame(pl.from_arrow(file.read_row_group(number, columns=_READ)))


class _Ordered:
    """A long table read up to a report at a time."""

    def __init__(self, path: Path) -> None:
        self._groups = _groups(path)
        self._held = _nothing()

    def until(self, report: str) -> pl.DataFrame:
        """Everything not given yet whose report does not come behind the one named."""
        parts = [self._held]
        while (parts[-1].is_empty() or str(parts[-1]["report_id"][-1]) <= report) and self._more(parts):
            pass
        held = pl.concat(parts)
        mask = held["report_id"] <= report
        self._held = held.filter(~mask)
        return held.filter(mask)

    def _more(self, parts: list[pl.DataFrame]) -> bool:
        following = next(self._groups, None)
        if following is not None:
            parts.append(following)
        return following is not None

    def rest(self) -> pl.DataFrame:
        """Everything not given yet."""
        return pl.concat([self._held, *self._groups])


def _compared(before: pl.DataFrame, after: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Figures of some reports on both sides, told apart by report, indicator and origin."""
    joined = _told(before).join(_told(after), on=_KEY, how="full", coalesce=True, suffix="_new")
    changed = joined.filter(pl.col("told").ne_missing(pl.col("told_new")))
    if changed.is_empty():
        return
    change = pl.when(pl.col("told").is_null()).then(pl.lit("added"))
    yield changed.with_columns(
        change.when(pl.col("told_new").is_null())
        .then(pl.lit("withdrawn"))
        .otherwise(pl.lit("revised"))
        .alias("change"),
        agency=pl.coalesce("agency_new", "agency"),
        year=pl.coalesce("year_new", "year"),
        old="told",
        new="told_new",
    ).sort(_KEY)


def _told(frame: pl.DataFrame) -> pl.DataFrame:
    """The figures of a key in words, in a fixed order: `12 件`, `blank`, or the cell's words."""
    number = pl.col("value")
    whole = pl.when(number == number.round()).then(number.cast(pl.Int64, strict=False).cast(pl.String))
    shown = whole.otherwise(number.cast(pl.String)) + pl.lit(" ") + pl.col("unit").fill_null("")
    told = pl.coalesce(shown, pl.col("words"), pl.col("status"))
    return frame.group_by(_KEY).agg(
        told.sort().str.join("; ").alias("told"), pl.col("agency").first(), pl.col("year").first()
    )
