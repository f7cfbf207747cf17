"""`gongkai trace`: from a figure back to its cell, document, capture, WARC record, version and run."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.evidence import Evidence, EvidenceJob
from pipelines.indicators import indicators
from pipelines.label_search import codes_of, shown
from pipelines.locks import ArchiveError
from pipelines.view import Found, find_report, reading
from pipelines.workers import Failure, Pool


@dataclass(slots=True)
class Trace:
    """One figure with all it rests on: rows of the database, and the evidence found again in the capture."""

    report: dict[str, Any]
    version: dict[str, Any]
    figure: dict[str, Any]
    capture: dict[str, Any]
    run: dict[str, Any]
    findings: list[dict[str, Any]]
    evidence: Evidence | None = None
    problem: str | None = None


def trace(
    root: Path, agency: str, year: int, indicator: str, *, version: int | None = None, want_page: bool = False
) -> list[Trace]:
    """Trace every figure of an indicator in a report (a table's, and those of sentences), in the current version unless
    one is named. The indicator is given by its code, or by words of its label that fit no other of the report's.

    Raises:
        ArchiveError: when there is no such report, version or figure, or the words fit several indicators; says what
            there is instead.
    """
    with reading(root) as connection:
        report = find_report(connection, agency, year)
        found = _figures(connection, report, version or report.version, indicator)
    with Pool(1) as pool:
        for place, each in enumerate(found):
            pool.submit(place, _job(root, each, want_page))
        while pool.outstanding:
            for token, result in pool.collect():
                _settle(found[int(str(token))], result)
    return found


def _settle(each: Trace, result: object) -> None:
    if isinstance(result, Evidence):
        each.evidence = result
    elif isinstance(result, Failure):
        each.problem = result.message


def _job(root: Path, each: Trace, want_page: bool) -> EvidenceJob:
    capture, figure = each.capture, each.figure
    where = json.loads(figure["where_json"])
    return EvidenceJob(str(root), capture["warc_file"], capture["warc_offset"], figure["origin"], where, want_page)


def _figures(connection: sqlite3.Connection, report: Found, version: int, indicator: str) -> list[Trace]:
    row = connection.execute(
        "SELECT * FROM report_versions WHERE report_id = ? AND version = ?", [report.id, version]
    ).fetchone()
    if row is None:
        raise ArchiveError(f"{report.agency} {report.year} has no version {version}; it has {report.version} at most")
    indicator = _code(connection, report, version, indicator)
    figures = connection.execute(
        "SELECT * FROM observations WHERE report_id = ? AND version = ? AND indicator = ? ORDER BY seq",
        [report.id, version, indicator],
    ).fetchall()
    capture = _one(connection, "SELECT * FROM captures WHERE id = ?", row["capture_id"])
    run = _one(connection, "SELECT * FROM runs WHERE id = ?", capture["run_id"])
    head = _one(connection, "SELECT * FROM reports WHERE id = ?", report.id)
    findings = connection.execute(
        "SELECT rule, severity, indicators, message FROM findings WHERE report_id = ? AND version = ?",
        [report.id, version],
    ).fetchall()
    own = [dict(each) for each in findings if indicator in json.loads(each["indicators"] or "[]")]
    return [Trace(head, dict(row), dict(figure), capture, run, own) for figure in figures]


def _one(connection: sqlite3.Connection, sql: str, key: int) -> dict[str, Any]:
    return dict(connection.execute(sql, [key]).fetchone())


def _code(connection: sqlite3.Connection, report: Found, version: int, asked: str) -> str:
    """The code of the report's indicator that is asked for by its code or its label.

    Raises:
        ArchiveError: when the report has no such figure, or several indicators may be meant.
    """
    rows = connection.execute(
        "SELECT DISTINCT indicator FROM observations WHERE report_id = ? AND version = ? ORDER BY indicator",
        [report.id, version],
    ).fetchall()
    held = [row[0] for row in rows]
    if asked in held:
        return asked
    fitting = codes_of(asked, held)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise ArchiveError(f"{asked} may be {shown(fitting)}: say more of the label, or name one by its code")
    raise ArchiveError(_no_figure(report, asked, held))


def _no_figure(report: Found, asked: str, held: list[str]) -> str:
    """What is said where a report has no such figure: the indicator meant, if it is one, and what the report has."""
    elsewhere = [asked] if asked in indicators() else codes_of(asked, indicators())
    meant = f" ({shown(elsewhere, 3)})" if elsewhere and elsewhere != [asked] else ""
    stem = asked.partition(".")[0]
    near = ", ".join(sorted(held, key=lambda code: (code.partition(".")[0] != stem, code))[:8])
    return f"{report.agency} {report.year} has no figure {asked}{meant}" + (f"; it has {near} …" if near else "")


def lines(found: Trace) -> list[str]:
    """A trace as text."""
    report, figure, capture = found.report, found.figure, found.capture
    value = figure["raw"] if figure["status"] == "text" else figure["value"]
    unit = figure["unit"] or ""
    out = [
        f"{figure['indicator']} = {value if value is not None else figure['status']} {unit}".rstrip(),
        f"  printed   {figure['raw']!r}, {figure['status']}, {figure['origin']}, confidence {figure['confidence']}",
        f"  report    {report['agency']} {report['year']}: {report['title'] or 'no title'}",
        f"  version   {found.version['version']} of {report['version']}, first seen {found.version['first_seen']}, "
        f"last seen {found.version['last_seen']}",
    ]
    out += _evidence_lines(found)
    out += [
        f"  document  {capture['url']}",
        f"  capture   {capture['captured_at']}, {capture['mime']}, record {capture['record_id']}",
        f"  digest    sha256:{capture['digest']}",
        f"  WARC      {capture['warc_file']} at byte {capture['warc_offset']}, {capture['warc_length']} bytes packed",
        f"  run       {found.run['uuid']} ({found.run['kind']}, gongkai {found.run['version']})",
    ]
    out += [
        f"  finding   {finding['rule']} ({finding['severity']}): {finding['message']}" for finding in found.findings
    ]
    return out


def _evidence_lines(found: Trace) -> list[str]:
    where = json.loads(found.figure["where_json"])
    place = ", ".join(f"{name} {value}" for name, value in where.items() if name != "box")
    out = [f"  place     {place}"]
    evidence = found.evidence
    if evidence is None:
        return [*out, f"  not shown {found.problem}"]
    if evidence.heads:
        out.append(f"  head      {' / '.join(evidence.heads)}")
    if evidence.row:
        cells = [f"【{text}】" if place == evidence.marked else text for place, text in enumerate(evidence.row)]
        out.append(f"  row       {' | '.join(cells)}")
    if evidence.line is not None:
        out.append(f"  line {evidence.line:<4} {evidence.before}【{evidence.figure}】{evidence.after}")
    return out
