"""The release of a large archive, against ADBC and Polars writing its bare observation table to Parquet.

`python -m benchmarks release` makes 5,000 reports of 200 figures; the variable GONGKAI_BENCH_REPORTS asks for more
(100000 gives 20 million figures and takes some minutes). Every measurement runs in a process of its own, so that its
peak of memory is its own; both sides read the same database, one after the other, warm.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from subprocess import run as run_process
from typing import Any

from pipelines import schema

REPORTS = 5_000
FIGURES = 200
_SEED = 17
_FIRST_YEAR, _YEARS = 2008, 17
_SPOILED = 0.3
"""Share of the reports that have a finding on eight figures; a crawl of real portals has about that many."""


def run() -> Iterator[tuple[str, str, str]]:
    """Rows for `python -m benchmarks`: times of the bare table and of the parts of a release, with memory."""
    reports = int(os.environ.get("GONGKAI_BENCH_REPORTS", REPORTS))
    root = Path(tempfile.mkdtemp(prefix="gongkai-bench-"))
    try:
        start = time.perf_counter()
        make_archive(root, reports)
        size = (root / "gongkai.db").stat().st_size
        yield (
            "archive made",
            f"{time.perf_counter() - start:.1f} s",
            f"{reports * FIGURES:,} figures, {size / 1e6:.0f} MB",
        )
        yield from _measure(root)
    finally:
        shutil.rmtree(root)


def _measure(root: Path) -> Iterator[tuple[str, str, str]]:
    times: dict[str, float] = {}
    for job, note in _JOBS:
        times[job], processor, peak = _in_process(job, root)
        yield job, f"{times[job]:.1f} s", f"processor {processor:.1f} s, peak {peak:.0f} MB; {note}"
    for bare in _BARE:
        yield f"long table / {bare}", f"{times['observations'] / times[bare]:.2f}", "to be 1.5 at most"


_JOBS = (
    ("bare view", "ADBC and Polars as they come: SELECT * FROM observations"),
    ("bare table", "ADBC and Polars as they come: the stored figures joined with their codes"),
    ("bare batches", "the same in batches of 65,536 rows, each written as it comes"),
    ("observations", "the release's long table as Parquet"),
    ("panel", "long table and panel as Parquet"),
    ("csv", "long table and panel as Parquet and gzip CSV"),
    ("release", "gongkai build: everything"),
)


def _in_process(job: str, root: Path) -> tuple[float, float, float]:
    """Seconds, processor's seconds and peak memory in MB of a job in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.release", job, str(root)]
    found = run_process(command, capture_output=True, text=True, check=True)
    seconds, processor, peak = (float(each) for each in found.stdout.split()[-3:])
    return seconds, processor, peak


def main(job: str, root: Path) -> None:
    """Do one job and print its seconds, its processor's seconds and its peak memory in MB."""
    out = root / "out"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    start = time.perf_counter()
    if job.startswith("bare"):
        _bare(root, out / "bare.parquet", job)
    else:
        _release(root, out, job)
    seconds = time.perf_counter() - start
    print(f"{seconds:.3f} {time.process_time():.3f} {_peak():.1f}")


