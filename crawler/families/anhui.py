"""The two openness platforms met in Anhui and elsewhere: the `site/label` one, and the Openness MVC one
(Xuancheng's).
"""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from crawler.addresses import clean
from crawler.discovery.answers import Answer
from crawler.discovery.leads import Ask, Lead
from crawler.discovery.page import Page
from crawler.discovery.pagers import next_page, total_pages
from crawler.discovery.services import services_of
from crawler.families.family import Family, with_query

_LABEL = re.compile(r"""["']([^"'<>\s]*/site/label/\d+[^"'<>\s]*)["']""")
_PUBLIC = re.compile(r"^(.*?)/public/column/(\d+)")


class LonsunLabel(Family):
    """`/public/column/<organ>?catId=…` columns whose rows come as a fragment from `/site/label/8888`, `pageCount` in
    script.
    """

    code = "lonsun_ah"
    labels = ("lonsun_ah",)
    marks = (
        (r"/public/column/\d+", 3),
        (r"/site/label/\d+", 3),
        (("ls.pagination",), 2),
        (("xxgk_navli", "wzcon"), 1),
        (r"/public/(?:content/|\d+/)\d+", 2),
    )

    def next(self, page: Page, lead: Lead) -> tuple[Ask, ...]:
        """The label service's next page while the script's count says there is one."""
        total = total_pages(page)
        if total is not None and lead.number >= total:
            return ()
        if "/site/label/" in lead.url:
            return (replace(lead.ask, url=with_query(lead.url, pageIndex=lead.number + 1)),) if total else ()
        numbered = tuple(self._numbered(page, lead.number + 1)) if total else ()
        return numbered or next_page(page, lead.number)

    def services_of(self, page: Page, lead: Lead) -> list[Ask]:
        """The label service's first page, where the column page shows no rows itself."""
        return self._numbered(page, 1)

    def _numbered(self, page: Page, number: int) -> list[Ask]:
        address = self._label(page)
        return [Ask(with_query(address, pageIndex=number))] if address else []

    def _label(self, page: Page) -> str:
        """The label service's address: as a script asks it or writes it out, else built from the column's own."""
        for ask in services_of(page.scripts, page.base):
            if "/site/label/" in ask.url:
                sent = dict(parse_qsl(ask.body, keep_blank_values=True))
                return self._filled(page, with_query(ask.url, **sent))
        if found := _LABEL.search(page.source):
            address = clean(found[1].replace("&amp;", "&"), page.base) or ""
            return self._filled(page, address)
        column, site = _PUBLIC.match(page.url), re.search(r"""site_?id['"]?\s*[:=]\s*['"]?(\d+)""", page.source, re.I)
        if not column or not site:
            return ""
        return self._filled(page, f"{column[1]}/site/label/8888?{urlencode({'siteId': site[1]})}")

    def _filled(self, page: Page, address: str) -> str:
        """The service's parameters: those written, those of the column's address, those the service needs."""
        column = _PUBLIC.match(page.url)
        own = dict(parse_qsl(urlsplit(page.url).query)) | ({"organId": column[2]} if column else {})
        needed = {
            "IsAjax": "1",
            "dataType": "html",
            "labelName": "publicInfoList",
            "pageSize": "15",
            "isDate": "true",
            "dateFormat": "yyyy-MM-dd",
        }
        written = dict(parse_qsl(urlsplit(address).query))
        values = needed | {name: own[name] for name in ("organId", "catId", "type", "action") if name in own} | written
        return with_query(address.partition("?")[0], **values)

    def next_answer(self, answer: Answer, lead: Lead) -> tuple[Ask, ...]:
        """A fragment is a page: see `next`."""
        return super().next_answer(answer, lead)


class OpennessMvc(Family):
    """Openness MVC: `/OpennessContent/showList/<organ>/<category>/page_N.html`, articles
    `/OpennessContent/show/<id>.html`, annual reports `/XxgkAnnualReport/show/<id>.html`.
    """

    code = "ah_openness"
    labels = ("ah_openness",)
    marks = ((("/opennesscontent/", "/opennessannualreport/"), 4), (("/xxgkannualreport/",), 4), (("/openness/",), 1))

    def next(self, page: Page, lead: Lead) -> tuple[Ask, ...]:
        """The pager's link, else `page_N.html` one up while the total says so."""
        if found := next_page(page, lead.number):
            return found
        total = total_pages(page)
        if total is None or lead.number >= total or "showList" not in page.url:
            return ()
        head = re.sub(r"/page_\d+\.html.*$", "", page.url).rstrip("/")
        return (Ask(f"{re.sub(r'[.]html$', '', head)}/page_{lead.number + 1}.html"),)
