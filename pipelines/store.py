"""The one writer of the database.

Everything is written in batches, each one transaction: captures, then readings, then the history of every report that
a batch touched. The rows of a capture are only written once its record is synced.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database

from parsers.version import PARSER_VERSION
from pipelines import schema
from pipelines.addresses import document_key
from pipelines.archive import Run, database_path
from pipelines.history import write_history, write_neighbours, write_states
from pipelines.identity import Agency, agency_key
from pipelines.locks import ArchiveError, patiently
from pipelines.reading import FigureRow, Reading
from pipelines.records import Capture, now
from pipelines.registry import Portal

READ_ROLES = frozenset({None, "article", "attachment"})
"""Roles whose bodies are read; the crawler's lists, answers of interfaces and robots.txt are evidence only."""
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
        self._ids: dict[tuple[str, Any], int] = {}
        self._touched: set[int] = set()
        self._documents: set[int] = set()
        if self.fact("parser") is None:
            self.set_fact("parser", PARSER_VERSION)

    def close(self) -> None:
        """Close the database; its write-ahead log is folded in."""
        self.db.execute("PRAGMA optimize").fetchall()
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
            self._ids.clear()
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

    def _run_id(self, uuid: str) -> int:
        return self._number(
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
        document = self._document(capture)
        mime = self._mime(capture.mime)
        file = self._file(capture.warc_file)
        digest = bytes.fromhex(capture.digest) if capture.digest else None
        reading = None
        if capture.refers_to:
            digest, mime, reading = self._referred(capture, digest, mime)
        elif digest:
            reading = self._known_reading(document, digest)
        own_url = capture.url if capture.url != self._document_url(document) else None
        cursor = self.db.execute(
            "INSERT INTO capture (record_id, run_id, document_id, url, captured_at, kind, status, mime_id, digest, etag, "
            "last_modified, location, warc_file_id, warc_offset, warc_length, error, detail, role, via, refers_to, "
            "reading_id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (record_id) DO NOTHING",
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
                capture.refers_to,
                reading,
            ],
        )
        if cursor.rowcount < 1:
            self._first_place(capture)
            return None
        self._touch_document(document, capture.captured_at)
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
                [self._file(capture.warc_file), capture.warc_offset, capture.warc_length, row[0]],
            )

    def _referred(self, capture: Capture, digest: bytes | None, mime: int | None) -> tuple[Any, Any, Any]:
        """Digest, type and reading of the capture that a revisit refers to."""
        row = self.db.execute(
            "SELECT digest, mime_id, reading_id FROM capture WHERE record_id = ?", [capture.refers_to]
        ).fetchone()
        return tuple(row) if row else (digest, mime, None)

    def _known_reading(self, document: int, digest: bytes) -> int | None:
        row = self.db.execute(
            "SELECT id FROM reading WHERE document_id = ? AND digest = ? AND parser = ?",
            [document, digest, PARSER_VERSION],
        ).fetchone()
        return row[0] if row else None

    def _document(self, capture: Capture) -> int:
        key = document_key(capture.url)
        if capture.portal:
            self._portal(capture.portal)
        number = self._number(
            ("document", key),
            "SELECT id FROM documents WHERE address_key = ?",
            "INSERT INTO documents (address_key, url, portal_id, first_seen, last_seen) VALUES (?, ?, ?, ?, ?)",
            [key],
            [capture.url, capture.portal.id if capture.portal else None, capture.captured_at, capture.captured_at],
        )
        if capture.portal:
            self.db.execute(
                "UPDATE documents SET portal_id = ? WHERE id = ? AND (portal_id IS NULL OR portal_id > ?)",
                [capture.portal.id, number, capture.portal.id],
            )
        return number

    def _document_url(self, document: int) -> str:
        return cast(str, self.db.execute("SELECT url FROM documents WHERE id = ?", [document]).fetchone()[0])

    def _portal(self, portal: Portal) -> None:
        if ("portal", portal) not in self._ids:
            self.db.execute(
                "INSERT OR REPLACE INTO portals (id, name, base_url, level, admin_code, region) VALUES (?,?,?,?,?,?)",
                [portal.id, portal.name, portal.base_url, portal.level, portal.admin_code, portal.region],
            )
            self._ids["portal", portal] = 1

    def _touch_document(self, document: int, moment: str) -> None:
        self._documents.add(document)
        self.db.execute(
            "UPDATE documents SET first_seen = min(first_seen, ?), last_seen = max(last_seen, ?) WHERE id = ?",
            [moment, moment, document],
        )

    def see_again(self, record_id: str, moment: str) -> None:
        """The bytes of a capture were met again: nothing but `last_seen` moves."""
        row = self.db.execute("SELECT id, document_id FROM capture WHERE record_id = ?", [record_id]).fetchone()
        if row is None:
            return
        self.db.execute(
            "UPDATE capture SET last_seen = max(coalesce(last_seen, captured_at), ?) WHERE id = ?", [moment, row[0]]
        )
        self._touch_document(row[1], moment)

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
        """The last capture with a body at an address: record id, hexadecimal digest, failure's rule."""
        row = self.db.execute(
            "SELECT c.record_id, lower(hex(c.digest)), coalesce(c.error, g.failure) FROM capture c "
            "JOIN documents d ON d.id = c.document_id LEFT JOIN reading g ON g.id = c.reading_id "
            "WHERE d.address_key = ? AND c.digest IS NOT NULL ORDER BY c.captured_at DESC, c.id DESC LIMIT 1",
            [document_key(url)],
        ).fetchone()
        return tuple(row) if row else None

    def unread(self, after: int = 0, limit: int = 1000) -> list[tuple[int, Capture]]:
        """Captures whose bodies are still to be read, in order of their number."""
        rows = self.db.execute(
            "SELECT c.id, c.record_id, coalesce(c.url, d.url), c.captured_at, c.kind, c.status, m.name, "
            "lower(hex(c.digest)), c.role, c.error, w.name, c.warc_offset, d.portal_id, c.document_id "
            "FROM capture c JOIN documents d ON d.id = c.document_id JOIN warc_files w ON w.id = c.warc_file_id "
            "LEFT JOIN mimes m ON m.id = c.mime_id "
            "WHERE c.reading_id IS NULL AND c.digest IS NOT NULL AND c.id > ? ORDER BY c.id LIMIT ?",
            [after, limit],
        ).fetchall()
        return [(row[0], self._stored_capture(row)) for row in rows]

    def _stored_capture(self, row: Sequence[Any]) -> Capture:
        return Capture(
            record_id=row[1],
            run="",
            url=row[2],
            captured_at=row[3],
            kind=row[4],
            status=row[5],
            mime=row[6],
            digest=row[7],
            role=row[8],
            error=row[9],
            portal=self._portal_row(row[12]),
            warc_file=row[10],
            warc_offset=row[11],
        )

    def _portal_row(self, portal_id: str | None) -> Portal | None:
        if portal_id is None:
            return None
        row = self.db.execute(
            "SELECT id, name, base_url, level, admin_code, region FROM portals WHERE id = ?", [portal_id]
        ).fetchone()
        return Portal(**dict(zip(("id", "name", "base_url", "level", "admin_code", "region"), row, strict=True)))

    # -- readings ----------------------------------------------------------------------------------------------------

    def add_reading(self, capture_id: int, reading: Reading) -> None:
        """Store what a capture says, and link every capture of the document with the same bytes to it."""
        document, digest = self.db.execute(
            "SELECT document_id, digest FROM capture WHERE id = ?", [capture_id]
        ).fetchone()
        number = self._insert_reading(document, digest, reading)
        self.db.execute(
            "UPDATE capture SET reading_id = ? WHERE document_id = ? AND digest = ?", [number, document, digest]
        )
        self._findings(number, reading)
        self._attachments(number, reading)
        self.db.execute(
            "UPDATE documents SET verdict = ?, reason = ? WHERE id = ?",
            [reading.failure or reading.verdict, reading.reason, document],
        )
        self._documents.add(document)
        self._assign(number, document, reading)

    def _insert_reading(self, document: int, digest: bytes, reading: Reading) -> int:
        self._forget_stale(document, digest)
        portal = self.db.execute(
            "SELECT p.admin_code FROM documents d JOIN portals p ON p.id = d.portal_id WHERE d.id = ?", [document]
        ).fetchone()
        agency = reading.agency
        own = bool(portal and agency and agency.division_code and portal[0] == agency.division_code)
        cursor = self.db.execute(
            "INSERT INTO reading (document_id, digest, parser, failure, verdict, is_report, reason, title, "
            "agency_printed, agency_id, year, published, signed, index_number, document_number, site_code, form, "
            "mime_id, encoding, sources, has_table, own_portal, text_set, figure_set, text_digest, figures_digest, "
            "metadata_digest) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            [
                document,
                digest,
                reading.parser,
                reading.failure,
                reading.verdict,
                reading.is_report,
                reading.reason,
                reading.title,
                reading.agency_name,
                self._agency(agency),
                reading.year,
                reading.published,
                reading.signed,
                reading.index_number,
                reading.document_number,
                reading.site_code,
                reading.form,
                self._mime(reading.mime),
                reading.encoding,
                reading.sources,
                reading.has_table,
                own,
                self._texts(reading),
                self._figures(reading),
                reading.text_digest,
                reading.figures_digest,
                reading.metadata_digest,
            ],
        )
        return cast(int, cursor.lastrowid)

    def _forget_stale(self, document: int, digest: bytes) -> None:
        """Drop the reading that an older parser made of the same bytes."""
        row = self.db.execute(
            "SELECT id, report_id FROM reading WHERE document_id = ? AND digest = ?", [document, digest]
        ).fetchone()
        if row is None:
            return
        for table in ("finding", "attachments"):
            self.db.execute(f"DELETE FROM {table} WHERE reading_id = ?", [row[0]])
        self.db.execute("DELETE FROM reading WHERE id = ?", [row[0]])
        if row[1] is not None:
            self._touched.add(row[1])

    def _agency(self, agency: Agency | None) -> int | None:
        if agency is None or not agency.name:
            return None
        identity = agency_key(agency)
        return self._number(
            ("agency", (identity, agency.name)),
            "SELECT id FROM agencies WHERE identity = ? AND name = ?",
            "INSERT INTO agencies (identity, name, code, level, division_code, parent_code, body, resolved, reason) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [identity, agency.name],
            [
                agency.code,
                agency.level,
                agency.division_code,
                agency.parent_code,
                agency.body,
                agency.resolved,
                agency.reason,
            ],
        )

    def _texts(self, reading: Reading) -> int | None:
        if not reading.sections:
            return None

        def fill(number: int) -> None:
            self.db.conn.executemany(
                "INSERT INTO section (text_set, seq, number, title, text) VALUES (?, ?, ?, ?, ?)",
                [(number, seq, *section) for seq, section in enumerate(reading.sections)],
            )
            self.db.execute(
                "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)",
                [number, reading.title_tokens, reading.body_tokens],
            )

        return self._content_set("text_sets", reading.sections_key, fill)

    def _figures(self, reading: Reading) -> int | None:
        if not reading.figures:
            return None

        def fill(number: int) -> None:
            rows = [self._figure_row(number, seq, row) for seq, row in enumerate(reading.figures)]
            self.db.conn.executemany("INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)

        return self._content_set("figure_sets", reading.figures_key, fill)

    def _content_set(self, table: str, digest: bytes, fill: Callable[[int], None]) -> int:
        """The number of a content by its digest; stored when it is new."""
        row = self.db.execute(f"SELECT id FROM {table} WHERE digest = ?", [digest]).fetchone()
        if row:
            return cast(int, row[0])
        number = cast(int, self.db.execute(f"INSERT INTO {table} (digest) VALUES (?)", [digest]).lastrowid)
        fill(number)
        return number

    def _mime(self, name: str | None) -> int | None:
        if not name:
            return None
        return self._number(
            ("mime", name), "SELECT id FROM mimes WHERE name = ?", "INSERT INTO mimes (name) VALUES (?)", [name]
        )

    def _file(self, name: str) -> int:
        return self._number(
            ("file", name),
            "SELECT id FROM warc_files WHERE name = ?",
            "INSERT INTO warc_files (name) VALUES (?)",
            [name],
        )

    def complete_file(self, name: str, size: int, sha256: str) -> None:
        """Remember that every record of a closed WARC file has its row, and the file's size and digest."""
        self.db.execute(
            "UPDATE warc_files SET size = ?, sha256 = ?, complete = 1 WHERE id = ?", [size, sha256, self._file(name)]
        )

    def known_files(self) -> dict[str, int]:
        """Size of each WARC file whose records all have rows, by name."""
        return dict(self.db.execute("SELECT name, size FROM warc_files WHERE complete").fetchall())

    def _figure_row(self, figure_set: int, seq: int, row: FigureRow) -> tuple[Any, ...]:
        ids = self._ids
        indicator = ids.get(("indicator", row[0])) or self._indicator(row[0])
        kind = ids.get(("kind", row[1:6])) or self._kind(row[1:6])
        return (figure_set, seq, indicator, kind, *row[6:])

    def _indicator(self, code: str) -> int:
        return self._number(
            ("indicator", code),
            "SELECT id FROM indicators WHERE code = ?",
            "INSERT INTO indicators (code) VALUES (?)",
            [code],
        )

    def _kind(self, kind: tuple[Any, ...]) -> int:
        return self._number(
            ("kind", kind),
            "SELECT id FROM figure_kinds WHERE unit IS ? AND status = ? AND origin = ? AND confidence = ? AND basis = ?",
            "INSERT INTO figure_kinds (unit, status, origin, confidence, basis) VALUES (?, ?, ?, ?, ?)",
            list(kind),
        )

    def _findings(self, number: int, reading: Reading) -> None:
        self.db.conn.executemany(
            "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(number, seq, *row) for seq, row in enumerate(reading.findings)],
        )

    def _attachments(self, number: int, reading: Reading) -> None:
        self.db.conn.executemany(
            "INSERT OR IGNORE INTO attachments VALUES (?, ?, ?, ?)",
            [(number, document_key(url), url, text) for url, text in reading.attachments],
        )

    # -- reports -----------------------------------------------------------------------------------------------------

    def _assign(self, number: int, document: int, reading: Reading) -> None:
        """Say which report a reading is of: by its agency and year, else by the page it is attached to."""
        agency, year = reading.agency, reading.year
        unmistakable = agency is not None and bool(agency.name) and (agency.resolved or bool(agency.scope))
        if reading.is_report and agency and unmistakable and year is not None:
            self._join(number, f"{agency_key(agency)}/{year}", agency, year)
        elif reading.is_report or reading.figures:
            address = self.db.execute("SELECT address_key FROM documents WHERE id = ?", [document]).fetchone()[0]
            parent = self._page_of(address)
            if parent is not None:
                self._link(number, parent)
            elif reading.is_report:
                self._join(number, f"document:{address}", agency, year)
        if reading.attachments:
            self._adopt_attachments(number)

    def _page_of(self, address: str) -> int | None:
        """The report of the pages that an address is attached to; None where there is none, or more than one."""
        rows = self.db.execute(
            "SELECT DISTINCT g.report_id FROM attachments a JOIN reading g ON g.id = a.reading_id "
            "WHERE a.address_key = ? AND g.report_id IS NOT NULL LIMIT 2",
            [address],
        ).fetchall()
        return cast(int, rows[0][0]) if len(rows) == 1 else None

    def _adopt_attachments(self, number: int) -> None:
        """Readings of a page's attachments that do not say whose they are become its report's."""
        rows = self.db.execute(
            "SELECT g.id, d.address_key FROM attachments a JOIN documents d ON d.address_key = a.address_key "
            "JOIN reading g ON g.document_id = d.id LEFT JOIN report r ON r.id = g.report_id "
            "WHERE a.reading_id = ? AND ((g.report_id IS NULL AND g.figure_set IS NOT NULL) OR r.key LIKE 'document:%')",
            [number],
        ).fetchall()
        for reading, address in rows:
            parent = self._page_of(address)
            if parent is not None:
                self._link(reading, parent)

    def _link(self, number: int, report: int) -> None:
        row = self.db.execute("SELECT report_id FROM reading WHERE id = ?", [number]).fetchone()
        self.db.execute("UPDATE reading SET report_id = ? WHERE id = ?", [report, number])
        self._touched.update(each for each in (row[0], report) if each is not None)

    def finish_batch(self) -> None:
        """Bring the histories up to date of all reports whose documents the batch looked at or read.

        Call it inside the transaction that wrote them.
        """
        reports = self._touched | self._reports_of(self._documents)
        written = [report for report in sorted(reports) if write_history(self.db, report)]
        write_neighbours(self.db, written)
        write_states(self.db, sorted(self._documents))
        for removed in reports.difference(written):
            self._ids = {key: value for key, value in self._ids.items() if key[0] != "report" or value != removed}
        self._touched.clear()
        self._documents.clear()

    def _reports_of(self, documents: Iterable[int]) -> set[int]:
        found: set[int] = set()
        for document in documents:
            rows = self.db.execute(
                "SELECT DISTINCT report_id FROM reading WHERE document_id = ? AND report_id IS NOT NULL", [document]
            )
            found.update(row[0] for row in rows)
        return found

    def _join(self, number: int, key: str, agency: Agency | None, year: int | None) -> None:
        report = self._number(
            ("report", key),
            "SELECT id FROM report WHERE key = ?",
            "INSERT INTO report (key, agency_id, year) VALUES (?, ?, ?)",
            [key],
            [self._agency(agency), year],
        )
        self._link(number, report)

    def _number(
        self, cache: tuple[str, Any], select: str, insert: str, key: list[Any], rest: list[Any] | None = None
    ) -> int:
        """The number of a row by its key, added when it is new; remembered until a rollback."""
        number = self._ids.get(cache)
        if number is None:
            row = self.db.execute(select, key).fetchone()
            number = row[0] if row else self.db.execute(insert, [*key, *(rest or [])]).lastrowid
            self._ids[cache] = cast(int, number)
        return cast(int, number)


def is_to_read(capture: Capture) -> bool:
    """Whether a capture's body is read: a document that came whole, not a list or what the crawler asked for itself."""
    return (
        capture.digest is not None
        and capture.kind in {"response", "resource", "conversion"}
        and capture.error is None
        and capture.role in READ_ROLES
        and capture.status in _READ_STATUS
        and is_readable(capture.mime)
    )


def is_readable(mime: str | None) -> bool:
    """Whether a media type may be a document; what says nothing (octet-stream) may."""
    return mime is None or not mime.startswith(_UNREADABLE)


def refusal(error: sqlite3.DatabaseError, path: Path) -> ArchiveError:
    """What an error of the database means to the user, and the way out."""
    text = str(error)
    if "full" in text:
        return ArchiveError(f"no space left for {path}; what is stored stands: make room and run again")
    if "readonly" in text or "unable to open" in text:
        return ArchiveError(f"cannot write {path}: {text}")
    if "malformed" in text or "not a database" in text:
        return ArchiveError(f"{path} is damaged ({text}); `gongkai rebuild` makes it anew from the WARC files")
    return ArchiveError(f"{path}: {text}")
