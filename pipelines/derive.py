"""Deriving rows from WARC files: for a rebuild all of them, for a session what a crash or a merge left without rows.

Files are walked by the workers, many at a time and in parts; their captures are entered in order of file and
offset. Then everything that has a body and no reading is read, again by the workers, and stored in order as it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines import index
from pipelines.archive import OPEN_SUFFIX, Run, locate, warc_files
from pipelines.index import Entry, walk
from pipelines.locks import ArchiveError
from pipelines.reading import Reading, Task, failed
from pipelines.records import Capture, parse_fields
from pipelines.store import Store, is_to_read
from pipelines.workers import Failure, Job, Pool

PART_RECORDS = 2000
"""Records of a file that one job walks over."""
WRITE_TOGETHER = 128
"""Readings stored in one transaction."""
AHEAD_OF_WRITER = 4 * WRITE_TOGETHER
"""Readings under way or waiting for an earlier one; bounds the memory when one document takes its full minute."""

Progress = Callable[[int, int], None]
"""Called with (done, total) of the documents read."""


@dataclass(slots=True)
class Part:
    """What a stretch of a WARC file holds: captures, runs, notes of captures met again, damage (offset, what)."""

    captures: list[Capture] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    damaged: list[tuple[int, str]] = field(default_factory=list)
    following: int | None = None


@dataclass(frozen=True, slots=True)
class IndexJob:
    """Walk over a part of a WARC file."""

    path: str
    start: int = 0

    def perform(self) -> Part:
        """The part from `start` on; `following` is where the next part begins, None at the end."""
        part = Part()
        for count, entry in enumerate(walk(Path(self.path), self.start)):
            if count == PART_RECORDS:
                part.following = entry.member.offset
                break
            _sort_in(part, entry)
        return part


def _sort_in(part: Part, entry: Entry) -> None:
    if entry.stored is None:
        part.damaged.append((entry.member.offset, entry.member.error or "damaged"))
    elif entry.capture:
        part.captures.append(entry.capture)
    elif run := run_of(entry):
        part.runs.append(run)
    else:
        part.seen += seen_of(entry)


def run_of(entry: Entry) -> Run | None:
    """The run that a warcinfo record tells of; None for other records and other programs' files."""
    stored = entry.stored
    if stored is None or stored.type != "warcinfo":
        return None
    told = dict(parse_fields(stored.block))
    if "run-kind" not in told:
        return None
    software = told.get("software", "").partition("/")[2]
    return Run(told["ispartof"], told["run-kind"], told.get("run-started", ""), software, told.get("run-command", ""))


def seen_of(entry: Entry) -> list[tuple[str, str]]:
    """The captures that a note says were met again, with the time."""
    stored = entry.stored
    if stored is None or stored.type != "metadata" or stored.get("Gongkai-Role") != "seen":
        return []
    moment = stored.get("WARC-Date") or ""
    return [(value, moment) for name, value in parse_fields(stored.block) if name == "seen"]


@dataclass(slots=True)
class Derived:
    """What a derivation came to: new captures, documents read, damage as (file, offset, what)."""

    captures: int = 0
    readings: int = 0
    damaged: list[tuple[str, int, str]] = field(default_factory=list)


def derive(
    root: Path, store: Store, pool: Pool, *, own: str | None = None, progress: Progress | None = None
) -> Derived:
    """Give every record of the archive's WARC files its rows; what has them already is left alone.

    `own` is the name of the file that the caller is writing.
    """
    derived = Derived()
    known = store.known_files()
    paths = [path for path in warc_files(root) if path.name != own and known.get(path.name) != path.stat().st_size]
    unplaced = _enter_files(paths, store, pool, derived)
    with store.transaction():
        store.resolve_revisits()
        for record, moment in unplaced:
            store.see_again(record, moment)
        store.finish_batch()
    derived.readings = _read_all(root, store, pool, progress)
    complete_files(root, store)
    return derived


