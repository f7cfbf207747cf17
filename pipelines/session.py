"""A run that writes: the lock, the WARC files, the readers and the store, kept in the one order that loses nothing.

Captures are appended first; a batch of them is synced; then it is read by the workers, and only then do its rows go
into the database, in one transaction. A run that was killed leaves at most records without rows: the next session finds
them (`catch_up`) before it does anything else.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from pipelines.archive import Archive, Recovery, Run, recover
from pipelines.coverage import write_coverage
from pipelines.derive import Derived, complete_files, derive, reading_of
from pipelines.locks import ArchiveError, writer_lock
from pipelines.reading import Reading, Task
from pipelines.records import Capture, now
from pipelines.store import Store, is_to_read
from pipelines.version import program_version
from pipelines.workers import Pool, default_workers

BATCH_CAPTURES = 128
BATCH_BYTES = 16_000_000
"""Captures, or packed bytes, after which what was appended is synced and its rows are written together."""
MAX_BATCHES = 3
"""Batches under way: one being stored, one read, one appended. Bounds the memory of a run of any length."""


@dataclass(slots=True)
class Batch:
    """Captures synced together, and their readings as they come in."""

    captures: list[Capture]
    seen: list[tuple[str, str]] = field(default_factory=list)
    readings: dict[int, Reading] = field(default_factory=dict)
    waiting: int = 0


@dataclass(slots=True)
class Counts:
    """What a run did; `requests` are those that went to a portal."""

    requests: int = 0
    captures: int = 0
    readings: int = 0
    reports: int = 0
    seen: int = 0
    errors: int = 0


Listener = Callable[[Capture, Reading | None], None]


class Session:
    """An archive open for writing by one run. Use it as a context manager.

    Append through `archive` (or `resource`, `exchange` … of it) and hand each capture to `take`; `flush` stores all.
    `listener` is told of each capture with its reading (None where it is not read) when its rows are written.
    """

    def __init__(
        self,
        root: Path,
        kind: str,
        command: str = "",
        *,
        workers: int | None = None,
        listener: Listener | None = None,
        run: Run | None = None,
    ) -> None:
        self.root = root
        self.run = run or Run.begin(kind, program_version(), command)
        self.counts = Counts()
        self.recovered: list[Recovery] = []
        self.caught_up = 0
        self._workers = workers or default_workers()
        self._listener = listener
        self._stack = ExitStack()
        self._captures: list[Capture] = []
        self._seen: list[tuple[str, str]] = []
        self._bytes = 0
        self._batches: deque[Batch] = deque()
        self._serial = 0

    def __enter__(self) -> Self:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError(f"cannot make {self.root}: {error.strerror}") from error
        with ExitStack() as stack:
            stack.enter_context(writer_lock(self.root, f"gongkai {self.run.kind}"))
            self.recovered = list(recover(self.root))
            self.store = Store(self.root)
            stack.callback(self.store.close)
            self.store.require_present_parser()
            self.store.begin_run(self.run)
            self.pool = stack.enter_context(Pool(self._workers))
            self.archive = stack.enter_context(Archive(self.root, self.run))
            self.caught_up = self.catch_up().captures
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            if kind is None:
                self.flush()
                self.archive.close()
                complete_files(self.root, self.store)
                write_coverage(self.store.db)
                self.store.end_run(self.run, "finished", counts=self._ledger())
            else:
                self._fail(error)

    def _fail(self, error: BaseException | None) -> None:
        """Note the end of a run that stopped early, if the archive still lets us."""
        status = "interrupted" if isinstance(error, KeyboardInterrupt) else "failed"
        try:
            self.store.end_run(self.run, status, note=str(error)[:500], counts=self._ledger())
        except ArchiveError:
            return

    def _ledger(self) -> dict[str, int]:
        counts = self.counts
        return {name: getattr(counts, name) for name in ("requests", "captures", "reports", "errors")}

    # -- taking in ---------------------------------------------------------------------------------------------------

    def take(self, capture: Capture, *, wait: bool = True) -> None:
        """Have a capture read and stored; it was appended to `archive` before. Without `wait` it never blocks."""
        self._captures.append(capture)
        self._bytes += capture.warc_length
        if len(self._captures) >= BATCH_CAPTURES or self._bytes >= BATCH_BYTES:
            self.commit(wait=wait)

    def see_again(self, record_id: str) -> None:
        """Note that the bytes of an earlier capture were met again."""
        self._seen.append((record_id, now()))
        self.counts.seen += 1
        if len(self._seen) >= BATCH_CAPTURES * 8:
            self.commit()

    def commit(self, *, wait: bool = True) -> None:
        """Sync what was appended and give it to the readers; store what has been read.

        With `wait`, block until no more than MAX_BATCHES are under way; without, the caller bounds them (`under_way`).
        """
        if self._captures or self._seen:
            for moment in sorted({moment for _, moment in self._seen}):
                self.archive.append_seen([record for record, at in self._seen if at == moment], moment)
            self.archive.sync()
            self._submit(Batch(self._captures, self._seen))
            self._captures, self._seen, self._bytes = [], [], 0
        if wait:
            self.pump(MAX_BATCHES - 1)
        else:
            self.gather()

    @property
    def under_way(self) -> int:
        """Captures taken whose rows are not written yet."""
        return len(self._captures) + sum(len(batch.captures) for batch in self._batches)

    def _submit(self, batch: Batch) -> None:
        self._batches.append(batch)
        for place, capture in enumerate(batch.captures):
            if is_to_read(capture) and not self.store.is_read(capture):
                batch.waiting += 1
                self.pool.submit((self._serial, place), Task.of(self.root, capture))
        self._serial += 1

    def flush(self) -> None:
        """Store everything taken so far; returns when it is in the database."""
        self.commit()
        self.pump(0)
        if self.store.has_dangling:
            with self.store.transaction():
                self.store.resolve_revisits()
                self.store.finish_batch()

    def gather(self) -> None:
        """Take what the readers have finished and store whole batches of it; never waits."""
        self.pump(self._serial)

    def pump(self, leave: int) -> None:
        """Collect readings and store whole batches in order, until no more than `leave` batches are under way."""
        self._collect(block=False)
        while self._batches and (len(self._batches) > leave or not self._batches[0].waiting):
            if self._batches[0].waiting:
                self._collect(block=True)
            else:
                self._write(self._batches.popleft())

    def _collect(self, block: bool) -> None:
        first = self._serial - len(self._batches)
        for token, result in self.pool.collect(block):
            serial, place = _pair(token)
            batch = self._batches[serial - first]
            batch.readings[place] = reading_of(result)
            batch.waiting -= 1

    def _write(self, batch: Batch) -> None:
        """One transaction: a batch's captures, readings and the histories they touch."""
        with self.store.transaction():
            for place, capture in enumerate(batch.captures):
                number = self.store.add_capture(capture)
                reading = batch.readings.get(place)
                if number is not None and reading is not None:
                    self.store.add_reading(number, reading)
            for record, moment in batch.seen:
                self.store.see_again(record, moment)
            self.store.finish_batch()
        self._tell(batch)

    def _tell(self, batch: Batch) -> None:
        for place, capture in enumerate(batch.captures):
            reading = batch.readings.get(place)
            self.counts.captures += 1
            self.counts.readings += reading is not None
            self.counts.reports += reading is not None and reading.is_report
            self.counts.errors += capture.error is not None or (reading is not None and reading.failure is not None)
            if self._listener:
                self._listener(capture, reading)

    def catch_up(self) -> Derived:
        """Give rows to records that have none: what a killed run left, or files that were merged in."""
        return derive(self.root, self.store, self.pool, own=self.archive.open_name)


def _pair(token: Hashable) -> tuple[int, int]:
    if not isinstance(token, tuple):
        raise TypeError("not a batch's token")
    return token
