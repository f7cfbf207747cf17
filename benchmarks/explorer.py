"""The site's pages on an archive of 100,000 made reports: the first answer of each page, the median of those after.

The archive is made by inserting rows: 10,000 agencies, ten years, for each report a text of its own in the index.
Sets of figures are shared by fifty reports each, which spares minutes and changes nothing a page reads. Pages are asked
through the application itself, without a socket.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from explorer.site import application
from parsers.forms import indicator, load_forms
from parsers.version import PARSER_VERSION
from pipelines import schema
from pipelines.archive import database_path
from pipelines.divisions import divisions
from pipelines.words import tokens

REPORTS = 100_000
YEARS = range(2015, 2025)
SETS = 2_000
REPEATS = 7
PROMISE = "first page under 300 ms"
PAGES = {
    "home": "/",
    "search 公开": "/search?q=公开",
    "search 公开 in one province and year": "/search?q=公开&province=51&year=2019",
    "search for four characters": "/search?q=公开栏目",
    "search for what is not there": "/search?q=量子纠缠",
    "browse, newest first": "/search",
    "agency": "/agency/5000",
    "report": "/report/50000",
    "two versions": "/report/50000/compare",
    "findings by rule": "/findings",
    "findings of one rule": "/findings/requests.balance",
    "coverage of a province": "/coverage?province=51&year=2019",
    "SQL: a table": "/gongkai/reports?_size=20",
}
Result = tuple[str, str, str]


def run() -> Iterator[Result]:
    """Rows of (what, figure, note)."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        make(Path(folder))
        size = database_path(Path(folder)).stat().st_size
        yield f"{REPORTS:,} reports made", f"{time.perf_counter() - start:.0f} s", f"database {size / 1e6:.0f} MB"
        yield from asyncio.run(_measure(Path(folder)))


async def _measure(root: Path) -> list[Result]:
    site = application(root)
    start = time.perf_counter()
    await site.invoke_startup()
    results = [("start: everything counted", _ms(time.perf_counter() - start), "once, before the first visitor")]
    for name, path in PAGES.items():
        times = [await _ask(site, path) for _ in range(REPEATS)]
        results.append((name, _ms(times[0]), f"then {_ms(statistics.median(times[1:]))}; {PROMISE}"))
    site.site.close()
    return results


async def _ask(site: Any, path: str) -> float:
    start = time.perf_counter()
    response = await site.client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    return time.perf_counter() - start


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


# --- the archive ------------------------------------------------------------------------------------------------------