def _peak() -> float:
    """The most memory this process has held, in MB; `ru_maxrss` would count what its parent held at the fork."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


_FIGURES = (
    "SELECT f.figure_set, i.code, f.value, k.unit, k.status, k.origin FROM figure f "
    "JOIN indicators i ON i.id = f.indicator_id JOIN figure_kinds k ON k.id = f.kind_id"
)
_BARE = {"bare view": "SELECT * FROM observations", "bare table": _FIGURES, "bare batches": _FIGURES}


def _bare(root: Path, path: Path, job: str) -> None:
    import adbc_driver_sqlite.dbapi as adbc
    import polars as pl
    import pyarrow.parquet as pq

    from pipelines.archive import read_only

    with adbc.connect(read_only(root / "gongkai.db")) as connection:
        if job != "bare batches":
            pl.read_database(_BARE[job], connection).write_parquet(path)
            return
        cursor = connection.cursor()
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": "65536"})
        cursor.execute(_BARE[job])
        reader = cursor.fetch_record_batch()
        with pq.ParquetWriter(path, reader.schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch)
        cursor.close()


def _release(root: Path, out: Path, job: str) -> None:
    from pipelines.release import Options, build, build_figures

    if job == "release":
        build(root, out / "release", Options())
        return
    formats = {"observations": ("parquet",), "panel": ("parquet",), "csv": ("parquet", "csv")}[job]
    build_figures(root, out, formats=formats, panel=job != "observations")


# --- the archive ------------------------------------------------------------------------------------------------------


def make_archive(root: Path, reports: int) -> None:
    """A database of made reports: agencies by years, every fifth figure blank, some with findings."""
    rng = random.Random(_SEED)
    root.mkdir(parents=True, exist_ok=True)
    db = schema.connect(root / "gongkai.db")
    connection = db.conn
    connection.execute("PRAGMA synchronous = off")
    connection.execute("BEGIN")
    codes = _codes()
    _fill_small(connection, codes)
    agencies = _agencies(reports // _YEARS + 1)
    connection.executemany(
        "INSERT INTO agencies (id, identity, name, code, level, division_code, parent_code, body, resolved) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)",
        agencies,
    )
    for number in range(1, reports + 1):
        _fill_report(connection, rng, number, agencies[(number - 1) // _YEARS], len(codes), codes)
    connection.execute("COMMIT")
    db.close()


def _codes() -> list[str]:
    from pipelines.indicators import indicators

    return list(indicators())[:FIGURES]


def _agencies(count: int) -> list[tuple[Any, ...]]:
    """Departments under real divisions."""
    from pipelines.divisions import divisions

    held = [each for each in divisions() if each.level == "county" and each.holds(2024)]
    bodies = ("人民政府", "财政局", "教育局", "审计局", "信访局")
    found = []
    for number in range(count):
        division, body = held[number % len(held)], bodies[number // len(held) % len(bodies)]
        level = "county" if body == "人民政府" else "department"
        identity = f"{division.code}:{body}"
        found.append((number + 1, identity, division.name + body, None, level, division.code, division.code, body))
    return found


def _fill_small(connection: Any, codes: Sequence[str]) -> None:
    connection.execute("INSERT INTO runs (id, uuid, kind, status) VALUES (1, 'made', 'crawl', 'finished')")
    connection.execute("INSERT INTO warc_files (id, name) VALUES (1, 'made.warc.gz')")
    connection.execute("INSERT INTO mimes (id, name) VALUES (1, 'text/html')")
    connection.executemany("INSERT INTO indicators (id, code) VALUES (?, ?)", list(enumerate(codes, 1)))
    kinds = [(1, "件", "reported"), (2, "件", "blank"), (3, "件", "not_applicable")]
    connection.executemany("INSERT INTO figure_kinds VALUES (?, ?, ?, 'table', 98, 'label')", kinds)


def _fill_report(
    connection: Any, rng: random.Random, number: int, agency: tuple[Any, ...], count: int, codes: Sequence[str]
) -> None:
    year = _FIRST_YEAR + (number - 1) % _YEARS
    moment, digest = f"{year + 1}-01-20T08:00:00.000Z", hashlib.sha256(str(number).encode()).digest()
    url = f"http://www.example{number % 4000}.gov.cn/art/{year + 1}/1/20/art_{number}.html"
    connection.execute(
        "INSERT INTO documents (id, url, address_key, portal_id, first_seen, last_seen) VALUES (?,?,?,?,?,?)",
        (number, url, url, f"portal{number % 4000}", moment, moment),
    )
    connection.execute(
        "INSERT INTO capture (id, record_id, run_id, document_id, captured_at, kind, status, mime_id, digest, "
        "warc_file_id, warc_offset, warc_length, reading_id) VALUES (?,?,1,?,?,'response',200,1,?,1,?,9000,?)",
        (number, str(number), number, moment, digest, number * 9000, number),
    )
    connection.execute("INSERT INTO figure_sets (id, digest) VALUES (?, ?)", (number, digest))
    connection.execute("INSERT INTO text_sets (id, digest) VALUES (?, ?)", (number, digest))
    connection.execute(
        "INSERT INTO section (text_set, seq, number, title, text) VALUES (?, 0, 1, '总体情况', ?)",
        (number, f"第{number}份报告。" + "全面落实政府信息公开工作要求，" * 40),
    )
    connection.execute(
        "INSERT INTO reading (id, document_id, digest, parser, verdict, is_report, title, agency_id, year, published, "
        "form, mime_id, has_table, own_portal, text_set, figure_set, text_digest, figures_digest, metadata_digest, "
        "report_id) VALUES (?,?,?,'1','yes',1,?,?,?,?,?,1,1,1,?,?,?,?,?,?)",
        (number, number, digest, f"{agency[2]}{year}年政府信息公开工作年度报告", agency[0], year, moment[:10],
         "2021" if year > 2020 else "2019", number, number, digest, digest, digest, number),
    )  # fmt: skip
    connection.execute(
        "INSERT INTO report VALUES (?,?,?,?,?,1,'live')", (number, f"{agency[1]}/{year}", agency[0], year, number)
    )
    connection.execute("INSERT INTO version VALUES (?,1,?,?,?,?)", (number, number, number, moment, moment))
    connection.executemany("INSERT INTO figure VALUES (?,?,?,?,?,?,?,?)", _figures(rng, number, count))
    if rng.random() < _SPOILED:
        found = ", ".join(f'"{code}"' for code in rng.sample(codes, 8))
        connection.execute(
            "INSERT INTO finding VALUES (?,0,'requests.balance','error',?,5,6,'5 is not 6')", (number, f"[{found}]")
        )


def _figures(rng: random.Random, number: int, count: int) -> Iterator[tuple[Any, ...]]:
    for seq in range(count):
        kind = 1 if seq % 5 else 2
        value = int(rng.random() ** 6 * 5000) if kind == 1 else None
        place = (2 << 20) | (seq // 7 + 1) << 8 | (seq % 7 + 3)
        yield number, seq, seq + 1, kind, value, None, place, None


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
