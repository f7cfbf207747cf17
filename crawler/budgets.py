"""A host's day: the requests it got, counted from the archive, so that the count holds over runs and kills."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from sqlite_utils import Database

from crawler.addresses import host_of
from crawler.refusals import ACTIONS, Then
from parsers.dates import CHINA

_EXCHANGES = """
SELECT coalesce(c.url, d.url), c.kind, c.error
FROM capture c JOIN documents d ON d.id = c.document_id JOIN runs u ON u.id = c.run_id
WHERE c.captured_at >= ? AND u.kind IN ('crawl', 'refresh') AND c.kind IN ('response', 'revisit', 'failure')
"""
# Failures without an answer of which the host had a request nevertheless; others were never sent, or their answers are
# captures of their own.
_SENT = frozenset({"timeout", "cut_off", "too_large", "unreachable", "connection_reset"})


def spent_today(db: Database, now: datetime, tries: int) -> Counter[str]:
    """The requests that each host got since midnight in China, over all runs of the archive.

    A failure without an answer stands for all its tries, `tries` where its kind is tried again: the count errs to the
    host's side. What was on its way when a run was killed, at most one request a host, is not in it.
    """
    midnight = now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    found: Counter[str] = Counter()
    for url, kind, error in db.execute(_EXCHANGES, [midnight.strftime("%Y-%m-%dT%H:%M:%S")]).fetchall():
        if kind != "failure":
            found[host_of(url)] += 1
        elif error in _SENT or error.startswith("tls_"):
            found[host_of(url)] += 1 if ACTIONS[error] is Then.SKIP or error.startswith("tls_") else tries
    return found
