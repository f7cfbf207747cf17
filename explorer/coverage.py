"""Who published and who did not: the agencies of a province in a year by their coverage, and the reports held."""

from __future__ import annotations

import sqlite3
from typing import Any

from explorer.asking import Ask, address
from explorer.overview import CENTRAL, COVERED_SQL, PROVINCE_SQL, UNKNOWN, Cell, Overview
from explorer.provinces import is_province

PAGE = 100

_COVERAGE = f"""
SELECT c.agency, c.agency_code, c.state, c.published, c.due, c.reason, c.date_known,
  (SELECT min(a.id) FROM agencies a WHERE a.name = c.agency AND a.code IS c.agency_code) AS agency_id,
  (SELECT r.id FROM report r WHERE r.key = c.report_key) AS report
FROM coverage c WHERE c.year = :year AND {COVERED_SQL} = :province AND (:state = '' OR c.state = :state)
ORDER BY c.agency_code, c.agency LIMIT :limit OFFSET :offset
"""
_REPORTS = f"""
SELECT coalesce(a.name, g.agency_printed) AS agency, a.code AS agency_code, r.agency_id, r.id AS report, r.state,
  g.title, g.published, g.form
FROM report r JOIN version v ON v.report_id = r.id AND v.version = r.version JOIN reading g ON g.id = v.reading_id
LEFT JOIN agencies a ON a.id = r.agency_id WHERE r.year = :year AND {PROVINCE_SQL} = :province
ORDER BY a.code, 1 LIMIT :limit OFFSET :offset
"""


def coverage(connection: sqlite3.Connection, overview: Overview, ask: Ask) -> dict[str, Any] | None:
    """Everything the page shows for `?province=` and `?year=`: agencies where coverage is known, reports held."""
    province, year = ask.word("province"), ask.whole("year")
    if year is None or not (province in {CENTRAL, UNKNOWN} or is_province(province)):
        return None
    cell = overview.cells.get((province, year), Cell())
    skip = ask.number_of("skip", 0, 10_000_000)
    parameters = {
        "province": province, "year": year, "state": ask.word("state"), "limit": PAGE + 1, "offset": skip,
    }  # fmt: skip
    agencies = [dict(row) for row in connection.execute(_COVERAGE, parameters)] if cell.states else []
    reports = [dict(row) for row in connection.execute(_REPORTS, parameters)]
    more = len(agencies) > PAGE or len(reports) > PAGE
    place = {"province": province, "year": year, "state": ask.word("state")}
    return {
        "province": province,
        "year": year,
        "cell": cell,
        "state": ask.word("state"),
        "agencies": agencies[:PAGE],
        "reports": reports[:PAGE],
        "next": address("/coverage", **place, skip=skip + PAGE) if more else None,
        "previous": address("/coverage", **place, skip=max(0, skip - PAGE) or None) if skip else None,
        "years": overview.years,
    }
