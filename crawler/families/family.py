"""What a CMS family is: how it is recognised, how its lists page, what it hides from plain markup."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from crawler.addresses import clean, pairs_of, query_of
from crawler.discovery.answers import Answer
from crawler.discovery.attachments import is_file
from crawler.discovery.json_bodies import bumped_json, offset_moved, steps_from
from crawler.discovery.leads import Ask, Lead
from crawler.discovery.page import Link, Page
from crawler.discovery.pagers import counted_pages, next_page, total_pages
from crawler.discovery.scripts import page_parameter
from crawler.discovery.services import services_of

_FILE_OF_PAGE = re.compile(r"[/_](\d{1,3})\.(?:json|js|s?html?)$")
_PAGE_AND_SIZE = re.compile(r"/(\d{1,3})/(\d{1,3})/?$")
_PAGE_STEP = re.compile(r"/page(?:_?(?:no|num|index))?/(\d{1,3})/?$", re.I)
_MORE = re.compile(r"(?:加载|查看|显示|展开|获取)\s*更多|点击加载|load\s*more", re.I)
# A list that grows as it is scrolled compares what is shown with the page's height; a button to the top does not.
_SCROLLS = re.compile(r"scrollHeight|\(\s*document\s*\)\.height\(\s*\)|IntersectionObserver")


class Family:
    """One CMS. The base is the general one: it relies on nothing but what a page says.

    `marks` are looked for in a page's address and markup, all in lower case, each with the weight of its evidence: an
    expression, or words any of which is the mark (a search for words costs a twentieth of one for an expression that
    begins with none). `labels` are the names the registry uses for the family.
    """

    code = "general"
    labels: tuple[str, ...] = ()
    marks: tuple[tuple[str | tuple[str, ...], int], ...] = ()
    # Paths of the family's list services; what a page's scripts name of them is asked.
    services: str = ""

    def weight(self, page: Page) -> int:
        """How strongly a page shows this family: the sum of the weights of the marks found."""
        return sum(weight for mark, weight in self.marks if _bears(page.marked, mark))

    def next(self, page: Page, lead: Lead) -> tuple[Ask, ...]:
        """The requests that may be the next page of a list page, best first."""
        return next_page(page, lead.number)

    def counts_more(self, page: Page, number: int) -> bool:
        """Whether a list page, the `number`th of its list, says itself that there are more than it and those before."""
        return (total_pages(page) or 0) > number

    def links(self, page: Page) -> list[Link]:
        """Links that the family's own scripts hold; the page's plain links are known already."""
        return []

    def services_of(self, page: Page, lead: Lead) -> list[Ask]:
        """Requests for lists that the page's scripts would make, first page each."""
        made = services_of(page.scripts, page.base)
        if self.services and (own := [ask for ask in made if re.search(self.services, ask.url)]):
            return own
        return self._named_services(page) or made

    def next_answer(self, answer: Answer, lead: Lead) -> tuple[Ask, ...]:
        """The request for the next part of a list that comes as data; empty at its end."""
        if answer.follow:
            return (Ask(answer.follow),)
        if not answer.links or _ended(answer, lead.number):
            return ()
        return moved_on(lead.ask, lead.number)

    def _named_services(self, page: Page) -> list[Ask]:
        """Addresses of the family's services written out in the page."""
        if not self.services:
            return []
        found = re.findall(
            rf"""["'(]((?:https?://[\w.:-]+)?/?(?:[\w./-]*/)?{self.services}[^"'()<>\s]*)["')](?!\s*\+)""", page.source
        )
        asks = [Ask(url) for text in found if (url := clean(text.replace("&amp;", "&"), page.base))]
        return list({ask.key: ask for ask in asks}.values())


def _bears(text: str, mark: str | tuple[str, ...]) -> bool:
    if isinstance(mark, str):
        return re.search(mark, text) is not None
    return any(word in text for word in mark)


def _ended(answer: Answer, number: int) -> bool:
    """Whether the answer's own sizes say that this was the last part."""
    if answer.pages is not None:
        return number >= answer.pages
    # Files that rows name beside their pages are no rows of the list, unless it has no others.
    pages = {link.url for link in answer.links if not is_file(link.url)}
    return answer.rows is not None and len(pages or answer.links) * number >= answer.rows


def loaded_next(page: Page) -> tuple[Ask, ...]:
    """The second part of a list whose first one stands in the page, where a script loads the others: behind a button
    that says so, or a pager that has more pages or was told of more rows than a page has.
    """
    grows = _MORE.search(page.text) or _SCROLLS.search(page.scripts)
    if not (grows or (counted_pages(page.scripts) or total_pages(page) or 0) > 1):
        return ()
    moved = (moved_on(ask, 1) for ask in services_of(page.scripts, page.base))
    return next((asks for asks in moved if asks), ())


def moved_on(ask: Ask, number: int = 0) -> tuple[Ask, ...]:
    """The same request one page further: its page parameter, in the query or in the body, one up; or the page's
    `number` in its path (`/app/list/3.json`).

    After a page nought comes page one, or page two where the service takes nought for one.
    """
    parts = urlsplit(ask.url)
    bodies = bumped_json(ask.body) if ask.is_json else _bumped(ask.body)
    if queries := _bumped(parts.query):
        # Hanweb's disclosure module is sent the number twice, in its address and in what is posted.
        sent = bodies if len(bodies) == len(queries) else [ask.body] * len(queries)
        return tuple(
            Ask(urlunsplit(parts._replace(query=query)), ask.method, body)
            for query, body in zip(queries, sent, strict=True)
        )
    if ask.method == "GET" and (path := _path_moved(parts.path, number)):
        return (Ask(urlunsplit(parts._replace(path=path))),)
    return tuple(Ask(ask.url, ask.method, body) for body in bodies)


def _path_moved(path: str, number: int) -> str:
    """A path with the page's number in it one up: that of its file (`/list/3.json`), a step beside the size of a page
    (`/list/3/10`) or after the word (`/page/3`); empty where it has none.
    """
    steps = _FILE_OF_PAGE.search(path) or _PAGE_AND_SIZE.search(path) or _PAGE_STEP.search(path)
    if steps is None or not number:
        return ""
    for place, held in enumerate(steps.groups(), 1):
        if int(held) == number:
            return f"{path[: steps.start(place)]}{number + 1}{path[steps.end(place) :]}"
    return ""


def _bumped(query: str) -> list[str]:
    """A query with its page parameter one up (from nought, two up as well); empty where it has none."""
    pairs = pairs_of(query)
    name = page_parameter(name for name, value in pairs if value.isdigit())
    value = dict(pairs).get(name, "")
    if not name:
        if moved := offset_moved(dict(pairs)):
            return [query_of((other, moved[1] if other == moved[0] else was) for other, was in pairs)]
        inner = next((one for one, was in pairs if was[:1] == "{" and bumped_json(was)), "")
        return [query_of((dict(pairs) | {inner: made}).items()) for made in bumped_json(dict(pairs).get(inner, "{}"))]
    return [
        query_of((other, str(int(value) + step) if other == name else was) for other, was in pairs)
        for step in steps_from(value)
    ]


def with_query(url: str, **values: object) -> str:
    """An address with parameters set (replaced where present)."""
    parts = urlsplit(url)
    pairs = dict(pairs_of(parts.query)) | values
    return urlunsplit(parts._replace(query=query_of(pairs.items())))
