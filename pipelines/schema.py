"""The database: tables as they are stored, and the views that carry the contract's names.

Sized for 2 million reports and 400 million figures (measured by `benchmarks/store.py`, written down in
`docs/archive.md`): a figure is some 37 bytes with its index, because everything that repeats is a number: the
indicator, the combination of unit, status, origin and basis (`kind`), the place. Texts and sets of figures are stored
once by their digest, whatever number of versions, documents and looks show them. The views are the interface; the
tables behind them may change by migration.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database, Migrations

from pipelines.locks import ArchiveError

PRAGMAS = {
    # Sections are some kilobytes long: 8 kB pages keep most of them off overflow pages.
    "page_size": 8192,
    # Readers (the explorer, a shell) are not blocked by the writer, nor it by them.
    "journal_mode": "wal",
    # A commit does not wait for the disk: after a power cut the last commits may be missing but never half there, and
    # the WARC files, which are synced, give them back at the next start.
    "synchronous": "normal",
    # 128 MB: the upper levels of the figures' tree and of its index stay in memory while a release is read.
    "cache_size": -131072,
    "temp_store": "memory",
    "mmap_size": 1 << 30,
    # Locks are waited for by `locks.patiently`, which says who holds them; this only bridges short ones.
    "busy_timeout": 1000,
}

migrations = Migrations("gongkai")

_TABLES = """
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, started_at TEXT, finished_at TEXT,
  status TEXT NOT NULL, version TEXT, parser TEXT, command TEXT, requests INTEGER NOT NULL DEFAULT 0,
  captures INTEGER NOT NULL DEFAULT 0, reports INTEGER NOT NULL DEFAULT 0, errors INTEGER NOT NULL DEFAULT 0, note TEXT
);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE portals (
  id TEXT PRIMARY KEY, name TEXT, base_url TEXT, level TEXT, admin_code TEXT, region TEXT
) WITHOUT ROWID;
CREATE TABLE warc_files (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, size INTEGER NOT NULL DEFAULT 0, sha256 TEXT,
  complete INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE mimes (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE documents (
  id INTEGER PRIMARY KEY, url TEXT NOT NULL, address_key TEXT NOT NULL UNIQUE, portal_id TEXT, first_seen TEXT,
  last_seen TEXT, state TEXT NOT NULL DEFAULT 'live', verdict TEXT, reason TEXT
);
CREATE TABLE capture (
  id INTEGER PRIMARY KEY, record_id TEXT NOT NULL UNIQUE, run_id INTEGER NOT NULL, document_id INTEGER NOT NULL,
  url TEXT, captured_at TEXT NOT NULL, last_seen TEXT, kind TEXT NOT NULL, status INTEGER, mime_id INTEGER,
  digest BLOB, etag TEXT, last_modified TEXT, location TEXT, warc_file_id INTEGER NOT NULL,
  warc_offset INTEGER NOT NULL, warc_length INTEGER NOT NULL, error TEXT, detail TEXT, role TEXT, via TEXT,
  refers_to TEXT, reading_id INTEGER
);
CREATE INDEX capture_document ON capture (document_id, captured_at);
CREATE INDEX capture_unread ON capture (id) WHERE reading_id IS NULL AND digest IS NOT NULL;
CREATE INDEX capture_reading ON capture (reading_id) WHERE reading_id IS NOT NULL;
CREATE INDEX capture_place ON capture (warc_file_id, warc_offset);
CREATE TABLE agencies (
  id INTEGER PRIMARY KEY, identity TEXT NOT NULL, name TEXT NOT NULL, code TEXT, level TEXT, division_code TEXT,
  parent_code TEXT, body TEXT, resolved INTEGER NOT NULL, reason TEXT, UNIQUE (identity, name)
);
CREATE INDEX agency_code ON agencies (code);
CREATE INDEX agency_name ON agencies (name);
CREATE TABLE reading (
  id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL, digest BLOB NOT NULL, parser TEXT NOT NULL, failure TEXT,
  verdict TEXT NOT NULL, is_report INTEGER NOT NULL, reason TEXT, title TEXT, agency_printed TEXT, agency_id INTEGER,
  year INTEGER, published TEXT, signed TEXT, index_number TEXT, document_number TEXT, site_code TEXT, form TEXT,
  mime_id INTEGER, encoding TEXT, sources TEXT, has_table INTEGER NOT NULL, own_portal INTEGER NOT NULL,
  text_set INTEGER, figure_set INTEGER,
  text_digest BLOB NOT NULL, figures_digest BLOB NOT NULL, metadata_digest BLOB NOT NULL, report_id INTEGER,
  UNIQUE (document_id, digest)
);
CREATE INDEX reading_report ON reading (report_id) WHERE report_id IS NOT NULL;
CREATE INDEX reading_figures ON reading (figure_set);
CREATE INDEX reading_texts ON reading (text_set);
CREATE TABLE attachments (
  reading_id INTEGER NOT NULL, address_key TEXT NOT NULL, url TEXT NOT NULL, text TEXT,
  PRIMARY KEY (reading_id, address_key)
) WITHOUT ROWID;
CREATE INDEX attachment_address ON attachments (address_key);
CREATE TABLE text_sets (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE);
CREATE TABLE section (
  id INTEGER PRIMARY KEY, text_set INTEGER NOT NULL, seq INTEGER NOT NULL, number INTEGER, title TEXT, text TEXT
);
CREATE INDEX section_set ON section (text_set, seq);
CREATE TABLE indicators (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);
CREATE TABLE figure_kinds (
  id INTEGER PRIMARY KEY, unit TEXT, status TEXT NOT NULL, origin TEXT NOT NULL, confidence INTEGER NOT NULL,
  basis TEXT NOT NULL
);
CREATE TABLE figure_sets (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE);
CREATE TABLE figure (
  figure_set INTEGER NOT NULL, seq INTEGER NOT NULL, indicator_id INTEGER NOT NULL, kind_id INTEGER NOT NULL,
  value NUMERIC, raw TEXT, place INTEGER, more BLOB, PRIMARY KEY (figure_set, seq)
) WITHOUT ROWID;
CREATE INDEX figure_indicator ON figure (indicator_id, figure_set);
CREATE TABLE finding (
  reading_id INTEGER NOT NULL, seq INTEGER NOT NULL, rule TEXT NOT NULL, severity TEXT NOT NULL, indicators TEXT,
  left NUMERIC, right NUMERIC, message TEXT, PRIMARY KEY (reading_id, seq)
) WITHOUT ROWID;
CREATE INDEX finding_rule ON finding (rule);
CREATE TABLE report (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, agency_id INTEGER, year INTEGER, document_id INTEGER,
  version INTEGER, state TEXT NOT NULL DEFAULT 'live'
);
CREATE INDEX report_agency ON report (agency_id, year);
CREATE INDEX report_year ON report (year);
CREATE INDEX report_document ON report (document_id);
CREATE TABLE version (
  report_id INTEGER NOT NULL, version INTEGER NOT NULL, reading_id INTEGER NOT NULL, capture_id INTEGER NOT NULL,
  first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, PRIMARY KEY (report_id, version)
) WITHOUT ROWID;
CREATE INDEX version_reading ON version (reading_id);
CREATE TABLE report_finding (
  report_id INTEGER NOT NULL, seq INTEGER NOT NULL, version INTEGER NOT NULL, rule TEXT NOT NULL,
  severity TEXT NOT NULL, indicators TEXT, left NUMERIC, right NUMERIC, message TEXT, PRIMARY KEY (report_id, seq)
) WITHOUT ROWID;
CREATE TABLE witnesses (
  report_id INTEGER NOT NULL, document_id INTEGER NOT NULL, reading_id INTEGER, role TEXT NOT NULL,
  PRIMARY KEY (report_id, document_id)
) WITHOUT ROWID;
CREATE TABLE changes (
  report_id INTEGER NOT NULL, seq INTEGER NOT NULL, from_version INTEGER, to_version INTEGER, kind TEXT NOT NULL,
  indicator TEXT, old, new, old_status TEXT, new_status TEXT, seen_at TEXT NOT NULL, PRIMARY KEY (report_id, seq)
) WITHOUT ROWID;
CREATE INDEX change_seen ON changes (seen_at);
CREATE TABLE coverage (
  agency_code TEXT, agency TEXT, year INTEGER, state TEXT, published TEXT, due TEXT
);
CREATE VIRTUAL TABLE search USING fts5(title, body, content='', detail=column, columnsize=0, tokenize='unicode61');
"""

WHERE_SQL = """
CASE WHEN f.place IS NULL THEN f.more
WHEN k.origin = 'table' THEN
  rtrim(json_object('table', (f.place >> 20) & 255, 'row', (f.place >> 8) & 4095, 'column', f.place & 255), '}')
  || CASE WHEN f.place >> 28 THEN ',"page":' || (f.place >> 28) ELSE '' END
ELSE
  rtrim(json_object('start', (f.place >> 16) & 16777215, 'end', ((f.place >> 16) & 16777215) + (f.place & 65535)), '}')
  || CASE WHEN f.place >> 40 THEN ',"page":' || (f.place >> 40) ELSE '' END
END
|| CASE WHEN f.place IS NULL THEN '' WHEN f.more IS NULL THEN '}' WHEN typeof(f.more) = 'integer' THEN
  ',"start":' || (f.more >> 16) || ',"end":' || ((f.more >> 16) + (f.more & 65535)) || '}'
ELSE ',' || substr(f.more, 2) END
"""
"""The place of a figure as JSON, from the packed form of `reading.pack_where`."""

_FIGURE_COLUMNS = f"""
i.code AS indicator, f.value, k.unit, k.status,
coalesce(f.raw, CASE WHEN f.value IS NULL THEN '' ELSE CAST(f.value AS TEXT) END) AS raw,
k.origin, {WHERE_SQL} AS where_json"""

_VIEWS = {
    "captures": """
SELECT c.id, c.run_id, coalesce(c.url, d.url) AS url, c.captured_at, c.status, m.name AS mime,
  nullif(lower(hex(c.digest)), '') AS digest, c.etag, c.last_modified, w.name AS warc_file, c.warc_offset, c.error,
  c.record_id, c.kind, c.document_id, c.last_seen, c.location, c.warc_length, c.detail, c.role, c.via, c.refers_to,
  c.reading_id
FROM capture c JOIN documents d ON d.id = c.document_id JOIN warc_files w ON w.id = c.warc_file_id
LEFT JOIN mimes m ON m.id = c.mime_id""",
    "reports": """
SELECT r.id, r.document_id, a.name AS agency, a.code AS agency_code, a.level, r.year,
  g.title, g.published, g.signed, g.form, r.version, r.key, r.state, d.url, d.portal_id, g.agency_printed,
  g.index_number, g.document_number, g.site_code, g.verdict, g.reason, a.division_code, a.parent_code, r.agency_id,
  v.first_seen, v.last_seen, v.capture_id, v.reading_id
FROM report r JOIN version v ON v.report_id = r.id AND v.version = r.version JOIN reading g ON g.id = v.reading_id
LEFT JOIN agencies a ON a.id = r.agency_id LEFT JOIN documents d ON d.id = r.document_id""",
    "report_versions": """
SELECT v.report_id, v.version, v.capture_id, v.first_seen, v.last_seen, lower(hex(g.text_digest)) AS text_digest,
  lower(hex(g.figures_digest)) AS figures_digest, lower(hex(g.metadata_digest)) AS metadata_digest, v.reading_id,
  g.document_id, g.title, g.published, g.signed, g.form, g.parser
FROM version v JOIN reading g ON g.id = v.reading_id""",
    "sections": """
SELECT v.report_id, v.version, s.number, s.title, s.text, s.seq
FROM version v JOIN reading g ON g.id = v.reading_id JOIN section s ON s.text_set = g.text_set
WHERE s.title <> ''""",
    "texts": """
SELECT v.report_id, v.version, s.seq, s.number, s.title, s.text
FROM version v JOIN reading g ON g.id = v.reading_id JOIN section s ON s.text_set = g.text_set""",
    "observations": f"""
SELECT v.report_id, v.version, {_FIGURE_COLUMNS}, v.capture_id, f.seq, k.confidence / 100.0 AS confidence, k.basis
FROM version v JOIN reading g ON g.id = v.reading_id JOIN figure f ON f.figure_set = g.figure_set
JOIN indicators i ON i.id = f.indicator_id JOIN figure_kinds k ON k.id = f.kind_id""",
    "findings": """
SELECT v.report_id, v.version, n.rule, n.severity, n.indicators, n."left", n."right", n.message
FROM version v JOIN finding n ON n.reading_id = v.reading_id
UNION ALL
SELECT report_id, version, rule, severity, indicators, "left", "right", message FROM report_finding""",
    "failures": """
SELECT c.id AS capture_id, coalesce(c.url, d.url) AS url, c.captured_at, c.run_id,
  coalesce(c.error, g.failure) AS error, coalesce(c.detail, g.reason) AS reason
FROM capture c JOIN documents d ON d.id = c.document_id LEFT JOIN reading g ON g.id = c.reading_id
WHERE c.error IS NOT NULL OR g.failure IS NOT NULL""",
}


@migrations()
def tables(db: Database) -> None:
    """The first schema."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def views(db: Database) -> None:
    """The contract's names."""
    for name, sql in _VIEWS.items():
        db.create_view(name, sql, replace=True)


@migrations()
def coverage_columns(db: Database) -> None:
    """What coverage knows beyond the contract's columns. The table is derived: the next run fills it again."""
    db.execute("DROP TABLE coverage")
    db.execute(
        "CREATE TABLE coverage (agency_code TEXT, agency TEXT, year INTEGER, state TEXT, published TEXT, due TEXT, "
        "agency_id TEXT, level TEXT, division_code TEXT, first_seen TEXT, date_known TEXT, expected_by TEXT, "
        "reason TEXT, portal_id TEXT, report_key TEXT)"
    )
    db.execute("CREATE INDEX coverage_year ON coverage (year)")
    db.execute("CREATE INDEX coverage_agency ON coverage (agency)")


@migrations()
def lookups(db: Database) -> None:
    """The findings between reports by rule, and an agency's name that its index finds (no expression around it).

    What was derived before compared addresses by another rule: it counts as read by another parser, so that a rebuild
    comes first.
    """
    db.execute(
        "UPDATE facts SET value = value || ', older keys' WHERE name = 'parser' AND EXISTS (SELECT 1 FROM reading)"
    )
    db.execute("CREATE INDEX report_finding_rule ON report_finding (rule)")
    for name, sql in _VIEWS.items():
        db.create_view(name, sql, replace=True)


@migrations()
def digests_of_nothing(db: Database) -> None:
    """A look that got no body has no digest, not an empty one."""
    db.create_view("captures", _VIEWS["captures"], replace=True)


@migrations()
def origin_of_changes(db: Database) -> None:
    """Where a figure that changed stands, in the table or in a sentence. What was noted without comes by a rebuild."""
    db.execute("ALTER TABLE changes ADD COLUMN origin TEXT")
    db.execute(
        "UPDATE facts SET value = value || ', older changes' "
        "WHERE name = 'parser' AND EXISTS (SELECT 1 FROM changes WHERE kind = 'figure')"
    )


def is_older(connection: sqlite3.Connection) -> bool:
    """Whether a database lacks what this program's schema has. Reads only."""
    return bool(migrations.pending(Database(connection, recursive_triggers=False, execute_plugins=False)))


def _unknown(db: Database) -> list[str]:
    """The migrations that a database has had and this program has not."""
    known = {each.name for each in migrations.pending(Database(memory=True))}
    return [each.name for each in migrations.applied(db) if each.name not in known]


def connect(path: Path) -> Database:
    """Open the database for writing, made or migrated to the present schema. Its transactions are begun explicitly.

    Raises:
        ArchiveError: for a database of a newer program, whose tables this one does not know.
    """
    db = Database(path)
    if newer := _unknown(db):
        db.close()
        raise ArchiveError(
            f"{path} was written by a newer version of gongkai (its schema has {', '.join(newer)}, which this one does "
            "not know); nothing was changed: use that version, or name another archive"
        )
    db.conn.isolation_level = None
    for name, value in PRAGMAS.items():
        db.execute(f"PRAGMA {name} = {value}").fetchall()
    if migrations.pending(db):
        migrations.apply(db)
    return db
