"""The workers that read captured documents for visitors, a few at a time, each document within its own limits."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pipelines.workers import Failure, Job, Pool

WORKERS = 2
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class _Nothing:
    """A job that does nothing but have its worker load the readers."""

    def perform(self) -> None:
        """Load them."""
        import explorer.captured  # noqa: F401


class Readers:
    """Workers kept for the server's life, because a new one takes a second to start. Thread-safe."""

    def __init__(self, workers: int = WORKERS, seconds: float = SECONDS) -> None:
        self._pools = [Pool(1, seconds, preload=("explorer.captured",)) for _ in range(workers)]
        self._free: queue.SimpleQueue[Pool] = queue.SimpleQueue()
        for pool in self._pools:
            self._free.put(pool)

    def do(self, job: Job) -> Any | Failure:
        """What a job returns; a `Failure` where its worker died or took too long. Waits for a free worker."""
        with self._one() as pool:
            pool.submit(0, job)
            return pool.collect()[0][1]

    @contextmanager
    def _one(self) -> Iterator[Pool]:
        pool = self._free.get()
        try:
            yield pool
        finally:
            self._free.put(pool)

    def warm(self) -> None:
        """Start the workers, so that the first visitor does not wait for them."""
        for _ in self._pools:
            self.do(_Nothing())

    def close(self) -> None:
        """End the workers."""
        for pool in self._pools:
            pool.close()
