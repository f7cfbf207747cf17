"""`gongkai rebuild`: the whole database again from the WARC files alone.

It is built beside the present one, in `gongkai.db.new`, and takes its place at the end; only the run ledger is carried
over. A rebuild that is killed leaves the present database as it was.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.archive import DATABASE_NAME, Run, database_path, read_only, recover, sync_directory
from pipelines.coverage import write_coverage
from pipelines.derive import Derived, Progress, derive
from pipelines.expected import load_tables
from pipelines.locks import writer_lock
from pipelines.schema import PRAGMAS
from pipelines.store import Store
from pipelines.version import program_version
from pipelines.workers import Pool, default_workers

NEW_NAME = DATABASE_NAME + ".new"
_SIDES = ("-wal", "-shm", "-journal")


@dataclass(slots=True)
class Rebuilt:
    """What a rebuild came to; `notes` say what was recovered first."""

    derived: Derived = field(default_factory=Derived)
    notes: list[str] = field(default_factory=list)


def rebuild(root: Path, *, workers: int | None = None, command: str = "", progress: Progress | None = None) -> Rebuilt:
    """Derive the database of an archive again.

    Raises:
        ArchiveError: when the archive cannot be written or is being written; the present database stands.
    """
    result = Rebuilt()
    run = Run.begin("rebuild", program_version(), command)
    with writer_lock(root, "gongkai rebuild"), Pool(workers or default_workers()) as pool:
        result.notes = [str(recovery) for recovery in recover(root)]
        new = root / NEW_NAME
        _remove(new)
        store = Store(root, new)
        try:
            _build_fast(store)
            result.notes += _carry_ledger(store, database_path(root))
            store.begin_run(run)
            # While the readers load: what the coverage at the end is derived from.
            load_tables()
            result.derived = derive(root, store, pool, progress=progress)
            write_coverage(store.db)
            store.end_run(run, "finished", counts=store.totals())
            store.db.execute(f"PRAGMA journal_mode = {PRAGMAS['journal_mode']}").fetchall()
        finally:
            store.close()
        swap(new, database_path(root))
    return result


def _build_fast(store: Store) -> None:
    """Write a database without its log, each page once: one that is not finished is thrown away, and `swap` syncs it.

    The journal stays, in memory: a transaction that fails is taken back.
    """
    for pragma in ("journal_mode = memory", "synchronous = off"):
        store.db.execute(f"PRAGMA {pragma}").fetchall()


def _remove(path: Path) -> None:
    for suffix in ("", *_SIDES):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _carry_ledger(store: Store, old: Path) -> list[str]:
    """Copy the run ledger, the one thing that the WARC files do not hold; where it cannot be read, say so."""
    if not old.exists():
        return []
    try:
        with closing(sqlite3.connect(read_only(old), uri=True)) as connection:
            cursor = connection.execute("SELECT * FROM runs")
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor]
    except sqlite3.DatabaseError as error:
        return [f"the run ledger of {old} cannot be read ({error}): of its runs, what the WARC files say is known"]
    known = store.db.table("runs").columns_dict
    with store.transaction():
        for row in rows:  # a newer program's ledger may have columns that this one does not know
            store.db.table("runs").insert({name: value for name, value in row.items() if name in known})
    return []


def swap(new: Path, present: Path) -> None:
    """Put a finished database in the place of the present one.

    A rename is enough while nobody has the present one open: then it has no log of its own any more. Where a reader
    holds it (the explorer), its file must stay the same file: the new content is copied into it in one transaction.
    """
    if present.exists() and not _let_go(present):
        _copy_into(new, present)
        _remove(new)
        return
    with new.open("rb") as file:
        os.fsync(file.fileno())
    new.replace(present)
    sync_directory(present.parent)


def _let_go(present: Path) -> bool:
    """Fold the present database's log in and remove it, which needs that nobody else has the file open."""
    try:
        connection = sqlite3.connect(present, timeout=1)
        try:
            mode = connection.execute("PRAGMA journal_mode = delete").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return False
    except sqlite3.DatabaseError:
        # Damaged beyond reading: its log belongs to nothing and must not be applied to the new file.
        for suffix in _SIDES:
            present.with_name(present.name + suffix).unlink(missing_ok=True)
        return True
    return bool(mode == "delete")


def _copy_into(new: Path, present: Path) -> None:
    source, target = sqlite3.connect(new), sqlite3.connect(present, timeout=60)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
