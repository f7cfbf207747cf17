"""Writing a report's history: its looks out of the database, folded; its versions, changes and witnesses into it."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import urljoin

from sqlite_utils import Database

from pipelines.addresses import document_key
from pipelines.borrowing import borrow_fields
from pipelines.changes import (
    GONE_ERRORS,
    GONE_STATUS,
    MOVED_STATUS,
    REMOVAL_LOOKS,
    SENT_STATUS,
    Content,
    Event,
    FigureKey,
    FigureState,
    History,
    Look,
    Rank,
    figure_changes,
    fold,
)
from pipelines.digests import METADATA_FIELDS

# Formats from the most to the least faithful carrier of a table; `_` is any other.
_FORMATS = {"text/html": 0, "application/xhtml+xml": 0, "application/pdf": 2, "text/plain": 1, "image/": 4, "_": 3}

_LOOKS = """
SELECT c.id, c.captured_at, coalesce(c.last_seen, c.captured_at), c.document_id, c.status, c.error, c.location,
  w.name, c.warc_offset, g.id, g.report_id, g.failure, g.text_digest, g.figures_digest, g.metadata_digest,
  g.own_portal, g.has_table, m.name, g.figure_set, g.text_set, d.address_key,
  g.figure_set IS NULL AND EXISTS (
    SELECT 1 FROM attachments t JOIN documents e ON e.address_key = t.address_key
    JOIN reading o ON o.document_id = e.id AND o.report_id = g.report_id WHERE t.reading_id = g.id AND o.id <> g.id
    AND (SELECT sum(length(text)) FROM section s WHERE s.text_set = o.text_set)
      > (SELECT coalesce(sum(length(text)), 0) FROM section s WHERE s.text_set = g.text_set)),
  c.kind <> 'conversion' AND EXISTS (
    SELECT 1 FROM capture v WHERE v.document_id = c.document_id AND v.kind = 'conversion')
FROM capture c JOIN warc_files w ON w.id = c.warc_file_id
JOIN documents d ON d.id = c.document_id LEFT JOIN reading g ON g.id = c.reading_id
LEFT JOIN mimes m ON m.id = g.mime_id
WHERE c.document_id IN (SELECT document_id FROM reading WHERE report_id = ?)
"""


def write_history(db: Database, report: int) -> str | None:
    """Derive a report's versions, changes, witnesses and findings again from the looks at its documents.

    A report that no reading is of any more is removed; then its key is returned.
    """
    rows = [_Row(*row) for row in db.execute(_LOOKS, [report])]
    carriers = {row.address for row in rows if row.report == report and row.failure is None}
    looks = [look for row in rows if (look := _look(row, report, carriers))]
    history = fold(looks)
    if db.execute("SELECT 1 FROM version WHERE report_id = ? LIMIT 1", [report]).fetchone():
        for table in ("version", "changes", "report_finding", "witnesses"):
            db.execute(f"DELETE FROM {table} WHERE report_id = ?", [report])
    if not history.versions:
        key = db.execute("SELECT key FROM report WHERE id = ?", [report]).fetchone()
        _forget_carried(db, report)
        db.execute("DELETE FROM report WHERE id = ?", [report])
        return str(key[0]) if key else ""
    db.conn.executemany(
        "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?)",
        [(report, v.number, v.reading, v.capture, v.first_seen, v.last_seen) for v in history.versions],
    )
    _write_current(db, report, history)
    borrow_fields(db, report)
    changes = [row for event in history.events for row in _change_rows(db, history, event)]
    db.conn.executemany(
        "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(report, seq, *row) for seq, row in enumerate(changes)],
    )
    _write_witnesses(db, report, history)
    return None


class _Row(NamedTuple):
    """A capture of one of the report's documents, in the order of `_LOOKS`."""

    capture: int
    at: str
    until: str
    document: int
    status: int | None
    error: str | None
    location: str | None
    file: str
    offset: int
    reading: int | None
    report: int | None
    failure: str | None
    text_digest: bytes
    figures_digest: bytes
    metadata_digest: bytes
    own_portal: int
    has_table: int
    mime: str | None
    figure_set: int | None
    text_set: int | None
    address: str
    stub: int | None
    shell: int


def _look(row: _Row, report: int, carriers: set[str]) -> Look | None:
    """A capture as a look at the report's document; None where it says nothing (an error, an unread body). `carriers`
    are the keys of the addresses at which the report was read.
    """
    content = None
    if row.error and not is_gone(row.status, row.error, row.location):
        return None
    if row.reading is not None and row.failure is None:
        if row.report == report:
            identity = row.text_digest, row.figures_digest, row.metadata_digest
            content = Content(row.reading, identity, _rank(row), row.address)
        elif row.shell:
            return None  # what was made of the page shows the report, the page as it comes never did
    elif not (
        is_gone(row.status, row.error, row.location) or _is_sent(row.address, row.status, row.location, carriers)
    ):
        return None
    return Look(row.at, (row.file, row.offset), row.document, row.capture, content, row.until)


