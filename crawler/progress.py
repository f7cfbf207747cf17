"""Progress bars of a crawl: one for all portals, one for each that is being asked. A Scrapy extension.

How much a portal holds is not known before it was searched: a bar's end is the number of addresses found so far.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from scrapy import Request, Spider, signals
from scrapy.utils.asyncio import create_looping_call

from crawler.console import stderr

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.visits import Visit

EXTENSION = "crawler.progress.ProgressBars"
_INTERVAL = 0.25
# Portals shown at once: those that moved last. More would fill a terminal of 24 lines.
_SHOWN = 12


class ProgressBars:
    """Shows on stderr, which must be a terminal, how far each portal is."""

    def __init__(self) -> None:
        self._known: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        self._moved: dict[str, int] = {}
        self._tasks: dict[str, TaskID] = {}
        self._beat = 0
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[told]}"),
            TimeElapsedColumn(),
            console=stderr,
            transient=True,
        )

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The bars of a crawl."""
        bars = cls()
        crawler.signals.connect(bars.opened, signal=signals.spider_opened)
        crawler.signals.connect(bars.closed, signal=signals.spider_closed)
        crawler.signals.connect(bars.queued, signal=signals.request_scheduled)
        return bars

    def opened(self, spider: Spider) -> None:
        """Show the bar of all, and begin to look at the portals."""
        self._visits: dict[str, Visit] = spider.visits  # type: ignore[attr-defined]
        self._bars.start()
        self._all = self._bars.add_task(f"all of {len(self._visits)} portals", total=None, told="")
        _follow_stderr()
        self._calls = create_looping_call(self.show)
        self._calls.start(_INTERVAL, now=False)

    def queued(self, request: Request) -> None:
        """Count an address that is to be asked; one asked again is counted already."""
        again = any(request.meta.get(name) for name in ("retry_times", "redirect_times", "waited", "again"))
        if (lead := request.meta.get("lead")) is not None and not again:
            self._known[lead.portal] += 1

    def show(self) -> None:
        """Bring the bars up to date."""
        self._beat += 1
        for portal, visit in self._visits.items():
            if visit.requests != self._asked[portal]:
                self._asked[portal], self._moved[portal] = visit.requests, self._beat
        asked, known = self._asked.total(), self._known.total()
        self._bars.update(self._all, completed=asked, total=max(asked, known), told=_told(self._visits.values()))
        latest = sorted(self._moved, key=lambda portal: -self._moved[portal])[:_SHOWN]
        for portal in latest:
            self._show_portal(portal)
        for portal in self._tasks.keys() - set(latest):
            self._bars.remove_task(self._tasks.pop(portal))

    def _show_portal(self, portal: str) -> None:
        visit = self._visits[portal]
        if portal not in self._tasks:
            self._tasks[portal] = self._bars.add_task(f"  {visit.portal.name}", total=None, told="")
        total = max(self._known[portal], visit.requests)
        told = visit.stopped or _told([visit])
        self._bars.update(self._tasks[portal], completed=visit.requests, total=total, told=told)

    def closed(self, reason: str) -> None:
        """Take the bars away."""
        self._calls.stop()
        self.show()
        self._bars.stop()
        _follow_stderr()


def _told(visits: Iterable[Visit]) -> str:
    found = sum(visit.found for visit in visits)
    return f"{found} report{'s' * (found != 1)}"


def _follow_stderr() -> None:
    """Let log handlers write where stderr goes now: above the bars while they are shown."""
    for handler in logging.root.handlers:
        if isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler):
            handler.setStream(sys.stderr)
