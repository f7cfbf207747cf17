"""`gongkai verify`: every byte of the record, every reference both ways; what is damaged, and what still stands.

* each WARC file against its index: size, SHA-256, and each packed record's CRC-32, so that any flipped byte is found
  and the record named;
* each record: it unpacks, its block and payload digests fit;
* the index against the file, the database against both: every capture has its row, every row its record, at that
  place, with that digest; revisits and notes refer to records that exist;
* the database in itself: SQLite's own check, and every reference between its tables.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipelines import index
from pipelines.archive import OPEN_SUFFIX, warc_files
from pipelines.derive import seen_of
from pipelines.index import Entry, walk
from pipelines.locks import is_locked
from pipelines.logical import logical_digests
from pipelines.records import Capture
from pipelines.stored import faults
from pipelines.view import reading

MOST_PROBLEMS = 1000
"""Problems that are named; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it should be: where (file and offset, or table), and what."""

    place: str
    what: str


@dataclass(slots=True)
class Verified:
    """What a verification found; `digests` only when asked for."""

    files: int = 0
    records: int = 0
    captures: int = 0
    rows: int = 0
    problems: list[Problem] = field(default_factory=list)
    more: int = 0
    digests: dict[str, str] = field(default_factory=dict)

    def add(self, place: str, what: str) -> None:
        """Note a problem."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(place, what))
        else:
            self.more += 1

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


Progress = Callable[[str], None]


def verify(root: Path, *, digest: bool = False, progress: Progress | None = None) -> Verified:
    """Check an archive without changing it. An archive that is being written is checked up to what is closed.

    Raises:
        ArchiveError: when the database cannot be opened at all.
    """
    found = Verified()
    with reading(root) as connection:
        check = _Check(connection, found)
        writing = is_locked(root)
        for path in warc_files(root):
            check.file(path, writing=writing)
            if progress:
                progress(path.name)
        check.references()
        check.database()
        if digest:
            found.digests = logical_digests(connection)
    return found


class _Check:
    """The state of a verification: the database's own view of each file is compared with the file's."""

    def __init__(self, connection: sqlite3.Connection, found: Verified) -> None:
        self.connection = connection
        self.found = found
        self._names: set[str] = set()

    def file(self, path: Path, *, writing: bool) -> None:
        """Check a WARC file, its index and its rows."""
        found, closed = self.found, path.suffix != OPEN_SUFFIX
        found.files += 1
        self._names.add(path.name.removesuffix(OPEN_SUFFIX))
        if not closed:
            if not writing:
                found.add(path.name, "was left open by a crash; the next command that writes recovers it")
            return
        known = self._index(path)
        rows = self._rows(path.name)
        for entry in walk(path):
            found.records += 1
            self._record(path.name, entry, known)
            if entry.capture:
                found.captures += 1
                self._row(path.name, entry.capture, rows)
        for offset in sorted(known or {}):
            found.add(f"{path.name} at byte {offset}", "the index names a record that is not there")
        for offset, row in sorted(rows.items()):
            found.add(f"{path.name} at byte {offset}", f"row {row['id']} of captures has no record there")

    def _index(self, path: Path) -> dict[int, str] | None:
        """The index of a file, checksum by offset; checks the file's size and digest against it and the database."""
        try:
            summary, entries = index.read(path)
        except OSError:
            self.found.add(path.name, "has no index; the next command that writes makes it anew")
            return None
        except ValueError as error:
            self.found.add(index.index_path(path).name, f"the index is damaged: {error}")
            return None
        size, digest = path.stat().st_size, index.file_digest(path)
        row = self.connection.execute(
            "SELECT size, sha256, complete FROM warc_files WHERE name = ?", [path.name]
        ).fetchone()
        for name, stated in (("index", (summary.size, summary.sha256)), ("database", tuple(row[:2]) if row else None)):
            if name == "database" and (row is None or not row[2]):
                self.found.add(path.name, "unknown to the database; the next command that writes takes it in")
            elif stated != (size, digest):
                self.found.add(path.name, f"is not the file that the {name} knows: {_difference(stated, size)}")
        others = {int(offset): checksum for offset, checksum in summary.others.items()}
        return others | {int(entry["offset"]): entry["crc32"] for entry in entries}

    def _rows(self, name: str) -> dict[int, sqlite3.Row]:
        rows = self.connection.execute(
            "SELECT id, record_id, digest, warc_offset, warc_length, kind FROM captures WHERE warc_file = ?", [name]
        )
        return {row["warc_offset"]: row for row in rows}

    def _record(self, name: str, entry: Entry, known: dict[int, str] | None) -> None:
        member = entry.member
        place = f"{name} at byte {member.offset}"
        checksum = known.pop(member.offset, None) if known else None
        if member.error:
            self.found.add(place, f"{member.error}; {member.length} bytes are affected")
        elif entry.stored is not None:
            for fault in faults(entry.stored):
                self.found.add(place, fault)
            if checksum is not None and checksum != f"{member.crc32:08x}":
                self.found.add(place, "the packed bytes are not those the index knows")
            if known is not None and checksum is None:
                self.found.add(place, "the index does not name this record")
            self._notes(place, entry)

    def _notes(self, place: str, entry: Entry) -> None:
        for record, _ in seen_of(entry):
            if not self._has_row(record):
                self.found.add(place, f"a note names record {record}, which is not here")

    def _has_row(self, record: str) -> bool:
        return self.connection.execute("SELECT 1 FROM capture WHERE record_id = ?", [record]).fetchone() is not None

    def _row(self, name: str, capture: Capture, rows: dict[int, sqlite3.Row]) -> None:
        """Compare a record with its row; a record that stands in two files has its row at the first."""
        place = f"{name} at byte {capture.warc_offset}"
        row = rows.pop(capture.warc_offset, None)
        if row is None:
            if not self._has_row(capture.record_id):
                self.found.add(place, f"record {capture.record_id} has no row in captures")
        elif row["record_id"] != capture.record_id:
            self.found.add(place, f"row {row['id']} of captures is of another record")
        elif capture.kind != "revisit" and (row["digest"] or "") != (capture.digest or ""):
            self.found.add(place, f"row {row['id']} of captures has another digest than the body")
        self.found.rows += row is not None

    def references(self) -> None:
        """Rows whose file is gone; revisits that refer to nothing."""
        for row in self.connection.execute(
            "SELECT w.name, count(c.id) FROM warc_files w LEFT JOIN capture c ON c.warc_file_id = w.id GROUP BY w.name"
        ):
            if row[0] not in self._names:
                self.found.add(row[0], f"the file is gone; {row[1]} captures point at it")
        for row in self.connection.execute(
            "SELECT id, refers_to FROM capture c WHERE kind = 'revisit' AND refers_to IS NOT NULL "
            "AND NOT instr(refers_to, ' ') "  # another tool's, of a page that was never taken in
            "AND NOT EXISTS (SELECT 1 FROM capture o WHERE o.record_id = c.refers_to)"
        ):
            self.found.add(f"captures row {row[0]}", f"refers to record {row[1]}, which is not here")

    def database(self) -> None:
        """SQLite's own check, and that nothing points at a row that is not there."""
        for row in self.connection.execute("PRAGMA quick_check(20)"):
            if row[0] != "ok":
                self.found.add("gongkai.db", str(row[0]))
        for what, sql in _WHOLE.items():
            count = self.connection.execute(sql).fetchone()[0]
            if count:
                self.found.add("gongkai.db", f"{count} {what}")
        for table, column, target in _REFERENCES:
            count = self.connection.execute(
                f"SELECT count(*) FROM {table} t WHERE t.{column} IS NOT NULL "
                f"AND NOT EXISTS (SELECT 1 FROM {target} o WHERE o.id = t.{column})"
            ).fetchone()[0]
            if count:
                self.found.add(f"gongkai.db, table {table}", f"{count} rows name a {column} that is not in {target}")


