"""What the home page says of the whole archive, counted once and kept: counting 100,000 reports takes a second.

Nothing is written into the archive. The counts are made when the server starts, and again in the background when the
database's files have changed; until then the last ones are shown, with the time they were made.
"""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PUBLISHED = frozenset({"on_time", "late", "undated"})
NOT_EXPECTED = frozenset({"not_due"})
CENTRAL, UNKNOWN = "00", "?"
"""In place of a province's code: bodies of the centre, bodies whose division is not known."""
LATEST = 8
_SAMPLED_SETS = 400
_SHOWN_PORTALS = 12
_LEAST_SECONDS = 20.0
"""Between two counts of a database that is being written."""

Cells = dict[tuple[str, int], "Cell"]


@dataclass(slots=True)
class Cell:
    """A province in a year: reports held, of them removed by their publisher; `states` counts agencies by coverage."""

    reports: int = 0
    removed: int = 0
    states: dict[str, int] = field(default_factory=dict)

    @property
    def expected(self) -> int:
        """Agencies that should have published by now; 0 where coverage is not known."""
        return sum(count for state, count in self.states.items() if state not in NOT_EXPECTED)

    @property
    def published(self) -> int:
        """Agencies known to have published."""
        return sum(count for state, count in self.states.items() if state in PUBLISHED)

    @property
    def share(self) -> float | None:
        """Published of expected, between 0 and 1; None where nothing is expected or known."""
        return self.published / self.expected if self.expected else None


@dataclass(slots=True)
class Overview:
    """The archive at a glance. `figures` is estimated from a sample where there are many sets of figures; `unplaced`
    are cells by portal and year of the bodies whose division is not known.
    """

    made_at: str = ""
    reports: int = 0
    agencies: int = 0
    captures: int = 0
    versions: int = 0
    figures: int = 0
    exact: bool = True
    removed: int = 0
    years: list[int] = field(default_factory=list)
    cells: Cells = field(default_factory=dict)
    forms: list[str] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    unplaced: dict[str, dict[int, Cell]] = field(default_factory=dict)
    latest: list[dict[str, Any]] = field(default_factory=list)
    revisions: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[tuple[str, int]] = field(default_factory=list)
    rules: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def places(self) -> list[str]:
        """The provinces that have a report, and what stands in place of one."""
        return sorted({code for (code, _), cell in self.cells.items() if cell.reports})

    @property
    def has_coverage(self) -> bool:
        """Whether the archive says who should have published."""
        return any(cell.states for cell in self.cells.values())


_PROVINCE = f"""
CASE WHEN a.level = 'central' THEN '{CENTRAL}'
ELSE coalesce(substr(coalesce(a.division_code, a.code, a.parent_code), 1, 2), '{UNKNOWN}') END
"""
PROVINCE_SQL = _PROVINCE
"""The province of an agency `a` as two digits."""
COVERED_SQL = f"""
CASE WHEN level = 'central' THEN '{CENTRAL}'
ELSE coalesce(substr(coalesce(division_code, agency_code), 1, 2), '{UNKNOWN}') END
"""
"""The province of a row of `coverage`."""

