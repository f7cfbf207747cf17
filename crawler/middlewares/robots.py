"""robots.txt, obeyed also by the requests that wait for it together, with its Crawl-delay.

Scrapy 2.14 to 2.19 lets every request after the second that waits for one robots.txt pass: they await one shared
Deferred, whose result Twisted leaves as None. A lock per host around the parser's awaiting lets one fetch it while the
others wait.
"""

from __future__ import annotations

import logging
import re
from asyncio import Lock
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.robotstxt import RobotParser
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawler.addresses import host_of
from crawler.faults import RefusedError, fault_of
from crawler.hosts import Hosts
from crawler.refusals import Refusal, Then, named

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

# A robots.txt that can't be had is kept by name; Scrapy would write a traceback of it for each dead host.
logging.getLogger("scrapy.downloadermiddlewares.robotstxt").setLevel(logging.CRITICAL)
# So are answers too large or cut off, of each of which Scrapy would warn. Here, since it resets levels as it starts.
logging.getLogger("scrapy.core.downloader.handlers.http11").setLevel(logging.ERROR)
# Operators copy the name from their logs, with its version: rules for that are rules for every version.
_VERSIONED = re.compile(rb"((?:^|[\r\n])[ \t]*user-agent[ \t]*:[ \t]*gongkai)\b[^\r\n]*", re.I)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
MAX_CRAWL_DELAY = 300.0  # seconds; a host that wants more is visited another time, not held open for days


class Closed(RobotParser):
    """The rules of a host whose robots.txt could not be had: nothing is allowed, and why."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Closed:
        """A host that refuses its robots.txt."""
        return cls(named("robots_refused"))

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        """Nothing is."""
        return False


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware with the lock, with statuses read as RFC 9309 has them, and with Crawl-delay.

    404 and 410 are permission; 401, 403 and challenges a refusal; server errors, timeouts and TLS failures close the
    host for this run, since what it forbids is not known.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)
        self._schemes: dict[str, str] = {}
        self._hosts = Hosts.of(crawler)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        """The rules of the request's host, fetched once."""
        async with self._locks[host_of(request.url)]:
            self._forget_other_scheme(request)
            return await super().robot_parser(request)

    def _forget_other_scheme(self, request: Request) -> None:
        """Ask anew over http where https did not connect, or the other way: rules are those of a scheme and host."""
        parts = urlparse_cached(request)
        known = self._parsers.get(parts.netloc)
        asked = self._schemes.setdefault(parts.netloc, parts.scheme)
        if isinstance(known, Closed) and known.refusal.then is Then.OTHER_SCHEME and asked != parts.scheme:
            del self._parsers[parts.netloc]
            self._schemes[parts.netloc] = parts.scheme

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        """Stop a request that the rules forbid.

        Raises:
            RefusedError: `robots_disallowed`, or why the rules are not known.
        """
        if isinstance(rp, Closed):
            raise RefusedError(rp.refusal)
        agent = self._robotstxt_useragent or self._default_useragent
        if rp is not None and not rp.allowed(request.url, agent):
            self._stats.inc_value("robotstxt/forbidden")
            raise RefusedError(named("robots_disallowed", request.url))

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        exam = response.meta.get("exam")
        refusal: Refusal | None = exam.refusal if exam else None
        if refusal and refusal.name in (
            "not_found",
            "gone",
            "soft_404",
            "empty_body",
            "shell_redirect",
            "needs_render",
            "no_page",
        ):
            response, refusal = response.replace(body=b""), None
        if refusal:
            closed = "robots_unreachable" if response.status >= 500 and refusal.name == "server_error" else refusal.name
            closed = "robots_refused" if refusal.name.startswith("denied_") else closed
            self._settle(netloc, Closed(named(closed, f"robots.txt: {refusal.reason}", refusal.wait)))
            return
        await super()._parse_robots(response.replace(body=plain_rules(response.body)), netloc, request)
        self._apply_delay(self._parsers[netloc], request)

    def _apply_delay(self, rules: Any, request: Request) -> None:
        """Make the host's slot keep the Crawl-delay exactly: without jitter, and again when the slot is made anew."""
        delay = rules.crawl_delay(self._robotstxt_useragent or self._default_useragent) if rules else None
        if not delay:
            return
        host = host_of(request.url)
        if delay > MAX_CRAWL_DELAY:
            self._parsers[host] = Closed(named("robots_refused", f"Crawl-delay of {delay:.0f} seconds"))
            return
        downloader = self.crawler.engine.downloader
        base = self.crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._hosts.floors[host] = delay = max(float(delay), base)
        downloader.per_slot_settings[host] = {"delay": delay, "jitter": 0.0, "concurrency": 1}
        if slot := downloader.slots.get(host):
            slot.delay, slot.jitter, slot.concurrency = delay, 0.0, 1

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        refusal = fault_of(exc, f"http://{netloc}/")
        self._stats.inc_value(f"robotstxt/exception_count/{refusal.name}")
        self._settle(netloc, Closed(Refusal(refusal.name, refusal.then, f"robots.txt: {refusal.reason}")))

    def _settle(self, netloc: str, rules: RobotParser) -> None:
        """Give the rules to the requests that wait for them."""
        waiting = self._parsers[netloc]
        self._parsers[netloc] = rules
        if isinstance(waiting, Deferred):
            waiting.callback(rules)


def plain_rules(body: bytes) -> bytes:
    """robots.txt as the parser takes it: in UTF-8, and the rules for gongkai under its bare name."""
    if body.startswith(_UTF16):
        body = body.decode("utf-16", "replace").encode()
    return _VERSIONED.sub(rb"\1", body)
