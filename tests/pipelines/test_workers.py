"""The pool: a task that takes its worker down costs itself and nothing else."""

from __future__ import annotations

import pytest

from pipelines import workers
from pipelines.derive import in_order
from pipelines.locks import ArchiveError
from pipelines.workers import Failure, Pool
from tests.pipelines.jobs import Job, end_at_once

MEGABYTE = 1 << 20


@pytest.fixture
def pool():
    with Pool(2, seconds=1.5, memory=300 * MEGABYTE) as pool:
        yield pool


def results(pool, *jobs) -> dict[object, object]:
    for number, job in enumerate(jobs):
        pool.submit(number, job)
    found: dict[object, object] = {}
    while pool.outstanding:
        found.update(pool.collect())
    return found


def test_results_come_under_their_tokens(pool):
    assert results(pool, *(Job("echo", n) for n in range(50))) == {n: n for n in range(50)}


@pytest.mark.parametrize(
    ("what", "rule", "says"),
    [
        ("crash", "parse.crash", "SIGSEGV"),
        ("exit", "parse.crash", "exit code 3"),
        ("fail", "parse.crash", "LookupError: what nobody foresaw"),
        ("hang", "parse.timeout", "more than 2 s"),
    ],
)
def test_a_task_that_takes_its_worker_down_fails_alone(pool, what, rule, says):
    found = results(pool, Job("echo", 1), Job(what), *(Job("echo", n) for n in range(2, 8)))
    assert isinstance(found[1], Failure)
    assert found[1].rule == rule
    assert says in found[1].message
    assert [found[n] for n in (0, *range(2, 8))] == list(range(1, 8))


def test_workers_that_end_before_they_begin_are_nobodys_failure(pool, monkeypatch):
    """No document may be recorded as one that crashes the reader because the reader can't be started."""
    monkeypatch.setattr(workers, "serve", end_at_once)
    with pytest.raises(ArchiveError, match=r"no worker can be started for reading: 3 ended at once \(exit code 7\)"):
        results(pool, *(Job("echo", n) for n in range(10)))


def test_a_worker_that_ends_before_it_begins_is_replaced(pool, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(workers, "serve", end_at_once)
        pool.submit(0, Job("echo", 1))
    assert pool.collect() == [(0, 1)]


def test_address_space_is_limited_beyond_what_the_worker_has(pool):
    found = results(pool, Job("eat", 100 * MEGABYTE), Job("eat", 700 * MEGABYTE), Job("echo", 5))
    assert found[0] == 100 * MEGABYTE
    assert isinstance(found[1], Failure)
    assert "MemoryError" in found[1].message
    assert found[2] == 5


def test_a_task_that_fills_its_memory_is_stopped():
    # With time enough: on a busy machine filling takes longer than the pool above would wait.
    with Pool(2, seconds=60, memory=300 * MEGABYTE) as pool:
        found = results(pool, Job("fill", 580 * MEGABYTE), Job("echo", 5))
    assert found == {0: Failure("parse.out_of_memory", "reading the document takes more than 0.3 GB of memory"), 1: 5}


def test_results_are_given_in_the_order_of_the_jobs(pool):
    jobs = [(n, Job("slow", 20 if n % 3 == 0 else 0)) for n in range(12)]
    assert [number for number, _ in in_order(pool, jobs)] == list(range(12))
