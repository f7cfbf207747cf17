"""Reading the database: open without writing, find a report by agency and year."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.archive import database_path, read_only
from pipelines.identity import agency_key, resolve
from pipelines.locks import ArchiveError
from pipelines.schema import is_older
from pipelines.store import refusal

_NOT_WRITABLE = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR})


@contextmanager
def reading(root: Path) -> Iterator[sqlite3.Connection]:
    """The database of an archive, read-only, also from a directory that cannot be written.

    Raises:
        ArchiveError: when it cannot be opened or read, or an older program made it.
    """
    path = database_path(root)
    try:
        connection = _open(path)
    except sqlite3.DatabaseError as error:
        raise refusal(error, path) from error
    connection.row_factory = sqlite3.Row
    try:
        if is_older(connection):
            raise ArchiveError(f"{path} was made by an older program; `gongkai rebuild --archive {root}` makes it anew")
        yield connection
    except sqlite3.DatabaseError as error:
        raise refusal(error, path) from error
    finally:
        connection.close()


def _open(path: Path) -> sqlite3.Connection:
    """Write-ahead logging needs a writable directory even to read; where it is not, the file cannot change either."""
    connection = sqlite3.connect(read_only(path), uri=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in _NOT_WRITABLE:
            raise
        connection = sqlite3.connect(read_only(path, fixed=True), uri=True)
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return connection


@dataclass(frozen=True, slots=True)
class Found:
    """A report found by agency and year."""

    id: int
    agency: str
    year: int
    version: int
    title: str | None
    url: str


def find_report(connection: sqlite3.Connection, agency: str, year: int) -> Found:
    """The report of an agency and year. The agency may be named in normal form, as printed, or by its code.

    Raises:
        ArchiveError: when there is none, or more than one; says what there is instead.
    """
    identity = agency_key(resolve(agency, year=year))
    rows = connection.execute(
        "SELECT r.id, r.agency, r.year, r.version, r.title, r.url, a.identity FROM reports r "
        "LEFT JOIN agencies a ON a.id = r.agency_id WHERE r.year = ? AND "
        "(a.identity = ? OR r.agency = ? OR r.agency_printed = ? OR r.agency_code = ? OR r.key = ?) ORDER BY r.id",
        [year, identity, agency, agency, agency, agency],
    ).fetchall()
    exact = [row for row in rows if row["identity"] == identity] or rows
    if len(exact) == 1:
        row = exact[0]
        return Found(row["id"], row["agency"] or agency, year, row["version"], row["title"], row["url"])
    if rows:
        names = "; ".join(sorted({f"{row['agency']} ({row['url']})" for row in exact}))
        raise ArchiveError(f"{agency} {year} may mean {names}: name one of them in full")
    raise ArchiveError(f"no report of {agency} for {year}; {_instead(connection, agency, identity)}")


def _instead(connection: sqlite3.Connection, agency: str, identity: str) -> str:
    """What the archive has when the report asked for is not there: other years, or names like it."""
    years = connection.execute(
        "SELECT DISTINCT r.year FROM reports r LEFT JOIN agencies a ON a.id = r.agency_id "
        "WHERE (a.identity = ? OR r.agency = ?) AND r.year IS NOT NULL ORDER BY r.year",
        [identity, agency],
    ).fetchall()
    if years:
        return f"the archive has its reports for {', '.join(str(row[0]) for row in years)}"
    names = connection.execute(
        "SELECT DISTINCT name FROM agencies WHERE instr(name, ?) OR instr(?, name) ORDER BY name LIMIT 5",
        [agency[-6:], agency],
    ).fetchall()
    return f"names like it: {', '.join(row[0] for row in names)}" if names else "no agency here has a name like it"
