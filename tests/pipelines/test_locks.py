"""Two writers, a locked database, a full disk, a directory that cannot be written."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from pipelines import locks, store
from pipelines.ingest import ingest
from pipelines.locks import ArchiveError, LockedError, is_locked, patiently, writer_lock
from pipelines.rebuild import rebuild
from pipelines.status import status
from pipelines.trace import trace
from pipelines.verify import verify
from tests.pipelines.reports import many, write_lines
from tests.pipelines.world import digests, rows


def test_the_second_writer_refuses_and_names_the_first(tmp_path):
    with writer_lock(tmp_path, "gongkai crawl"):
        assert is_locked(tmp_path)
        with pytest.raises(LockedError, match=rf"written by `gongkai crawl` \(process {os.getpid()} on ") as refused:
            ingest([write_lines(tmp_path / "in.jsonl", many(1))], tmp_path, workers=1)
        assert "wait for it to end" in str(refused.value)
    assert not is_locked(tmp_path)


def test_a_disk_too_full_for_an_index_is_told_as_that(tmp_path, monkeypatch):
    ingest([write_lines(tmp_path / "in.jsonl", many(1))], tmp_path / "archive", workers=1)
    for path in (tmp_path / "archive/warc").glob("*.cdxj"):
        path.unlink()

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pipelines.index.write", refuse)
    with pytest.raises(ArchiveError, match="No space left on device; make room"):
        rebuild(tmp_path / "archive", workers=1)


def test_the_lock_goes_with_its_process(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from pipelines.locks import writer_lock\n"
        "with writer_lock(Path(sys.argv[1]), 'x'):\n    print('held', flush=True); time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    assert is_locked(tmp_path)
    holder.kill()
    holder.wait()
    holder.stdout.close()
    with writer_lock(tmp_path, "y"):
        pass


@pytest.fixture
def held(tmp_path):
    """An archive whose database another process has locked; ends with a function that lets it go."""
    ingest([write_lines(tmp_path / "in.jsonl", many(2))], tmp_path / "a", workers=1)
    code = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None); c.execute('BEGIN IMMEDIATE')\n"
        "print('held', flush=True); sys.stdin.read()\n"
    )
    database = tmp_path / "a" / "gongkai.db"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    yield tmp_path, holder
    holder.kill()
    holder.communicate()


def test_a_locked_database_is_waited_for(held, capsys):
    root, holder = held
    threading.Timer(2.5, holder.kill).start()
    outcome = ingest([write_lines(root / "more.jsonl", many(4))], root / "a", workers=1)
    assert outcome.taken == 2
    said = capsys.readouterr().err
    assert "gongkai.db is locked by python" in said
    assert f"(process {holder.pid}); waiting" in said
    assert said.count("waiting") == 1


def test_who_holds_a_database_for_too_long_is_named(held, monkeypatch):
    root, holder = held
    monkeypatch.setattr(store, "patiently", lambda action, path: patiently(action, path, patience=1.0))
    with pytest.raises(LockedError, match=rf"still locked by .*process {holder.pid}.* after 1 s"):
        ingest([write_lines(root / "more.jsonl", many(4))], root / "a", workers=1)
    assert locks.who_has_open(root / "nothing") == "another program"


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 2 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if os.geteuid() != 0 or not shutil.which("mount") or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_stops_the_run_and_loses_nothing(small_disk, tmp_path):
    lines = [(url, html + f"<!--{os.urandom(20_000).hex()}-->") for url, html in many(80)]
    whole = write_lines(tmp_path / "whole.jsonl", lines)
    with pytest.raises(ArchiveError, match=r"(No space left|no space left)"):
        ingest([whole], small_disk / "a", workers=1)
    stored = rows(small_disk / "a", "SELECT count(*) AS n FROM captures")[0]["n"]
    assert stored < 80
    subprocess.run(["mount", "-o", "remount,size=60m", str(small_disk)], check=True)
    ingest([whole], small_disk / "a", workers=1)
    ingest([whole], tmp_path / "b", workers=1)
    assert digests(small_disk / "a")["content"] == digests(tmp_path / "b")["content"]
    assert verify(small_disk / "a").problems == []


def test_a_read_only_archive_can_be_read_and_says_that_it_cannot_be_written(small_disk, tmp_path):
    lines = write_lines(tmp_path / "in.jsonl", many(2))
    ingest([lines], small_disk / "a", workers=1)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert status(small_disk / "a").counts["reports"] == 2
    assert trace(small_disk / "a", "350926", 2021, "requests.received.total")[0].figure["value"] == 1
    assert verify(small_disk / "a").problems == []
    with pytest.raises(ArchiveError, match=f"cannot write in {small_disk}"):
        ingest([lines], small_disk / "a", workers=1)
    with pytest.raises(ArchiveError, match=r"cannot make|cannot write"):
        ingest([lines], small_disk / "b", workers=1)
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


def test_waiting_ends_when_the_work_is_done(tmp_path):
    calls = []
    database = tmp_path / "x.db"
    holder = sqlite3.connect(database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    def action() -> str:
        calls.append(time.monotonic())
        if len(calls) == 3:
            holder.execute("COMMIT")
        else:
            other = sqlite3.connect(database, isolation_level=None, timeout=0)
            other.execute("BEGIN IMMEDIATE")
        return "done"

    assert patiently(action, database) == "done"
    assert len(calls) == 3
