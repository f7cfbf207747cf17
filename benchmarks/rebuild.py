"""Rebuild with one worker and with two, on an archive of made pages.

    python -m benchmarks.rebuild [reports]

Both runs read every page again from the WARC file with the real reader and derive the whole database; the writer works
beside the workers. The pages hold the official table of requests (175 figures) and prose of about 2,000 characters.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from pipelines.archive import Archive, Run
from pipelines.divisions import divisions
from pipelines.rebuild import rebuild
from pipelines.view import reading
from tests.pipelines.reports import figures, page

_WORDS = "政府信息公开工作主动依法申请办理答复单位群众服务平台网站建设推进落实规范制度内容监督保障管理加强完善重点领域"
PROSE = 2_000
RUNS = 3


def make(root: Path, count: int) -> None:
    """An archive of so many pages, in WARC files of some megabytes."""
    rng = random.Random(11)
    counties = list({division.name: division for division in divisions() if division.level == "county"}.values())
    with Archive(root, Run.begin("ingest", "benchmark"), rotate_bytes=2_000_000) as archive:
        for number in range(count):
            county = counties[number % len(counties)]
            sentences = ("".join(rng.choices(_WORDS, k=40)) for _ in range(PROSE // 40))
            year = 2021 + number // len(counties)
            html = page(f"{county.name}人民政府", year, figures(number % 50 + 1), prose="。".join(sentences))
            archive.append_resource(f"http://www.{county.code}.gov.cn/{number}.html", html.encode(), "text/html")


def seconds(root: Path, workers: int) -> tuple[float, float]:
    """How long a rebuild with so many workers takes, and the processor time of the writer alone."""
    began, worked = time.perf_counter(), time.process_time()
    rebuild(root, workers=workers)
    return time.perf_counter() - began, time.process_time() - worked


def main(count: int = 1_000) -> None:
    """Print the table: the fastest of several runs each, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "archive"
        make(root, count)
        times: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
        for _ in range(RUNS):
            for workers, taken in times.items():
                taken.append(seconds(root, workers))
        with reading(root) as connection:
            reports = connection.execute("SELECT count(*) FROM report").fetchone()[0]
        (one, _), (two, writer) = min(times[1]), min(times[2])
        print(f"{count} captures, {reports} reports")
        print(f"one worker   {one:>8.2f} s  {count / one:>6.0f} captures/s")
        print(f"two workers  {two:>8.2f} s  {count / two:>6.0f} captures/s")
        print(f"ratio        {one / two:>8.2f}")
        print(f"writer       {writer / count * 1e3:>8.2f} ms of processor time a capture")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
