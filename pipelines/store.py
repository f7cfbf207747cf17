"""The one writer of the database.

Everything is written in batches, each one transaction: captures, then readings, then the history of every report that
a batch touched. The rows of a capture are only written once its record is synced.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database

from parsers.version import PARSER_VERSION
from pipelines import schema
from pipelines.addresses import document_key
from pipelines.archive import Run, database_path
from pipelines.assignment import Assignment
from pipelines.history import write_history, write_neighbours, write_states
from pipelines.keys import Keys
from pipelines.locks import ArchiveError, patiently
from pipelines.reading import Reading
from pipelines.readings import Readings
from pipelines.records import SHELL, Capture, now
from pipelines.registry import Portal

READ_ROLES = frozenset({None, "article", "attachment"})
"""Roles whose bodies are read; the crawler's lists, answers of interfaces and robots.txt are evidence only."""
_OF_CAPTURE = """
SELECT c.document_id, c.digest, g.id, g.report_id FROM capture c
LEFT JOIN reading g ON g.document_id = c.document_id AND g.digest = c.digest WHERE c.id = ?
"""
_READ_STATUS = frozenset({None, 200, 203, 206})
_UNREADABLE = (
    "audio/",
    "video/",
    "font/",
    "text/css",
    "text/javascript",
    "application/javascript",
    "application/json",
    "application/x-javascript",
    "image/svg",
    "image/x-icon",
    "image/vnd.microsoft.icon",
)


