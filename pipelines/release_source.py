"""What a release is read from: the archive's database over ADBC, the reports chosen, figures streamed in key order.

The reports chosen are numbered in the order of their keys, agency by agency and year by year, so that everything that
follows is in that order too and no sort is needed. One read transaction covers the whole release: a crawl that writes
meanwhile does not show in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from adbc_driver_manager import Error as AdbcError
from adbc_driver_sqlite import dbapi

from pipelines.archive import database_path, read_only
from pipelines.coverage import FIRST_YEAR
from pipelines.divisions import OPEN_END, Division, divisions
from pipelines.locks import ArchiveError
from pipelines.store import refusal

BATCH_REPORTS = 500
"""Reports read and written together, some 100,000 figures: below it the cost of a query shows, above it memory."""

Levels = ("central", "province", "prefecture", "county", "township", "department", "zone", "institution", "corps")


@dataclass(frozen=True, slots=True)
class Options:
    """What goes into a release.

    `years` are (first, last), inclusive; `levels` of agencies; `regions` are codes of divisions, a province's or
    prefecture's for all that lies in it; `clean` leaves out every figure that a finding names. `as_of` is the day that
    coverage is judged on, by default the day of the archive's last look (ISO 8601).
    """

    years: tuple[int, int] | None = None
    levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    clean: bool = False
    as_of: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """The filters for the data package, without those that are not set."""
        found = {"years": self.years, "levels": self.levels, "regions": self.regions, "clean": self.clean}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items() if value}

    def condition(self) -> str:
        """The filters as SQL over `report r` and `agencies a`. Its values are digits and known words only."""
        parts = ["1"]
        if self.years:
            parts.append(f"r.year BETWEEN {int(self.years[0])} AND {int(self.years[1])}")
        if self.levels:
            parts.append(f"a.level IN ({', '.join(repr(level) for level in self.levels if level in Levels)})")
        if self.regions:
            areas = (area_prefix(code) for code in self.regions)
            parts.append(
                "(" + " OR ".join(f"coalesce(a.division_code, a.parent_code) LIKE '{area}%'" for area in areas) + ")"
            )
        return " AND ".join(parts)


def area_prefix(code: str) -> str:
    """What the codes of everything in a division begin with: 35 for 350000, 3504 for 350400."""
    if not code.isdecimal():
        raise ValueError(f"not a division's code: {code!r}")
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def region_codes(texts: Sequence[str]) -> tuple[str, ...]:
    """Codes of divisions named by code or name (福建省, 三明, 350427), with those it had before.

    Raises:
        ValueError: when a name is no division's, or several divisions'.
    """
    return tuple(dict.fromkeys(code for text in texts for code in _region(text)))


def _region(text: str) -> list[str]:
    if text.isdecimal():
        if not divisions().history(text):
            raise ValueError(f"no division has the code {text}")
        return [text]
    named = divisions().named(text) or [each for each, _ in divisions().names.get(text, ())]
    # A name in force comes before one that another division bore: most cities were once a county-level city (三明市).
    lines = {_codes(each) for each in [each for each in named if each.end == OPEN_END] or named}
    if not lines:
        raise ValueError(f"no division is called {text}; name it in full, or by its code")
    if len(lines) > 1 and len({line[-1] for line in lines}) > 1:
        shown = ", ".join(sorted({f"{line[-1]}" for line in lines}))
        raise ValueError(f"{text} may be any of {shown}: name one by its code")
    return list(dict.fromkeys(code for line in lines for code in line))


def _codes(division: Division) -> tuple[str, ...]:
    """The codes of a division through its renamings, since there are reports."""
    return tuple(each.code for each in divisions().lineage(division) if each.end > FIRST_YEAR) or (division.code,)


_SELECT = """
CREATE TEMP TABLE selected AS
SELECT row_number() OVER (ORDER BY r.key) - 1 AS n, r.id AS report_id, r.version, v.reading_id, v.capture_id,
  r.document_id, r.agency_id, g.figure_set, g.text_set
