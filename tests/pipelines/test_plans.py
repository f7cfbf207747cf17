"""What is usually asked of the contract's names is answered through indices: no table of figures, sections, findings,
changes, versions or captures is read from end to end.
"""

from __future__ import annotations

import sqlite3

import pytest

from pipelines.ingest import ingest
from pipelines.words import match_expression
from tests.pipelines.reports import many, write_lines

LARGE = {
    "figure", "f", "section", "s", "finding", "n", "report_finding", "changes", "x", "version", "v", "capture", "c",
    "reading", "g", "report", "r", "documents", "d", "witnesses", "text_sets", "figure_sets", "attachments",
}  # fmt: skip
"""Names and aliases of the tables that grow with the number of reports."""
QUERIES = {
    "a report by agency and year": (
        "SELECT * FROM reports WHERE agency = ? AND year = ?",
        ["宁德市柘荣县人民政府", 2021],
    ),
    "a report by code and year": ("SELECT * FROM reports WHERE agency_code = ? AND year = ?", ["350926", 2021]),
    "the reports of a year": ("SELECT * FROM reports WHERE year = ?", [2021]),
    "the figures of a report": ("SELECT * FROM observations WHERE report_id = ? AND version = ?", [1, 1]),
    "an agency's figures over the years": (
        "SELECT r.year, o.value FROM reports r JOIN observations o ON o.report_id = r.id AND o.version = r.version "
        "WHERE r.agency_code = ? AND o.indicator = ?",
        ["350926", "requests.received.total"],
    ),
    "an indicator in a year": (
        "SELECT r.agency, o.value FROM reports r JOIN observations o ON o.report_id = r.id AND o.version = r.version "
        "WHERE r.year = ? AND o.indicator = ?",
        [2021, "requests.received.total"],
    ),
    "an indicator": ("SELECT report_id, value FROM observations WHERE indicator = ?", ["requests.received.total"]),
    "the findings of a report": ("SELECT * FROM findings WHERE report_id = ?", [1]),
    "the findings of a rule": ("SELECT * FROM findings WHERE rule = ?", ["time.carried"]),
    "the sections of a report": ("SELECT * FROM sections WHERE report_id = ? AND version = ?", [1, 1]),
    "the versions of a report": ("SELECT * FROM report_versions WHERE report_id = ?", [1]),
    "the changes of a report": ("SELECT * FROM changes WHERE report_id = ?", [1]),
    "the changes since a day": ("SELECT * FROM changes WHERE seen_at >= ?", ["2026-01-01"]),
    "the captures of a document": ("SELECT * FROM captures WHERE document_id = ? ORDER BY captured_at", [1]),
    "a capture": ("SELECT * FROM captures WHERE id = ?", [1]),
    "the records of a file": (
        "SELECT * FROM captures WHERE warc_file = ? AND warc_offset = ?",
        ["a.warc.gz", 0],
    ),
    "a document by its address": ("SELECT * FROM documents WHERE address_key = ?", ["www.x.gov.cn/"]),
    "reports by words": (
        "SELECT r.* FROM search s JOIN reading g ON g.text_set = s.rowid JOIN version v ON v.reading_id = g.id "
        "JOIN reports r ON r.id = v.report_id AND r.version = v.version WHERE search MATCH ?",
        [match_expression("公开")],
    ),
}


TIMES = 2_000_000 // 12


@pytest.fixture(scope="module", params=["without statistics", "at size"])
def connection(tmp_path_factory, request):
    base = tmp_path_factory.mktemp("plans")
    ingest([write_lines(base / "in.jsonl", many(12))], base / "a", workers=1)
    writer = sqlite3.connect(base / "a" / "gongkai.db")
    with writer:
        writer.execute("ANALYZE")
        if request.param == "without statistics":
            writer.execute("DELETE FROM sqlite_stat1")
        else:
            writer.executemany("UPDATE sqlite_stat1 SET stat = ? WHERE tbl = ? AND idx IS ?", at_size(writer))
    writer.close()
    connection = sqlite3.connect(base / "a" / "gongkai.db")
    yield connection
    connection.close()


def at_size(writer: sqlite3.Connection) -> list[tuple[str, str, str | None]]:
    """The statistics of the small archive drawn out to 2 million reports: rows of tables that grow, and how many share
    a year, a rule or an indicator, times as many; rows that share a report, a document or a set stay as few.
    """
    shared = {"report_year", "finding_rule", "report_finding_rule", "figure_indicator"}
    drawn = []
    for table, index, stat in writer.execute("SELECT tbl, idx, stat FROM sqlite_stat1").fetchall():
        rows, *rest = (int(number) for number in stat.split())
        first = [max(1, rest[0] * TIMES // 17) if index in shared else rest[0], *rest[1:]] if rest else []
        small = table in {"indicators", "figure_kinds", "mimes", "runs", "warc_files", "facts", "portals"}
        drawn.append((" ".join(map(str, [rows if small else rows * TIMES, *first])), table, index))
    return drawn


@pytest.mark.parametrize("name", QUERIES)
def test_no_large_table_is_scanned(connection, name):
    sql, values = QUERIES[name]
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    scanned = [step for step in plan if step.startswith("SCAN") and step.split()[1] in LARGE and "VIRTUAL" not in step]
    assert scanned == [], plan
