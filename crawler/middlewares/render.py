"""Answers the leads that ask for a page as a browser makes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from crawler.faults import RefusedError
from crawler.refusals import named
from crawler.render import Renderer

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.discovery.leads import Lead
    from crawler.spiders.portals import PortalsSpider


class RenderMiddleware:
    """Has pages rendered, where RENDER is set."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._renderer = Renderer(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl.

        Raises:
            NotConfigured: when nothing is to be rendered.
            RenderUnavailableError: when the extra or the browser is missing.
        """
        if not crawler.settings.getbool("RENDER"):
            raise NotConfigured
        made = cls(crawler)
        crawler.signals.connect(made.closed, signal=signals.spider_closed)
        return made

    async def process_request(self, request: Request) -> Response | None:
        """The rendered page; None for every other request.

        Raises:
            RefusedError: `render_failed`.
        """
        lead: Lead | None = request.meta.get("lead")
        if lead is None or not lead.render:
            return None
        spider: PortalsSpider = self._crawler.spider  # type: ignore[assignment]
        captured = spider.keeper.page_of(request.url)
        if captured is None:
            raise RefusedError(named("render_failed", "the page that was captured is not in the archive"))
        return await self._renderer.render(lead, captured)

    async def closed(self) -> None:
        """End the browser with the crawl."""
        await self._renderer.close()