_LATEST = f"""
SELECT r.id, v.first_seen, r.year, r.state, g.title, g.published, g.form, coalesce(a.name, g.agency_printed) AS agency,
  a.level, {_PROVINCE} AS province
FROM (
  SELECT report_id, first_seen FROM version WHERE version = 1 ORDER BY first_seen DESC, report_id DESC LIMIT {LATEST}
) v JOIN report r ON r.id = v.report_id JOIN version w ON w.report_id = r.id AND w.version = r.version
JOIN reading g ON g.id = w.reading_id LEFT JOIN agencies a ON a.id = r.agency_id
ORDER BY v.first_seen DESC, r.id DESC
"""
_REVISIONS = f"""
SELECT c.report_id AS id, c.seen_at, c.from_version, c.to_version, c.kinds, c.figures, r.year,
  coalesce(a.name, g.agency_printed) AS agency
FROM (
  SELECT report_id, seen_at, max(from_version) AS from_version, max(to_version) AS to_version,
    group_concat(DISTINCT kind) AS kinds, sum(kind = 'figure') AS figures
  FROM changes WHERE kind <> 'first_seen' GROUP BY seen_at, report_id ORDER BY seen_at DESC LIMIT {LATEST}
) c JOIN report r ON r.id = c.report_id JOIN version w ON w.report_id = r.id AND w.version = r.version
JOIN reading g ON g.id = w.reading_id LEFT JOIN agencies a ON a.id = r.agency_id
ORDER BY c.seen_at DESC, c.report_id
"""
_RUNS = """
SELECT id, kind, started_at, finished_at, status, version, captures, reports, errors FROM runs
ORDER BY coalesce(started_at, '') DESC, id DESC LIMIT 6
"""
_UNPLACED_REPORTS = f"""
SELECT p.name, r.year, count(*) FROM report r JOIN documents d ON d.id = r.document_id
JOIN portals p ON p.id = d.portal_id LEFT JOIN agencies a ON a.id = r.agency_id
WHERE r.year IS NOT NULL AND {_PROVINCE} = '{UNKNOWN}' GROUP BY p.id, r.year
"""
_UNPLACED_STATES = f"""
SELECT p.name, c.year, c.state, count(*) FROM (
  SELECT portal_id, year, state FROM coverage WHERE year IS NOT NULL AND {COVERED_SQL} = '{UNKNOWN}'
) c JOIN portals p ON p.id = c.portal_id GROUP BY p.id, c.year, c.state
"""
_REFUSALS = """
SELECT error, count(*) FROM (
  SELECT c.error FROM capture c WHERE c.error IS NOT NULL
  UNION ALL SELECT failure FROM reading WHERE failure IS NOT NULL
) GROUP BY error ORDER BY 2 DESC, 1
"""
_RULES = """
SELECT rule, severity, sum(n) FROM (
  SELECT rule, severity, count(*) AS n FROM finding GROUP BY 1, 2
  UNION ALL SELECT rule, severity, count(*) FROM report_finding GROUP BY 1, 2
) GROUP BY 1, 2 ORDER BY 3 DESC, 1
"""


