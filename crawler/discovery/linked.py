"""Shells whose requests stand in linked scripts: which scripts are worth asking, and what they ask for the page.

A column without rows, or an article without a body, may load both by a script of its own. The scripts are asked one
after another, as the page links them, until one makes a request that can be told; what the page's own scripts say (its
channel, its ids) goes along. Nothing is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from lxml import etree, html

from crawler.addresses import clean, same_site
from crawler.discovery.details import detail_of
from crawler.discovery.json_bodies import bumped_json
from crawler.discovery.leads import Ask, Lead
from crawler.discovery.page import Page
from crawler.discovery.scripts import page_parameter
from crawler.discovery.texts import text_of
from crawler.discovery.titles import title_of
from crawler.discovery.words import is_report_title
from crawler.families import Family

SCRIPT = 91
MAX_LINKED = 4
_MOST_FIELDS = 60
_LONGEST = 300_000  # characters; what is longer is a bundle in which nothing can be told
_LIBRARY = re.compile(
    r"jquery|(?:^|[/.-])vue(?:[.-]|$)|bootstrap|swiper|slick|superslide|echarts|layui|layer|laydate|polyfill|react|angular|"
    r"element-ui|antd|axios|moment|md5|crypto|base64|jsencrypt|html5shiv|respond|modernizr|require|seajs|chunk-vendors|"
    r"\.min\.js|qrcode|share|wza|voice|stat[.-]|count|baidu|tongji|analytics|gsap|lodash|underscore|video|player|weather",
    re.I,
)
_TEMPLATED = re.compile(r"\bdatasrc\s*=|\bv-for\s*=|\bng-repeat\s*=|\bms-for\s*=|\{\{\s*\w+\.\w+\s*\}\}")
_MORE = re.compile(r"(?:加载|展开|获取)\s?更多|点击加载|load\s?more", re.I)  # 查看更多 is a link, as a rule
_COUNTS = re.compile(r"total_?record|nextgroup", re.I)
_PAGER = re.compile(
    r"(?:^|[-_\s])(?:page[rs]?|paging|pagination|page_?(?:bar|list|nav|box|div|num)|fenye|laypage)(?:$|[-_\s\d])", re.I
)
_MOST_ROWS = 300
_COUNTED = re.compile(r"共(?:计|有)?\s{0,4}(\d{1,5})\s{0,4}(页|条|篇)")
_BARE_NUMBERS = re.compile(r"(?<!\d)1 2(?!\d)")
_NAMES = 1 << 10  # classes and ids remembered: a site's pages share theirs
_BODIES = re.compile(r"(?:^|[/_-])(?:bm|bumen|dept|department|unit|organ|jigou|danwei|dw|xzjd|zfbm)\w{0,8}\.js$", re.I)
_MENU = re.compile(r"menu|nav|daohang|head|top|index", re.I)
_ASKS = re.compile(r"\bajax\s*\(|\bfetch\s*\(|axios|XMLHttpRequest|\$http|\.getJSON\s*\(|\$\.(?:get|post)\s*\(|v-for")


def untold_rows(page: Page) -> str:
    """The markup of the reports of a column whose click calls what the page's own scripts do not tell."""
    if "onclick" not in page.marked and "javascript:" not in page.marked:
        return ""
    told = [text for link in page.links if is_report_title(text := link.text)]
    called = page.tree.xpath("//*[@onclick] | //a[starts-with(@href, 'javascript:')]")
    titled = ((one, title_of(one)) for one in called)
    # What is told has its title without the day and what else stands in the row.
    untold = (one for one, text in titled if is_report_title(text) and not any(title in text for title in told))
    return "".join(etree.tostring(one, encoding="unicode") for one in islice(untold, _MOST_ROWS))


def script_lead(page: Page, lead: Lead, choices: str = "") -> Lead | None:
    """The first script that a shell links, the others behind it; None where it links none of its own site. `choices`
    is the markup of what chooses its lists.
    """
    sources = [clean(element.get("src") or "", page.base) for element in page.tree.iter("script")]
    own = [url for url in sources if url and same_site(url, page.url) and not _LIBRARY.search(urlsplit(url).path)]
    if lead.kind == "home":  # what writes its menu is called so, as a rule, and is asked first
        own.sort(key=lambda url: not _MENU.search(urlsplit(url).path))
    unlike = list(dict.fromkeys(own))
    asks = [Ask(url) for url in (unlike[:MAX_LINKED] if lead.kind == "home" else unlike[-MAX_LINKED:])]
    if not asks:
        return None
    return replace(
        lead,
        ask=asks[0],
        others=tuple(asks[1:]),
        kind="script",
        score=SCRIPT,
        via=page.url,
        shell=lead.kind,
        context=page.scripts,
        markup=_fields(page) + choices,
        bare=lead.kind != "home" and is_template(page),
        depth=lead.depth + 1,
    )


