"""Pages that exist only after their scripts ran, put together by a browser that never touches the network itself.

The browser is given the page as it was captured. Everything its scripts ask for goes through the crawl's downloader and
its middlewares: the guard, robots.txt, one request at a time a host, the archive. So nothing is asked that the crawl
would not ask, under no other name, and all of it is evidence; scrapy-playwright's handler lets the browser fetch by
itself, past all of these. What the browser made of the page is kept as a `conversion` record that names the capture.

Needs the extra `gongkai[render]` and a Chromium of the system. A challenge is never rendered: only what is named
`needs_render` comes here.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import HtmlResponse

from crawler.addresses import same_site
from crawler.discovery.leads import Ask, Lead
from crawler.faults import RefusedError, fault_of
from crawler.refusals import named

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page, Route
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

    from crawler.spiders.portals import PortalsSpider
    from pipelines.stored import Body

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A proxy that is not there: what is not routed to the crawl (web sockets, prefetching, name look-ups) goes nowhere.
_ARGUMENTS = (
    "--proxy-server=http://127.0.0.1:9", "--proxy-bypass-list=<-loopback>", "--disable-gpu", "--disable-quic",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
_NEEDED = frozenset({"document", "script", "xhr", "fetch"})
"""What a page's text may depend on; styles, pictures, fonts and media are not fetched."""
MAX_PARTS = 60
"""Requests that the scripts of one page may make."""
_KEPT_BYTES = 50 << 20
_FORWARDED = ("accept", "content-type", "x-requested-with")


