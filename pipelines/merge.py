"""Merging another archive: the union of WARC files, then of what they hold.

Closed files are never changed, so a file of the same name is the same file, or one of the two is the beginning of the
other (a copy made while a run was writing): then the longer stands. Merging twice is merging once.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from pipelines import index
from pipelines.archive import (
    OPEN_SUFFIX,
    WARC_DIRECTORY,
    Run,
    database_path,
    read_only,
    sync_directory,
    warc_files,
    whole_length,
)
from pipelines.locks import ArchiveError
from pipelines.session import Session

_CHUNK = 1 << 20


@dataclass(slots=True)
class Merged:
    """What a merge came to: files copied, records that are new here, what should be known, what failed."""

    files: int = 0
    records: int = 0
    notes: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)


def merge(session: Session, other: Path) -> Merged:
    """Copy the WARC files of another archive and give their records rows. The other archive is only read.

    Raises:
        ArchiveError: when the disk refuses.
    """
    merged = Merged()
    if other.resolve() == session.root.resolve():
        merged.failures.append((str(other), "an archive cannot be merged into itself"))
        return merged
    for path in warc_files(other):
        _merge_file(session.root, path, merged)
    merged.notes += _merge_ledger(session, other)
    derived = session.catch_up()
    merged.records = derived.captures
    merged.failures += [(f"{name} at byte {offset}", what) for name, offset, what in derived.damaged]
    merged.notes.append(f"{other}: {merged.files} WARC files copied, {merged.records} records are new here")
    return merged


def _merge_file(root: Path, source: Path, merged: Merged) -> None:
    name = source.name.removesuffix(OPEN_SUFFIX)
    length = whole_length(source)[0] if source.suffix == OPEN_SUFFIX else source.stat().st_size
    target = root / WARC_DIRECTORY / name
    if length == 0:
        return
    if target.exists():
        present = target.stat().st_size
        if not _same_start(source, target, min(length, present)):
            merged.failures.append((str(source), f"differs from {target}, which has the same name; not copied"))
            return
        if present >= length:
            return
    _copy(source, target, length)
    merged.files += 1


def _same_start(first: Path, second: Path, length: int) -> bool:
    with first.open("rb") as one, second.open("rb") as two:
        while length > 0:
            size = min(_CHUNK, length)
            if one.read(size) != two.read(size):
                return False
            length -= size
    return True


def _copy(source: Path, target: Path, length: int) -> None:
    """Copy the first bytes of a file under its final name, whole or not at all, and index it."""
    partial = target.with_name(target.name + ".part")
    try:
        with source.open("rb") as reading, partial.open("wb") as writing:
            shutil.copyfileobj(reading, writing)
            writing.truncate(length)
            writing.flush()
            os.fsync(writing.fileno())
        partial.replace(target)
        sync_directory(target.parent)
        index.make(target)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise ArchiveError(f"cannot copy {source} to {target.parent}: {error.strerror}") from error


def _merge_ledger(session: Session, other: Path) -> list[str]:
    """Take over what the other archive's ledger knows of its runs, if it has one that can be read."""
    path = database_path(other)
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(read_only(path), uri=True)) as connection:
            rows = connection.execute(
                "SELECT uuid, kind, started_at, version, command, finished_at, status, requests, captures, reports, "
                "errors, note, parser FROM runs ORDER BY uuid"
            ).fetchall()
    except sqlite3.DatabaseError as error:
        return [f"the run ledger of {path} cannot be read ({error}): of its runs, what the WARC files say is known"]
    with session.store.transaction():
        for row in rows:
            session.store.learn_run(Run(row[0], row[1], row[2], row[3], row[4]), row[5:])
    return []
