"""What a fetched page is: a report, a column, another article, a page that says it is not there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from crawler.discovery.attachments import files_of
from crawler.discovery.leads import COLUMN, PLATFORM, Lead
from crawler.discovery.page import Page
from crawler.discovery.words import (
    announces,
    announces_reports,
    is_column,
    is_distractor,
    is_platform_host,
    is_platform_name,
    is_report_title,
    is_unit,
    may_be_report,
    slug,
    squash,
    without_year,
)

_BODIES = 3  # named by a page's files, from which on it is none's own
RoleName = Literal["report", "list", "article", "empty"]

# What a report of any form says; a page needs several, since a notice quotes one or two.
_MARKS = (
    r"总体情况|概述",
    r"主动公开(?:政府)?信息(?:的)?情况|主动公开(?:的)?情况",
    r"依申请公开|收到和处理政府信息公开申请|申请公开政府信息",
    r"行政复议|行政诉讼|复议、?诉讼",
    r"存在(?:的)?(?:主要)?问题|不足",
    r"其他需要报告(?:的)?事项|需要说明的(?:其他)?事项",
    r"收费(?:及|和|情况)|减免",
    r"本年新收|结转下年度|结果维持|现行有效|处理决定数量",
)
# What a report says of itself and a notice about reports does not.
_WHOLE = 600  # characters
_OWN = re.compile(r"统计期限|本年新收|结转下年度|结果维持|现(?:予以?|将)?公布|本(?:年度)?报告(?:由|全文|中|所列)")
_ARTICLE_PATHS = re.compile(
    r"/t\d{8}_\d+\.|/art/\d{4}/|/art_\d|/info/\d+/\d+\.|/\d{6,8}/(?:t\w+_\d+|[0-9a-f]{32}|c\d+_\d+)\.|/content/post_\d+|/content_\d+|"
    r"/post_\d+\.|/public/(?:content|\d+)/\d+(?:\.html)?\?|/\d{4}/\d\d-\d\d/\d+\.html|/show/\d+\.|/\d{12,19}\.html|[0-9a-f-]{36}\.html|/Content-\d+|/content\.html|"
    r"wbnewsid=|news\.NewsContentUrl|xxgkAnnualReport\.jsp|infoGuid=|[?&](?:id|article_?id|newsid|infoid)=\d+",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Role:
    """What a page is, and the name it goes by (the report's title, the column's name)."""

    name: RoleName
    title: str


def role_of(page: Page, lead: Lead) -> Role:
    """What a page reached by a lead is.

    A page is a report when its title is one and it reads or carries one: several of the passages every report has, or
    (where the text is a stub) an attached file or pictures. The last word on a report has its reading, not this.
    """
    marks = marks_of(page)
    title = article_title(page, lead)
    if is_distractor(title) and not (is_report_title(title) or announces_reports(title)):
        return Role("article" if looks_like_article(page) else "list", title)
    if _reads_as_report(page, lead, title, marks):
        return Role("report", title)
    if looks_like_article(page) and marks < 3 and not _rows(page) and not _is_called_column(page, lead):
        return Role("article", title)
    return Role("list", column_name(page) or title)


def _is_called_column(page: Page, lead: Lead) -> bool:
    """Whether what led to a page calls it a column of reports, and its address alone says that it is an article: that
    of a column whose rows a script fetches may have a number, too (`/col.html?id=12`).
    """
    told = page.metas.get("articletitle") or page.metas.get("pubdate")
    return lead.kind == "page" and not told and is_column(lead.title)


def _reads_as_report(page: Page, lead: Lead, title: str, marks: int) -> bool:
    if announces(title) and not _publishes(page):
        return False
    titled = is_report_title(title) or (lead.inside == COLUMN and (may_be_report(title) or may_be_report(lead.title)))
    if marks >= 4:
        return titled or (lead.inside == COLUMN and not _rows(page)) or is_column(title)
    if not titled or (_rows(page) > 2 and not _is_titled_article(page)):
        return False
    if marks >= 2:
        return True
    return (looks_like_article(page) or lead.kind == "article") and _carries(page)


def _carries(page: Page) -> bool:
    """Whether a page carries files or pictures that may be its report. Files called after several bodies are a year's
    reports, which the page lists.
    """
    files = files_of(page, images=True)
    return bool(files) and len({link.text for link in files if is_unit(link.text)}) < _BODIES


def _publishes(page: Page) -> bool:
    """Whether what a notice says it publishes stands in it, or is its file: one that asks for reports lists their
    passages, too, and says little else.
    """
    text = squash(page.text)
    told = len(text) >= _WHOLE or _OWN.search(text) is not None
    return told or any(is_report_title(link.text) for link in files_of(page))


def _is_titled_article(page: Page) -> bool:
    """Whether a page is one article whose own meta title is a report's, whatever reports it links beside."""
    return is_report_title(page.metas.get("articletitle", ""))


