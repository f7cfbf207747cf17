"""The frontier as Scrapy's scheduler: for each host a lane, best lead first, one request on its way at a time.

Scrapy's own scheduler hands the downloader as many requests of a host as there is concurrency, where they can no longer
be reordered, dropped or held back. Here a host's next lead is chosen only when it may be sent: so a portal that
refuses, asks for a pause or has used its budget costs nothing more, and 100,000 queued leads are tuples, not requests.
"""

from __future__ import annotations

import heapq
import logging
from collections import deque
from itertools import count
from typing import TYPE_CHECKING, Protocol, Self

from scrapy.core.scheduler import BaseScheduler

from crawler.addresses import host_of
from crawler.discovery.leads import COLUMN

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

    from crawler.discovery.leads import Lead
    from crawler.hosts import Hosts


_log = logging.getLogger(__name__)


class LeadSpider(Protocol):
    """What the scheduler asks of a spider: whether a lead is still wanted, and the request that it is."""

    def wants(self, lead: Lead) -> bool:
        """Whether the lead is worth a request now."""
        ...

    def request_of(self, lead: Lead) -> Request:
        """The request of a lead."""
        ...

    @property
    def is_behind(self) -> bool:
        """Whether nothing more should be fetched for now."""
        ...


class Lane:
    """The queue of one host: requests that must go on (retries, redirects), then leads by worth."""

    __slots__ = ("busy", "heap", "urgent")

    def __init__(self) -> None:
        self.urgent: deque[Request] = deque()
        self.heap: list[tuple[int, int, int, Lead]] = []
        self.busy: set[Request] = set()

    def __len__(self) -> int:
        return len(self.urgent) + len(self.heap)


class FrontierScheduler(BaseScheduler):
    """Lanes by host, taken in turn."""

    def __init__(self, crawler: Crawler, hosts: Hosts, per_host: int) -> None:
        self._crawler = crawler
        self._hosts = hosts
        self._per_host = per_host
        self._lanes: dict[str, Lane] = {}
        self._turn: deque[str] = deque()
        self._order = count()
        self._held = 0
        self._waits = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The scheduler of a crawl. A host has as many requests on their way as CONCURRENT_REQUESTS_PER_DOMAIN says."""
        from crawler.hosts import Hosts

        return cls(crawler, Hosts.of(crawler), crawler.settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN"))

    def open(self, spider: Spider) -> None:
        """Begin: the spider judges leads."""
        self._spider: LeadSpider = spider  # type: ignore[assignment]

    def close(self, reason: str) -> None:
        """End: what is still queued is forgotten, since a resumed run finds it again by replay."""
        self._lanes.clear()
        self._turn.clear()

    def __len__(self) -> int:
        return sum(len(lane) for lane in self._lanes.values())

    def has_pending_requests(self) -> bool:
        """Whether anything is queued, whether or not it may be sent now."""
        return any(len(lane) for lane in self._lanes.values())

    def enqueue_request(self, request: Request) -> bool:
        """Queue a request: one that carries a fresh lead as that lead, any other (a retry, a redirect) ahead of
        them.
        """
        lane = self._lane(host_of(request.url))
        lead = request.meta.get("lead")
        again = any(request.meta.get(name) for name in ("retry_times", "redirect_times", "waited", "again"))
        if lead is None or again:
            lane.urgent.append(request)
        else:
            # Of a column's branches the deepest first: a tree of years, groups and bodies gives reports, and by them
            # the budget for the rest of it, when one way down was gone.
            deep = lead.depth if lead.inside == COLUMN else 0
            heapq.heappush(lane.heap, (-lead.score, -deep, next(self._order), lead))
        return True

    def _lane(self, host: str) -> Lane:
        if host not in self._lanes:
            self._lanes[host] = Lane()
            self._turn.append(host)
        return self._lanes[host]

    def next_request(self) -> Request | None:
        """The best request of the next host that may be asked; None while every host with work is busy or resting."""
        if self._spider.is_behind or not self._is_open():
            return None
        for _ in range(len(self._turn)):
            host = self._turn[0]
            self._turn.rotate(-1)
            lane = self._lanes[host]
            if not lane:
                self._retire(host, lane)
            elif self._is_free(host, lane) and (request := self._pop(lane)):
                lane.busy.add(request)
                return request
        return None

    def _is_open(self) -> bool:
        """Whether it is an hour in which portals are asked; that the crawl waits for one is said once."""
        waits = not self._hosts.is_open() and self.has_pending_requests()
        if waits and not self._waits:
            now, start = self._hosts.today(), self._hosts.opens()
            _log.warning("outside CRAWL_HOURS: it is %s in China; waiting until %s", f"{now:%H:%M}", f"{start:%H:%M}")
        self._waits = waits
        return not waits

    def _retire(self, host: str, lane: Lane) -> None:
        """Forget a lane that has nothing queued and nothing on its way."""
        lane.busy &= self._under_way()
        if not lane.busy:
            del self._lanes[host]
            self._turn.remove(host)

    def _is_free(self, host: str, lane: Lane) -> bool:
        if len(lane.busy) >= self._per_host:
            lane.busy &= self._under_way()
        return len(lane.busy) < self._per_host and self._hosts.may_ask(host)

    def _under_way(self) -> set[Request]:
        """The requests whose answers have not been worked through: what a page leads to may be better than what waits
        already, so a host's next lead is chosen only then.
        """
        slot = self._crawler.engine._slot
        return slot.inprogress if slot else set()

    def _pop(self, lane: Lane) -> Request | None:
        """The lane's next request; leads that are no longer wanted are dropped on the way."""
        if lane.urgent:
            return lane.urgent.popleft()
        while lane.heap:
            lead = heapq.heappop(lane.heap)[-1]
            if self._spider.wants(lead):
                return self._spider.request_of(lead)
        return None
