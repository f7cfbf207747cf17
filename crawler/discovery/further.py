"""Which part of a list comes after the one at hand: the next page of a page, the next answer of a service."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlsplit

from crawler.discovery.answers import Answer
from crawler.discovery.choosers import chosen_lists
from crawler.discovery.leads import COLUMN, Ask, Kind, Lead
from crawler.discovery.page import Page
from crawler.discovery.pagers import files_beside, linked_next, says_next, total_pages
from crawler.discovery.worth import BOARD, NEXT
from crawler.families import Family
from crawler.families.family import loaded_next, moved_on

_SIZE = re.compile(r"""(?:size|limit|rows|per_?page)["']?[=:]["']?(\d{1,4})""", re.I)


def paged(page: Page, lead: Lead, family: Family, rows: int) -> list[Lead]:
    """The next page of a list that shows so many `rows`, as a lead with its alternatives; none at its end."""
    fetched = _fetched(page, lead)
    asks = fetched or family.next(page, lead)
    kind: Kind = "data" if fetched or (asks and _is_service(asks[0])) else "list"
    if lead.kind == "data" and (further := _further(page, lead, rows, named=bool(asks))):
        asks, kind = further, "data"
    if not asks and rows and lead.number == 1 and lead.kind != "data":
        asks, kind = loaded_next(page), "data"
    stated = bool(asks) and family.counts_more(page, lead.number)
    if not asks:
        return []
    following = next_lead(lead, asks, kind, page.url, stated=stated)
    return [following if rows or lead.inside == COLUMN else replace(following, score=BOARD)]


def _fetched(page: Page, lead: Lead) -> tuple[Ask, ...]:
    """The second part of a list whose pager's 下一页 calls a function of the page that fetches it."""
    if lead.number > 1 or lead.kind == "data" or linked_next(page, lead.number):
        return ()
    moved = (moved_on(ask, lead.number) for _, ask in chosen_lists(page, says_next))
    return next((asks for asks in moved if asks), ())


def is_counted(answer: Answer, family: Family, number: int) -> bool:
    """Whether an answer names its next part, or counts more pages, or, the first, more rows than it has (a last part
    may be shorter than those before it).
    """
    if answer.follow:
        return True
    # Hanweb's proxy counts screens, of which it gives three at once: that all rows came is what tells.
    if number == 1 and answer.rows is not None and answer.rows <= len(answer.links):
        return False
    if (answer.pages or 0) > number:
        return True
    if answer.pages is None and number == 1 and (answer.rows or 0) > len(answer.links):
        return True
    return bool(answer.markup) and family.counts_more(Page.of_text(answer.url, f"<div>{answer.markup}</div>"), number)


def _further(page: Page, lead: Lead, rows: int, *, named: bool) -> tuple[Ask, ...]:
    """The next part of a list that comes in fragments: one whose pager calls a function of the page that it is put in,
    or one without a pager, whose list grows.
    """
    if not rows or linked_next(page, lead.number):
        return ()
    total = total_pages(page)
    if total is None and (named or _is_short(lead.ask, rows)):
        return ()
    if total is not None and total <= lead.number:
        return ()
    return moved_on(lead.ask, lead.number) or files_beside(page, lead.number)


def _is_short(ask: Ask, rows: int) -> bool:
    """Whether a part of a list has fewer rows than were asked for: it is the last."""
    size = _SIZE.search(f"{urlsplit(ask.url).query}&{ask.body}")
    return size is not None and rows < int(size[1])


def _is_service(ask: Ask) -> bool:
    path = urlsplit(ask.url).path
    return bool(re.search(r"dataproxy|getMessage\.do|page/build/unit|/site/label/|/search|/api/", path))


def next_lead(lead: Lead, asks: tuple[Ask, ...], kind: Kind, via: str, *, stated: bool) -> Lead:
    """The lead to the part of a list that follows what a lead led to; `stated` where the list counts it."""
    return replace(
        lead,
        ask=asks[0],
        others=asks[1:],
        kind=kind,
        score=NEXT,
        number=lead.number + 1,
        column=lead.column or via,
        via=via,
        depth=lead.depth,
        stated=stated,
    )
