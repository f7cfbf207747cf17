"""The end of a run before its work is done."""

from __future__ import annotations

import asyncio
from asyncio import Future
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# The loop keeps no hold of a task: one that nobody else holds may be gone before it is done.
_ends: WeakKeyDictionary[Crawler, Future[Any]] = WeakKeyDictionary()


def end_early(crawler: Crawler, reason: str) -> None:
    """Have a crawl end, once: no request is sent any more, answers on their way are waited for."""
    if crawler.engine is not None and crawler not in _ends:
        _ends[crawler] = asyncio.ensure_future(crawler.engine.close_spider_async(reason=reason))