def complete_files(root: Path, store: Store) -> None:
    """Remember closed files whose records all have rows, so that the next session need not walk them.

    Raises:
        ArchiveError: when a missing index cannot be written.
    """
    known = store.known_files()
    with store.transaction():
        for path in warc_files(root):
            if path.suffix != OPEN_SUFFIX and known.get(path.name) != path.stat().st_size:
                try:
                    summary = index.summary(path)
                except (OSError, ValueError):
                    summary = _made(path)
                store.complete_file(path.name, summary.size, summary.sha256)


def _made(path: Path) -> index.Summary:
    try:
        return index.make(path)
    except OSError as error:
        raise ArchiveError(f"cannot write the index of {path}: {error.strerror}; make room and run again") from error


def _enter_files(paths: Iterable[Path], store: Store, pool: Pool, derived: Derived) -> list[tuple[str, str]]:
    """Enter the captures of files in order; returns the notes that name captures not entered (yet)."""
    unplaced: list[tuple[str, str]] = []
    queue = list(paths)
    for path, part in _parts(queue, pool):
        with store.transaction():
            for run in part.runs:
                store.learn_run(run)
            derived.captures += sum(store.add_capture(capture) is not None for capture in part.captures)
            for record, moment in part.seen:
                if not store.see_again(record, moment):
                    unplaced.append((record, moment))
            store.finish_batch()
        derived.damaged += [(path.name, offset, what) for offset, what in part.damaged]
    return unplaced


def _parts(paths: list[Path], pool: Pool) -> Iterator[tuple[Path, Part]]:
    """The parts of files in order of file and offset, while the workers walk over later files."""
    results: dict[Any, Any] = {}
    for place, path in enumerate(paths):
        pool.submit((place, 0), IndexJob(str(path)))
    for place, path in enumerate(paths):
        start: int | None = 0
        while start is not None:
            while (place, start) not in results:
                results.update(pool.collect())
            part = results.pop((place, start))
            if isinstance(part, Failure):
                yield path, Part(damaged=[(start, part.message)])
                break
            start = part.following
            if start is not None:
                pool.submit((place, start), IndexJob(str(path), start))
            yield path, part


def _read_all(root: Path, store: Store, pool: Pool, progress: Progress | None) -> int:
    """Read what has a body and no reading, in order of its number."""
    done, total = 0, store.count_unread() if progress else 0
    ready: list[tuple[int, Reading]] = []
    for number, reading in in_order(pool, _reading_jobs(root, store)):
        ready.append((number, reading_of(reading)))
        if len(ready) == WRITE_TOGETHER:
            _write(store, ready)
            done += len(ready)
            ready = []
            if progress:
                progress(done, total)
    _write(store, ready)
    return done + len(ready)


def _reading_jobs(root: Path, store: Store) -> Iterator[tuple[int, Job]]:
    after = 0
    while rows := store.unread(after):
        after = rows[-1][0]
        yield from ((number, Task.of(root, capture)) for number, capture in rows if is_to_read(capture))


def _write(store: Store, readings: list[tuple[int, Reading]]) -> None:
    with store.transaction():
        for number, reading in readings:
            store.add_reading(number, reading)
        store.finish_batch()


def in_order(pool: Pool, jobs: Iterable[tuple[int, Job]]) -> Iterator[tuple[int, Any]]:
    """Results of jobs in the order of the jobs, keeping the workers busy and the number under way bounded."""
    waiting: list[int] = []
    results: dict[Any, Any] = {}
    source = iter(jobs)
    exhausted = False
    while True:
        while not exhausted and len(waiting) < AHEAD_OF_WRITER:
            job = next(source, None)
            if job is None:
                exhausted = True
                break
            pool.submit(*job)
            waiting.append(job[0])
        if not waiting:
            return
        while waiting[0] not in results:
            results.update(pool.collect())
        yield waiting[0], results.pop(waiting.pop(0))


def reading_of(result: Any) -> Reading:
    """A worker's result as a reading; the loss of a worker as a failed one."""
    if isinstance(result, Failure):
        return failed(result.rule, result.message)
    if not isinstance(result, Reading):
        raise TypeError(f"a reader returned {type(result).__name__}")
    return result


__all__ = ["Derived", "IndexJob", "Part", "complete_files", "derive", "in_order", "locate", "reading_of"]
