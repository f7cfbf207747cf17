"""Whether it is the portals that cannot be reached, or this machine.

A machine without a network meets the same failures as a dead portal, at every portal. What such a failure comes to is
held until somebody answers: then it is the portal's own. Where nobody does, the run stops, and nothing of it is kept
against the portals.
"""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.utils.asyncio import create_looping_call

from crawler.addresses import name_of
from crawler.ending import end_early

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.spiders.portals import PortalsSpider

OFFLINE = "offline"
"""The reason of a run that stopped since nobody could be reached."""
NOBODY = "no host answered: is this machine connected?"
OF_NETWORK = frozenset({"dns", "unreachable", "timeout"})
_LOOK = 2.0  # seconds between two looks
logger = logging.getLogger(__name__)


class Reach:
    """Which hosts could not be reached since the last answer of any, and what is held until the next.

    Seen as cut off are runs in which `hosts` of them failed and nobody answered for `seconds`.
    """

    def __init__(self, hosts: int = 30, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.hosts, self.seconds = hosts, seconds
        self.answered = ""
        self._clock = clock
        self._since = clock()
        self._silent: set[str] = set()
        self._held: list[tuple[Callable[[], None], bool]] = []

    def hold(self, host: str, name: str, act: Callable[[], None], *, lasting: bool = False) -> None:
        """Do what a failure comes to, at once or, where it may be this machine's own, when anybody answers. `lasting`
        is what outlives the run: that a portal is left alone.
        """
        if name not in OF_NETWORK:
            act()
            return
        self._silent.add(host)
        self._held.append((act, lasting))

    def hear(self, url: str) -> None:
        """Note that a host answered: what the others came to is their own."""
        self.answered, self._since = url, self._clock()
        if self._held or self._silent:
            self.release()

    def release(self) -> None:
        """Do what was held; of a run in which nobody answered not what outlives it."""
        held, self._held = self._held, []
        self._silent.clear()
        for act, lasting in held:
            if self.answered or not lasting:
                act()

    def hold_on(self) -> None:
        """Begin to wait anew: this machine is connected after all."""
        self._since = self._clock()

    @property
    def unreached(self) -> int:
        """How many hosts could not be reached since one answered last."""
        return len(self._silent)

    @property
    def is_silent(self) -> bool:
        """Whether somebody was asked in this run and nobody answered."""
        return bool(self._held) and not self.answered

    @property
    def seems_cut_off(self) -> bool:
        """Whether many hosts failed and none answered for long."""
        return len(self._silent) >= self.hosts and self._clock() - self._since >= self.seconds


class ReachWatch:
    """Ends a run that reaches nobody any more. A Scrapy extension.

    Before it does, the name of a host that did answer is looked up again: at the end of a run only dead hosts may be
    left, which fail one after another.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._lookup: Future[bool] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The watch of a crawl."""
        watch = cls(crawler)
        crawler.signals.connect(watch.opened, signal=signals.spider_opened)
        crawler.signals.connect(watch.closed, signal=signals.spider_closed)
        crawler.signals.connect(watch.heard, signal=signals.response_received)
        return watch

    def opened(self, spider: PortalsSpider) -> None:
        """Begin to look."""
        settings = self._crawler.settings
        self._spider, self._reach = spider, spider.work.reach
        self._reach.hosts, self._reach.seconds = settings.getint("OFFLINE_HOSTS"), settings.getfloat("OFFLINE_SECONDS")
        self._looks = create_looping_call(self.look)
        self._looks.start(_LOOK, now=False)

    def closed(self) -> None:
        """Look no more."""
        if self._looks.running:
            self._looks.stop()

    def heard(self, response: Response, request: Request, spider: Spider) -> None:
        """Note an answer of any kind."""
        self._reach.hear(request.url)

    def look(self) -> None:
        """End the run where it reaches nobody."""
        if not self._reach.seems_cut_off:
            self._lookup = None
        elif self._reach.answered and self._lookup is None:
            self._lookup = self._spider.lookers.submit(resolves, name_of(self._reach.answered))
        elif self._lookup is None or self._lookup.done():
            self._judge(connected=self._lookup is not None and self._lookup.result())

    def _judge(self, *, connected: bool) -> None:
        self._lookup = None
        if connected:
            self._reach.hold_on()
            return
        logger.warning(
            "%d hosts could not be reached and none answered for %.0f seconds; stopping: is this machine connected?",
            self._reach.unreached,
            self._reach.seconds,
        )
        self._looks.stop()
        end_early(self._crawler, OFFLINE)


def resolves(name: str) -> bool:
    """Whether a host's name has an address."""
    try:
        return bool(socket.getaddrinfo(name, None))
    except OSError:
        return False
