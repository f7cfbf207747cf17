"""Pauses that a host asks for (Retry-After, throttling), and AutoThrottle above its Crawl-delay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.extensions.throttle import AutoThrottle

from crawler.addresses import host_of
from crawler.faults import RefusedError
from crawler.hosts import Hosts
from crawler.refusals import Then, named

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class PolitenessMiddleware:
    """Holds a host's later requests back when an answer asks for it, and asks that one again afterwards."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._hosts = Hosts.of(crawler)
        self._wait = settings.getfloat("THROTTLE_WAIT")
        self._longest = settings.getfloat("THROTTLE_WAIT_MAX")
        self._times = settings.getint("THROTTLE_TIMES")
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Pass an answer on, or put the request back until the host's pause is over.

        Raises:
            RefusedError: what it was throttled by, when the pause is longer than a run waits or was asked for too
                often.
        """
        exam = request.meta.get("exam")
        refusal = exam.refusal if exam else None
        if refusal is None or not (refusal.then is Then.WAIT or refusal.wait):
            return response
        host, waited = host_of(request.url), request.meta.get("waited", 0)
        wait = refusal.wait if refusal.wait is not None else self._wait * 2**waited
        if wait > self._longest or waited >= self._times:
            name = refusal.name if refusal.then is Then.WAIT else "throttled"
            raise RefusedError(named(name, f"{refusal.reason}; asked to wait {wait:.0f} s", wait))
        self._hosts.pause(host, wait)
        self._crawler.stats.inc_value("politeness/pauses")
        return request.replace(meta={**request.meta, "waited": waited + 1, "exam": None}, dont_filter=True)


class PoliteThrottle(AutoThrottle):
    """AutoThrottle that never goes below a host's Crawl-delay."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        host = host_of(response.url)
        slot.delay = max(slot.delay, Hosts.of(self.crawler).floors.get(host, 0.0))