_WHOLE = {
    "reports have no current version": (
        "SELECT count(*) FROM report r WHERE NOT EXISTS "
        "(SELECT 1 FROM version v WHERE v.report_id = r.id AND v.version = r.version)"
    ),
    "readings of reports are in no version or witness": (
        "SELECT count(*) FROM reading g WHERE report_id IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM version v WHERE v.report_id = g.report_id)"
    ),
    "documents have no capture": (
        "SELECT count(*) FROM documents d WHERE NOT EXISTS (SELECT 1 FROM capture c WHERE c.document_id = d.id)"
    ),
    "sets of figures are empty": (
        "SELECT count(*) FROM figure_sets s WHERE NOT EXISTS (SELECT 1 FROM figure f WHERE f.figure_set = s.id)"
    ),
}
_REFERENCES = (
    ("capture", "document_id", "documents"), ("capture", "run_id", "runs"), ("capture", "reading_id", "reading"),
    ("capture", "warc_file_id", "warc_files"), ("reading", "document_id", "documents"),
    ("reading", "report_id", "report"), ("reading", "text_set", "text_sets"), ("reading", "figure_set", "figure_sets"),
    ("reading", "agency_id", "agencies"), ("report", "document_id", "documents"), ("report", "agency_id", "agencies"),
    ("version", "report_id", "report"), ("version", "reading_id", "reading"), ("version", "capture_id", "capture"),
    ("changes", "report_id", "report"), ("witnesses", "report_id", "report"), ("finding", "reading_id", "reading"),
    ("section", "text_set", "text_sets"), ("figure", "figure_set", "figure_sets"),
    ("figure", "indicator_id", "indicators"), ("figure", "kind_id", "figure_kinds"),
)  # fmt: skip


def _difference(stated: tuple[Any, ...] | None, size: int) -> str:
    if stated and stated[0] != size:
        return f"it has {size} bytes instead of {stated[0]}"
    return "its SHA-256 differs"


def lines(found: Verified) -> list[str]:
    """A verification as text."""
    out = [f"{problem.place}: {problem.what}" for problem in found.problems]
    if found.more:
        out.append(f"and {found.more} more")
    damaged = len({problem.place for problem in found.problems})
    out.append(
        f"{found.files} WARC files, {found.records} records, {found.captures} captures, {found.rows} with their rows: "
        + (f"{damaged} places are not as they should be; the rest stands" if found.problems else "all sound")
    )
    out += [f"{name} digest {value}" for name, value in found.digests.items()]
    return out
