"""The trace of a figure: from the cell of a table back to the page, the capture, the record and the run."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from explorer.asking import Ask, address
from explorer.captured import TraceJob
from explorer.captures import Raw, place_of, traced
from explorer.report import evidence_of, findings_of, head_of
from explorer.site import Site
from pipelines.evidence import Evidence, EvidenceJob
from pipelines.indicators import indicators
from pipelines.workers import Failure

_FIGURE = "SELECT * FROM observations WHERE report_id = ? AND version = ? AND seq = ?"
_OTHERS = """
SELECT v.version, o.value, o.status, o.raw, o.seq FROM report_versions v
LEFT JOIN observations o ON o.report_id = v.report_id AND o.version = v.version AND o.indicator = ? AND o.origin = ?
WHERE v.report_id = ? ORDER BY v.version
"""


def figure(connection: sqlite3.Connection, ask: Ask, site: Site) -> dict[str, Any] | None:
    """Everything the page of a figure shows: its chain of evidence, its row as printed, its findings and versions."""
    found = _figure(connection, ask)
    if found is None:
        return None
    head, row = found
    capture = evidence_of(connection, head["capture_id"])
    where = json.loads(row["where_json"] or "{}")
    job = _job(connection, site, capture, row, where, want_page=False)
    known = indicators().get(row["indicator"])
    return {
        "report": head,
        "figure": row,
        "evidence": capture,
        "where": {name: value for name, value in where.items() if name != "box"},
        "job": TraceJob(job) if job else None,
        "findings": [
            each for each in findings_of(connection, head["id"], head["version"]) if row["indicator"] in each.indicators
        ],
        "cells": [cell for cell in known.cells if cell.form == head["form"]] if known else [],
        "others": [dict(each) for each in connection.execute(_OTHERS, [row["indicator"], row["origin"], head["id"]])],
        "stable": address("/find", key=head["key"], version=head["version"], indicator=row["indicator"]),
        "frame": f"/report/{head['id']}/figure/{head['version']}/{row['seq']}/page#gongkai-figure",
    }


def settled(result: Evidence | Failure | None) -> dict[str, Any]:
    """What the worker that looked for the figure in its document brought: the evidence, or why there is none."""
    return {
        "found": result if isinstance(result, Evidence) else None,
        "problem": result.message if isinstance(result, Failure) else None,
    }


def page_of_figure(connection: sqlite3.Connection, ask: Ask, site: Site) -> Raw | None:
    """The captured document with the figure marked in it."""
    found = _figure(connection, ask)
    if found is None:
        return None
    head, row = found
    capture = evidence_of(connection, head["capture_id"])
    job = _job(connection, site, capture, row, json.loads(row["where_json"] or "{}"), want_page=True)
    return traced(TraceJob(job)) if job else None


def _figure(connection: sqlite3.Connection, ask: Ask) -> tuple[dict[str, Any], dict[str, Any]] | None:
    report, version, seq = (ask.whole(name) for name in ("report", "version", "seq"))
    head = head_of(connection, report, version) if report is not None else None
    row = connection.execute(_FIGURE, [report, version, seq]).fetchone()
    return (head, dict(row)) if head and row else None


def _job(
    connection: sqlite3.Connection,
    site: Site,
    capture: Mapping[str, Any],
    row: Mapping[str, Any],
    where: dict[str, Any],
    want_page: bool,
) -> EvidenceJob | None:
    place = place_of(connection, capture)
    return EvidenceJob(str(site.root), *place, row["origin"], where, want_page) if place else None