def make(root: Path, reports: int = REPORTS) -> None:
    """Make an archive of so many reports; it has no WARC files, so nothing in it can be traced."""
    db = schema.connect(database_path(root))
    db.conn.execute("PRAGMA synchronous = off")
    db.conn.execute("BEGIN")
    _frame(db)
    _figures(db)
    names = _agencies(db, reports // len(YEARS))
    for number, (agency, name) in enumerate(((agency, name) for agency, name in enumerate(names, 1)), 1):
        for place, year in enumerate(YEARS):
            _report(db, (number - 1) * len(YEARS) + place + 1, agency, name, year)
    db.conn.execute(_COVERAGE)
    db.conn.execute("COMMIT")
    db.conn.execute("ANALYZE")
    db.close()


_COVERAGE = """
INSERT INTO coverage (agency_code, agency, year, state, due, agency_id, level, division_code, report_key)
SELECT a.code, a.name, r.year, CASE WHEN r.id % 9 THEN 'on_time' ELSE 'missing' END, r.year + 1 || '-03-31', a.identity,
  a.level, a.division_code, r.key FROM report r JOIN agencies a ON a.id = r.agency_id
"""


def _frame(db: Database) -> None:
    """A run, a WARC file, a media type and the kind of all figures."""
    db.conn.execute(
        "INSERT INTO runs (id, uuid, kind, started_at, status) VALUES (1, 'made', 'crawl', ?, 'finished')",
        ["2025-04-01T00:00:00.000Z"],
    )
    db.conn.execute("INSERT INTO warc_files (id, name) VALUES (1, 'made.warc.gz')")
    db.conn.execute("INSERT INTO mimes (id, name) VALUES (1, 'text/html')")
    db.conn.execute("INSERT INTO figure_kinds VALUES (1, '件', 'reported', 'table', 98, 'heads')")


def _figures(db: Database) -> None:
    """Sets of every figure of the form of 2021."""
    codes = [
        indicator(row.key, column.key)
        for block in load_forms()["2021"].blocks
        for row in block.rows
        for column in block.columns
    ]
    db.conn.executemany("INSERT INTO indicators VALUES (?, ?)", list(enumerate(codes, 1)))
    for number in range(1, SETS + 1):
        db.conn.execute("INSERT INTO figure_sets VALUES (?, ?)", [number, f"figures {number}".encode()])
        db.conn.executemany(
            "INSERT INTO figure VALUES (?, ?, ?, 1, ?, NULL, ?, NULL)",
            [(number, seq, seq + 1, number * 7 % (seq + 13), (1 << 20) | (seq << 8) | 1) for seq in range(len(codes))],
        )


def _agencies(db: Database, count: int) -> list[str]:
    """Agencies of every county in turn."""
    counties = [each for each in divisions() if each.level == "county" and each.holds(2024)]
    bodies = ("人民政府", "教育局", "财政局", "民政局", "司法局")
    names = []
    for number in range(count):
        county, body = counties[number % len(counties)], bodies[number // len(counties) % len(bodies)]
        names.append(county.name + body)
        level = "county" if body == "人民政府" else "department"
        db.conn.execute(
            "INSERT INTO agencies VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, '')",
            [
                number + 1,
                f"{county.code}:{body}",
                names[-1],
                county.code,
                level,
                county.code,
                county.code[:4] + "00",
                body,
            ],
        )
    return names


def _report(db: Database, number: int, agency: int, name: str, year: int) -> None:
    """One report with its document, capture, text, reading and version; every fiftieth has a finding."""
    title = f"{name}{year}年政府信息公开工作年度报告"
    text = (
        f"{year}年，{name}认真贯彻落实条例，主动公开政府信息{number % 977}条，收到政府信息公开申请{number % 89}件。"
        f"均已按时办结。加强公开栏目建设，开展业务培训{number % 7}次。行政复议{number % 5}件，行政诉讼{number % 3}件。"
        "存在的主要问题是公开内容不够丰富，下一步将加强队伍建设。"
    )
    seen, url, digest = (
        f"{year + 1}-04-0{number % 9 + 1}T00:00:00.000Z",
        f"http://www.example.gov.cn/{number}",
        str(number).encode(),
    )
    run = db.conn.execute
    run("INSERT INTO documents VALUES (?, ?, ?, NULL, ?, ?, 'live', 'yes', '')", [number, url, url, seen, seen])
    run(
        "INSERT INTO capture (id, record_id, run_id, document_id, captured_at, kind, status, mime_id, digest, "
        "warc_file_id, warc_offset, warc_length, reading_id) "
        "VALUES (?, ?, 1, ?, ?, 'response', 200, 1, ?, 1, ?, 900, ?)",
        [number, f"record-{number}", number, seen, digest, number * 900, number],
    )
    run("INSERT INTO text_sets VALUES (?, ?)", [number, digest])
    run("INSERT INTO section (text_set, seq, number, title, text) VALUES (?, 0, 1, '总体情况', ?)", [number, text])
    run("INSERT INTO search (rowid, title, body) VALUES (?, ?, ?)", [number, tokens(title), tokens(text)])
    run(
        "INSERT INTO reading (id, document_id, digest, parser, verdict, is_report, title, agency_printed, agency_id, "
        "year, published, form, mime_id, has_table, own_portal, text_set, figure_set, text_digest, figures_digest, "
        "metadata_digest, report_id) "
        "VALUES (?, ?, ?, ?, 'yes', 1, ?, ?, ?, ?, ?, '2021', 1, 1, 1, ?, ?, ?, ?, ?, ?)",
        [
            number, number, digest, PARSER_VERSION, title, name, agency, year, f"{year + 1}-03-20", number,
            number % SETS + 1, digest, digest, digest, number,
        ],
    )  # fmt: skip
    run("INSERT INTO report VALUES (?, ?, ?, ?, ?, 1, 'live')", [number, f"made:{number}", agency, year, number])
    run("INSERT INTO version VALUES (?, 1, ?, ?, ?, ?)", [number, number, number, seen, seen])
    run(
        "INSERT INTO changes (report_id, seq, to_version, kind, seen_at) VALUES (?, 0, 1, 'first_seen', ?)",
        [number, seen],
    )
    if number % 50 == 0:
        codes = json.dumps(["requests.received.total", "requests.processed_total.total"])
        run("INSERT INTO finding VALUES (?, 0, 'requests.balance', 'error', ?, 3, 4, '3 is not 4')", [number, codes])
