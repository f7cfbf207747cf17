"""What each host allows: pauses it asked for, the delay of its robots.txt, hours, a daily budget. One for a crawl."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from time import monotonic
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from crawler.addresses import host_of, is_private_ip, name_of, parse_ip
from parsers.dates import CHINA

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$")
_DAY = 24 * 60  # minutes
_of_crawl: WeakKeyDictionary[Crawler, Hosts] = WeakKeyDictionary()


@dataclass(slots=True)
class Rest:
    """A host's pause: until when (monotonic seconds), and how often it asked for one."""

    until: float = 0.0
    times: int = 0


@dataclass
class Hosts:
    """The hosts of a crawl.

    `named` are the hosts the registry names: only these may lie on a private address. `hours` is the part of the day in
    China in which portals are asked (None: all of it), `daily` the number of requests a host gets in a day in China (0:
    no limit), `spent` those it got, by day.
    """

    named: frozenset[str] = frozenset()
    hours: tuple[time, time] | None = None
    daily: int = 0
    spent: Counter[tuple[date, str]] = field(default_factory=Counter)
    rests: dict[str, Rest] = field(default_factory=dict)
    floors: dict[str, float] = field(default_factory=dict)
    clock: Callable[[], float] = monotonic
    today: Callable[[], datetime] = lambda: datetime.now(CHINA)

    @classmethod
    def of(cls, crawler: Crawler) -> Hosts:
        """The hosts of a crawl, made on first use."""
        if crawler not in _of_crawl:
            settings = crawler.settings
            _of_crawl[crawler] = cls(
                hours=parse_hours(settings.get("CRAWL_HOURS")), daily=settings.getint("DAILY_BUDGET_PER_HOST")
            )
        return _of_crawl[crawler]

    def may_ask(self, host: str) -> bool:
        """Whether a request may go to the host now."""
        rest = self.rests.get(host)
        return (rest is None or rest.until <= self.clock()) and self.is_open()

    def opens(self) -> time:
        """The time of the day in China from which portals are asked."""
        return self.hours[0] if self.hours else time()

    def is_open(self) -> bool:
        """Whether it is an hour in which portals are asked."""
        if self.hours is None:
            return True
        start, end = self.hours
        now = self.today().time()
        return start <= now < end if start <= end else now >= start or now < end

    def pause(self, host: str, seconds: float) -> None:
        """Leave a host alone for a while: later requests wait, none is lost."""
        rest = self.rests.setdefault(host, Rest())
        rest.until = max(rest.until, self.clock() + seconds)
        rest.times += 1

    def pauses(self, host: str) -> int:
        """How often a host asked for a pause."""
        return self.rests[host].times if host in self.rests else 0

    def spend(self, host: str) -> None:
        """Count a request sent."""
        self.spent[self.today().date(), host] += 1

    def recall(self, spent: Mapping[str, int]) -> None:
        """Count what earlier runs sent today, by host."""
        today = self.today().date()
        self.spent.update({(today, host): count for host, count in spent.items()})

    def is_spent(self, host: str) -> bool:
        """Whether the host's budget of the day is used up."""
        return bool(self.daily) and self.spent[self.today().date(), host] >= self.daily

    def is_named(self, url: str) -> bool:
        """Whether the registry names the address's host."""
        return host_of(url) in self.named

    def is_refused_ip(self, url: str) -> bool:
        """Whether the address is a literal private, loopback or link-local one that no registry row names."""
        name = name_of(url)
        local = name == "localhost" or name.endswith((".localhost", ".local", ".internal"))
        return (local or (parse_ip(name) is not None and is_private_ip(name))) and not self.is_named(url)


def parse_hours(text: str | None) -> tuple[time, time] | None:
    """`22:00-06:00` as two times of the day in China; None for nothing, or for all day (`00:00-24:00`).

    Raises:
        ValueError: for anything else.
    """
    if not text:
        return None
    found = _HOURS.match(text.strip())
    minutes = [int(found[at]) * 60 + int(found[at + 1]) for at in (1, 3) if int(found[at + 1]) < 60] if found else []
    if len(minutes) < 2 or max(minutes) > _DAY:
        raise ValueError(f"CRAWL_HOURS is written 22:00-06:00, not {text!r}")
    if minutes == [0, _DAY]:
        return None
    start, end = (minute % _DAY for minute in minutes)
    if start == end:
        raise ValueError(f"CRAWL_HOURS leaves no time between its two ends: {text!r}")
    return time(*divmod(start, 60)), time(*divmod(end, 60))
