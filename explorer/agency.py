"""The page of an agency: its years, its key series as charts, its gaps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from explorer.asking import Ask
from explorer.charts import Chart, Value, chart
from explorer.overview import PROVINCE_SQL
from pipelines.divisions import divisions
from pipelines.series import Figure, Series, load_series, points

FIRST_YEAR = 2008
"""The Regulations took effect on 1 May 2008; reports were due for that year first."""

_AGENCY = f"SELECT a.*, {PROVINCE_SQL} AS province FROM agencies a WHERE a.id = ?"
_REPORTS = """
SELECT r.id, r.year, r.version, r.state, g.title, g.published, g.form, g.figure_set, v.first_seen, v.reading_id,
  (SELECT count(*) FROM finding n WHERE n.reading_id = g.id AND n.severity = 'error') AS errors
FROM report r JOIN agencies a ON a.id = r.agency_id
JOIN version v ON v.report_id = r.id AND v.version = r.version JOIN reading g ON g.id = v.reading_id
WHERE a.identity = ? ORDER BY r.year, r.id
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A series of the agency: its chart, its values, and what changed at each break (by the first year behind it)."""

    series: Series
    chart: Chart
    values: list[Value]
    breaks: list[tuple[int, str, str]]


def agency(connection: sqlite3.Connection, ask: Ask) -> dict[str, Any] | None:
    """Everything the page of an agency shows."""
    row = connection.execute(_AGENCY, [ask.whole("agency")]).fetchone()
    if row is None:
        return None
    reports = [dict(each) for each in connection.execute(_REPORTS, [row["identity"]])]
    held = {each["year"]: each for each in reports if each["year"] is not None}
    coverage = _coverage(connection, row)
    years = _years(held, coverage)
    names = [
        each[0]
        for each in connection.execute("SELECT name FROM agencies WHERE identity = ? ORDER BY id", [row["identity"]])
    ]
    return {
        "agency": dict(row),
        "kin": kin(connection, row),
        "names": [name for name in names if name != row["name"]],
        "reports": reports,
        "years": [(year, held.get(year), coverage.get(year)) for year in years],
        "undated": [each for each in reports if each["year"] is None],
        "gaps": sum(year not in held for year in years),
        "charts": list(_drawn(connection, reports, years, held)),
    }


def kin(connection: sqlite3.Connection, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The same body under the division's earlier and later codes: 洪泽县人民政府 before 洪泽区人民政府."""
    codes = {
        related.code
        for division in divisions().history(row["division_code"] or "")
        for related in divisions().lineage(division)
    } - {row["division_code"]}
    rows = connection.execute(
        "SELECT min(id) AS id, name, code FROM agencies WHERE body = ? AND level = ? AND division_code IN "
        f"({','.join('?' * len(codes))}) AND id IN (SELECT agency_id FROM report) GROUP BY identity ORDER BY code",
        [row["body"], row["level"], *sorted(codes)],
    )
    return [dict(each) for each in rows] if codes else []


def _years(held: Iterable[int], coverage: Iterable[int]) -> list[int]:
    known = [*held, *coverage]
    return list(range(min(known), max(known) + 1)) if known else []


def _coverage(connection: sqlite3.Connection, row: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    """What the archive expects of an agency, by year."""
    rows = connection.execute(
        "SELECT year, state, published, due FROM coverage "
        "WHERE agency IN (SELECT name FROM agencies WHERE identity = :key) AND agency_id = :key",
        {"key": row["identity"]},
    )
    return {each["year"]: dict(each) for each in rows}


def _drawn(
    connection: sqlite3.Connection,
    reports: Sequence[Mapping[str, Any]],
    years: Sequence[int],
    held: Mapping[int, object],
) -> Iterable[Drawn]:
    """The series that have a value in two years at least, in the order of the mapping."""
    values: dict[str, list[Value]] = {}
    segments: dict[tuple[str, int], int] = {}
    for report in reports:
        if report["year"] is None:
            continue
        for point in points(report["form"], report["year"], _figures(connection, report["figure_set"])):
            group = point.series.group(point.segment)
            segments[point.series.id, report["year"]] = point.segment
            values.setdefault(point.series.id, []).append(
                Value(report["year"], point.value, group, report["id"], point.blanks)
            )
    for series in load_series().values():
        own = values.get(series.id, [])
        if len(own) > 1 and any(value.value for value in own):
            yield Drawn(series, chart(own, years, held), own, _breaks(series, own, segments))


def _breaks(
    series: Series, values: Sequence[Value], segments: Mapping[tuple[str, int], int]
) -> list[tuple[int, str, str]]:
    found = []
    for before, after in pairwise(values):
        if before.group != after.group:
            first, last = (segments[series.id, value.year] for value in (before, after))
            crossed = [segment for segment in series.segments[first + 1 : last + 1] if segment.breaks]
            texts = [" ".join(getattr(segment, name) for segment in crossed) for name in ("breaks", "breaks_zh")]
            found.append((after.year, *texts))
    return found  # type: ignore[return-value]


def _figures(connection: sqlite3.Connection, figure_set: int | None) -> dict[str, Figure]:
    """The figures of a report by indicator, a table's before a sentence's; words are no value."""
    found: dict[str, Figure] = {}
    rows = connection.execute(
        "SELECT i.code, f.value, k.status FROM figure f JOIN indicators i ON i.id = f.indicator_id "
        "JOIN figure_kinds k ON k.id = f.kind_id WHERE f.figure_set = ? ORDER BY k.origin = 'sentence', f.seq",
        [figure_set],
    )
    for code, value, status in rows:
        if status == "reported" and value is not None:
            found.setdefault(code, ("reported", value))
        elif status in {"blank", "not_applicable"}:
            found.setdefault(code, ("blank", 0))
    return found
