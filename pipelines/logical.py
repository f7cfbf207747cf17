"""The logical digest: what a database says, whatever its row numbers, page layout or order of arrival.

Two digests over the contract's tables and views, in order of natural keys (a report's key, a record's id, an address):

* `content`: what was published and read. Two archives that saw the same world have the same one, also when one of
  them was killed on the way: times of looking, runs, record ids and places in WARC files are left out, and which page
  led to an address first: with several hosts that depends on whose answer comes sooner.
* `full`: all of it. A rebuild keeps this one.

Not in either: the run ledger and `coverage`, which is derived from the tables here and the present day.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping

# Columns, those that only the full digest has, the source, the order.
_STREAMS: Mapping[str, tuple[str, str, str, str]] = {
    "captures": (
        "c.url, c.status, c.mime, c.digest, c.kind, c.error, c.detail, c.role",
        "c.via, c.record_id, u.uuid, c.captured_at, c.last_seen, c.etag, c.last_modified, c.warc_file, c.warc_offset",
        "captures c JOIN runs u ON u.id = c.run_id",
        "c.url, c.digest, c.status, c.kind, c.captured_at, c.record_id",
    ),
    "documents": (
        "d.address_key, d.portal_id, d.state, d.verdict, d.reason",
        "d.url, d.first_seen, d.last_seen",
        "documents d",
        "d.address_key",
    ),
    "reports": (
        "r.key, d.address_key, r.agency, r.agency_code, r.level, r.year, r.title, r.published, r.signed, r.form, "
        "r.version, r.state",
        "r.first_seen, r.last_seen",
        "reports r LEFT JOIN documents d ON d.id = r.document_id",
        "r.key",
    ),
    "report_versions": (
        "r.key, v.version, v.text_digest, v.figures_digest, v.metadata_digest",
        "v.first_seen, v.last_seen, c.record_id",
        "report_versions v JOIN report r ON r.id = v.report_id JOIN capture c ON c.id = v.capture_id",
        "r.key, v.version",
    ),
    "sections": (
        "r.key, s.version, s.seq, s.number, s.title, s.text",
        "",
        "texts s JOIN report r ON r.id = s.report_id",
        "r.key, s.version, s.seq",
    ),
    "observations": (
        "r.key, o.version, o.seq, o.indicator, o.value, o.unit, o.status, o.raw, o.origin, o.where_json",
        "",
        "observations o JOIN report r ON r.id = o.report_id",
        "r.key, o.version, o.seq",
    ),
    "findings": (
        'r.key, f.version, f.rule, f.severity, f.indicators, f."left", f."right", f.message',
        "",
        "findings f JOIN report r ON r.id = f.report_id",
        "1, 2, 3, 5, 8, 6, 7",
    ),
    "changes": (
        "r.key, x.seq, x.from_version, x.to_version, x.kind, x.indicator, x.origin, x.old, x.new, "
        "x.old_status, x.new_status",
        "x.seen_at",
        "changes x JOIN report r ON r.id = x.report_id",
        "r.key, x.seq",
    ),
}


def logical_digests(connection: sqlite3.Connection) -> dict[str, str]:
    """The digests of a database: `content` and `full`, hexadecimal SHA-256."""
    return {"content": _digest(connection, full=False), "full": _digest(connection, full=True)}


def _digest(connection: sqlite3.Connection, *, full: bool) -> str:
    digest = hashlib.sha256()
    for name, (columns, only_full, source, order) in _STREAMS.items():
        chosen = f"{columns}, {only_full}" if full and only_full else columns
        digest.update(f"{name}\n".encode())
        for row in connection.execute(f"SELECT {chosen} FROM {source} ORDER BY {order}"):
            digest.update(json.dumps(tuple(row), ensure_ascii=False).encode())
            digest.update(b"\n")
    return digest.hexdigest()