def look(connection: sqlite3.Connection) -> Overview:
    """Count everything."""
    found = Overview(datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    for name, source in (("reports", "report"), ("captures", "capture"), ("versions", "version")):
        setattr(found, name, connection.execute(f"SELECT count(*) FROM {source}").fetchone()[0])
    found.agencies = connection.execute(
        "SELECT count(DISTINCT a.identity) FROM agencies a WHERE a.id IN (SELECT agency_id FROM report)"
    ).fetchone()[0]
    found.figures, found.exact = _figures(connection)
    found.cells = _cells(connection)
    found.years = _years(found.cells)
    found.unplaced = _unplaced(connection)
    found.removed = sum(cell.removed for cell in found.cells.values())
    found.forms = _column(connection, "SELECT DISTINCT form FROM reading WHERE form IS NOT NULL ORDER BY form DESC")
    found.levels = _column(
        connection, "SELECT DISTINCT level FROM agencies WHERE id IN (SELECT agency_id FROM report) ORDER BY level"
    )
    found.latest = [dict(row) for row in connection.execute(_LATEST)]
    found.revisions = [dict(row) for row in connection.execute(_REVISIONS)]
    found.runs = [dict(row) for row in connection.execute(_RUNS)]
    found.refusals = [tuple(row) for row in connection.execute(_REFUSALS)]
    found.rules = [tuple(row) for row in connection.execute(_RULES)]
    return found


def _column(connection: sqlite3.Connection, sql: str) -> list[str]:
    return [row[0] for row in connection.execute(sql)]


def _years(cells: Cells) -> list[int]:
    """Every year from the first to the last that any province has, also those without a report."""
    held = {year for _, year in cells}
    return list(range(min(held), max(held) + 1)) if held else []


def _cells(connection: sqlite3.Connection) -> Cells:
    cells: Cells = defaultdict(Cell)
    rows = connection.execute(
        f"SELECT {_PROVINCE}, r.year, count(*), sum(r.state = 'removed') FROM report r "
        "LEFT JOIN agencies a ON a.id = r.agency_id WHERE r.year IS NOT NULL GROUP BY 1, 2"
    )
    for province, year, count, removed in rows:
        cell = cells[province, year]
        cell.reports, cell.removed = count, removed
    states = connection.execute(
        f"SELECT {COVERED_SQL}, year, state, count(*) FROM coverage WHERE year IS NOT NULL GROUP BY 1, 2, 3"
    )
    for province, year, state, count in states:
        cells[province, year].states[state] = count
    return dict(cells)


def _unplaced(connection: sqlite3.Connection) -> dict[str, dict[int, Cell]]:
    found: dict[str, dict[int, Cell]] = defaultdict(lambda: defaultdict(Cell))
    for name, year, count in connection.execute(_UNPLACED_REPORTS):
        found[name][year].reports += count
    for name, year, state, count in connection.execute(_UNPLACED_STATES):
        states = found[name][year].states
        states[state] = states.get(state, 0) + count
    return {name: dict(found[name]) for name in sorted(found)[:_SHOWN_PORTALS]}


def _figures(connection: sqlite3.Connection) -> tuple[int, bool]:
    """How many figures there are: counted, or estimated from sets drawn evenly (400 million take half a minute)."""
    first, last, count = connection.execute("SELECT min(id), max(id), count(*) FROM figure_sets").fetchone()
    if count <= _SAMPLED_SETS:
        return connection.execute("SELECT count(*) FROM figure").fetchone()[0], True
    drawn = random.Random(count)
    sets = {drawn.randint(first, last) for _ in range(_SAMPLED_SETS)}
    marks = ",".join("?" * len(sets))
    total = connection.execute(f"SELECT count(*) FROM figure WHERE figure_set IN ({marks})", list(sets)).fetchone()[0]
    known = connection.execute(f"SELECT count(*) FROM figure_sets WHERE id IN ({marks})", list(sets)).fetchone()[0]
    estimate = total / max(1, known) * count
    digits = max(0, len(str(int(estimate))) - 2)
    return int(round(estimate, -digits)), False


class Kept:
    """The overview of a database, renewed when its files change."""

    def __init__(self, path: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self._path, self._connect = path, connect
        self._lock = threading.Lock()
        self._overview: Overview | None = None
        self._mark: tuple[Any, ...] = ()
        self._counted = 0.0

    def get(self) -> Overview:
        """The last overview; counts when there is none, and begins a new count behind it when the files changed."""
        if self._overview is None:
            with self._lock:
                return self._overview or self._count()
        stale = self._mark != self._marked() and time.monotonic() - self._counted > _LEAST_SECONDS
        if stale and self._lock.acquire(blocking=False):
            threading.Thread(target=self._renew, daemon=True).start()
        return self._overview

    def _renew(self) -> None:
        try:
            self._count()
        except sqlite3.OperationalError:
            # A rebuild has just put another file in its place: the next request counts that one.
            self._counted = time.monotonic()
        finally:
            self._lock.release()

    def _count(self) -> Overview:
        mark, connection = self._marked(), self._connect()
        try:
            found = look(connection)
        finally:
            connection.close()
        self._overview, self._mark, self._counted = found, mark, time.monotonic()
        return found

    def _marked(self) -> tuple[Any, ...]:
        """Size and time of the database and its write-ahead log."""
        marks = []
        for path in (self._path, self._path.with_name(self._path.name + "-wal")):
            try:
                stat = path.stat()
            except FileNotFoundError:
                continue
            marks.append((stat.st_ino, stat.st_size, stat.st_mtime_ns))
        return tuple(marks)