def is_gone(status: int | None, error: str | None, location: str | None) -> bool:
    """Whether an answer says that the document is no longer at its address."""
    return status in GONE_STATUS or error in GONE_ERRORS or (status in MOVED_STATUS and location is not None)


def _is_sent(address: str, status: int | None, location: str | None, carriers: set[str]) -> bool:
    """Whether an answer sends on to another address that carries the report. One that sends to a login page, or home,
    says nothing of it.
    """
    if status not in SENT_STATUS or not location:
        return False
    target = document_key(urljoin(f"http://{address}", location))
    return target != address and target in carriers


def _rank(row: _Row) -> Rank:
    """How good a source is, best first: has figures, has text (more than a stub whose attachment has it), the agency's
    own portal, a table, format.
    """
    kind = row.mime or "_"
    form = _FORMATS.get(kind, _FORMATS["image/"] if kind.startswith("image/") else _FORMATS["_"])
    bare = int(row.figure_set is None), int(row.text_set is None or bool(row.stub))
    return (*bare, 1 - row.own_portal, 1 - row.has_table, form)


# What an attachment calls its agency counts only where it is the report's own: 我局 is whose the page says.
_CURRENT = """
UPDATE report SET document_id = ?, version = ?, state = ?, agency_id = coalesce(
  (SELECT g.agency_id FROM reading g JOIN agencies a ON a.id = g.agency_id
   LEFT JOIN agencies own ON own.id = report.agency_id
   WHERE g.id = ? AND (report.agency_id IS NULL OR own.identity = a.identity)), agency_id)
WHERE id = ?
"""


def _write_current(db: Database, report: int, history: History) -> None:
    reading = history.versions[history.current - 1].reading
    state = "removed" if history.removed else "live"
    db.execute(_CURRENT, [history.document, history.current, state, reading, report])


ChangeRow = tuple[int | None, int | None, str, str | None, Any, Any, str | None, str | None, str, str | None]


def _change_rows(db: Database, history: History, event: Event) -> Iterator[ChangeRow]:
    """An event as rows of `changes`, a figure or a field each."""
    old = history.versions[event.before - 1].reading if event.before else None
    new = history.versions[event.after - 1].reading if event.after else None
    if event.kind == "revised" and old and new:
        for each in change_rows_between(db, old, new):
            states = (each.old_status, each.new_status)
            yield (event.before, event.after, each.kind, each.name, each.old, each.new, *states, event.at, each.origin)
        return
    source, target = _url(db, event.source), _url(db, event.target)
    if event.kind == "source":
        yield (event.before, event.after, "metadata", "document", source, target, None, None, event.at, None)
    elif event.kind == "moved":
        yield (event.before, event.after, "moved", None, source, target, None, None, event.at, None)
    elif event.kind == "removed":
        yield (event.before, None, "removed", None, source, None, None, None, event.at, None)
    else:
        yield (event.before, event.after, event.kind, None, None, target, None, None, event.at, None)


def _url(db: Database, document: int | None) -> str | None:
    row = db.execute("SELECT url FROM documents WHERE id = ?", [document]).fetchone() if document else None
    return row[0] if row else None


class Difference(NamedTuple):
    """What differs between two readings: a figure (`name` its indicator, `origin` table or sentence), text, metadata.

    A status is None where that side has no such figure.
    """

    kind: str
    name: str | None = None
    old: Any = None
    new: Any = None
    old_status: str | None = None
    new_status: str | None = None
    origin: str | None = None


def change_rows_between(db: Database | sqlite3.Connection, old: int, new: int) -> Iterator[Difference]:
    """What differs between two readings: figures, then the text, then metadata."""
    for indicator, origin, before, after in figure_changes(figures_of(db, old), figures_of(db, new)):
        states = (before[0] if before else None, after[0] if after else None)
        yield Difference("figure", indicator, _shown(before), _shown(after), *states, origin)
    columns = ", ".join(("text_digest", *METADATA_FIELDS))
    first, second = (
        db.execute(f"SELECT {columns} FROM reading WHERE id = ?", [reading]).fetchone() for reading in (old, new)
    )
    if first[0] != second[0]:
        yield Difference("text")
    for name, before, after in zip(METADATA_FIELDS, first[1:], second[1:], strict=True):
        if (before or "").split() != (after or "").split():
            yield Difference("metadata", name, before, after)


