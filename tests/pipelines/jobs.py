"""Jobs for the tests of the worker pool, importable by its processes."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsers.model import Observation, Report, Section
from pipelines.archive import load
from pipelines.reading import Reading, Task, from_report
from pipelines.stored import body_of


@dataclass(frozen=True)
class Job:
    """Does what its name says."""

    what: str
    value: int = 0

    def perform(self) -> int:
        """The value, or the end of the worker."""
        return int(getattr(self, f"_{self.what}")())

    def _echo(self) -> int:
        return self.value

    def _slow(self) -> int:
        time.sleep(self.value / 100)
        return self.value

    def _hang(self) -> int:
        time.sleep(60)
        return 0

    def _crash(self) -> int:
        os.kill(os.getpid(), signal.SIGSEGV)
        return 0

    def _exit(self) -> int:
        os._exit(3)

    def _eat(self) -> int:
        return len(bytearray(self.value))

    def _fill(self) -> int:
        filled = b"x" * self.value
        time.sleep(60)
        return len(filled)

    def _fail(self) -> int:
        raise LookupError("what nobody foresaw")


class InlinePool:
    """Stands for the worker pool where only the order of writing matters: reads at once, and little."""

    def __init__(self, workers: int) -> None:
        self._results: list[tuple[Hashable, Any]] = []

    def __enter__(self) -> InlinePool:
        return self

    def __exit__(self, *error: object) -> None:
        self._results.clear()

    @property
    def outstanding(self) -> int:
        return len(self._results)

    def submit(self, token: Hashable, job: Any) -> None:
        self._results.append((token, light_reading(job) if isinstance(job, Task) else job.perform()))

    def collect(self, block: bool = True) -> list[tuple[Hashable, Any]]:
        results, self._results = self._results, []
        return results


def light_reading(task: Task) -> Reading:
    """Title, agency, year and the numbers of the cells, without the reader's libraries."""
    stored = load(Path(task.root), task.file, task.offset)
    page = body_of(stored).data.decode()
    title = re.search("<title>(.*?)</title>", page)
    named = re.match(r"(.*?)(\d{4})年", title[1]) if title else None
    cells = re.findall(r"<td>(\d+)</td>", page)
    report = Report(title[1] if title else None, is_annual_report=True, verdict="yes", mime="text/html")
    report.agency, report.year = (named[1], int(named[2])) if named else (None, None)
    report.sections = [Section(1, "总体情况", "".join(re.findall("<p>(.*?)</p>", page)))]
    report.observations = [
        Observation(f"cell.{n}", int(cell), "件", "reported", cell, "table", {"table": 1, "row": n, "column": 1})
        for n, cell in enumerate(cells)
    ]
    return from_report(report, stored.get("WARC-Target-URI") or "")


def end_at_once(*_: object) -> None:
    """The life of a worker that can't even begin: a broken installation, a machine without memory."""
    sys.exit(7)
