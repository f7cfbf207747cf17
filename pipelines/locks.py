"""One writer an archive, and who holds a lock.

The lock is the kernel's (flock on `gongkai.lock`): it goes with the process that holds it, also after `kill -9`. What
stands in the file is only for people: who took it and since when.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_delay, wait_exponential

from pipelines.records import now

LOCK_NAME = "gongkai.lock"
DATABASE_PATIENCE = 60.0
"""Seconds a command waits for a database that another program has locked."""
_T = TypeVar("_T")


class ArchiveError(Exception):
    """An archive that cannot be used as asked: str() names the thing and the way out."""


class LockedError(ArchiveError):
    """Another process writes to the archive, or holds its database."""


@contextmanager
def writer_lock(root: Path, command: str) -> Iterator[None]:
    """Hold the archive's only writer's place for the length of a block.

    Raises:
        LockedError: when another process holds it; names that process.
        ArchiveError: when the directory cannot be written.
    """
    path = root / LOCK_NAME
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise ArchiveError(f"cannot write in {root}: {error.strerror}") from error
    try:
        _claim(descriptor, root, command)
        yield
    finally:
        os.close(descriptor)


def _claim(descriptor: int, root: Path, command: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = describe_holder(root)
        raise LockedError(f"{root} is being written by {holder}; wait for it to end, or stop it") from error
    owner = {"pid": os.getpid(), "host": socket.gethostname(), "command": command, "since": now()}
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(owner).encode(), 0)
    except OSError:
        # On a full disk the note fails, the lock does not.
        os.ftruncate(descriptor, 0)


def describe_holder(root: Path) -> str:
    """The writer as its note in the lock file names it."""
    try:
        owner = json.loads((root / LOCK_NAME).read_text())
        return f"`{owner['command']}` (process {owner['pid']} on {owner['host']}, since {owner['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"


def is_locked(root: Path) -> bool:
    """Whether some process holds the writer's place now."""
    try:
        descriptor = os.open(root / LOCK_NAME, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def patiently(action: Callable[[], _T], database: Path, patience: float = DATABASE_PATIENCE) -> _T:
    """Do what needs the database's write lock; while another program holds it, say so on stderr and wait.

    Raises:
        LockedError: when it is still held after `patience` seconds; names the programs that have the file open.
    """
    retrying = Retrying(
        retry=retry_if_exception(_is_busy),
        stop=stop_after_delay(patience),
        wait=wait_exponential(multiplier=0.2, max=5),
        before_sleep=_Notice(database),
        reraise=True,
    )
    try:
        return retrying(action)
    except sqlite3.OperationalError as error:
        if not _is_busy(error):
            raise
        raise LockedError(
            f"{database} is still locked by {who_has_open(database)} after {patience:.0f} s; end it and run again"
        ) from error


def _is_busy(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", 0)
    return isinstance(error, sqlite3.OperationalError) and (code & 0xFF) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


class _Notice:
    """Says once that the database is locked, and by whom."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._said = False

    def __call__(self, state: RetryCallState) -> None:
        if not self._said:
            self._said = True
            print(f"{self._database} is locked by {who_has_open(self._database)}; waiting", file=sys.stderr)  # noqa: T201


def who_has_open(path: Path) -> str:
    """The other processes that have a file open, by name and number; `another program` where the system hides them."""
    found = []
    for entry in sorted(Path("/proc").glob("[0-9]*"), key=lambda item: int(item.name)):
        if int(entry.name) != os.getpid() and _has_open(entry, path.resolve()):
            found.append(f"{_name_of(entry)} (process {entry.name})")
    return ", ".join(found) or "another program"


def _has_open(process: Path, path: Path) -> bool:
    try:
        return any(link.readlink() == path for link in (process / "fd").iterdir())
    except OSError:
        return False


def _name_of(process: Path) -> str:
    try:
        return (process / "comm").read_text(errors="replace").strip()
    except OSError:
        return "a program"
