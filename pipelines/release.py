"""`gongkai build`: a dataset release from an archive.

Everything is written beside the place it shall have and put there when it is whole, checksums last. The same archive
and the same options give the same bytes, wherever and whenever they are built: no file holds a time or a place that is
not the archive's own.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from pipelines import coverage, view
from pipelines import release_tables as rows
from pipelines.codebook import Count, write_codebook
from pipelines.datapackage import Described, write_papers
from pipelines.expected import coverage_rows, lineage_id
from pipelines.indicators import stata_names
from pipelines.locks import ArchiveError
from pipelines.quality import Observed, write_quality
from pipelines.release_files import TableWriter, write_dta, write_sums, write_xlsx
from pipelines.release_schema import AGENCIES, COVERAGE, TABLES, Table, panel
from pipelines.release_since import write_changes
from pipelines.release_source import Options, Source, area_prefix, opened, place_names

__all__ = ["Options", "Release", "build", "build_figures"]

Progress = Callable[[int, int], None]
MARK = "datapackage.json"
"""What makes a folder a release; only such a one, or an empty one, is replaced."""
_UNDER_WAY = ".gongkai-release"
"""What makes a folder a release that was being written: a build that was killed left it, and the next one clears it."""


@dataclass(slots=True)
class Release:
    """What was written: rows by table, and notes on what was left out and why."""

    path: Path
    rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def build(
    root: Path, out: Path, options: Options, *, since: Path | None = None, progress: Progress | None = None
) -> Release:
    """Write a release of an archive to a folder; `since` is an earlier release to compare with.

    `progress` is told how many reports of all are written.

    Raises:
        ArchiveError: when the archive cannot be read, the folder holds something else, or there is no release to
            compare with.
    """
    place = out.resolve()  # a link to a folder stays a link
    part = place.with_name(place.name + ".part")
    _check_places(out, since, part)
    release = Release(out)
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        (part / _UNDER_WAY).touch()
        with opened(root, options) as source:
            as_of = date.fromisoformat(options.as_of) if options.as_of else None
            _Builder(root, part, source, options, as_of, release).write(since, progress)
        (part / _UNDER_WAY).unlink()
        write_sums(part)
        _put(part, place)
    except OSError as error:
        raise ArchiveError(f"cannot write {out}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return release


def _put(part: Path, place: Path) -> None:
    """Put a whole release in its place; the one that was there goes only when the new one stands."""
    with TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as aside:
        if place.exists():
            place.rename(Path(aside) / place.name)
        part.rename(place)


def _check_places(out: Path, since: Path | None, part: Path) -> None:
    if part.parent / part.name.removesuffix(".part") == Path.cwd():
        raise ArchiveError(f"{out} is the folder you are in; name another one")
    if part.exists() and any(part.iterdir()) and not (part / _UNDER_WAY).exists():
        raise ArchiveError(f"{part} is in the way; move it, or name another folder")
    if since is not None and not (since / "observations.parquet").is_file():
        raise ArchiveError(f"{since} is no release: it has no observations.parquet")
    if out.exists() and not out.is_dir():
        raise ArchiveError(f"{out} is a file; name a folder")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).exists():
        raise ArchiveError(f"{out} holds something else than a release; name another folder")
    if since is not None and out.exists() and since.resolve() == out.resolve():
        raise ArchiveError(f"{out} cannot be replaced by a release that is compared with it; name another folder")


class _Builder:
    """One release under way."""

    def __init__(
        self, root: Path, out: Path, source: Source, options: Options, as_of: date | None, release: Release
    ) -> None:
        self.root, self.out, self.source, self.options, self.release = root, out, source, options, release
        self.lookup = rows.Lookup(source)
        self.panel = panel_table(self.lookup)
        self.last_look = source.last_look()
        with view.reading(root) as connection:
            self.as_of = as_of or coverage.last_look(connection)
        self.count = Count(self.lookup)
        self.observed = Observed(self.lookup)

    def write(self, since: Path | None, progress: Progress | None) -> None:
        """Write every file but the checksums."""
        self._tables(progress)
        self._small("agencies", _agencies(self.source))
        self._small("coverage", self._coverage())
        self._spreadsheets()
        self._about(since)

    def _tables(self, progress: Progress | None) -> None:
        with ExitStack() as stack:
            writers = {
                name: stack.enter_context(TableWriter(self.out, table))
                for name, table in {**TABLES, "panel": self.panel}.items()
                if name not in ("agencies", "coverage")
            }
            series = rows.SeriesRows(self.lookup)
            for batch in self.source.batches():
                figures = rows.figures_of(batch, self.lookup, clean=self.options.clean)
                chosen = rows.choose(figures, self.lookup, len(batch.reports))
                stop = batch.start + len(batch.reports)
                written = {
                    "observations": rows.observations(batch, figures, self.lookup),
                    "panel": rows.panel_rows(self.panel, batch, chosen, self.lookup),
                    "series": series.rows(batch, chosen, figures),
                    "reports": rows.report_rows(batch, figures, self.lookup),
                    "findings": rows.finding_rows(batch),
                    "changes": rows.change_rows(self.source.changes(batch.start, stop), batch.reports, batch.start),
                    "texts": rows.text_rows(self.source.texts(batch.start, stop), batch.reports, batch.start),
                }
                for name, table in written.items():
                    writers[name].write(table)
                self.count.add(figures)
                self.observed.add(batch, figures)
                if progress:
                    progress(stop, self.source.count)
            self.release.rows = {name: writer.rows for name, writer in writers.items()}

    def _small(self, name: str, table: pa.Table) -> None:
        with TableWriter(self.out, TABLES[name]) as writer:
            writer.write(table)
        self.release.rows[name] = writer.rows

    def _coverage(self) -> pa.Table:
        with view.reading(self.root) as connection:
            found = [row for row in coverage_rows(connection, self.as_of) if _is_chosen(row, self.options)]
        self.observed.coverage(found)
        return _coverage_table(found)

    def _spreadsheets(self) -> None:
        """The panel as a workbook and for Stata, where they can hold it."""
        count, source = self.release.rows["panel"], self.out / "panel.parquet"
        without_year = self.release.rows["reports"] - count
        if without_year:
            self.release.notes.append(f"panel: {without_year} reports are not in it, since they do not say their year")
        names = stata_names(self.lookup.codes)
        pa.default_memory_pool().release_unused()
        for path, reason in (
            (self.out / "panel.xlsx", write_xlsx(source, self.out / "panel.xlsx", self.panel, count)),
            (self.out / "panel.dta", write_dta(source, self.out / "panel.dta", self.panel, names, count)),
        ):
            if reason:
                self.release.notes.append(f"{path.name} left out: {reason}")

    def _about(self, since: Path | None) -> None:
        """What tells of the tables: codebook, quality, changes, data package and papers."""
        tables = {**TABLES, "panel": self.panel}
        described = Described(tables, self.release.rows, self.options.as_dict(), self.last_look, self.as_of.isoformat(),
                              tuple(self.release.notes), tuple(self.lookup.codes))  # fmt: skip
        write_codebook(self.out, tables, self.count)
        self.observed.refusals(self.source.failures(), self.source.verdicts())
        write_quality(self.out / "quality.html", self.observed, described)
        write_changes(self.out, since, self.options.as_dict())
        write_papers(self.out, described)


def _agencies(source: Source) -> pa.Table:
    """The agencies of the release, each with what it keeps through renamings."""
    frame = source.agencies()
    columns: dict[str, list[object]] = {name: [] for name in AGENCIES.names}
    for row in frame.iter_rows(named=True):
        places = place_names(row["division_code"] or row["parent_code"], row["last_year"])
        identity = lineage_id(row["division_code"], row["last_year"], row["body"], row["agency_id"])
        given = {**row, **dict(zip(("province", "prefecture", "county"), places, strict=True))}
        given |= {"lineage_id": identity if row["resolved"] else row["agency_id"], "resolved": bool(row["resolved"])}
        for name in AGENCIES.names:
            columns[name].append(None if given[name] in ("", None) else given[name])
    return pa.table(columns, schema=AGENCIES.schema)


def _is_chosen(row: coverage.Row, options: Options) -> bool:
    """Whether a row of coverage lies within the filters of a release."""
    in_years = options.years is None or options.years[0] <= row.year <= options.years[1]
    areas = tuple(area_prefix(code) for code in options.regions)
    in_regions = not areas or (row.division_code or "").startswith(areas)
    return in_years and in_regions and (not options.levels or row.level in options.levels)


def _coverage_table(found: Sequence[coverage.Row]) -> pa.Table:
    columns: dict[str, list[object]] = {name: [] for name in COVERAGE.names}
    for row in found:
        places = place_names(row.division_code or "", row.year)
        given = dict(zip(("province", "prefecture", "county"), places, strict=True))
        for name in COVERAGE.names:
            value = given[name] if name in given else getattr(row, "report_key" if name == "report_id" else name)
            columns[name].append(value if value != "" else None)
    return pa.table(columns, schema=COVERAGE.schema)


def build_figures(root: Path, out: Path, *, formats: Sequence[str] = ("parquet", "csv"), panel: bool = True) -> int:
    """Write the long table, and the panel unless told otherwise, of a whole archive; returns the number of figures.

    What `build` does for these two tables, by itself.
    """
    with opened(root, Options()) as source, ExitStack() as stack:
        lookup = rows.Lookup(source)
        long = stack.enter_context(TableWriter(out, TABLES["observations"], formats))
        wide = panel_table(lookup)
        across = stack.enter_context(TableWriter(out, wide, formats)) if panel else None
        for batch in source.batches():
            figures = rows.figures_of(batch, lookup, clean=False)
            long.write(rows.observations(batch, figures, lookup))
            if across:
                across.write(rows.panel_rows(wide, batch, rows.choose(figures, lookup, len(batch.reports)), lookup))
        return long.rows


def panel_table(lookup: rows.Lookup) -> Table:
    """The panel's columns for an archive."""
    return panel(lookup.codes, rows.known_names(lookup.codes))
