"""Rebuild with one worker and with two, on an archive of made pages.

    python -m benchmarks.rebuild [reports]

Both runs read every page again from the WARC file with the real reader and derive the whole database; the writer works
beside the workers. The pages hold the official table of requests (175 figures) and prose of about 2,000 characters.

On a machine that others use too, the clock says little. So the processor time of the writer and of the workers is told
beside it, and what follows from it for two free processors: with one worker, the longer of writer and worker; with two,
which share the processors with the writer, half of all that is to be done, or the writer where that is longer. What a
rebuild takes whatever it holds (the start of the processes) is measured on an archive of one page and taken off; with
fewer than two thousand pages it weighs on the ratio by the clock.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from unittest.mock import patch

from benchmarks.store import agencies, prose
from pipelines import rebuild as rebuilding
from pipelines.archive import Archive, Run
from pipelines.view import reading
from pipelines.workers import Pool
from tests.pipelines.reports import figures, page

PROSE = 2_000
RUNS = 3
_FIRST_OF_FORM = 2021


def make(root: Path, count: int) -> None:
    """An archive of so many pages, in WARC files of some megabytes: four years of each agency, no report twice."""
    rng = random.Random(11)
    bodies = ((agency, code) for agency, code, year in agencies() if year == _FIRST_OF_FORM)
    source = ((*body, _FIRST_OF_FORM + number) for body in bodies for number in range(4))
    with Archive(root, Run.begin("ingest", "benchmark"), rotate_bytes=2_000_000) as archive:
        for number in range(count):
            agency, code, year = next(source)
            sentences = (prose(rng, 40) for _ in range(PROSE // 40))
            html = page(agency, year, figures(number % 50 + 1), prose="".join(sentences))
            archive.append_resource(f"http://www.{code}.gov.cn/{number}.html", html.encode(), "text/html")


def processor_time(process: int | None) -> float:
    """Seconds of the processor that a running process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class MeasuredPool(Pool):
    """A pool that adds up what its workers took before they end. (What a worker takes to start is in it.)"""

    spent = 0.0

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        MeasuredPool.spent += sum(processor_time(worker.process.pid) for worker in self._workers)
        super().__exit__(kind, error, trace)


@dataclass(frozen=True, slots=True, order=True)
class Taken:
    """Seconds of a rebuild: by the clock, of the writer's processor time, of the workers' together."""

    wall: float
    writer: float
    workers: float


def measure(root: Path, workers: int) -> Taken:
    """A rebuild with so many workers."""
    MeasuredPool.spent = 0.0
    began, worked = time.perf_counter(), time.process_time()
    with patch.object(rebuilding, "Pool", MeasuredPool):
        rebuilding.rebuild(root, workers=workers)
    return Taken(time.perf_counter() - began, time.process_time() - worked, MeasuredPool.spent)


def run(count: int = 2_400) -> Iterator[tuple[str, str, str]]:
    """Rows for `python -m benchmarks`: the fastest of several runs each, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "archive"
        make(root, count)
        small = Path(folder) / "small"
        make(small, 1)
        fixed = min(measure(small, 1) for _ in range(RUNS))
        times: dict[int, list[Taken]] = {1: [], 2: []}
        for _ in range(RUNS):
            for workers, taken in times.items():
                taken.append(measure(root, workers))
        with reading(root) as connection:
            reports = connection.execute("SELECT count(*) FROM report").fetchone()[0]
    one, two = min(times[1]), min(times[2])
    writer = min(each.writer for taken in times.values() for each in taken)
    readers = min(each.workers for taken in times.values() for each in taken)
    yield "archive", f"{count} captures", f"{reports} reports"
    for name, each in (("one worker", one), ("two workers", two)):
        note = (
            f"{count / each.wall:.0f} captures/s; processor: writer {each.writer:.2f} s, workers {each.workers:.2f} s"
        )
        yield name, f"{each.wall:.2f} s", note
    yield "ratio by the clock", f"{one.wall / two.wall:.2f}", "at least 1.7 wanted, on two free processors"
    note = f"processor: writer {fixed.writer:.2f} s, worker {fixed.workers:.2f} s; taken off below"
    yield "an archive of one page", f"{fixed.wall:.2f} s", note
    writer, readers = writer - fixed.writer, readers - fixed.workers
    yield "writer", f"{writer / count * 1e3:.2f} ms a capture", "processor time, storing and collecting"
    yield "reading", f"{readers / count * 1e3:.2f} ms a capture", "processor time of the workers"
    ratio = max(writer, readers) / max(writer, (writer + readers) / 2)
    yield "ratio by processor time", f"{ratio:.2f}", "for two free processors"


if __name__ == "__main__":
    for row in run(*map(int, sys.argv[1:2])):
        print("  ".join(row), flush=True)