def bodies_script(page: Page, lead: Lead) -> Lead | None:
    """The script called after bodies that a platform's page links, which may hold the list of them; asked once."""
    sources = (clean(element.get("src") or "", page.base) for element in page.tree.iter("script"))
    named = (url for url in sources if url and same_site(url, page.url) and _BODIES.search(urlsplit(url).path))
    if not (url := next(named, "")):
        return None
    made = replace(lead, ask=Ask(url), others=(), kind="script", score=SCRIPT, via=page.url, shell="page", context="")
    return replace(made, depth=lead.depth + 1, bare=False, listed=True)


def _fields(page: Page) -> str:
    """What a linked script may read of a page (its channel, its ids), as markup."""
    held = page.tree.xpath("//meta[@name] | //input[@type='hidden'] | //*[@*[starts-with(name(), 'data-')]]")
    bare = (html.Element(one.tag, dict(one.attrib)) for one in held[:_MOST_FIELDS])
    return "".join(html.tostring(one, encoding="unicode") for one in bare)


def shell_of(lead: Lead) -> Page:
    """The shell that a script was asked for, as far as its scripts, and what they may read of it, are known."""
    return Page.of_scripts(lead.via, lead.context, lead.markup)


def awaits_more(page: Page) -> bool:
    """Whether a list's page holds a pager that a script is yet to fill, a button that loads more, or a datastore that
    does not say how many records there are.
    """
    if _MORE.search(page.text) or (page.records and not _COUNTS.search(page.source)):
        return True
    return any(not text_of(box) and box.find(".//a") is None for box in _pager_boxes(page))


def says_it_has_more(page: Page, number: int) -> bool:
    """Whether a list says in words or by the numbers of its pager that there is more than its `number` pages so far:
    `共 5 页`, on its first page `共 48 条` over fewer links, or numbers that are no links.
    """
    links = len({link.url for link in page.links if link.place not in ("nav", "crumb")})
    for told, unit in _COUNTED.findall(page.text):
        if int(told) > (number if unit == "页" else max(links, 1)) and (unit == "页" or number == 1):
            return True
    return number == 1 and any(
        _BARE_NUMBERS.search(" ".join(" ".join(box.itertext()).split())) for box in _pager_boxes(page)
    )


def _pager_boxes(page: Page) -> Iterator[html.HtmlElement]:
    """The elements that hold a list's pager, by their class or id."""
    for box in page.tree.iter("div", "ul", "p", "span", "td", "nav"):
        if _is_pager(box.get("class"), box.get("id")):
            yield box


@lru_cache(_NAMES)
def _is_pager(classes: str | None, name: str | None) -> bool:
    """Whether an element's class or id says that it holds a list's pager."""
    return bool((classes or name) and _PAGER.search(f"{classes or ''} {name or ''}"))


def is_template(page: Page) -> bool:
    """Whether a page's markup is one that scripts fill: its rows stand for any number of rows."""
    return bool(_TEMPLATED.search(page.source))


def asks_for_itself(page: Page) -> bool:
    """Whether a page's own scripts ask for something, or its markup waits for it."""
    return is_template(page) or bool(_ASKS.search(page.scripts))


def with_script(lead: Lead, script: str) -> Lead:
    """The lead of a shell's script with what the script says."""
    return replace(lead, context=f"{lead.context}\n{script[:_LONGEST]}")


def told_by(lead: Lead, family: Family) -> list[Ask]:
    """The requests that the scripts known of a shell make for its list or for its body."""
    page = shell_of(lead)
    if lead.shell == "article":
        return [ask for ask in [detail_of(page)] if ask]
    return [ask for ask in family.services_of(page, lead) if _is_of_list(ask, lead)]


def needs_render(lead: Lead) -> bool:
    """Whether a shell whose scripts told nothing is one at all: an app by its marks, a page whose scripts ask for
    something, a report by its row. Else it is a column without rows, or one that shows some itself.
    """
    if lead.listed:
        return False
    return bool(lead.untold) or lead.bare or bool(_ASKS.search(lead.context)) or is_report_title(lead.title)


def _is_of_list(ask: Ask, lead: Lead) -> bool:
    """Whether a request is for the page's list: it has a page's number, sends what the page itself or its address
    says, or is for a file that an element of the page names. A script that all pages link asks for other things, too.
    """
    pairs = [*parse_qsl(urlsplit(ask.url).query), *([] if ask.is_json else parse_qsl(ask.body))]
    objects = [ask.body, *(value for _, value in pairs)] if ask.method == "POST" else []
    if page_parameter(name for name, value in pairs if value.isdigit()) or any(map(bumped_json, objects)):
        return True
    said, path = f"{lead.via} {lead.context}", urlsplit(ask.url).path
    if path.rpartition("/")[2] and path.rpartition("/")[2] in lead.markup:
        return True
    return any(len(value) >= 4 and re.search(r"\d", value) and value in said for _, value in pairs)
