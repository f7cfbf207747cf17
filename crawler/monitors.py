"""What should make someone look: a portal gone silent, far fewer reports than before, a refusal, readings that fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.reach import NOBODY, OF_NETWORK

if TYPE_CHECKING:
    from crawler.summary import PortalRow
    from crawler.work import Work

# A crawl that meets fewer than this share of the reports it met before has lost a column, not a report.
DROP = 0.7
# Documents of a portal of which more than this share can't be read point at a format or a template that changed.
UNREAD = 0.2


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to look at: `name` is `silence`, `drop`, `refusal`, `budget`, `unreadable`, or `offline` for all."""

    name: str
    portal: str
    message: str


def alerts(work: Work, rows: dict[str, PortalRow]) -> list[Alert]:
    """The alerts of a run, portal by portal."""
    found = [Alert("offline", "all", NOBODY)] if work.unanswered else []
    for portal, row in rows.items():
        known = work.memory.of(portal)
        if work.unanswered and row.stopped in OF_NETWORK:
            continue
        if row.stopped:
            left = f"; left alone until {known.leave_until or 'the next run'}"
            found.append(Alert("refusal", portal, row.stopped + left * (not row.stopped.startswith("left alone"))))
        elif row.put_off:
            found.extend(_put_off(portal, row.put_off))
        elif work.mode == "crawl":
            found.extend(_fewer(portal, row.found, known.reports))
        found.extend(_unread(portal, work.read.get(portal, {})))
    return found


def _put_off(portal: str, hosts: dict[str, int]) -> list[Alert]:
    """What a daily budget left undone, which a drop or silence would be mistaken for."""
    return [
        Alert("budget", portal, f"the daily budget of {host} is used up; {count} leads left for tomorrow")
        for host, count in hosts.items()
    ]


def _fewer(portal: str, found: int, before: int) -> list[Alert]:
    """Silence, or a drop, against the most the portal gave before: it is told at each crawl until they are back."""
    if before and not found:
        return [Alert("silence", portal, f"no report found; an earlier crawl found {before}")]
    if found < before * DROP:
        return [Alert("drop", portal, f"{found} reports found; an earlier crawl found {before}")]
    return []


def _unread(portal: str, read: dict[str, int]) -> list[Alert]:
    """Too many documents that could not be read."""
    total, failed = sum(read.values()), read.get("unreadable", 0)
    if failed > max(1, total * UNREAD):
        return [Alert("unreadable", portal, f"{failed} of {total} documents could not be read")]
    return []
