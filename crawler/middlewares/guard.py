"""Which addresses may be asked at all: those of the registry, and `.gov.cn`. Redirects pass here like any request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from crawler.addresses import host_of, is_government
from crawler.faults import RefusedError
from crawler.hosts import Hosts
from crawler.refusals import named

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

MAX_ADDRESS = 2000


class GuardMiddleware:
    """Refuses foreign hosts (spam mirrors carry copies of government pages), private addresses and overlong ones.

    Also gives each request its download slot, a host with its port: http and https of one host are one host to be
    polite to, two ports are two servers.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._hosts = Hosts.of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Let a request pass or stop it.

        Raises:
            RefusedError: `private_address`, `foreign_host` or `too_long_address`.
        """
        url = request.url
        for name in ("exam", "previous", "unchanged", "capture"):
            # What the answer before a redirect or a retry was is not what this one is.
            request.meta.pop(name, None)
        for header in ("If-None-Match", "If-Modified-Since"):
            request.headers.pop(header, None)
        if self._hosts.is_refused_ip(url):
            raise RefusedError(named("private_address", url))
        if not self._hosts.is_named(url) and not is_government(url):
            raise RefusedError(named("foreign_host", url))
        if len(url) > MAX_ADDRESS:
            raise RefusedError(named("too_long_address", f"{len(url)} characters"))
        request.meta["download_slot"] = host_of(url)
