"""The drill: `ingest` and `rebuild` killed with -9 at random moments lose nothing.

Each archive is killed again and again until a run comes through; its logical digest is then that of an archive nobody
disturbed. Between kills the archive is verified as far as it is closed, and what was stored is never less than before.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from pipelines.ingest import ingest
from pipelines.verify import verify
from tests.pipelines.reports import many, write_lines
from tests.pipelines.world import digests, rows

KILLS = 25
REPORTS = 100
# The program under the knife is forked off a process that has everything loaded, so that no kill and no time is spent
# on Python's own start. Batches are small, so that a kill falls between WARC and database as often as inside either;
# readings are light, because what is drilled is the order of writing.
DRILL = """
import json, os, sys
from pathlib import Path
from pipelines import derive, rebuild, session
from pipelines.ingest import ingest
from tests.pipelines.jobs import InlinePool
session.BATCH_CAPTURES = derive.WRITE_TOGETHER = 4
session.Pool = rebuild.Pool = InlinePool
works = {"ingest": lambda root, *paths: ingest(paths, root, workers=1), "rebuild": rebuild.rebuild}
for line in sys.stdin:
    work, *paths = json.loads(line)
    child = os.fork()
    if not child:
        status = 1
        try:
            works[work](*map(Path, paths))
            status = 0
        finally:
            os._exit(status)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


class Knife:
    """Runs the program, and kills it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", DRILL], bufsize=0, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def killed(self, after: float, work: str, *paths: Path) -> bool:
        """Run the program and kill it after so many seconds; whether it was still at work then."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([work, *map(str, paths)]).encode() + b"\n")
        child = int(self._process.stdout.readline())
        ended = select.select([self._process.stdout], [], [], after)[0]
        if not ended:
            with suppress(ProcessLookupError):  # it ended meanwhile
                os.kill(child, signal.SIGKILL)
        status = int(self._process.stdout.readline())
        assert status in ((0,) if ended else (0, signal.SIGKILL))
        return status != 0

    def seconds(self, work: str, *paths: Path) -> float:
        """How long the program takes undisturbed."""
        began = time.monotonic()
        assert not self.killed(120, work, *paths)
        return time.monotonic() - began

    def close(self) -> None:
        """End the process that the program is forked off."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(10)


@pytest.fixture(scope="module")
def knife():
    knife = Knife()
    yield knife
    knife.close()


def stored(root: Path) -> int:
    """How many captures have their rows."""
    try:
        return int(rows(root, "SELECT count(*) AS n FROM capture")[0]["n"])
    except sqlite3.OperationalError:
        return 0


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, knife):
    """(lines, archive, seconds that its ingest took)."""
    base = tmp_path_factory.mktemp("undisturbed")
    lines = write_lines(base / "in.jsonl", many(REPORTS))
    took = knife.seconds("ingest", base / "archive", lines)
    return lines, base / "archive", took


@pytest.mark.slow
def test_an_ingest_killed_anywhere_ends_as_if_undisturbed(undisturbed, knife, tmp_path):
    lines, archive, took = undisturbed
    expected, rng = digests(archive)["content"], random.Random(1)
    kills = rounds = 0
    while kills < KILLS:
        rounds += 1
        root = tmp_path / f"a{rounds}"
        before = 0
        for _ in range(6):
            kills += knife.killed(rng.uniform(0, took), "ingest", root, lines)
            assert stored(root) >= before
            before = stored(root)
        assert not knife.killed(120, "ingest", root, lines)
        assert digests(root)["content"] == expected
        assert verify(root).problems == []


@pytest.mark.slow
def test_a_rebuild_killed_anywhere_leaves_the_present_database_and_then_succeeds(undisturbed, knife, tmp_path):
    root = shutil.copytree(undisturbed[1], tmp_path / "archive")
    took, expected, rng = knife.seconds("rebuild", root), digests(root), random.Random(2)
    kills = 0
    while kills < KILLS:
        kills += knife.killed(rng.uniform(0, took), "rebuild", root)
        assert stored(root) == REPORTS
    assert digests(root) == expected
    assert not knife.killed(120, "rebuild", root)
    assert digests(root) == expected
    assert verify(root).problems == []


def test_a_run_killed_between_record_and_row_is_caught_up_by_the_next(tmp_path):
    lines = write_lines(tmp_path / "in.jsonl", many(6))
    ingest([lines], tmp_path / "a", workers=1)
    expected = digests(tmp_path / "a")
    (tmp_path / "a" / "gongkai.db").unlink()
    outcome = ingest([lines], tmp_path / "a", workers=1)
    assert outcome.notes == ["6 records of an earlier run had no rows and have them now"]
    assert (outcome.taken, outcome.seen) == (0, 6)
    assert digests(tmp_path / "a")["content"] == expected["content"]
