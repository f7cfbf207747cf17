"""Writing what documents say: readings, and the sets of texts and figures they share."""

from __future__ import annotations

from typing import Any, cast

from sqlite_utils import Database

from pipelines.addresses import document_key
from pipelines.keys import Keys
from pipelines.reading import FigureRow, Reading

_SECTION = "INSERT INTO section (text_set, seq, number, title, text) VALUES (?, ?, ?, ?, ?)"
_SEARCH = "INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)"
_FIGURE = "INSERT INTO figure VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_FINDING = "INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?)"


class Readings:
    """The tables of readings, for a writer that holds a transaction.

    Texts, figures and findings wait until `flush`, so that a batch writes each table once.
    """

    def __init__(self, db: Database, keys: Keys) -> None:
        self.db = db
        self._keys = keys
        self._rows: dict[str, list[tuple[Any, ...]]] = {sql: [] for sql in (_SECTION, _SEARCH, _FIGURE, _FINDING)}

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
        number, is_new = self._content_set("text_sets", reading.sections_key)
        if is_new:
            self._rows[_SECTION] += [(number, seq, *section) for seq, section in enumerate(reading.sections)]
            self._rows[_SEARCH].append((number, reading.title_tokens, reading.body_tokens))
        return number

    def _figures(self, reading: Reading) -> int | None:
        if not reading.figures:
            return None
        number, is_new = self._content_set("figure_sets", reading.figures_key)
        if is_new:
            self._rows[_FIGURE] += [self._figure_row(number, seq, row) for seq, row in enumerate(reading.figures)]
        return number

    def flush(self) -> None:
        """Write the rows that wait, each table's in one statement. Call it before anything reads them."""
        for sql, rows in self._rows.items():
            if rows:
                self.db.conn.executemany(sql, rows)
                rows.clear()

    def drop(self) -> None:
        """Forget the rows that wait: the transaction was rolled back."""
        for rows in self._rows.values():
            rows.clear()

    def _content_set(self, table: str, digest: bytes) -> tuple[int, bool]:
        """The number of a content by its digest, and whether it is new."""
        cursor = self.db.execute(f"INSERT OR IGNORE INTO {table} (digest) VALUES (?)", [digest])
        if cursor.rowcount > 0:
            return cast(int, cursor.lastrowid), True
        return cast(int, self.db.execute(f"SELECT id FROM {table} WHERE digest = ?", [digest]).fetchone()[0]), False

    def _figure_row(self, figure_set: int, seq: int, row: FigureRow) -> tuple[Any, ...]:
        known = self._keys.known
        indicator = known.get(("indicator", row[0])) or self._keys.indicator(row[0])
        kind = known.get(("kind", row[1:6])) or self._keys.figure_kind(row[1:6])
        return (figure_set, seq, indicator, kind, *row[6:])

    def _findings(self, number: int, reading: Reading) -> None:
        self._rows[_FINDING] += [(number, seq, *row) for seq, row in enumerate(reading.findings)]

    def _attachments(self, number: int, reading: Reading) -> None:
        if reading.attachments:
            self.db.conn.executemany(
                "INSERT OR IGNORE INTO attachments VALUES (?, ?, ?, ?)",
                [(number, document_key(url), url, text) for url, text in reading.attachments],
            )

    def forget(self, reading: int) -> None:
        """Drop a reading that an older parser made."""
        self.flush()
        for table in ("finding", "attachments"):
            self.db.execute(f"DELETE FROM {table} WHERE reading_id = ?", [reading])
        self.db.execute("DELETE FROM reading WHERE id = ?", [reading])
