"""Hanweb (大汉版通): JCMS with its datastores and proxies, and the newer jpaas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from itertools import islice, product
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler.addresses import clean
from crawler.discovery.answers import Answer, next_group
from crawler.discovery.leads import COLUMN, Ask, Lead
from crawler.discovery.page import Link, Page
from crawler.discovery.services import services_of
from crawler.discovery.texts import text_of
from crawler.families.family import Family, with_query

_PARAMETERS = (
    "col",
    "appid",
    "webid",
    "path",
    "columnid",
    "sourceContentType",
    "unitid",
    "webname",
    "permissiontype",
)
_PROXY = re.compile(r"""["'(=>]((?:https?:)?[^"'()<>=\s]*(?:dataproxy\.jsp|getMessage\.do)[^"'()<>\s]*)""")
# The page's own elements that its script makes the first records of: `$('#initData ul').each(… '<record>' …)`.
_MADE_OF = re.compile(r"""\$\(\s*['"]#([\w-]+) (\w+)['"]\s*\)\.each""")
_ARRAY = re.compile(r"""urls\[(\w+)\]\s*=\s*['"]([^'"]+)['"]""")
_HEADER = re.compile(r"""headers\[(\w+)\]\s*=\s*['"]([^'"]+)['"]""")
# A node of the tree of units that the annual report module is given: its code, its name.
_AREA_NODE = re.compile(r"""\{[^{}]{0,200}?\b(?:id|code|area|value)["']?\s*:\s*["']([0-9][0-9A-Z]{11,17})["']""", re.I)
# A unit's code as the disclosure module writes it: the digits of its place in the tree, or its 统一社会信用代码.
_UNIT_CODE = re.compile(r"""['"]([0-9][0-9A-Z]{11,17})['"]""")
_YEAR = re.compile(r"(20\d{2})年?度?")
_NAMED_REPORT = re.compile(r"xxgkAnnualReport\.jsp\?[^\"'<>\s]*artId=\d", re.I)
_SHOWN_AS = re.compile(r"[?&;](showType)=(\d)", re.I)
_PAGING = frozenset({"rows", "pageNo", "paramJson"})
# The paging object as a member of the query's: quoted or not, bare or as a string.
_PARAM_JSON = re.compile(r"""['"]?paramJson['"]?\s*:\s*['"]?(\{[^{}]*\})['"]?\s*,?""", re.I)
_ARTICLE = re.compile(r"/art/\d{4}/art_[0-9a-f]{32}")
_MAX_SCREENS = 3
_MAX_REPORTS = 600
_MAX_UNITS = 6


class HanwebJcms(Family):
    """Hanweb JCMS: columns `/col/colN/`, articles `/art/Y/M/D/art_COL_ID.html`, lists in a datastore that a proxy
    continues, annual reports from `xxgkAnnualReport.jsp`, one address a unit and year.
    """

    code = "hanweb_jcms"
    labels = ("hanweb_jcms",)
    marks = (
        (r"/col/col\d+", 2),
        (r"/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+", 3),
        (("hiddenlocation",), 2),
        (("dataproxy.jsp", "messagecontroller/getmessage.do"), 3),
        (r"/module/(?:web|xxgk|jslib|download)", 2),
        (("<datastore>", "&lt;datastore"), 2),
        (("大汉版通", "大汉网络"), 2),
        (r"urls\[\w+\]\s*=.*headers\[\w+\]\s*=", 2),
    )
    services = r"module/xxgk/(?:search|search_custom|subjectinfo)\.jsp"
    _PROXIES = r"/jpage/\w*dataproxy\.jsp|/messageController/getMessage\.do"

    def links(self, page: Page) -> list[Link]:
        """The rows of the oldest form: `urls[i]='…';headers[i]='…'`."""
        urls, titles = _ARRAY.findall(page.scripts), _HEADER.findall(page.scripts)
        if len(urls) != len(titles):
            named = dict(titles)
            pairs = [(url, named.get(index, "")) for index, url in urls]
        else:
            # In order: where a counter stands for the index (`urls[i]=…;headers[i]=…;i++`), it tells nothing.
            pairs = [(url, title) for (_, url), (_, title) in zip(urls, titles, strict=True)]
        found = [(clean(url, page.base), title) for url, title in pairs]
        return [Link(url, title, "record") for url, title in found if url and title]

    def next(self, page: Page, lead: Lead) -> tuple[Ask, ...]:
        """The proxy that continues the page's datastore; a plain pager where there is none."""
        held = _held(page)
        total = _number(page.source, "totalrecord")
        if held and total is not None and held >= total:
            return ()
        if group := next_group(page.source, page.base):
            # On some portals what a datastore names as its continuation holds nothing; the proxy still has the records.
            return (Ask(group), *self._proxied(page, held))
        if not held and self._told(page):
            return ()
        if _PROXY.search(page.source) or (held and total):
            return self._proxied(page, held)
        return super().next(page, lead)

    def counts_more(self, page: Page, number: int) -> bool:
        """By the number of records, or by the continuation that a datastore names."""
        total = _number(page.source, "totalrecord")
        if total is not None and page.records:
            return total > len(page.records)
        return bool(next_group(page.source, page.base)) or super().counts_more(page, number)

    def _told(self, page: Page) -> list[Ask]:
        """What the page's own script asks of a proxy: it goes before what such scripts mostly ask of it."""
        return [ask for ask in services_of(page.scripts, page.base) if re.search(self._PROXIES, ask.url)]

    def _proxied(self, page: Page, held: int) -> tuple[Ask, ...]:
        """The proxy's requests for the records after those the page holds: as a form, then as a query."""
        named = _PROXY.search(page.source)
        address = (
            clean(unescape(named[1] if named else "/module/web/jpage/dataproxy.jsp").strip("\"'"), page.base)
            or page.url
        )
        if address.partition("?")[0].endswith("/getMessage.do"):
            column = re.search(r"""columnId['"]?\s*[:=]\s*['"]([\w-]+)""", page.source)
            values = {"columnId": column[1]} if column else {}
            return _ranges(address.partition("?")[0], values, held, _per_page(page))[::-1]
        values = self._parameters(page) | dict(parse_qsl(urlsplit(address).query))
        return _ranges(address.partition("?")[0], values, held, _per_page(page))

    def _parameters(self, page: Page) -> dict[str, str]:
        """What the column page's script passes to the proxy."""
        values = {"col": "1", "appid": "1", "path": "/", "sourceContentType": "1", "permissiontype": "0"}
        for name in _PARAMETERS:
            if found := re.search(rf"""['"&?\s,{{]{name}['"]?\s*[:=]\s*['"]?([^'"&,;<>\s}}]+)""", page.source):
                values[name] = found[1]
        if "columnid" not in values and (found := re.search(r"/col(\d+)/", page.url)):
            values["columnid"] = found[1]
        return values

    def services_of(self, page: Page, lead: Lead) -> list[Ask]:
        """A list the page leaves to the proxy or to the disclosure module, and the reports of the annual report
        module.
        """
        told = [ask for ask in services_of(page.scripts, page.base) if re.search(self.services, ask.url)]
        found = (told or self._named_services(page)) + self._annual(page)
        if not page.records and _PROXY.search(page.source):
            found.extend(self._told(page) or self._proxied(page, 0)[:1])
        return found

    def _annual(self, page: Page) -> list[Ask]:
        """Every (unit, year) that the annual report module's page lets choose: its report has that address."""
        found = re.search(r"""["']([^"'<>\s]*xxgkAnnualReport\.jsp)[^"']*["']""", page.source)
        if not found or "fbtime" not in page.source or "xxgkAnnualReport.jsp" in page.url:
            return []
        if _NAMED_REPORT.search(page.source):  # its links name the reports themselves
            return []
        areas, years = _areas(page) or _AREA_NODE.findall(page.scripts), _years(page)
        address, shown = urljoin(page.base, found[1]), dict(_SHOWN_AS.findall(page.source))
        asks = (Ask(with_query(address, area=one, fbtime=year, **shown)) for one, year in product(areas, years))
        return list(islice(asks, _MAX_REPORTS))

    def next_answer(self, answer: Answer, lead: Lead) -> tuple[Ask, ...]:
        """The records after those asked, while there are more."""
        values = dict(parse_qsl(urlsplit(lead.url).query))
        if "endrecord" not in values or answer.follow:
            return super().next_answer(answer, lead) or self._behind(answer, lead)
        first, last = int(values.get("startrecord") or 1), int(values["endrecord"])
        size = int(values.get("perpage") or 20)
        # What says nothing of its size goes on while what comes is as much as was asked for.
        rows = answer.rows if answer.rows is not None else first + len(answer.links)
        if not answer.links or last >= rows:
            return ()
        rest = {name: value for name, value in values.items() if name not in ("startrecord", "endrecord", "perpage")}
        body = dict(parse_qsl(lead.ask.body, keep_blank_values=True))
        ranges = _ranges(lead.url.partition("?")[0], body or rest, last, size)
        return tuple(ask for ask in ranges if ask.method == lead.ask.method)

    def _behind(self, answer: Answer, lead: Lead) -> tuple[Ask, ...]:
        """The records behind the first ones, where the proxy was asked without bounds and counts more."""
        held = len(answer.links)
        if lead.number > 1 or not held or (answer.rows or 0) <= held or not re.search(self._PROXIES, lead.url):
            return ()
        values = dict(parse_qsl(lead.ask.body or urlsplit(lead.url).query, keep_blank_values=True))
        ranges = _ranges(lead.url.partition("?")[0], values, held, -(-held // _MAX_SCREENS))
        return tuple(ask for ask in ranges if ask.method == lead.ask.method)


def _held(page: Page) -> int:
    """How many records a page holds: those of its datastore, or the elements that its script makes one of."""
    made = _MADE_OF.search(page.scripts)
    if not made or "<record>" not in page.scripts[made.end() :]:
        return len(page.records)
    return len(page.tree.xpath("//*[@id=$name]//*[name()=$tag]", name=made[1], tag=made[2]))


def _number(source: str, name: str) -> int | None:
    found = re.search(rf"""{name}['"]?\s*(?:[:=]\s*['"]?|>\s*)(\d+)""", source, re.I)
    return int(found[1]) if found else None


def _per_page(page: Page) -> int:
    return min(_number(page.source, "perpage") or 20, 100)


def _ranges(address: str, values: dict[str, str], held: int, size: int) -> tuple[Ask, ...]:
    """Up to three screen pages of records after the `held` first, as the site's own script asks for them."""
    bounds = {"startrecord": str(held + 1), "endrecord": str(held + _MAX_SCREENS * size), "perpage": str(size)}
    kept = {name: value for name, value in values.items() if name not in bounds}
    return (
        Ask(f"{address}?{urlencode(bounds)}", "POST", urlencode(kept)),
        Ask(f"{address}?{urlencode(bounds | kept)}"),
    )


def _areas(page: Page) -> list[str]:
    """The codes of the units that a page of the annual report module lets choose: values of a select, attributes,
    what handlers are called with, addresses.
    """
    found = page.tree.xpath("//select[@name='area' or @id='area']/option/@value | //@area | //@data-area")
    for handler in page.tree.xpath("//@onclick | //a[starts-with(@href, 'javascript')]/@href"):
        found += _UNIT_CODE.findall(handler)
    found += re.findall(r"[?&;]area=([0-9A-Za-z]+)", page.source)
    return list(dict.fromkeys(value.strip() for value in found if value.strip()))


def _years(page: Page) -> list[str]:
    """The years it lets choose: options, or links that name nothing but a year."""
    shown = [(option.get("value") or "", text_of(option)) for option in page.tree.iter("option")]
    shown += [("", text_of(link)) for link in page.tree.iter("a", "li", "span") if len(link) == 0]
    years = [found[1] for texts in shown for text in texts if (found := _YEAR.fullmatch(text.strip()))]
    years += re.findall(r"[?&;]fbtime=(\d{4})", page.source)
    return list(dict.fromkeys(years))


class HanwebJpaas(Family):
    """Hanweb's newer platform: lists built by a publish service that answers markup in JSON."""

    code = "hanweb_jpaas"
    labels = ("hanweb_jpaas",)
    marks = (
        (("jpaas-publish-server",), 4),
        (r"/art/\d{4}/art_[0-9a-f]{32}", 3),
        (r"querydata\s*=", 2),
        (r"uniturl\s*=", 2),
    )
    _SERVICE = "/api-gateway/jpaas-publish-server/front/page/build/unit"

    def next(self, page: Page, lead: Lead) -> tuple[Ask, ...]:
        """The publish service's next page, by its two ways of paging; none where even the first is left to it."""
        if lead.number == 1 and lead.kind != "data" and not any(_ARTICLE.search(link.url) for link in page.links):
            return ()
        return next(iter(self._units(page, lead.number + 1)), ()) or super().next(page, lead)

    def services_of(self, page: Page, lead: Lead) -> list[Ask]:
        """The first page of each unit, where the column leaves even that to the service: one of them is the list."""
        if lead.inside != COLUMN:
            return []
        return [ways[0] for ways in islice(self._units(page, 1), _MAX_UNITS)] or super().services_of(page, lead)

    def next_answer(self, answer: Answer, lead: Lead) -> tuple[Ask, ...]:
        """The next page while the rows asked for so far are fewer than the unit's count."""
        if not answer.links:
            return ()
        if "page/build/unit" not in lead.url:
            return super().next_answer(answer, lead)
        if answer.markup and (
            inner := next(self._units(Page.of_text(answer.url, answer.markup), lead.number + 1), None)
        ):
            return inner
        return _next_unit(lead) if answer.rows is None or answer.rows > lead.number * _rows_asked(lead) else ()

    def counts_more(self, page: Page, number: int) -> bool:
        """By the unit's count."""
        counts = ((one.get("count") or "", one.get("rows") or "") for one in page.tree.xpath("//*[@querydata]"))
        told = (int(count) > number * int(rows) for count, rows in counts if count.isdigit() and rows.isdigit())
        return any(told) or super().counts_more(page, number)

    def _units(self, page: Page, number: int) -> Iterator[tuple[Ask, ...]]:
        """The service's requests for one page of each unit that an element of the page describes: a pagination, or a
        script that is to be replaced by what the service answers.
        """
        for element in page.tree.xpath("//*[@querydata]"):
            written = element.get("querydata") or ""
            values = _loose_json(_PARAM_JSON.sub("", written))
            told = _PARAM_JSON.search(written)
            pages = told[1] if told else element.get("paramjson") or ""
            rows = int(element.get("rows") or _loose_json(pages).get("pageSize") or 15)
            count = element.get("count") or ""
            if not values or (count.isdigit() and (number - 1) * rows >= int(count)):
                continue
            address = clean(element.get("uniturl") or element.get("url") or self._SERVICE, page.base) or page.url
            query = {"parseType": "bulidstatic", "pageType": "column", "editType": "null"} | values
            ways = _paged(with_query(address, **query), number, rows, pages)
            yield ways[::-1] if pages else ways


def _rows_asked(lead: Lead) -> int:
    values = dict(parse_qsl(urlsplit(lead.url).query))
    return int(values.get("rows") or _loose_json(values.get("paramJson", "")).get("pageSize") or 15)


def _next_unit(lead: Lead) -> tuple[Ask, ...]:
    """The lead's own request, one page further; else by the other way of paging, where the service took no notice of
    this one.
    """
    values = dict(parse_qsl(urlsplit(lead.url).query))
    rest = {name: value for name, value in values.items() if name not in _PAGING}
    told = values.get("paramJson", "")
    ways = _paged(with_query(lead.url.partition("?")[0], **rest), lead.number + 1, _rows_asked(lead), told)
    return ways[::-1] if told else ways


def _paged(address: str, number: int, rows: int, told: str = "") -> tuple[Ask, Ask]:
    """The publish service's two ways of paging; `told` is the paging object as asked so far, whose other members
    stay.
    """
    try:
        known = json.loads(told or "{}")
    except ValueError:
        known = _loose_json(told)
    paged = known | {"pageNo": number, "pageSize": rows}
    written = json.dumps(paged, ensure_ascii=False, separators=(",", ":"))
    return Ask(with_query(address, rows=rows, pageNo=number)), Ask(with_query(address, paramJson=written))


def _loose_json(text: str) -> dict[str, str]:
    """The pairs of an object written with single quotes, double quotes or none."""
    pairs = re.findall(r"""['"]?(\w+)['"]?\s*:\s*['"]?([^'",{}]*)['"]?""", text)
    return {name: value.strip() for name, value in pairs}
