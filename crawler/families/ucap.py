"""UCAP (开普) and what its vendor group ships: search services that answer JSON, and static list files."""

from __future__ import annotations

import re

from crawler.addresses import clean
from crawler.discovery.leads import COLUMN, Ask, Lead
from crawler.discovery.page import Page
from crawler.discovery.services import services_of
from crawler.families.family import Family, with_query

_CHANNEL = re.compile(r"""channel_?id['"]?\s*[:=]\s*['"]([0-9a-f]{32})['"]""", re.I)
_SEARCH = re.compile(r"""["']([^"'<>\s]*/(?:common/search|searchList|search)/)(?:["']\s*\+|[0-9a-f]{32})""", re.I)
_POSTED = re.compile(
    r"""["']([^"'<>\s]*/(?:u/search/list/\w+|szinf/xxgk/interfacesWebZcwj/loadData|irs/front/search)[^"'<>\s]*)["']"""
)
_LISTS = ("/zfxxgk_list.shtml", "/common_list.shtml", "/xxgk_list.shtml", "common_zfxxgknb.shtml", "zfxxgkmultilist")
_TOKEN = re.compile(r"[?&](?:token|sign|signature|_signature)=", re.I)


class Ucap(Family):
    """UCAP: column codes `/c1xxxxx/`, list files `*_list.shtml`, articles `/YYYYMM/<32 hex>.shtml`, lists from
    `/common/search/<channel>` as JSON. An address that carries a browser's token is left alone: it is not forged.
    """

    code = "ucap"
    labels = ("ucap",)
    marks = (
        (r"/20\d{4}/[0-9a-f]{32}\.shtml", 3),
        (("<ucapcontent", "<ucaptitle", "ucap-content"), 4),
        (r"/c\d{5,6}[a-z]{0,4}/", 2),
        (_LISTS, 2),
        (("/common/search/", "/searchlist/"), 3),
        (r"/c\d+/\d{6}/c\d+_\d+\.shtml", 3),
    )

    def services_of(self, page: Page, lead: Lead) -> list[Ask]:
        """The search of the page's channel, as its script builds the address."""
        if lead.inside != COLUMN:
            return []
        known = [ask for ask in (*self._searches(page), *self._forms(page)) if not _TOKEN.search(ask.url)]
        return known or super().services_of(page, lead)

    def _searches(self, page: Page) -> list[Ask]:
        found = _SEARCH.search(page.source)
        if not found:
            return []
        channels = re.findall(r"/(?:common/search|searchList|search)/([0-9a-f]{32})", page.source)
        channels = channels or _CHANNEL.findall(page.source) or [page.metas.get("channelid", "")]
        address = clean(found[1], page.base)
        if not address or not channels[0]:
            return []
        flags = {
            "_isAgg": "true",
            "_isJson": "true",
            "_pageSize": "15",
            "_template": "index",
            "_channelName": "",
            "page": "1",
        }
        return [Ask(with_query(f"{address.rstrip('/')}/{channels[0]}", **flags))]

    def _forms(self, page: Page) -> list[Ask]:
        """Services that take a posted form with the page's number."""
        found = _POSTED.search(page.source)
        address = clean(found[1], page.base) if found else None
        if not found or not address:
            return []
        if told := [
            ask for ask in services_of(page.scripts, page.base) if _path(ask.url) == _path(address) and ask.body
        ]:
            return told
        channel = re.search(r"""channel_?id['"]?\s*[:=]\s*['"]?([\w-]+)""", page.source)
        if "loadData" in address:
            return [Ask(address, "POST", f"pageIndex=1&channel_id={channel[1] if channel else ''}")]
        return [Ask(address, "POST", "keywords=&currentPage=1&number=15")]


def _path(url: str) -> str:
    return url.partition("?")[0]