FROM report r JOIN version v ON v.report_id = r.id AND v.version = r.version JOIN reading g ON g.id = v.reading_id
LEFT JOIN agencies a ON a.id = r.agency_id
WHERE r.state IN ('live', 'removed') AND {condition}
ORDER BY r.key
"""

# ADBC takes a column's type from the first rows it sees: every column is given one value of its type in each row.
_REPORTS = """
SELECT s.n, r.key AS report_id, coalesce(a.identity, '') AS agency_id,
  coalesce(a.code, a.division_code, '') AS agency_code,
  coalesce(a.name, g.agency_printed, '') AS agency, coalesce(a.level, 'unknown') AS level,
  coalesce(a.division_code, '') AS division_code, coalesce(a.parent_code, '') AS parent_code,
  coalesce(a.resolved, 0) AS resolved, coalesce(r.year, 0) AS year, coalesce(g.title, '') AS title,
  coalesce(g.published, '') AS published, coalesce(g.signed, '') AS signed, coalesce(g.form, '') AS form, r.version,
  r.state, coalesce(d.url, '') AS url, coalesce(d.portal_id, '') AS portal_id, v.first_seen, v.last_seen,
  c.captured_at, coalesce(lower(hex(c.digest)), '') AS capture_digest, w.name AS warc_file, c.warc_offset,
  coalesce(m.name, '') AS mime, coalesce(g.index_number, '') AS index_number,
  coalesce(g.document_number, '') AS document_number, g.verdict, g.parser
FROM selected s JOIN report r ON r.id = s.report_id JOIN reading g ON g.id = s.reading_id
JOIN version v ON v.report_id = s.report_id AND v.version = s.version
JOIN capture c ON c.id = s.capture_id JOIN warc_files w ON w.id = c.warc_file_id
LEFT JOIN mimes m ON m.id = g.mime_id LEFT JOIN documents d ON d.id = s.document_id
LEFT JOIN agencies a ON a.id = s.agency_id
WHERE s.n >= {start} AND s.n < {stop} ORDER BY s.n
"""

_FIGURES = """
SELECT s.n, f.seq, f.indicator_id, f.kind_id, CAST(coalesce(f.value, 9e999) AS REAL) AS value,
  CASE WHEN f.value IS NULL THEN coalesce(f.raw, '') ELSE '' END AS words
FROM selected s CROSS JOIN figure f ON f.figure_set = s.figure_set
WHERE s.n >= {start} AND s.n < {stop} ORDER BY s.n, f.seq
"""

_FINDINGS = """
SELECT n, seq, rule, severity, indicators, l, r, message FROM (
SELECT s.n, n.seq, n.rule, n.severity, coalesce(n.indicators, '[]') AS indicators,
  CAST(coalesce(n.left, 9e999) AS REAL) AS l, CAST(coalesce(n.right, 9e999) AS REAL) AS r,
  coalesce(n.message, '') AS message
FROM selected s CROSS JOIN finding n ON n.reading_id = s.reading_id WHERE s.n >= {start} AND s.n < {stop}
UNION ALL
SELECT s.n, 100000 + n.seq, n.rule, n.severity, coalesce(n.indicators, '[]'),
  CAST(coalesce(n.left, 9e999) AS REAL), CAST(coalesce(n.right, 9e999) AS REAL), coalesce(n.message, '')
FROM selected s CROSS JOIN report_finding n ON n.report_id = s.report_id AND n.version = s.version
WHERE s.n >= {start} AND s.n < {stop}
) ORDER BY n, seq
"""

_CHANGES = """
SELECT s.n, c.seq, coalesce(c.from_version, 0) AS from_version, coalesce(c.to_version, 0) AS to_version, c.kind,
  coalesce(c.indicator, '') AS indicator, coalesce(CAST(c.old AS TEXT), '') AS old,
  coalesce(CAST(c.new AS TEXT), '') AS new, coalesce(c.old_status, '') AS old_status,
  coalesce(c.new_status, '') AS new_status, coalesce(c.origin, '') AS origin, c.seen_at
