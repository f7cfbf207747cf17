"""The store at size: ingest against sqlite-utils' own bulk insert, bytes a report, what 2 million reports come to.

    python -m benchmarks.store [reports]

The reports are made here: 200 figures and some 2,000 characters of prose each, all different, in the form in which
readers hand them over, because what is timed is the archive and the store: the WARC record, its sync, the database with
its histories and its search index. Reading is timed by `benchmarks.reading` and `benchmarks.rebuild`. In the same run,
sqlite-utils inserts the same figures, as plain rows of the contract's columns, with `insert_all`.
"""

from __future__ import annotations

import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from parsers.forms import load_forms
from parsers.model import Observation, Report, Section
from pipelines.archive import Archive, Run, warc_files
from pipelines.divisions import divisions
from pipelines.reading import Reading, from_report
from pipelines.records import Capture
from pipelines.store import Store

FIGURES = 200
BATCH = 128
NATIONAL_REPORTS = 2_000_000
_WORDS = "政府信息公开工作主动依法申请办理答复单位群众服务平台网站建设推进落实规范制度内容监督保障管理加强完善重点领域"


def _prose(rng: random.Random, length: int) -> str:
    return "".join(rng.choices(_WORDS, k=length)) + "。"


def reports(count: int) -> Iterator[tuple[str, bytes, Reading]]:
    """So many different reports: address, page, reading."""
    rng = random.Random(7)
    counties = list({division.name: division for division in divisions() if division.level == "county"}.values())
    blocks = load_forms()["2021"].blocks
    codes = [f"{row.key}.{column.key}" for block in blocks for row in block.rows for column in block.columns]
    for number in range(count):
        county = counties[number % len(counties)]
        year = 2008 + number // len(counties) % 17
        agency = f"{county.name}人民政府"
        report = Report(f"{agency}{year}年政府信息公开工作年度报告", agency, year, site_code=county.code)
        report.is_annual_report, report.verdict, report.form, report.mime = True, "yes", "2021", "text/html"
        report.sections = [Section(n, "总体情况", _prose(rng, 330)) for n in range(1, 7)]
        report.observations = [_figure(rng, place, codes[place % len(codes)]) for place in range(FIGURES)]
        body = "\n".join(section.text for section in report.sections) + _table(report.observations)
        url = f"http://www.{county.code}.gov.cn/{number}.html"
        yield url, body.encode(), from_report(report, url)


def _figure(rng: random.Random, place: int, code: str) -> Observation:
    value = rng.choice((0, 0, 0, 0, 1, 2, 5, 13, 120))
    where = {"table": 1 + place // 20, "row": place // 7, "column": place % 7 + 1}
    return Observation(code, value, "件", "reported", str(value), "table", where)


def _table(observations: list[Observation]) -> str:
    return "".join(f'<tr><td style="text-align:center">{each.raw}</td></tr>' for each in observations)


def ours(root: Path, count: int) -> tuple[float, float, int]:
    """Seconds that WARC and store take for so many reports, peak growth of memory in MB, and figures."""
    store, run = Store(root), Run.begin("ingest", "benchmark")
    store.begin_run(run)
    spent, batch, figures = 0.0, [], 0
    start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Archive(root, run) as archive:
        for url, body, reading in reports(count):
            batch.append((url, body, reading))
            figures += len(reading.figures)
            if len(batch) == BATCH:
                spent += _store(store, archive, batch)
                batch = []
        spent += _store(store, archive, batch)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    store.close()
    return spent, (peak - start) / 1024, figures


def _store(store: Store, archive: Archive, batch: list[tuple[str, bytes, Reading]]) -> float:
    """One batch on its way: appended, synced, stored. Returns the seconds it took."""
    began = time.perf_counter()
    captures: list[tuple[Capture, Reading]] = []
    for url, body, reading in batch:
        captures.append((archive.append_resource(url, body, "text/html"), reading))
    archive.sync()
    with store.transaction():
        for capture, reading in captures:
            number = store.add_capture(capture)
            if number is not None:
                store.add_reading(number, reading)
        store.finish_batch()
    return time.perf_counter() - began


def theirs(path: Path, count: int) -> float:
    """Seconds that sqlite-utils takes to insert the same figures as plain rows, in batches of its own."""
    db = Database(path)
    spent, rows = 0.0, []
    for number, (_, _, reading) in enumerate(reports(count)):
        rows += list(_plain(number, reading))
        if len(rows) >= BATCH * FIGURES:
            spent += _insert(db, rows)
            rows = []
    spent += _insert(db, rows)
    db.close()
    return spent


def _insert(db: Database, rows: list[dict[str, Any]]) -> float:
    began = time.perf_counter()
    db.table("observations").insert_all(rows, batch_size=10_000)
    return time.perf_counter() - began


def _plain(number: int, reading: Reading) -> Iterator[dict[str, Any]]:
    for seq, (indicator, unit, status, origin, _, _, value, _, place, _) in enumerate(reading.figures):
        yield {
            "report_id": number, "version": 1, "seq": seq, "indicator": indicator, "value": value, "unit": unit,
            "status": status, "raw": str(value), "origin": origin, "where_json": str(place), "capture_id": number,
        }  # fmt: skip


def sizes(root: Path) -> dict[str, int]:
    """Bytes of the database by what they hold, and of the WARC files."""
    found = {"WARC": sum(path.stat().st_size for path in warc_files(root))}
    db = Database(root / "gongkai.db")
    try:
        rows = db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall()
    except sqlite3.OperationalError:  # a SQLite built without dbstat
        rows = []
    for name, size in rows:
        group = next((part for part in ("figure", "section", "search") if name.startswith(part)), "other")
        found[group] = found.get(group, 0) + size
    db.close()
    found["database"] = (root / "gongkai.db").stat().st_size
    return found


def main(count: int = 10_000) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "archive"
        root.mkdir()
        own, memory, figures = ours(root, count)
        other = theirs(Path(folder) / "plain.db", count)
        print(f"{count} reports, {figures} figures")
        print(f"ingest (WARC, sync, store, search)  {figures / own:>10,.0f} figures/s, {own / count * 1e3:.2f} ms each")
        print(f"sqlite-utils insert_all             {figures / other:>10,.0f} figures/s")
        print(f"ratio                               {other / own:>10.2f}")
        print(f"memory grown by                     {memory:>10.0f} MB")
        for name, size in sizes(root).items():
            national = size / count * NATIONAL_REPORTS / 1e9
            print(f"{name:<12} {size / count:>10,.0f} bytes a report  {national:>8.1f} GB for 2 million")
        plain = (Path(folder) / "plain.db").stat().st_size
        print(f"plain rows   {plain / count:>10,.0f} bytes a report")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
