"""The drill: `ingest` and `rebuild` killed with -9 at random moments lose nothing.

Each archive is killed again and again until a run comes through; its logical digest is then that of an archive nobody
disturbed. Between kills the archive is verified as far as it is closed, and what was stored is never less than before.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.ingest import ingest
from pipelines.verify import verify
from tests.pipelines.reports import many, write_lines
from tests.pipelines.world import digests, rows

KILLS = 22
REPORTS = 100
INGEST = "from pipelines.ingest import ingest; ingest([Path(sys.argv[2])], Path(sys.argv[1]), workers=1)"
REBUILD = "from pipelines.rebuild import rebuild; rebuild(Path(sys.argv[1]), workers=1)"
# The program under the knife says when it begins to work, so that no kill is spent on Python's own start; batches are
# small, so that a kill falls between WARC and database as often as inside either; readings are light, because what is
# drilled is the order of writing.
DRILL = """
import sys
from pathlib import Path
from pipelines import archive, derive, session
if __name__ == "__main__":
    session.BATCH_CAPTURES = derive.WRITE_TOGETHER = 4
    from pipelines import rebuild
    from tests.pipelines.jobs import InlinePool
    session.Pool = rebuild.Pool = InlinePool
    print("working", flush=True)
    {work}
"""


def start(work: str, *arguments: Path) -> subprocess.Popen[str]:
    """The program at work."""
    process = subprocess.Popen(
        [sys.executable, "-c", DRILL.format(work=work), *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def killed(work: str, after: float, *arguments: Path) -> bool:
    """Run it and kill it after so many seconds; whether it was still at work then."""
    process = start(work, *arguments)
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return True
    finally:
        if process.stdout:
            process.stdout.close()
    assert process.returncode == 0
    return False


def seconds(work: str, *arguments: Path) -> float:
    """How long it takes undisturbed, from when it begins to work."""
    process = start(work, *arguments)
    began = time.monotonic()
    process.communicate(timeout=120)
    assert process.returncode == 0
    return time.monotonic() - began


def stored(root: Path) -> int:
    """How many captures have their rows."""
    try:
        return int(rows(root, "SELECT count(*) AS n FROM capture")[0]["n"])
    except sqlite3.OperationalError:
        return 0


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """(lines, archive, seconds that its ingest took)."""
    base = tmp_path_factory.mktemp("undisturbed")
    lines = write_lines(base / "in.jsonl", many(REPORTS))
    took = seconds(INGEST, base / "archive", lines)
    return lines, base / "archive", took


@pytest.mark.slow
def test_an_ingest_killed_anywhere_ends_as_if_undisturbed(undisturbed, tmp_path):
    lines, archive, took = undisturbed
    expected, rng = digests(archive)["content"], random.Random(1)
    kills = rounds = 0
    while kills < KILLS:
        rounds += 1
        root = tmp_path / f"a{rounds}"
        before = 0
        for _ in range(6):
            kills += killed(INGEST, rng.uniform(0, took), root, lines)
            assert stored(root) >= before
            before = stored(root)
        assert not killed(INGEST, 120, root, lines)
        assert digests(root)["content"] == expected
        assert verify(root).problems == []


@pytest.mark.slow
def test_a_rebuild_killed_anywhere_leaves_the_present_database_and_then_succeeds(undisturbed, tmp_path):
    root = shutil.copytree(undisturbed[1], tmp_path / "archive")
    took, expected, rng = seconds(REBUILD, root), digests(root), random.Random(2)
    kills = 0
    while kills < KILLS:
        kills += killed(REBUILD, rng.uniform(0, took), root)
        assert stored(root) == REPORTS
    assert digests(root) == expected
    assert not killed(REBUILD, 120, root)
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