FROM selected s CROSS JOIN changes c ON c.report_id = s.report_id
WHERE s.n >= {start} AND s.n < {stop} ORDER BY s.n, c.seq
"""

_TEXTS = """
SELECT s.n, t.seq, coalesce(t.number, 0) AS number, coalesce(t.title, '') AS title, coalesce(t.text, '') AS text
FROM selected s CROSS JOIN section t ON t.text_set = s.text_set
WHERE s.n >= {start} AND s.n < {stop} ORDER BY s.n, t.seq
"""

_AGENCIES = """
SELECT a.identity AS agency_id, coalesce(a.code, a.division_code, '') AS agency_code, a.name AS agency,
  coalesce(a.level, 'unknown') AS level, coalesce(a.division_code, '') AS division_code,
  coalesce(a.parent_code, '') AS parent_code, coalesce(a.body, '') AS body, a.resolved, count(*) AS reports,
  coalesce(min(r.year), 0) AS first_year, coalesce(max(r.year), 0) AS last_year
FROM selected s JOIN report r ON r.id = s.report_id JOIN agencies a ON a.id = s.agency_id
GROUP BY a.id ORDER BY a.identity, a.name
"""

_FAILURES = """
SELECT error, count(*) AS captures, min(url) AS example, coalesce(nullif(min(reason), min(url)), '') AS reason
FROM failures WHERE error IS NOT NULL GROUP BY error ORDER BY 2 DESC, 1
"""

_VERDICTS = """
SELECT verdict, coalesce(reason, '') AS reason, count(*) AS documents FROM documents
WHERE verdict IN ('no', 'doubtful') GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 50
"""

_KINDS = """
SELECT id, coalesce(unit, '') AS unit, status, origin, CAST(confidence AS REAL) / 100.0 AS confidence, basis
FROM figure_kinds ORDER BY id
"""


# Where a query gives no row at all ADBC takes every column for whole numbers: what else they are is said here.
_TEXT = frozenset({
    "words", "rule", "severity", "indicators", "message", "kind", "indicator", "old", "new", "old_status", "new_status",
    "seen_at", "title", "text", "unit", "status", "origin", "basis",
})  # fmt: skip
_REAL = frozenset({"value", "l", "r", "confidence"})


@dataclass(frozen=True, slots=True)
class Batch:
    """Some reports in key order with all that hangs on them; `n` counts from the first report of the release."""

    start: int
    reports: pl.DataFrame
    figures: pl.DataFrame
    findings: pl.DataFrame


class Source:
    """An archive's database, open for one release; use `opened`."""

    def __init__(self, connection: Any, options: Options) -> None:
        self._connection = connection
        cursor = connection.cursor()
        cursor.execute(_SELECT.format(condition=options.condition()))
        cursor.execute("CREATE UNIQUE INDEX temp.selected_n ON selected (n)")
        cursor.close()
        self.count = int(self.frame("SELECT count(*) AS n FROM selected")["n"][0])
        self.indicators: Mapping[int, str] = dict(self.frame("SELECT id, code FROM indicators ORDER BY id").iter_rows())
        self.kinds = self.frame(_KINDS)

    def frame(self, sql: str) -> pl.DataFrame:
        """The result of a query."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql)
            found = pl.DataFrame(pl.from_arrow(cursor.fetch_arrow_table()))
        finally:
            cursor.close()
        if len(found):
            return found
        names = {*found.columns}
        return found.with_columns(pl.col(_TEXT & names).cast(pl.String), pl.col(_REAL & names).cast(pl.Float64))

    def spans(self) -> Iterator[tuple[int, int]]:
        """The reports in stretches of `BATCH_REPORTS`: first number, and the one behind the last."""
        for start in range(0, self.count, BATCH_REPORTS):
            yield start, min(start + BATCH_REPORTS, self.count)

    def reports(self, start: int, stop: int) -> pl.DataFrame:
        """The reports of a span, with the names of their divisions."""
        frame = self.frame(_REPORTS.format(start=start, stop=stop))
        return frame.with_columns(**_places(frame))

    def batches(self) -> Iterator[Batch]:
        """All reports with figures and findings; the next batch is read while one is worked on."""
        with ThreadPoolExecutor(1) as pool:
            waiting: Future[Batch] | None = None
            for span in self.spans():
                coming = pool.submit(self._batch, *span)
                if waiting is not None:
                    yield waiting.result()
                waiting = coming
            if waiting is not None:
                yield waiting.result()

    def _batch(self, start: int, stop: int) -> Batch:
        figures = self.frame(_FIGURES.format(start=start, stop=stop)) if self.count else pl.DataFrame()
        return Batch(start, self.reports(start, stop), figures, self.findings(start, stop))

    def findings(self, start: int, stop: int) -> pl.DataFrame:
        """The findings of a span's current versions."""
        return self.frame(_FINDINGS.format(start=start, stop=stop))

    def changes(self, start: int, stop: int) -> pl.DataFrame:
        """The changes of a span's reports."""
        return self.frame(_CHANGES.format(start=start, stop=stop))

    def texts(self, start: int, stop: int) -> pl.DataFrame:
        """The sections of a span's current versions."""
        return self.frame(_TEXTS.format(start=start, stop=stop))

    def agencies(self) -> pl.DataFrame:
        """The agencies of the reports chosen, in order of identity and name."""
        return self.frame(_AGENCIES)

    def failures(self) -> pl.DataFrame:
        """Captures that failed, of the whole archive, by class: how many, and the first address with its reason."""
        return self.frame(_FAILURES)

    def verdicts(self) -> pl.DataFrame:
        """Documents that are no annual report, or perhaps none, of the whole archive, by the reason."""
        return self.frame(_VERDICTS)

    def last_look(self) -> str | None:
        """The day of the archive's last look at anything; None for an empty archive."""
        found = self.frame("SELECT coalesce(substr(max(last_seen), 1, 10), '') AS day FROM documents")["day"][0]
        return str(found) or None