class Store:
    """The database of an archive, open for writing."""

    def __init__(self, root: Path, path: Path | None = None) -> None:
        self.root = root
        self.path = path or database_path(root)
        try:
            self.db: Database = patiently(lambda: schema.connect(self.path), self.path)
        except sqlite3.DatabaseError as error:
            raise refusal(error, self.path) from error
        self._keys = Keys(self.db)
        self._readings = Readings(self.db, self._keys)
        self._touched: set[int] = set()
        self._documents: set[int] = set()
        self._dangling = False
        self._assignment = Assignment(self.db, self._keys, self._touched)
        if self.fact("parser") is None:
            self.set_fact("parser", PARSER_VERSION)

    def close(self) -> None:
        """Close the database; its write-ahead log is folded in."""
        self.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Waits for another program's lock.

        Raises:
            LockedError: when the database stays locked.
            ArchiveError: when the disk is full or the file cannot be written.
        """
        connection = self.db.conn
        try:
            patiently(lambda: connection.execute("BEGIN IMMEDIATE"), self.path)
            yield
            patiently(lambda: connection.execute("COMMIT"), self.path)
        except BaseException as error:
            self._keys.forget()
            self._readings.drop()
            self._touched.clear()
            self._documents.clear()
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise refusal(error, self.path) from error
            raise

    # -- facts and runs ----------------------------------------------------------------------------------------------

    def fact(self, name: str) -> str | None:
        """What the database says of itself, such as the parser version it was derived by."""
        row = self.db.execute("SELECT value FROM facts WHERE name = ?", [name]).fetchone()
        return row[0] if row else None

    def require_present_parser(self) -> None:
        """Refuse to write beside what an older parser read: its readings would differ from new ones of the same pages,
        and every difference would look like a revision.

        Raises:
            ArchiveError: when the database was derived by another parser and holds readings.
        """
        known = self.fact("parser")
        if known == PARSER_VERSION:
            return
        if self.db.execute("SELECT 1 FROM reading LIMIT 1").fetchone():
            raise ArchiveError(
                f"{self.path} was derived by parser {known}, this program has {PARSER_VERSION}: what the two read "
                "differently would look like revisions; run `gongkai rebuild` first (it asks no portal)"
            )
        with self.transaction():
            self.set_fact("parser", PARSER_VERSION)

    def set_fact(self, name: str, value: str) -> None:
        """Set what the database says of itself."""
        self.db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", [name, value])

    def begin_run(self, run: Run) -> int:
        """Enter a run in the ledger; runs that a crash left running are marked killed. Returns its number."""
        with self.transaction():
            self.db.execute("UPDATE runs SET status = 'killed' WHERE status = 'running' AND uuid <> ?", [run.id])
            self.db.execute(
                "INSERT INTO runs (uuid, kind, started_at, status, version, parser, command) "
                "VALUES (?, ?, ?, 'running', ?, ?, ?) ON CONFLICT (uuid) DO UPDATE SET status = 'running'",
                [run.id, run.kind, run.started_at, run.version, PARSER_VERSION, run.command],
            )
        return self._run_id(run.id)

    def end_run(self, run: Run, status: str, note: str = "", counts: Mapping[str, int] | None = None) -> None:
        """Close a run in the ledger with its counts (requests, captures, reports, errors)."""
        known = {name: (counts or {}).get(name, 0) for name in ("requests", "captures", "reports", "errors")}
        with self.transaction():
            self.db.execute(
                "UPDATE runs SET finished_at = ?, status = ?, note = ?, requests = requests + ?, "
                "captures = captures + ?, reports = reports + ?, errors = errors + ? WHERE uuid = ?",
                [now(), status, note or None, *known.values(), run.id],
            )
            if status == "finished":
                self.db.execute("PRAGMA optimize").fetchall()

    def _run_id(self, uuid: str) -> int:
        return self._keys.number(
            ("run", uuid),
            "SELECT id FROM runs WHERE uuid = ?",
            "INSERT INTO runs (uuid, kind, status) VALUES (?, 'unknown', 'unknown')",
            [uuid],
        )

    def learn_run(self, run: Run, ledger: Sequence[Any] | None = None) -> None:
        """Enter a run that a warcinfo record or another archive's ledger tells of, when it is unknown here.

        `ledger` is (finished_at, status, requests, captures, reports, errors, note, parser).
        """
        rest = list(ledger or (None, "unknown", 0, 0, 0, 0, None, None))
        self.db.execute(
            "INSERT INTO runs (uuid, kind, started_at, version, command, finished_at, status, requests, captures, "
            "reports, errors, note, parser) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (uuid) DO UPDATE SET "
            "kind = excluded.kind, started_at = excluded.started_at, version = excluded.version, "
            "command = excluded.command, finished_at = excluded.finished_at, status = excluded.status, "
            "requests = excluded.requests, captures = excluded.captures, reports = excluded.reports, "
            "errors = excluded.errors, note = excluded.note, parser = excluded.parser WHERE runs.status = 'unknown'",
            [run.id, run.kind, run.started_at, run.version, run.command, *rest],
        )

    # -- captures ----------------------------------------------------------------------------------------------------

    def add_capture(self, capture: Capture) -> int | None:
        """Add a capture and its document; None when its record is known already.

        A record that two WARC files hold is remembered at the first place by file name and offset.
        """
        document, is_new = self._document(capture)
        mime = self._keys.mime(capture.mime)
        file = self._keys.warc_file(capture.warc_file)
        digest = bytes.fromhex(capture.digest) if capture.digest else None
        reading, refers_to = None, capture.refers_to
        if capture.kind == "revisit":
            origin = self._origin(capture.refers_to, document)
            if origin:
                refers_to, digest, mime, reading = origin
            self._dangling = self._dangling or digest is None
        elif digest and not is_new:
            reading = self._known_reading(document, digest)
        own_url = None if is_new else self._own_url(document, capture)
        cursor = self.db.execute(
            "INSERT INTO capture (record_id, run_id, document_id, url, captured_at, kind, status, mime_id, digest, "
            "etag, last_modified, location, warc_file_id, warc_offset, warc_length, error, detail, role, via, "
            "refers_to, reading_id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
            "ON CONFLICT (record_id) DO NOTHING",
            [
                capture.record_id,
                self._run_id(capture.run),
                document,
                own_url,
                capture.captured_at,
                capture.kind,
                capture.status,
                mime,
                digest,
                capture.etag,
                capture.last_modified,
                capture.location,
                file,
                capture.warc_offset,
                capture.warc_length,
                capture.error,
                capture.detail,
                capture.role,
                capture.via,
                refers_to,
                reading,
            ],
        )
        if cursor.rowcount < 1:
            self._first_place(capture)
            return None
        self._documents.add(document)
        if not is_new:
            self._move_seen(document, capture.captured_at)
        return cursor.lastrowid

    def _first_place(self, capture: Capture) -> None:
        row = self.db.execute(
            "SELECT c.id, w.name, c.warc_offset FROM capture c JOIN warc_files w ON w.id = c.warc_file_id "
            "WHERE record_id = ?",
            [capture.record_id],
        ).fetchone()
        if (capture.warc_file, capture.warc_offset) < (row[1], row[2]):
            self.db.execute(
                "UPDATE capture SET warc_file_id = ?, warc_offset = ?, warc_length = ? WHERE id = ?",
                [self._keys.warc_file(capture.warc_file), capture.warc_offset, capture.warc_length, row[0]],
            )

    def _origin(self, refers_to: str | None, document: int) -> tuple[str, bytes, int | None, int | None] | None:
        """What a revisit of a document refers to: record id, digest, type and, where it is of the same document, its
        reading. None while that has no row.
        """
        moment, by_place, key = (refers_to or "").partition(" ")
        where = "d.address_key = ? AND c.captured_at = ?" if by_place else "c.record_id = ?"
        values = [key, moment] if by_place else [refers_to]
        row = self.db.execute(
            "SELECT c.record_id, c.digest, c.mime_id, CASE WHEN c.document_id = ? THEN c.reading_id END FROM capture c "
            f"JOIN documents d ON d.id = c.document_id WHERE {where} AND c.digest IS NOT NULL ORDER BY c.record_id",
            [document, *values],
        ).fetchone()
        return tuple(row) if row else None

    def _known_reading(self, document: int, digest: bytes) -> int | None:
        row = self.db.execute(
            "SELECT id FROM reading WHERE document_id = ? AND digest = ? AND parser = ?",
            [document, digest, PARSER_VERSION],
        ).fetchone()
        return row[0] if row else None

    def _document(self, capture: Capture) -> tuple[int, bool]:
        """The number of the document at a capture's address, and whether this is its first capture."""
        key = document_key(capture.url)
        if capture.portal:
            self._portal(capture.portal)
        number, is_new = self._keys.find_or_add(
            ("document", key),
            "SELECT id FROM documents WHERE address_key = ?",
            "INSERT INTO documents (address_key, url, portal_id, first_seen, last_seen) VALUES (?, ?, ?, ?, ?)",
            [key],
            [capture.url, capture.portal.id if capture.portal else None, capture.captured_at, capture.captured_at],
        )
        if capture.portal and not is_new:
            self.db.execute(
                "UPDATE documents SET portal_id = ? WHERE id = ? AND (portal_id IS NULL OR portal_id > ?)",
                [capture.portal.id, number, capture.portal.id],
            )
        return number, is_new

    def _own_url(self, document: int, capture: Capture) -> str | None:
        """The address of a capture where it is not its document's, which is that of the document's first capture."""
        url, first_seen = self.db.execute("SELECT url, first_seen FROM documents WHERE id = ?", [document]).fetchone()
        if capture.url == url:
            return None
        if capture.captured_at >= first_seen:
            return capture.url
        self.db.execute("UPDATE capture SET url = ? WHERE document_id = ? AND url IS NULL", [url, document])
        self.db.execute("UPDATE documents SET url = ? WHERE id = ?", [capture.url, document])
        return None

    def _portal(self, portal: Portal) -> None:
        if self._keys.is_new(("portal", portal)):
            self.db.execute(
                "INSERT OR REPLACE INTO portals (id, name, base_url, level, admin_code, region) VALUES (?,?,?,?,?,?)",
                [portal.id, portal.name, portal.base_url, portal.level, portal.admin_code, portal.region],
            )

    def _move_seen(self, document: int, moment: str) -> None:
        self.db.execute(
            "UPDATE documents SET first_seen = min(first_seen, ?), last_seen = max(last_seen, ?) WHERE id = ?",
            [moment, moment, document],
        )

    def see_again(self, record_id: str, moment: str) -> bool:
        """The bytes of a capture were met again: nothing but `last_seen` moves. False for an unknown capture."""
        row = self.db.execute("SELECT id, document_id FROM capture WHERE record_id = ?", [record_id]).fetchone()
        if row is None:
            return False
        self.db.execute(
            "UPDATE capture SET last_seen = max(coalesce(last_seen, captured_at), ?) WHERE id = ?", [moment, row[0]]
        )
        self._documents.add(row[1])
        self._move_seen(row[1], moment)
        return True

    def resolve_revisits(self) -> None:
        """Link revisits to what they refer to, where that got its row after them."""
        rows = self.db.execute(
            "SELECT id, document_id, refers_to FROM capture WHERE kind = 'revisit' AND digest IS NULL "
            "AND refers_to IS NOT NULL ORDER BY captured_at"
        ).fetchall()
        self._dangling = False
        for number, document, refers_to in rows:
            origin = self._origin(refers_to, document)
            if origin:
                self.db.execute(
                    "UPDATE capture SET refers_to = ?, digest = ?, mime_id = ?, reading_id = ? WHERE id = ?",
                    [*origin, number],
                )
                self._documents.add(document)
            self._dangling = self._dangling or origin is None

    @property
    def has_dangling(self) -> bool:
        """Whether there are revisits that came before what they refer to, as far as is known."""
        return self._dangling

    def totals(self) -> dict[str, int]:
        """How many captures, reports and failures the database holds."""
        tables = {"captures": "capture", "reports": "report", "errors": "failures"}
        return {name: self.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for name, table in tables.items()}

    def count_unread(self) -> int:
        """How many captures have a body and no reading (more than will be read: lists are among them)."""
        row = self.db.execute("SELECT count(*) FROM capture WHERE reading_id IS NULL AND digest IS NOT NULL").fetchone()
        return cast(int, row[0])

    def has_record(self, record_id: str) -> bool:
        """Whether a record has its row."""
        return self.db.execute("SELECT 1 FROM capture WHERE record_id = ?", [record_id]).fetchone() is not None

    def is_read(self, capture: Capture) -> bool:
        """Whether the same bytes were read before at the same document, by the present parser."""
        row = self.db.execute(
            "SELECT g.id FROM reading g JOIN documents d ON d.id = g.document_id "
            "WHERE d.address_key = ? AND g.digest = ? AND g.parser = ?",
            [document_key(capture.url), bytes.fromhex(capture.digest or ""), PARSER_VERSION],
        ).fetchone()
        return row is not None

    def last_capture(self, url: str) -> tuple[str, str | None, str | None] | None:
        """The last capture at an address that has a body, or failed: record id, hexadecimal digest, why it failed."""
        row = self.db.execute(
            "SELECT c.record_id, lower(hex(c.digest)), CASE WHEN c.error NOTNULL THEN coalesce(c.detail, c.error) "
            "WHEN g.failure NOTNULL THEN g.reason END FROM capture c "
            "JOIN documents d ON d.id = c.document_id LEFT JOIN reading g ON g.id = c.reading_id "
            "WHERE d.address_key = ? AND (c.digest IS NOT NULL OR c.kind = 'failure') "
            "ORDER BY c.captured_at DESC, c.id DESC LIMIT 1",
            [document_key(url)],
        ).fetchone()
        return tuple(row) if row else None

    def unread(self, after: int = 0, limit: int = 1000) -> list[tuple[int, Capture]]:
        """Captures whose bodies are still to be read, in order of their number."""
        rows = self.db.execute(
            "SELECT c.id, c.record_id, c.captured_at, c.kind, c.status, m.name, lower(hex(c.digest)), c.role, c.error, "
            "w.name, c.warc_offset, c.detail FROM capture c JOIN warc_files w ON w.id = c.warc_file_id "
            "LEFT JOIN mimes m ON m.id = c.mime_id "
            "WHERE c.reading_id IS NULL AND c.digest IS NOT NULL AND c.id > ? ORDER BY c.id LIMIT ?",
            [after, limit],
        ).fetchall()
        return [
            (
                row[0],
                Capture(
                    record_id=row[1],
                    run="",
                    url="",
                    captured_at=row[2],
                    kind=row[3],
                    status=row[4],
                    mime=row[5],
                    digest=row[6],
                    role=row[7],
                    error=row[8],
                    warc_file=row[9],
                    warc_offset=row[10],
                    detail=row[11],
                ),
            )
            for row in rows
        ]

    # -- readings ----------------------------------------------------------------------------------------------------

    def add_reading(self, capture_id: int, reading: Reading) -> None:
        """Store what a capture says, and link every capture of the document with the same bytes to it."""
        document, digest, old, report = self.db.execute(_OF_CAPTURE, [capture_id]).fetchone()
        if old is not None:
            self._readings.forget(old)
        if report is not None:
            self._touched.add(report)
        number = self._readings.insert(document, digest, reading)
        self.db.execute(
            "UPDATE capture SET reading_id = ? WHERE document_id = ? AND digest = ?", [number, document, digest]
        )
        self._documents.add(document)
        self._assignment.added(number, document, reading)

    def complete_file(self, name: str, size: int, sha256: str) -> None:
        """Remember that every record of a closed WARC file has its row, and the file's size and digest."""
        self.db.execute(
            "UPDATE warc_files SET size = ?, sha256 = ?, complete = 1 WHERE id = ?",
            [size, sha256, self._keys.warc_file(name)],
        )

    def known_files(self) -> dict[str, int]:
        """Size of each WARC file whose records all have rows, by name."""
        return dict(self.db.execute("SELECT name, size FROM warc_files WHERE complete").fetchall())

    # -- reports -----------------------------------------------------------------------------------------------------

    def finish_batch(self) -> None:
        """Bring the histories up to date of all reports whose documents the batch looked at or read.

        Call it inside the transaction that wrote them.
        """
        self._readings.flush()
        reports = self._touched | self._reports_of(self._documents)
        written = []
        for report in sorted(reports):
            key = write_history(self.db, report)
            if key is None:
                written.append(report)
            else:
                self._keys.drop(("report", key))
        write_neighbours(self.db, written)
        write_states(self.db, sorted(self._documents))
        self._touched.clear()
        self._documents.clear()
        self._keys.trim()

    def _reports_of(self, documents: Iterable[int]) -> set[int]:
        found: set[int] = set()
        for document in documents:
            rows = self.db.execute(
                "SELECT DISTINCT report_id FROM reading WHERE document_id = ? AND report_id IS NOT NULL", [document]
            )
            found.update(row[0] for row in rows)
        return found


