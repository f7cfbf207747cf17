"""The page of a report: the official tables with the state of each figure, findings, prose, evidence and versions."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from explorer.asking import Ask, address
from explorer.drawing import Drawing, Figure, draw
from explorer.formatting import moment
from explorer.language import Language, translate
from parsers.forms import load_forms

Row = Mapping[str, Any]
DOUBTFUL = 0.8
"""Confidence below which a figure is marked: it was placed by order or arithmetic, not by its own labels."""
_FEW = 8
"""Figures that a finding may name to be about each; the last of a longer list is the total that does not come out."""
_SEVERITIES = ("error", "warning", "info")

_HEAD = """
SELECT r.id, r.key, r.state, r.year, r.version AS current, r.agency_id, v.version, v.reading_id, v.capture_id,
  v.first_seen, v.last_seen, coalesce(a.name, g.agency_printed) AS agency, a.name AS agency_name, a.code AS agency_code,
  a.level, a.division_code, a.resolved, g.title, g.agency_printed, g.published, g.signed, g.form, g.index_number,
  g.document_number, g.verdict, g.reason, g.figure_set, g.text_set
FROM report r JOIN version v ON v.report_id = r.id JOIN reading g ON g.id = v.reading_id
LEFT JOIN agencies a ON a.id = r.agency_id WHERE r.id = ? AND v.version = coalesce(?, r.version)
"""
_WITNESSES = """
SELECT w.role, d.url, d.state, d.id FROM witnesses w JOIN documents d ON d.id = w.document_id
WHERE w.report_id = ? ORDER BY w.role, d.url
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding with its number on the page (from 1) and the indicators it is about."""

    number: int
    rule: str
    severity: str
    message: str
    left: Any
    right: Any
    indicators: tuple[str, ...]

    def is_close_to(self, code: str) -> bool:
        """Whether the finding is about this figure, rather than about a long sum of which it is a part."""
        return len(self.indicators) <= _FEW or code == self.indicators[-1]


def head_of(connection: sqlite3.Connection, report: int, version: int | None = None) -> dict[str, Any] | None:
    """A report with one of its versions, the current one unless one is named; None where there is none."""
    row = connection.execute(_HEAD, [report, version]).fetchone()
    return dict(row) if row else None


def report(connection: sqlite3.Connection, ask: Ask) -> dict[str, Any] | None:
    """Everything the page of a report shows; `?version=` picks an older one."""
    number, version = ask.whole("report"), ask.whole("version")
    head = head_of(connection, number, version) if number is not None else None
    if head is None:
        return None
    figures = figures_of(connection, head["id"], head["version"])
    findings = findings_of(connection, head["id"], head["version"])
    drawing = draw(head["form"], [figure for figure in figures if figure["origin"] == "table"])
    return {
        "report": head,
        "form": load_forms().get(head["form"] or ""),
        "drawing": drawing,
        "marks": marks_of(findings),
        "findings": findings,
        "counts": {name: sum(each.severity == name for each in findings) for name in _SEVERITIES},
        "states": _states(figures, drawing),
        "stated": [figure for figure in figures if figure["origin"] == "sentence"],
        "sections": sections_of(connection, head["text_set"]),
        "evidence": evidence_of(connection, head["capture_id"]),
        "versions": versions_of(connection, head["id"]),
        "witnesses": [dict(row) for row in connection.execute(_WITNESSES, [head["id"]])],
        "history": _history(connection, head["id"]),
        "siblings": _siblings(connection, head),
        "stable": address("/find", key=head["key"]),
        "data": _data(connection, head),
        "doubtful": DOUBTFUL,
    }


def figures_of(connection: sqlite3.Connection, report: int, version: int) -> list[Figure]:
    """The figures of a version in the order they were read."""
    rows = connection.execute(
        "SELECT indicator, value, unit, status, raw, origin, where_json, seq, confidence, basis FROM observations "
        "WHERE report_id = ? AND version = ? ORDER BY seq",
        [report, version],
    )
    return [dict(row) for row in rows]


def findings_of(connection: sqlite3.Connection, report: int, version: int) -> list[Finding]:
    """The findings of a version, errors first."""
    rows = connection.execute(
        'SELECT rule, severity, message, "left" AS l, "right" AS r, indicators FROM findings '
        "WHERE report_id = ? AND version = ?",
        [report, version],
    ).fetchall()
    order = {name: place for place, name in enumerate(_SEVERITIES)}
    rows.sort(key=lambda row: order.get(row["severity"], len(order)))
    return [
        Finding(number, row["rule"], row["severity"], row["message"], row["l"], row["r"], codes_of(row["indicators"]))
        for number, row in enumerate(rows, 1)
    ]


def codes_of(stored: str | None) -> tuple[str, ...]:
    """The indicators of a finding as they are stored."""
    return tuple(json.loads(stored)) if stored else ()


def marks_of(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings on each indicator."""
    marks: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        for code in finding.indicators:
            marks[code].append(finding)
    return {code: _closest_first(code, own) for code, own in marks.items()}