@contextmanager
def opened(root: Path, options: Options) -> Iterator[Source]:
    """The source of a release of an archive, read-only.

    Raises:
        ArchiveError: when the database cannot be read.
    """
    path = database_path(root)
    try:
        with _connected(path) as connection:
            yield Source(connection, options)
    except AdbcError as error:
        raise refusal(error, path) from error


@contextmanager
def _connected(path: Path) -> Iterator[Any]:
    """Write-ahead logging needs a writable directory even to read; where it is not, the file cannot change either."""
    connection = _try(read_only(path)) or _try(read_only(path, fixed=True))
    if connection is None:
        raise ArchiveError(f"{path} cannot be opened")
    try:
        yield connection
    finally:
        connection.close()


def _try(uri: str) -> Any | None:
    connection = dbapi.connect(uri)
    cursor = connection.cursor()
    try:
        cursor.execute("SELECT count(*) FROM sqlite_master")
        cursor.fetchone()
    except AdbcError:
        connection.close()
        return None
    finally:
        cursor.close()
    return connection


def _places(frame: pl.DataFrame) -> dict[str, pl.Series]:
    """Names of province, prefecture and county for each report, as they were in its year."""
    codes = (own or above for own, above in zip(frame["division_code"], frame["parent_code"], strict=True))
    pairs = zip(codes, frame["year"].to_list(), strict=True)
    known: dict[tuple[str, int], tuple[str, str, str]] = {}
    rows = []
    for pair in pairs:
        if pair not in known:
            known[pair] = place_names(*pair)
        rows.append(known[pair])
    names = ("province", "prefecture", "county")
    return {name: pl.Series(name, [row[at] for row in rows], dtype=pl.String) for at, name in enumerate(names)}


def place_names(code: str, year: int) -> tuple[str, str, str]:
    """Province, prefecture and county that a division's code means in a year; empty where it lies above them."""
    division = divisions().of_year(code, year) if code else None
    if division is None and code:
        division = divisions().by_code(code)
    if division is None:
        return "", "", ""
    named = {each.level: each.name for each in (division, *divisions().ancestors(division, year))}
    return named.get("province", ""), named.get("prefecture", ""), named.get("county", "")
