"""The store at size: ingest against sqlite-utils' own bulk insert, memory, bytes a report, what 2 million come to.

    python -m benchmarks.store [reports [alone]]

The reports are made here: 200 figures and some 2,000 characters of prose each, every report of an agency and year of
its own, in the form in which readers hand them over. What is timed is the archive and the store: the WARC record, its
sync, the database with its histories and its search index. Reading is left out (by handing over finished readings); it
is timed by `benchmarks.reading` and `benchmarks.rebuild`.

The measure is sqlite-utils: the same figures as plain rows of the contract's columns, `insert_all` into a table made
with these columns, under the pragmas of our own database but for its cache, which appending does not need (with
SQLite's defaults it syncs the disk at each of its batches and is several times slower). The two take turns batch by
batch, so that both meet the same load; `alone` leaves sqlite-utils out.

What 2 million reports come to is the bytes a report times 2 million. That holds because every part grows with the
rows: figures, sections and their search terms are the reports' own and none repeats here (in a real archive unchanged
versions, witnesses and boilerplate do, and take nothing again); indicators, kinds of figure and agencies are bounded.
B-trees gain one level in a million rows, which costs a page read a look-up and no bytes a row.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice, product
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from parsers.forms import load_forms
from parsers.model import Observation, Report, Section
from pipelines.archive import Archive, Run, warc_files
from pipelines.divisions import divisions
from pipelines.reading import Reading, from_report
from pipelines.records import Capture
from pipelines.schema import PRAGMAS
from pipelines.store import Store

FIGURES = 200
BATCH = 128
NATIONAL_REPORTS = 2_000_000
MARKS = (1_000, 5_000, 10_000, 50_000, 100_000)
"""Reports after which memory is told."""
_WORDS = "政府信息公开工作主动依法申请办理答复单位群众服务平台网站建设推进落实规范制度内容监督保障管理加强完善重点领域"
_BODIES = (
    "人民政府", "教育局", "科学技术局", "民政局", "司法局", "财政局", "人力资源和社会保障局", "自然资源局",
    "生态环境局", "交通运输局", "水利局", "农业农村局", "商务局", "文化和旅游局", "卫生健康局", "应急管理局", "审计局",
    "统计局", "医疗保障局", "市场监督管理局",
)  # fmt: skip
_CONTRACT: dict[str, Any] = {
    "report_id": int, "version": int, "indicator": str, "value": float, "unit": str, "status": str, "raw": str,
    "origin": str, "where_json": str, "capture_id": int,
}  # fmt: skip


def prose(rng: random.Random, length: int) -> str:
    """A made-up sentence of so many characters."""
    return "".join(rng.choices(_WORDS, k=length)) + "。"


def agencies() -> Iterator[tuple[str, str, int]]:
    """(agency, code of its county, year), each once: counties that bear one name and one code in all the years."""
    known = [division for division in divisions() if division.level == "county"]
    names = Counter(division.name for division in known)
    codes = Counter(division.code for division in known)
    years = range(2015, 2025)
    stood = [
        county
        for county in known
        if names[county.name] == codes[county.code] == 1 and county.start <= years[0] and county.end > years[-1]
    ]
    for body, year, county in product(_BODIES, years, stood):
        yield county.name + body, county.code, year


def reports(count: int) -> Iterator[tuple[str, bytes, Reading]]:
    """So many different reports: address, page, reading."""
    rng = random.Random(7)
    blocks = load_forms()["2021"].blocks
    codes = [f"{row.key}.{column.key}" for block in blocks for row in block.rows for column in block.columns]
    for number, (agency, code, year) in enumerate(islice(agencies(), count)):
        report = Report(f"{agency}{year}年政府信息公开工作年度报告", agency, year, site_code=code)
        report.is_annual_report, report.verdict, report.form, report.mime = True, "yes", "2021", "text/html"
        report.sections = [Section(n, "总体情况", prose(rng, 330)) for n in range(1, 7)]
        report.observations = [_figure(rng, place, codes[place % len(codes)]) for place in range(FIGURES)]
        body = "\n".join(section.text for section in report.sections) + _table(report.observations)
        url = f"http://www.{code}.gov.cn/{number}.html"
        yield url, body.encode(), from_report(report, url)


def _figure(rng: random.Random, place: int, code: str) -> Observation:
    value = 0 if "carried" in code else rng.choice((0, 0, 0, 0, 1, 2, 5, 13, 120))
    where = {"table": 1 + place // 20, "row": place // 7, "column": place % 7 + 1}
    return Observation(code, value, "件", "reported", str(value), "table", where)


def _table(observations: list[Observation]) -> str:
    return "".join(f'<tr><td style="text-align:center">{each.raw}</td></tr>' for each in observations)


Made = list[tuple[str, bytes, Reading]]


@dataclass(slots=True)
class Spent:
    """Seconds by the clock and of the processor."""

    wall: float = 0.0
    processor: float = 0.0

    def on(self, work: Callable[[], None]) -> None:
        """Do the work and add what it took."""
        wall, processor = time.perf_counter(), time.process_time()
        work()
        self.wall += time.perf_counter() - wall
        self.processor += time.process_time() - processor


@dataclass(slots=True)
class Measured:
    """What a run came to; `memory` by the number of reports, in MB."""

    ours: Spent = field(default_factory=Spent)
    theirs: Spent = field(default_factory=Spent)
    figures: int = 0
    memory: dict[int, float] = field(default_factory=dict)


def measure(folder: Path, count: int, *, compare: bool = True) -> Measured:
    """Store so many reports in an archive in `folder`, and their figures with sqlite-utils, in turns."""
    root, found = folder / "archive", Measured()
    root.mkdir()
    store, run = Store(root), Run.begin("ingest", "benchmark")
    store.begin_run(run)
    plain = _plain_table(folder / "plain.db")
    source = reports(count)
    done = 0
    with Archive(root, run) as archive:
        while batch := list(islice(source, BATCH)):
            found.ours.on(lambda made=batch: _store(store, archive, made))  # type: ignore[misc]
            if compare:
                rows = list(_plain(done, batch))
                found.theirs.on(lambda made=rows: _insert(plain, made))  # type: ignore[misc]
            found.figures += sum(len(reading.figures) for _, _, reading in batch)
            for mark in MARKS:
                if done < mark <= done + len(batch):
                    found.memory[mark] = own_memory()
            done += len(batch)
    store.close()
    plain.close()
    return found


def own_memory() -> float:
    """Memory of this process that is its own, in MB: without the pages of the database file that the system maps."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