def _shown(state: FigureState | None) -> float | int | str | None:
    """A figure as a change shows it: the number, the words of a cell of words; null for a blank or none."""
    if state is None:
        return None
    status, value, _, words = state
    return words if status == "text" else value


def figures_of(db: Database | sqlite3.Connection, reading: int) -> dict[FigureKey, list[FigureState]]:
    """The figures of a reading as they are compared, by indicator and origin."""
    found: dict[FigureKey, list[FigureState]] = defaultdict(list)
    rows = db.execute(
        "SELECT i.code, k.origin, k.status, f.value, k.unit, f.raw FROM reading g "
        "JOIN figure f ON f.figure_set = g.figure_set JOIN indicators i ON i.id = f.indicator_id "
        "JOIN figure_kinds k ON k.id = f.kind_id WHERE g.id = ?",
        [reading],
    )
    for code, origin, status, value, unit, raw in rows:
        words = "".join((raw or "").split()) if status == "text" else ""
        found[code, origin].append((status, value, unit, words))
    return found


def _write_witnesses(db: Database, report: int, history: History) -> None:
    """The documents that show the report now, and what they contradict."""
    findings: list[tuple[Any, ...]] = []
    carrier = history.present.get(history.document) if history.document else None
    for document, content in sorted(history.present.items()):
        role = "current" if document == history.document else "witness"
        db.execute("INSERT INTO witnesses VALUES (?, ?, ?, ?)", [report, document, content.reading, role])
        if carrier and role == "witness" and content.identity[1] != carrier.identity[1]:
            findings += _disagreements(db, carrier.reading, content.reading, _url(db, document) or "")
    _add_findings(db, report, history.current, findings)


def _disagreements(db: Database, current: int, witness: int, url: str) -> Iterator[tuple[Any, ...]]:
    """Where two documents of one report give different numbers; what only one of them has is no disagreement."""
    ours, theirs = _numbers(db, current), _numbers(db, witness)
    for indicator in sorted(ours.keys() & theirs.keys()):
        if ours[indicator] != theirs[indicator]:
            yield (
                "report.witness",
                "warning",
                json.dumps([indicator]),
                ours[indicator],
                theirs[indicator],
                f"{indicator} is {ours[indicator]} here and {theirs[indicator]} in {url}",
            )


def _carried(db: Database, reading: int, prefix: str) -> dict[str, float | int]:
    """The numbers of a reading's table that begin with a prefix, by what follows it, where there is just one."""
    rows = db.execute(_CARRIED, [reading, len(prefix), prefix])
    found: dict[str, float | int] = {}
    for code, value, count, status in rows:
        if count == 1 and status == "reported" and value is not None:
            found[code.removeprefix(prefix)] = value
    return found


def _numbers(db: Database, reading: int) -> dict[str, float | int]:
    """The numbers of a reading's tables by indicator, where an indicator has just one."""
    states = {key[0]: values for key, values in figures_of(db, reading).items() if key[1] == "table"}
    return {
        code: values[0][1]
        for code, values in states.items()
        if len(values) == 1 and values[0][0] == "reported" and values[0][1] is not None
    }


def _add_findings(db: Database, report: int, version: int, findings: Iterable[tuple[Any, ...]]) -> None:
    findings = list(findings)
    if not findings:
        return
    start = db.execute(
        "SELECT coalesce(max(seq), -1) + 1 FROM report_finding WHERE report_id = ?", [report]
    ).fetchone()[0]
    db.conn.executemany(
        "INSERT INTO report_finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(report, start + place, version, *finding) for place, finding in enumerate(findings)],
    )


# --- neighbours in time -----------------------------------------------------------------------------------------------

CARRIED_RULE = "time.carried"
"""The requests a report says were carried in (上年结转) against those that the year before said were carried out
(结转下年度继续办理): one figure, told twice by the official form."""
_IN, _OUT = "requests.carried_in.", "requests.carried_out."

# Few of a report's figures are of these: they are found by their indicators, without reading the others.
_CARRIED = """
SELECT i.code, min(f.value), count(*), min(k.status) FROM indicators i JOIN reading g ON g.id = ?
JOIN figure f ON f.indicator_id = i.id AND f.figure_set = g.figure_set
JOIN figure_kinds k ON k.id = f.kind_id AND k.origin = 'table'
WHERE substr(i.code, 1, ?) = ? GROUP BY i.code
"""
_NEIGHBOURS = """
SELECT r.id, r.year, r.version, v.reading_id FROM report r JOIN agencies a ON a.id = r.agency_id
JOIN version v ON v.report_id = r.id AND v.version = r.version
WHERE a.identity = (SELECT identity FROM agencies WHERE id = ?) AND r.year BETWEEN ? AND ?
"""


