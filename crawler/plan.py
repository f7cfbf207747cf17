"""What a run asks first: for a crawl the portals' homes and known columns, for a refresh what is due and no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import takewhile
from typing import Literal

from sqlite_utils import Database

from crawler.addresses import clean
from crawler.discovery.leads import COLUMN, Ask, Kind, Lead
from crawler.discovery.worth import FILE, REPORT
from crawler.due import SLACK, column_interval, gone_interval, report_interval, search_interval
from crawler.memory import Known, KnownColumn
from crawler.visits import KNOWN_COLUMN
from pipelines.registry import Portal

Mode = Literal["crawl", "refresh"]

HOME_FIRST = 100
GONE_LOOKS = 2

_DOCUMENTS = """
SELECT d.id, d.url, d.portal_id, max(g.year), max(c.role),
  max(g.is_report) = 1 AND NOT max(c.kind = 'conversion')
FROM documents d JOIN capture c ON c.document_id = d.id LEFT JOIN reading g ON g.document_id = d.id
WHERE c.role IN ('article', 'attachment') GROUP BY d.id
"""
# Something else in a report's place is a look that failed to find it: it is soon looked at again, as one that is gone.
# (A page whose report a browser or a service completes never shows it itself.)
_LOOKS = """
SELECT c.captured_at, c.kind, c.status, coalesce(c.error, CASE WHEN ? AND NOT g.is_report THEN 'another' END),
  lower(hex(c.digest))
FROM capture c LEFT JOIN reading g ON g.id = c.reading_id
WHERE c.document_id = ? AND c.run_id IS NOT (SELECT id FROM runs WHERE uuid = ?)
ORDER BY c.captured_at DESC, c.id DESC LIMIT 12
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A document to look at again: its address and role, the year it reports on, when it was due."""

    url: str
    portal: str
    role: str
    year: int | None
    at: datetime


def first_leads(portal: Portal, known: Known, now: datetime, *, search: bool) -> Iterator[Lead]:
    """What a visit begins with: the known columns that are due; in a `search` all of them, and the home page."""
    for column in known.columns.values():
        if search or is_column_due(column, now):
            yield column_lead(portal.id, column)
    if not search:
        return
    yield from home_lead(portal)
    if listed := clean(portal.annual_report_list_url or ""):
        yield Lead(portal.id, Ask(listed), "page", KNOWN_COLUMN, COLUMN)


def home_lead(portal: Portal) -> Iterator[Lead]:
    """The lead of a portal's home page; none where the registry's address is unusable."""
    if home := clean(portal.base_url):
        yield Lead(portal.id, Ask(home), "home", HOME_FIRST)


def column_lead(portal: str, column: KnownColumn) -> Lead:
    """The lead of a known column's first page."""
    kind: Kind = "data" if column.kind == "data" else "page"
    lead = Lead(portal, column.ask, kind, KNOWN_COLUMN, COLUMN, 1, column.name, unit=column.unit, column=column.url)
    return replace(lead, built=tuple(column.built))


def is_column_due(column: KnownColumn, now: datetime) -> bool:
    """Whether a column is to be looked at. One asked by the present run is: it goes on after a kill at its end."""
    if not column.asked_at:
        return True
    asked = datetime.fromisoformat(column.asked_at)
    return asked + column_interval(now.date(), column.year) - SLACK <= now or asked >= now.replace(microsecond=0)


def is_search_due(portal: Portal, known: Known, now: datetime) -> bool:
    """Whether a portal is to be searched from its home page: by time, or where none of its columns is known, or its
    row has another address now.
    """
    if not (known.columns and known.searched_at) or known.home not in ("", portal.base_url):
        return True
    searched = datetime.fromisoformat(known.searched_at)
    due = searched + search_interval(now.date(), known.cut_short) - SLACK
    return due <= now or searched >= now.replace(microsecond=0)


def due_documents(
    db: Database, portals: Iterable[str], now: datetime, *, everything: bool = False, but: str = ""
) -> Iterator[Due]:
    """The reports and files to look at again, of the portals named; with `everything` all of them.

    The looks of the run `but` do not count: one that goes on after a kill asks what it asked before, of the archive.
    """
    wanted = set(portals)
    for number, url, portal, year, role, carried in db.execute(_DOCUMENTS).fetchall():
        looks = portal in wanted and url.startswith("http") and db.execute(_LOOKS, [carried, number, but]).fetchall()
        if looks and ((at := due_at(looks, year, now)) <= now or everything):
            yield Due(url, portal, role, year, at)


def due_at(
    looks: Sequence[tuple[str, str, int | None, str | None, str | None]], year: int | None, now: datetime
) -> datetime:
    """When a document is to be looked at again, from its last looks, latest first (time, kind, status, error,
    digest).
    """
    last = _moment(looks[0][0])
    gone = len(list(takewhile(lambda look: look[2] in (404, 410) or bool(look[3]), looks)))
    if gone:
        return last + gone_interval(gone if gone >= GONE_LOOKS else 0)
    digest = looks[0][4]
    unchanged = len(list(takewhile(lambda look: look[1] == "revisit" or look[4] == digest, looks))) - 1
    return last + report_interval(year, unchanged, now.date())


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def document_lead(due: Due) -> Lead:
    """The lead of a document to look at again."""
    kind: Kind = "attachment" if due.role == "attachment" else "article"
    return Lead(due.portal, Ask(due.url), kind, FILE if kind == "attachment" else REPORT, COLUMN, 1)