def _store(store: Store, archive: Archive, batch: Made) -> None:
    """One batch on its way: appended, synced, stored."""
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


def _plain_table(path: Path) -> Database:
    db = Database(path)
    for name, value in (PRAGMAS | {"cache_size": -2000}).items():
        db.execute(f"PRAGMA {name} = {value}").fetchall()
    db.table("observations").create(_CONTRACT)
    return db


def _insert(db: Database, rows: list[dict[str, Any]]) -> None:
    db.table("observations").insert_all(rows, batch_size=10_000)


def _plain(start: int, batch: Made) -> Iterator[dict[str, Any]]:
    for number, (_, _, reading) in enumerate(batch, start):
        for indicator, unit, status, origin, _, _, value, _, place, _ in reading.figures:
            row = (number, 1, indicator, value, unit, status, str(value), origin, f'{{"table":{place}}}', number)
            yield dict(zip(_CONTRACT, row, strict=True))


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
    found["database"] = (root / "gongkai.db").stat().st_size
    reports_stored, findings = (
        db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in ("report", "report_finding")
    )
    db.close()
    found |= {"reports": reports_stored, "findings": findings}
    return found


Row = tuple[str, str, str]


def run(count: int = 10_000, *, compare: bool = True) -> Iterator[Row]:
    """Rows for `python -m benchmarks`: what, figure, note."""
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), count, compare=compare)
        sized = sizes(Path(folder) / "archive")
        plain = (Path(folder) / "plain.db").stat().st_size
    stored, findings = sized.pop("reports"), sized.pop("findings")
    yield "archive", f"{stored:,} reports", f"{found.figures:,} figures, {findings} findings between reports"
    yield _speed("WARC, sync, store, search", found, found.ours, count)
    if compare:
        yield _speed("sqlite-utils insert_all", found, found.theirs, count)
        ratio, own = found.theirs.wall / found.ours.wall, found.theirs.processor / found.ours.processor
        yield "ratio", f"{ratio:.2f}", f"{own:.2f} of processor time; at least 0.5 wanted"
    for mark, memory in found.memory.items():
        yield f"memory after {mark:,}", f"{memory:.0f} MB", "of its own, the cache of the database in it"
    for name, size in sized.items():
        yield (
            name,
            f"{size / count:,.0f} bytes a report",
            f"{size / count * NATIONAL_REPORTS / 1e9:.1f} GB for 2 million",
        )
    if compare:
        yield "plain rows of sqlite-utils", f"{plain / count:,.0f} bytes a report", "figures alone, without an index"


def _speed(name: str, found: Measured, spent: Spent, count: int) -> Row:
    own = found.figures / spent.processor
    note = f"{spent.wall / count * 1e3:.2f} ms a report; {own:,.0f} figures a second of processor time"
    return name, f"{found.figures / spent.wall:,.0f} figures/s", note


if __name__ == "__main__":
    for row in run(*map(int, sys.argv[1:2]), compare="alone" not in sys.argv):
        print("  ".join(row), flush=True)