def write_neighbours(db: Database, reports: Iterable[int]) -> None:
    """Check reports, and those of the year after, against the year before."""
    for report in reports:
        row = db.execute("SELECT agency_id, year FROM report WHERE id = ?", [report]).fetchone()
        if row[0] is None or row[1] is None:
            continue
        years = {
            year: (number, version, reading)
            for number, year, version, reading in db.execute(_NEIGHBOURS, [row[0], row[1] - 1, row[1] + 1])
        }
        for year in (row[1], row[1] + 1):
            if year in years and year - 1 in years:
                _check_carried(db, years[year], years[year - 1][2])


def _forget_carried(db: Database, report: int) -> None:
    """Nothing is carried from a report that is going: what the year after was held against is not there any more."""
    row = db.execute("SELECT agency_id, year FROM report WHERE id = ?", [report]).fetchone()
    if row is None or row[0] is None or row[1] is None:
        return
    for later, *_ in db.execute(_NEIGHBOURS, [row[0], row[1] + 1, row[1] + 1]).fetchall():
        db.execute("DELETE FROM report_finding WHERE report_id = ? AND rule = ?", [later, CARRIED_RULE])


def _check_carried(db: Database, later: tuple[int, int, int], earlier_reading: int) -> None:
    report, version, reading = later
    db.execute("DELETE FROM report_finding WHERE report_id = ? AND rule = ?", [report, CARRIED_RULE])
    ours, theirs = _carried(db, reading, _IN), _carried(db, earlier_reading, _OUT)
    findings = []
    for column in sorted(ours.keys() & theirs.keys()):
        if theirs[column] != ours[column]:
            codes = json.dumps([_IN + column, _OUT + column])
            message = f"carried in from the year before: {ours[column]}; that year's report says {theirs[column]}"
            findings.append((CARRIED_RULE, "warning", codes, ours[column], theirs[column], message))
    _add_findings(db, report, version, findings)


# --- documents --------------------------------------------------------------------------------------------------------


_LAST_READING = """
SELECT coalesce(g.failure, g.verdict), g.reason FROM capture c JOIN reading g ON g.id = c.reading_id
WHERE c.document_id = ?
ORDER BY NOT g.is_report AND EXISTS (
  SELECT 1 FROM capture v WHERE v.document_id = c.document_id AND v.kind = 'conversion'),
  c.captured_at DESC, c.record_id DESC LIMIT 1
"""


def write_states(db: Database, documents: Iterable[int]) -> None:
    """Whether documents are live, gone or moved, by the last looks at them and by the reports they carried; and what
    their last reading came to (not that of a shell from which a report was made).
    """
    for document in documents:
        said = db.execute(_LAST_READING, [document]).fetchone() or (None, None)
        db.execute(
            "UPDATE documents SET state = ?, verdict = ?, reason = ? WHERE id = ?",
            [_state(db, document), *said, document],
        )


def _state(db: Database, document: int) -> str:
    rows = db.execute(
        "SELECT status, error, location, reading_id FROM capture WHERE document_id = ? "
        "ORDER BY captured_at DESC, record_id DESC LIMIT 20",
        [document],
    ).fetchall()
    sent = any(row[0] in SENT_STATUS for row in rows)
    address, carriers = _carriers(db, document) if sent else ("", set())
    gone = 0
    for status, error, location, reading in rows:
        if is_gone(status, error, location) or _is_sent(address, status, location, carriers):
            gone += 1
        elif reading is not None or (status is not None and error is None):
            break
    if gone < REMOVAL_LOOKS:
        return "live"
    carried = db.execute(
        "SELECT 1 FROM reading g JOIN report r ON r.id = g.report_id "
        "WHERE g.document_id = ? AND r.document_id <> ? AND r.state = 'live'",
        [document, document],
    ).fetchone()
    return "moved" if carried or rows[0][0] in MOVED_STATUS else "gone"


def _carriers(db: Database, document: int) -> tuple[str, set[str]]:
    """The key of a document's address, and those of the addresses at which the reports it carried were read."""
    address = db.execute("SELECT address_key FROM documents WHERE id = ?", [document]).fetchone()[0]
    found = db.execute(
        "SELECT DISTINCT d.address_key FROM reading g JOIN reading o ON o.report_id = g.report_id "
        "JOIN documents d ON d.id = o.document_id WHERE g.document_id = ? AND o.failure IS NULL",
        [document],
    )
    return address, {key for (key,) in found}
