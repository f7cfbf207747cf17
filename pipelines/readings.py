"""Writing what documents say: readings, and the sets of texts and figures they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from sqlite_utils import Database

from pipelines.addresses import document_key
from pipelines.keys import Keys
from pipelines.reading import FigureRow, Reading


class Readings:
    """The tables of readings, for a writer that holds a transaction."""

    def __init__(self, db: Database, keys: Keys) -> None:
        self.db = db
        self._keys = keys

    def insert(self, document: int, digest: bytes, reading: Reading) -> int:
        """Store a reading of the bytes with this digest at a document; returns its number."""
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
                self._keys.agency(reading.agency),
                reading.year,
                reading.published,
                reading.signed,
                reading.index_number,
                reading.document_number,
                reading.site_code,
                reading.form,
                self._keys.mime(reading.mime),
                reading.encoding,
                reading.sources,
                reading.has_table,
                reading.own_portal,
                self._texts(reading),
                self._figures(reading),
                reading.text_digest,
                reading.figures_digest,
                reading.metadata_digest,
            ],
        )
        number = cast(int, cursor.lastrowid)
        self._findings(number, reading)
        self._attachments(number, reading)
        return number

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

    def _figure_row(self, figure_set: int, seq: int, row: FigureRow) -> tuple[Any, ...]:
        known = self._keys.known
        indicator = known.get(("indicator", row[0])) or self._keys.indicator(row[0])
        kind = known.get(("kind", row[1:6])) or self._keys.figure_kind(row[1:6])
        return (figure_set, seq, indicator, kind, *row[6:])

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

    def forget_stale(self, document: int, digest: bytes) -> int | None:
        """Drop the reading that an older parser made of the same bytes; returns the report it was of."""
        row = self.db.execute(
            "SELECT id, report_id FROM reading WHERE document_id = ? AND digest = ?", [document, digest]
        ).fetchone()
        if row is None:
            return None
        for table in ("finding", "attachments"):
            self.db.execute(f"DELETE FROM {table} WHERE reading_id = ?", [row[0]])
        self.db.execute("DELETE FROM reading WHERE id = ?", [row[0]])
        return cast("int | None", row[1])