class RenderUnavailableError(Exception):
    """Rendering is asked for and can't be had: str() says what is missing and how to get it."""


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to what a script asked for."""

    status: int
    content_type: str
    body: bytes


def browser_path(settings: BaseSettings) -> str:
    """The program that renders: the one RENDER_BROWSER names, else the system's Chromium.

    Raises:
        RenderUnavailableError: where the extra or the browser is missing.
    """
    if find_spec("playwright") is None:
        raise RenderUnavailableError("rendering needs the extra: pip install 'gongkai[render]'")
    wanted = settings.get("RENDER_BROWSER")
    found = shutil.which(wanted) if wanted else next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        missing = f"no browser at {wanted}" if wanted else "no Chromium on this machine"
        raise RenderUnavailableError(
            f"{missing}; install the system's package, or name one in GONGKAI_SET_RENDER_BROWSER"
        )
    return found


class Renderer:
    """One browser for a crawl, started when the first page needs it."""

    def __init__(self, crawler: Crawler) -> None:
        settings = crawler.settings
        self._crawler = crawler
        self._program = browser_path(settings)
        self._seconds = settings.getfloat("RENDER_TIMEOUT")
        self._agent: str = settings["USER_AGENT"]
        self._starting = asyncio.Lock()
        self._pages = asyncio.Semaphore(settings.getint("RENDER_PAGES"))
        self._stack = AsyncExitStack()
        self._browser: Browser | None = None
        self._parts: OrderedDict[str, Part] = OrderedDict()
        self._put_off: set[str] = set()

    async def render(self, lead: Lead, captured: Body) -> HtmlResponse:
        """The page as it stands when its scripts are done.

        Raises:
            RefusedError: `render_failed`, when the browser fails or takes longer than RENDER_TIMEOUT seconds; `budget`,
                when the host's day ended before the page was whole.
        """
        from playwright.async_api import Error

        try:
            async with self._pages, asyncio.timeout(self._seconds):
                html = await self._rendered(lead, captured)
        except (TimeoutError, Error) as error:
            raise RefusedError(named("render_failed", f"{type(error).__name__}: {error}".strip())) from error
        if lead.url in self._put_off:
            self._put_off.discard(lead.url)
            raise RefusedError(named("budget", "daily budget used up while the page was rendered"))
        return HtmlResponse(
            lead.url, 200, {"Content-Type": "text/html; charset=utf-8"}, html.encode("utf-8", "replace"), ["rendered"]
        )

    async def close(self) -> None:
        """End the browser."""
        await self._stack.aclose()

    async def _start(self) -> Browser:
        from playwright.async_api import async_playwright

        async with self._starting:
            if self._browser is None or not self._browser.is_connected():
                playwright = await self._stack.enter_async_context(async_playwright())
                self._browser = await playwright.chromium.launch(
                    executable_path=self._program, args=_ARGUMENTS, chromium_sandbox=False
                )
                self._stack.push_async_callback(self._browser.close)
        return self._browser

    async def _rendered(self, lead: Lead, captured: Body) -> str:
        browser = await self._start()
        context = await browser.new_context(
            user_agent=self._agent, locale="zh-CN", service_workers="block", accept_downloads=False
        )
        try:
            page = await context.new_page()
            await page.route("**/*", _Answers(self, lead, captured).answer)
            await page.goto(lead.url, wait_until="load", timeout=self._seconds * 1000)
            return await _settled(page)
        finally:
            await context.close()

    async def part(self, lead: Lead, ask: Ask, headers: Mapping[str, str]) -> Part | None:
        """What a script of a lead's page asked for, by way of the crawl; a run asks for an address once.

        None where the crawl would not ask, or got no answer: that is recorded.
        """
        if ask.method == "GET" and ask.url in self._parts:
            self._parts.move_to_end(ask.url)
            return self._parts[ask.url]
        kept = {name: value for name, value in headers.items() if name in _FORWARDED}
        request = Request(
            ask.url,
            method=ask.method,
            headers={**kept, "Referer": lead.url},
            body=ask.body or None,
            meta={"lead": replace(lead, ask=ask, kind="part", render=False, via=lead.url, others=())},
            dont_filter=True,
        )
        found = await self._asked(request, lead)
        if found and ask.method == "GET":
            self._keep(ask.url, found)
        return found

    async def _asked(self, request: Request, lead: Lead) -> Part | None:
        spider: PortalsSpider = self._crawler.spider  # type: ignore[assignment]
        assert self._crawler.engine
        (answer,) = await asyncio.gather(self._crawler.engine.download_async(request), return_exceptions=True)
        if isinstance(answer, BaseException):
            refusal = fault_of(answer, request.url)
            if refusal.name == "budget":
                self._put_off.add(lead.url)
            elif not request.meta.get("replayed"):
                spider.note_part(lead, request.url, refusal)
            return None
        kind = (answer.headers.get("Content-Type") or b"").decode("latin-1")
        return Part(answer.status, kind, answer.body)

    def _keep(self, url: str, part: Part) -> None:
        self._parts[url] = part
        while sum(len(each.body) for each in self._parts.values()) > _KEPT_BYTES:
            self._parts.popitem(last=False)


class _Answers:
    """What the browser is answered while it renders one page."""

    def __init__(self, renderer: Renderer, lead: Lead, captured: Body) -> None:
        self._renderer = renderer
        self._lead = lead
        self._captured = captured
        self._asked = 0

    async def answer(self, route: Route) -> None:
        """The captured page, what the crawl fetches for its scripts, or nothing."""
        request = route.request
        if request.is_navigation_request() and request.frame.parent_frame is None:
            await self._page(route)
        elif request.resource_type in _NEEDED and same_site(request.url, self._lead.url) and self._asked < MAX_PARTS:
            self._asked += 1
            await self._part(route)
        else:
            await route.abort()

    async def _page(self, route: Route) -> None:
        """The page itself, from the archive; its scripts can lead the browser nowhere else."""
        if route.request.url.partition("#")[0] != self._lead.url.partition("#")[0]:
            await route.abort()
            return
        kind = self._captured.content_type or "text/html"
        await route.fulfill(status=200, headers={"content-type": kind}, body=self._captured.data)

    async def _part(self, route: Route) -> None:
        request = route.request
        ask = Ask(request.url.partition("#")[0], request.method, request.post_data or "")
        part = await self._renderer.part(self._lead, ask, request.headers)
        if part is None:
            await route.abort()
        else:
            await route.fulfill(status=part.status, headers={"content-type": part.content_type}, body=part.body)


async def _settled(page: Page) -> str:
    """The page's markup once its scripts ask for nothing more."""
    await page.wait_for_load_state("networkidle", timeout=0)
    return await page.content()