def _closest_first(code: str, findings: Iterable[Finding]) -> list[Finding]:
    """What is about the figure itself before sums that it is a part of."""
    return sorted(findings, key=lambda finding: not finding.is_close_to(code))


def _states(figures: Sequence[Figure], drawing: Drawing) -> dict[str, int]:
    """How many cells of the tables are in each state; `absent` are cells of the form that nothing was read for."""
    states = {"reported": 0, "blank": 0, "not_applicable": 0, "text": 0}
    for figure in figures:
        if figure["origin"] == "table":
            states[figure["status"]] += 1
    states["absent"] = sum(not slot.figures for table in drawing.tables for slot in table.slots)
    return states


def sections_of(connection: sqlite3.Connection, text_set: int | None) -> list[Row]:
    """The sections of a text in order: number, title, text."""
    rows = connection.execute(
        "SELECT number, title, text FROM section WHERE text_set = ? ORDER BY seq", [text_set]
    ).fetchall()
    return [dict(row) for row in rows]


def evidence_of(connection: sqlite3.Connection, capture: int) -> Row:
    """A capture with the run that made it."""
    row = connection.execute(
        "SELECT c.*, u.kind AS run_kind, u.uuid AS run_uuid, u.started_at AS run_started FROM captures c "
        "JOIN runs u ON u.id = c.run_id WHERE c.id = ?",
        [capture],
    ).fetchone()
    return dict(row)


def versions_of(connection: sqlite3.Connection, report: int) -> list[Row]:
    """The versions of a report, the newest first."""
    rows = connection.execute(
        "SELECT version, first_seen, last_seen, capture_id, published FROM report_versions WHERE report_id = ? "
        "ORDER BY version DESC",
        [report],
    )
    return [dict(row) for row in rows]


def _history(connection: sqlite3.Connection, report: int) -> list[Row]:
    """What happened to a report, a line for each moment and kind; the newest first."""
    rows = connection.execute(
        "SELECT seen_at, kind, from_version, to_version, count(*) AS count, max(old) AS old, max(new) AS new "
        "FROM changes WHERE report_id = ? GROUP BY seen_at, kind, from_version, to_version "
        "ORDER BY seen_at DESC, min(seq)",
        [report],
    )
    return [dict(row) for row in rows]


_SIBLINGS = """
SELECT r.id, r.year FROM report r JOIN agencies a ON a.id = r.agency_id
WHERE a.identity = (SELECT identity FROM agencies WHERE id = ?) AND r.year IS NOT NULL ORDER BY r.year, r.id
"""


def _siblings(connection: sqlite3.Connection, head: Row) -> list[Row]:
    """The reports of the same agency, by year."""
    return [dict(row) for row in connection.execute(_SIBLINGS, [head["agency_id"]])]


def find(connection: sqlite3.Connection, ask: Ask) -> str | None:
    """The page of the report with a stable key (the same after a rebuild, unlike its number).

    `version` picks an older one; with `indicator` it is the page of that figure, the table's before a sentence's.
    """
    row = connection.execute("SELECT id FROM report WHERE key = ?", [ask.word("key")]).fetchone()
    head = head_of(connection, row[0], ask.whole("version")) if row else None
    if head is None:
        return None
    if code := ask.word("indicator"):
        named = [each for each in figures_of(connection, head["id"], head["version"]) if each["indicator"] == code]
        named.sort(key=lambda figure: figure["origin"] != "table")
        return f"/report/{head['id']}/figure/{head['version']}/{named[0]['seq']}" if named else None
    old = head["version"] if ask.whole("version") is not None else None
    return address(f"/report/{head['id']}", version=old)


def citation(language: Language, head: Row, capture: Row) -> str:
    """A report as a reference: who, what, when, where, and the bytes that were read."""
    return translate(
        language,
        "report.citation",
        agency=head["agency"] or translate(language, "report.nameless"),
        title=head["title"] or translate(language, "report.untitled"),
        published=head["published"] or translate(language, "report.unknown"),
        address=capture["url"],
        captured=moment(capture["captured_at"]),
        digest=capture["digest"] or "–",
        version=head["version"],
        report=head["key"],
    )


def _data(connection: sqlite3.Connection, head: Row) -> dict[str, str]:
    """The addresses of a version's figures as CSV and JSON, as Datasette gives them."""
    database = Path(connection.execute("PRAGMA database_list").fetchone()[2]).stem
    chosen = {"report_id": head["id"], "version": head["version"], "_size": "max"}
    table = f"/{database}/observations"
    return {
        "csv": address(f"{table}.csv", **chosen, _dl="on"),
        "json": address(f"{table}.json", **chosen, _shape="array"),
    }
