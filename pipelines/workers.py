"""Worker processes for reading: a document that crashes, hangs or eats memory costs itself and nothing else.

The standard pools give up as a whole when one worker dies and cannot stop one that hangs; so each worker here has a
pipe of its own. A worker past its time is killed, one that died is replaced, and the task it was at comes back as a
`Failure`.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import time
from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.forkserver import ensure_running
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

from pipelines.locks import ArchiveError

SECONDS_PER_TASK = 60.0
BYTES_PER_TASK = 1 << 30
"""Memory a document may take. Twice that in address space, which the system can refuse at once: recognising a scanned
page takes 0.9 GB of memory and 1.8 GB of addresses (measured; the runtime's arenas and threads)."""
_ADDRESSES_PER_BYTE = 2
_LOADED = 256 << 20
"""Memory a worker has at most before its first document: the interpreter, the reader's libraries, the forms."""
_WATCH_SECONDS = 0.1
"""How often the workers' memory is looked at: asking the system after every result took a twentieth of a rebuild."""
_STILLBORN = 3
"""Workers in a row that may end before they are ready; then none can be had, and no document is to blame for it."""
_READY = "ready"
_DEPTH = 2
"""Tasks a worker holds: one at work and the next, so that it never waits for the writer."""


class Job(Protocol):
    """What a worker does: must be picklable, as must what it returns."""

    def perform(self) -> Any:
        """Do it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that took its worker down: `rule` names how (`parse.timeout`, `parse.crash`), `message` what is known."""

    rule: str
    message: str


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection
    held: deque[tuple[Hashable, Job]] = field(default_factory=deque)
    started: float = 0.0
    ready: bool = False


def default_workers() -> int:
    """Workers to use where nothing is said: one a processor that this process may use."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


class Pool:
    """A fixed number of workers. Submit jobs under a token; collect results as they come, in any order."""

    def __init__(
        self,
        workers: int,
        seconds: float = SECONDS_PER_TASK,
        memory: int = BYTES_PER_TASK,
        preload: tuple[str, ...] = (),
    ) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["pipelines.reading", "parsers.read", *preload])
        self._size, self._seconds, self._memory = workers, seconds, memory
        self._workers: list[_Worker] = []
        self._queue: deque[tuple[Hashable, Job]] = deque()
        self._stillborn = 0
        self._watched = 0.0

    def __enter__(self) -> Self:
        # The server that workers are forked off loads the reader for 0.7 s: meanwhile the caller goes on.
        ensure_running()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def outstanding(self) -> int:
        """Jobs submitted whose results have not been collected."""
        return len(self._queue) + sum(len(worker.held) for worker in self._workers)

    def submit(self, token: Hashable, job: Job) -> None:
        """Give a job to the pool; its result is collected under the token."""
        self._queue.append((token, job))
        self._feed()

    def collect(self, block: bool = True) -> list[tuple[Hashable, Any]]:
        """Results that are there; with `block` waits for at least one while jobs are outstanding.

        Raises:
            ArchiveError: when no worker can be started.
        """
        results: list[tuple[Hashable, Any]] = []
        while not results and self.outstanding:
            results += self._poll(0.5 if block else 0.0)
            if not block:
                break
        return results

    def close(self) -> None:
        """End the workers, also those at work."""
        for worker in self._workers:
            self._end(worker)
        self._workers.clear()
        self._queue.clear()

    def _feed(self) -> None:
        while self._queue:
            free = [worker for worker in self._workers if len(worker.held) < _DEPTH]
            idle = any(not worker.held for worker in free)
            if not idle and len(self._workers) < self._size:
                self._workers.append(self._start())
                continue
            if not free:
                return
            self._give(min(free, key=lambda worker: len(worker.held)))

    def _give(self, worker: _Worker) -> None:
        item = self._queue.popleft()
        if not worker.held:
            worker.started = time.monotonic()
        worker.held.append(item)
        try:
            worker.pipe.send(item[1])
        except OSError:
            # It died meanwhile: _poll finds the pipe at its end and settles what it held.
            return

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve, args=(theirs, self._memory), daemon=True)
        try:
            process.start()
        except (EOFError, OSError) as error:
            raise ArchiveError(f"no worker can be started for reading: {error}") from error
        finally:
            theirs.close()
        return _Worker(process, ours)

    def _poll(self, timeout: float) -> list[tuple[Hashable, Any]]:
        ready = wait([worker.pipe for worker in self._workers if worker.held], timeout)
        results = []
        now = time.monotonic()
        if watches := now - self._watched >= _WATCH_SECONDS:
            self._watched = now
        for worker in list(self._workers):
            if worker.pipe in ready:
                results += self._receive(worker)
            elif worker.held and now - worker.started > self._seconds:
                message = f"reading the document takes more than {self._seconds:.0f} s"
                results.append(self._lose(worker, Failure("parse.timeout", message)))
            elif watches and worker.held and resident(worker.process.pid) > self._memory + _LOADED:
                message = f"reading the document takes more than {self._memory / (1 << 30):.1f} GB of memory"
                results.append(self._lose(worker, Failure("parse.out_of_memory", message)))
        self._feed()
        return results

    def _receive(self, worker: _Worker) -> list[tuple[Hashable, Any]]:
        """What a worker has sent: a result, or nothing when it says that it is ready."""
        try:
            result = worker.pipe.recv()
        except (EOFError, OSError):
            worker.process.join(1)
            ending = _ending(worker.process.exitcode)
            if not worker.ready:
                return self._bury(worker, ending)
            return [self._lose(worker, Failure("parse.crash", f"the reader died ({ending})"))]
        if isinstance(result, Failure):
            return [self._lose(worker, result)]
        worker.started = time.monotonic()
        if result == _READY:
            worker.ready, self._stillborn = True, 0
            return []
        return [(worker.held.popleft()[0], result)]

    def _bury(self, worker: _Worker, ending: str) -> list[tuple[Hashable, Any]]:
        """A worker that ended before it was ready has read nothing: its tasks go back to the queue."""
        self._stillborn += 1
        if self._stillborn >= _STILLBORN:
            raise ArchiveError(f"no worker can be started for reading: {_STILLBORN} ended at once ({ending})")
        self._retire(worker)
        return []

    def _lose(self, worker: _Worker, failure: Failure) -> tuple[Hashable, Failure]:
        """Replace a worker: the task it was at has failed, the one behind it goes back to the front."""
        token, _ = worker.held.popleft()
        self._retire(worker)
        return token, failure

    def _retire(self, worker: _Worker) -> None:
        self._queue.extendleft(reversed(worker.held))
        self._end(worker)
        self._workers.remove(worker)

    def _end(self, worker: _Worker) -> None:
        worker.pipe.close()
        worker.process.kill()
        worker.process.join()


def _ending(code: int | None) -> str:
    if code is not None and code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"


class _Reporting:
    """Tells the parent of an exception that nobody foresaw, before the worker ends by it."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or isinstance(error, (KeyboardInterrupt, SystemExit, EOFError)):
            return
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
        self._pipe.send(Failure("parse.crash", f"the reader failed at {place}: {kind.__name__}: {error}"[:500]))


def serve(pipe: Connection, memory: int) -> None:
    """The life of a worker: limits first, then job after job until the parent closes the pipe or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115 - for as long as the worker lives
    limit_memory(memory)
    try:
        pipe.send(_READY)
        while True:
            job = pipe.recv()
            with _Reporting(pipe):
                pipe.send(job.perform())
    except (EOFError, BrokenPipeError):
        return


def _pages(process: int | str, place: int) -> int:
    """A figure of a process in bytes: its address space (0) or its memory (1); 0 where the system tells neither."""
    try:
        with open(f"/proc/{process}/statm") as file:  # noqa: PTH123
            return int(file.read().split()[place]) * resource.getpagesize()
    except (OSError, IndexError):
        return 0


def resident(process: int | None) -> int:
    """Memory that a process has, in bytes; 0 where the system does not tell."""
    return _pages(process, 1) if process is not None else 0


def limit_memory(memory: int) -> None:
    """Let this process take the address space that so many bytes of memory come with, beyond what it has."""
    present = _pages("self", 0)
    if present:
        resource.setrlimit(resource.RLIMIT_AS, (present + _ADDRESSES_PER_BYTE * memory, resource.RLIM_INFINITY))