def is_to_read(capture: Capture) -> bool:
    """Whether a capture's body is read: a document that came whole, not a list or what the crawler asked for itself."""
    return (
        capture.digest is not None
        and capture.kind in {"response", "resource", "conversion"}
        and capture.error is None
        and capture.role in READ_ROLES
        and capture.detail != SHELL
        and capture.status in _READ_STATUS
        and is_readable(capture.mime)
    )


def is_readable(mime: str | None) -> bool:
    """Whether a media type may be a document; what says nothing (octet-stream) may."""
    return mime is None or not mime.startswith(_UNREADABLE)


def refusal(error: Exception, path: Path) -> ArchiveError:
    """What an error of the database, through either driver, means to the user, and the way out."""
    text = str(error).partition("\n")[0]
    if "full" in text:
        return ArchiveError(f"no space left for {path}; what is stored stands: make room and run again")
    if "readonly" in text or "unable to open" in text:
        return ArchiveError(f"cannot open or write {path}: {text}")
    if "malformed" in text or "not a database" in text:
        return ArchiveError(f"{path} is damaged ({text}); `gongkai rebuild` makes it anew from the WARC files")
    if "no such column" in text or "no such table" in text:
        return ArchiveError(f"{path} was made by another version of gongkai ({text}); `gongkai rebuild` makes it anew")
    return ArchiveError(f"{path}: {text}")