def marks_of(page: Page) -> int:
    """How many of the passages every report has a page holds."""
    text = squash(page.text)
    return sum(bool(re.search(mark, text)) for mark in _MARKS)


def article_title(page: Page, lead: Lead) -> str:
    """The page's own title: meta, the headings, `<title>`; the link's text where it was in full and the page has none.

    Metas of a page pasted together from fragments may belong to its header (`ColumnName` 头部): a heading that is a
    report's title goes before a meta that is none.
    """
    metas = page.metas.get("articletitle", "")
    found = [metas, *page.headings, *re.split(r"[-_|—](?=[^-_|—]*$)", page.title)[:1], page.title]
    candidates = [text for text in found if 4 <= len(squash(text)) <= 120]
    whole = next((text for text in candidates if is_report_title(text)), "")
    if metas and not whole and not is_column(metas):
        return metas
    if not whole and lead.title and not lead.cut and (is_report_title(lead.title) or is_distractor(lead.title)):
        return lead.title
    return whole or next(iter(candidates), lead.title)


def looks_like_article(page: Page) -> bool:
    """Whether metas or address say that the page is one article."""
    return bool(page.metas.get("articletitle") or page.metas.get("pubdate")) or is_article_address(page.url)


def is_article_address(url: str) -> bool:
    """Whether an address has the shape that a CMS gives to one article."""
    parts = urlsplit(url)
    return bool(_ARTICLE_PATHS.search(f"{parts.path}?{parts.query}"))


def _rows(page: Page) -> int:
    """How many links of the page's body are titles of reports."""
    return sum(is_report_title(link.text) for link in page.links if link.place not in ("nav", "crumb"))


def column_name(page: Page) -> str:
    """The name of the column a list page is: meta, the last step of the location line, `<title>`."""
    crumbs = page.crumbs[-1:] if page.crumbs else []
    found = [page.metas.get("columnname", ""), *crumbs, re.split(r"[-_|—]", page.title)[0]]
    return next((squash(text) for text in found if is_column(text)), squash(next((text for text in found if text), "")))


def inside_of(page: Page, lead: Lead) -> int:
    """Where in the portal a page lies: `ColumnType` and `ColumnName` first, then the location line, the address, the
    link.
    """
    if "信息公开年报" in page.metas.get("columntype", "") or is_column(page.metas.get("columnname", "")):
        return COLUMN
    if any(is_column(step) for step in page.crumbs[-3:]):
        return COLUMN
    if lead.inside == COLUMN or is_column(name := column_name(page)):
        return COLUMN
    # A year's part of a column, where no link said more than the year: `nb2023.htm`, titled 2023年信息公开年报.
    if slug(page.url) == "column" and is_column(without_year(name)):
        return COLUMN
    if (
        slug(page.url) == "openness"
        or is_platform_host(page.url)
        or is_platform_name(re.split(r"[-_|—]", page.title)[0])
        or any("公开" in step for step in page.crumbs)
        or "公开" in page.metas.get("columntype", "")
    ):
        return max(lead.inside, PLATFORM)
    return lead.inside
